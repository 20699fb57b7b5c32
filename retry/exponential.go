package retry

import "time"

var exponentialKind = Kind{
	Key: "exponential", Name: "No jitter",
	Formula: "min(cap, base × factor^(k−1))",
	Source:  "capped exponential backoff, as the AWS Architecture Blog (2015) names it",
	New:     func(p Params) Strategy { return Exponential{p} },
}

// Exponential is capped exponential backoff without jitter:
// e(k) = min(cap, base * factor^(k-1+offset)).
//
// With base 100ms, factor 2 and cap 1s the first delays are 100ms, 200ms,
// 400ms, 800ms, 1s.
//
// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
type Exponential struct{ Params }

// Delay returns e(k).
func (s Exponential) Delay(k int, _ time.Duration, _ float64) (delay, next time.Duration) {
	return s.rung(k), 0
}

func (s Exponential) delayAll(turns []Turn, ladder *Ladder) {
	for i := range turns {
		t := &turns[i]
		t.Delay = ladder.of(&s.Params, t.Attempt)
	}
}
