package limit

import (
	"math"
	"time"
)

var noneKind = Kind{
	Key: "none", Name: "None",
	Unit:    "requests",
	Rule:    "Every request is admitted.",
	New:     func(Params) Limiter { return None{} },
	AtOnce:  func(Params) int { return math.MaxInt },
	LongRun: unbounded,
	Bound:   func(Params, time.Duration) int { return math.MaxInt },
}

// unbounded is the long run of what time does not bound.
func unbounded(Params) float64 { return math.Inf(1) }

// None admits everything: what many a service has.
type None struct{}

// AllowN returns true.
func (None) AllowN(time.Duration, int) bool { return true }

// RetryAfter returns 0.
func (None) RetryAfter(time.Duration, int) time.Duration { return 0 }

// Reset does nothing.
func (None) Reset() {}
