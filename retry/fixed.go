package retry

import "time"

var fixedKind = Kind{
	Key: "fixed", Name: "Fixed delay",
	Formula: "base",
	Source:  "the usual sleep(1) in a loop",
	New:     func(p Params) Strategy { return Fixed{p} },
}

// Fixed waits the same time before every retry: base. The cap, never below the
// base, does not matter to it.
//
// With base 100ms the first delays are 100ms, 100ms, 100ms, 100ms, 100ms.
//
// Source: the usual sleep in a loop.
type Fixed struct{ Params }

// Delay returns base.
func (s Fixed) Delay(int, time.Duration, float64) (delay, next time.Duration) { return s.Base, 0 }
