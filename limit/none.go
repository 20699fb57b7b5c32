package limit

import (
	"math"
	"time"
)

var noneKind = Kind{
	Key: "none", Name: "None",
	Unit:   "requests",
	Rule:   "Every request is admitted.",
	New:    func(Params) Limiter { return None{} },
	AtOnce: func(Params) int { return math.MaxInt },
	Bound:  func(Params, time.Duration) int { return math.MaxInt },
}

// None admits everything: what many a service has.
type None struct{}

// AllowN returns true.
func (None) AllowN(time.Duration, int) bool { return true }

// RetryAfter returns 0.
func (None) RetryAfter(time.Duration) time.Duration { return 0 }

// Reset does nothing.
func (None) Reset() {}
