package rng

import (
	"math"
	"time"
)

var normalKind = Kind{
	Key:       "normal",
	Name:      "Normal, folded",
	Formula:   "abs(m + s * z(u)), z the standard normal quantile",
	Source:    "AWS backoff simulator, class Net: abs(Normal(m, s))",
	Deviation: true,
	New:       func(p Params) Distribution { return normal{float64(p.Mean), float64(p.Deviation)} },
}

// normal is the absolute value of a normal draw. m and s are those of the draw
// before its sign is dropped, so the mean of the result is m only where s is small
// beside it. At takes the quantile of the draw and then its absolute value, so it
// falls in u as long as the draw is negative: where m is five times s, below
// u = 2.9e-7.
type normal struct {
	mean, deviation float64 // nanoseconds
}

func (n normal) At(u float64) time.Duration {
	return nanoseconds(math.Abs(n.mean + float64(n.deviation*normalQuantile(u))))
}

func (n normal) atAll(draws []float64, values []time.Duration) {
	values = values[:len(draws)]
	for i, u := range draws {
		values[i] = nanoseconds(math.Abs(n.mean + float64(n.deviation*normalQuantile(u))))
	}
}
