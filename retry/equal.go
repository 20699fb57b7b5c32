package retry

import "time"

var equalKind = Kind{
	Key: "equal", Name: "Equal jitter",
	Formula: "e(k)/2 + U(0, e(k)/2)",
	Source:  "AWS Architecture Blog, 2015",
	New:     func(p Params) Strategy { return Equal{p} },
}

// Equal is equal jitter: half of the exponential delay is kept, half is drawn,
// e(k)/2 + U(0, e(k)/2).
//
// With base 100ms, factor 2, cap 1s and u = 0.5 the first delays are 75ms,
// 150ms, 300ms, 600ms, 750ms.
//
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
type Equal struct{ Params }

// Delay returns half of e(k) and the share u of the other half.
func (s Equal) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	e := s.rung(k)
	return e/2 + uniform(e-e/2, u), 0
}

func (s Equal) width(k int) time.Duration {
	e := s.rung(k)
	return e - e/2
}
