package rng

import "time"

var exponentialKind = Kind{
	Key:     "exponential",
	Name:    "Exponential",
	Formula: "-m * ln(1 - u)",
	Source:  "Devroye, Non-Uniform Random Variate Generation, 1986, II.2.1",
	New:     func(p Params) Distribution { return exponential{float64(p.Mean)} },
}

// exponential has no memory: what is left of a value does not depend on how much
// has passed. The draws end 2^-53 below 1, so it ends at 36.7 times its mean.
type exponential struct {
	mean float64 // nanoseconds
}

// 1-u is exact for every multiple of 2^-53, and never 0.
func (e exponential) At(u float64) time.Duration { return nanoseconds(-e.mean * Log(1-u)) }

func (e exponential) atAll(draws []float64, values []time.Duration) {
	values = values[:len(draws)]
	for i, u := range draws {
		values[i] = nanoseconds(-e.mean * Log(1-u))
	}
}
