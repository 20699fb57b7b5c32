package retry

import "time"

var immediateKind = Kind{
	Key: "immediate", Name: "Immediate",
	Formula: "0",
	Source:  "what most clients do by default",
	New:     func(Params) Strategy { return Immediate{} },
}

// Immediate retries at once: the delay is 0.
//
// The first delays are 0s, 0s, 0s, 0s, 0s.
//
// Source: what most clients do that were never given a strategy.
type Immediate struct{}

// Delay returns 0.
func (Immediate) Delay(int, time.Duration, float64) (delay, next time.Duration) { return 0, 0 }

func (Immediate) width(int) time.Duration { return 0 }
