package retry

import "time"

var linearKind = Kind{
	Key: "linear", Name: "Linear",
	Formula: "min(cap, base × k)",
	Source:  "hand-written retry loops",
	New:     func(p Params) Strategy { return Linear{p} },
}

// Linear adds one base at every retry: min(cap, base * k).
//
// With base 100ms and cap 350ms the first delays are 100ms, 200ms, 300ms,
// 350ms, 350ms.
//
// Source: hand-written retry loops.
type Linear struct{ Params }

// Delay returns min(cap, base * k).
func (s Linear) Delay(k int, _ time.Duration, _ float64) (delay, next time.Duration) {
	if time.Duration(k) > s.Cap/s.Base {
		return s.Cap, 0
	}
	return s.Base * time.Duration(k), 0
}

func (Linear) width(int) time.Duration { return 0 }
