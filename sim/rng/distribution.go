package rng

import (
	"math"
	"time"
)

// Distribution is how the values of one quantity are spread. It holds no state
// and is safe for simultaneous use.
type Distribution interface {
	// At returns the value for u, drawn uniformly from [0, 1): the quantile at u,
	// in whole nanoseconds, to the nearest. A larger u never gives a smaller
	// value, but where the kind says so. The result is never negative; one that
	// a time.Duration cannot hold is its largest.
	At(u float64) time.Duration
}

// Params are what the distributions are made from. Every kind takes what its
// formula names and ignores the rest. None may be negative.
type Params struct {
	Mean      time.Duration // m
	Deviation time.Duration // s, the standard deviation
	Slow      time.Duration // the slow value of two
	SlowShare float64       // p, its probability, 0 to 1
}

// Kind describes a distribution: its key in links, its name on screen, its
// quantile function, where that comes from, and which parameters matter beside
// the mean.
type Kind struct {
	Key       string
	Name      string
	Formula   string
	Source    string
	Constant  bool // it is the mean, whatever is drawn
	Deviation bool // Params.Deviation matters
	Slow      bool // Params.Slow and Params.SlowShare matter
	New       func(Params) Distribution
}

// nanoseconds rounds x to a duration, and keeps it in [0, the longest].
func nanoseconds(x float64) time.Duration {
	switch {
	case x >= math.MaxInt64: // as a float64 that is 2^63, one above what fits
		return math.MaxInt64
	case x > 0:
		whole := time.Duration(x)
		return whole + time.Duration(2*(x-float64(whole))) // 1 more from a half on, without a branch
	}
	return 0
}

// AtAll computes the values for some draws. Where a distribution takes many steps for one, those
// of several overlap.
func AtAll(d Distribution, draws []float64, values []time.Duration) {
	switch d := d.(type) {
	case exponential:
		d.atAll(draws, values)
	case normal:
		d.atAll(draws, values)
	default:
		for i, u := range draws {
			values[i] = d.At(u)
		}
	}
}
