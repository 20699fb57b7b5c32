package rng

import "time"

var constantKind = Kind{
	Key:      "constant",
	Name:     "Constant",
	Formula:  "m",
	Source:   "degenerate distribution",
	Constant: true,
	New:      func(p Params) Distribution { return constant(max(0, p.Mean)) },
}

// constant is the same for every u.
type constant time.Duration

func (c constant) At(float64) time.Duration { return time.Duration(c) }
