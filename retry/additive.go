package retry

import "time"

var additiveKind = Kind{
	Key: "additive", Name: "Additive jitter", Short: "Additive",
	Formula: "e(k) + U(0, j)",
	Source:  "the default of avast/retry-go and of got, j = 100 ms",
	New:     func(p Params) Strategy { return Additive{p} },
}

// Additive adds a spread that does not grow: e(k) + U(0, j). The cap bounds e(k)
// before the draw, so a delay may exceed it by j. However long the backoff, all
// clients of one rung come back within j.
//
// With base 100ms, factor 2, cap 1s, j = 100ms and u = 0.5 the first delays are
// 150ms, 250ms, 450ms, 850ms, 1.05s.
//
// Source: avast/retry-go and got (a client for Node.js) add up to 100 ms unless
// told otherwise.
type Additive struct{ Params }

// Delay returns e(k) and the share u of j.
func (s Additive) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	e, extra := s.rung(k), uniform(s.Extra, u)
	if e > MaxDelay-extra {
		return MaxDelay, 0
	}
	return e + extra, 0
}

func (s Additive) width(int) time.Duration { return s.Extra }
