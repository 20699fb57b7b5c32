package rng

import (
	"math"
	"time"
)

var lognormalKind = Kind{
	Key:       "lognormal",
	Name:      "Lognormal",
	Formula:   "m * Exp(sigma * z(u) - sigma^2/2), sigma^2 = ln(1 + (s/m)^2), z the standard normal quantile",
	Source:    "Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, 1994, chapter 14",
	Deviation: true,
	New:       newLognormal,
}

// lognormal is never 0 and has a long tail. Unlike the normal's, m and s are the
// mean and the standard deviation of what At returns.
type lognormal struct {
	mean  float64 // nanoseconds
	sigma float64 // standard deviation of the logarithm
}

func newLognormal(p Params) Distribution {
	if p.Mean <= 0 {
		return constant(0) // a mean of 0 leaves nothing to spread
	}
	ratio := float64(p.Deviation) / float64(p.Mean)
	return lognormal{float64(p.Mean), math.Sqrt(log1p(float64(ratio * ratio)))}
}

func (l lognormal) At(u float64) time.Duration {
	return nanoseconds(l.mean * Exp(l.sigma*(normalQuantile(u)-float64(l.sigma/2))))
}
