package library

import (
	"math"
	"time"

	"backofflab/retry"
)

// Library is the backoff of a published library, with the library's own
// parameters. Its steps are, in this order: the backoff e(k) of the growth; the
// cap, if it comes before the jitter; the jitter; rounding to whole
// milliseconds; the floor; the cap, if it comes after the jitter. Whether the
// cap comes before or after is what most differs between libraries: jitter that
// the cap cuts off leaves all clients on one value.
//
// The fields say what a library does differently; see [retry.Kind] for its formula.
// Rounding that a library does in between is left out where it moves no delay by
// more than a millisecond.
//
// Source: the code of each library, named in the tables of this package; the
// tests compare with measured delays of the libraries.
type Library struct {
	base   time.Duration
	factor float64
	offset int // exponent of the first retry; -1 where that goes out at once, and the second waits the base
	growth growth
	cap    time.Duration // 0 for none
	clips  stage         // when the cap applies; some walks clip by themselves
	jitter jitter

	firstUnjittered bool          // retry 1 waits exactly its backoff
	firstAtOnce     bool          // retry 1 does not wait
	floor           time.Duration // lower bound of a delay
	round           rounding
	rejectedBase    time.Duration // base after a rejection (HTTP 429), where it is another; else 0
	constantFrom    int           // from this retry on every delay is exactly the cap; 0 for never
}

// growth is how e(k) grows with k.
type growth uint8

const (
	exponential growth = iota // base * factor^(k-1+offset)
	linear                    // base * k
	fibonacci                 // base * 1, 2, 3, 5, 8
	lessBase                  // base * (factor^k - 1)
	quartic                   // base + (k-1)^4 seconds
)

// stage says on which side of the jitter a cap applies. The two can be combined.
type stage uint8

const (
	before stage = 1 << iota
	after
)

// rounding says what becomes of fractions of a millisecond.
type rounding uint8

const (
	exact   rounding = iota
	down             // to whole milliseconds
	nearest          // to the nearest millisecond
)

// Delay returns the delay of the library before retry k, saturated. The memory
// is for walks; see jitter.
func (s Library) Delay(k int, memory time.Duration, u float64) (delay, next time.Duration) {
	switch {
	case s.firstAtOnce && k == 1:
		return 0, 0
	case s.constantFrom > 0 && k >= s.constantFrom:
		return s.cap, 0
	case s.jitter.walk != nil:
		d, state := s.jitter.walk(s, k, float64(memory), u)
		return retry.Nanoseconds(s.clip(after, d)), retry.Nanoseconds(state)
	}
	d := s.backoff(k)
	if s.jitter.draw != nil && !(s.firstUnjittered && k == 1) {
		d = s.jitter.draw(d, u)
	}
	d = max(s.round.of(d), float64(s.floor))
	return retry.Nanoseconds(s.clip(after, d)), 0
}

// afterRejection is what spaces the retries after a rejection.
func (s Library) afterRejection() Library {
	s.base, s.rejectedBase = s.rejectedBase, 0
	return s
}

// backoff is e(k), never more than the longest delay.
func (s Library) backoff(k int) float64 {
	e := float64(s.base)
	if e == 0 {
		return 0 // also where the growth knows no bounds
	}
	switch s.growth {
	case exponential:
		e *= retry.Power(s.factor, k-1+s.offset)
	case linear:
		e *= float64(k)
	case fibonacci:
		for n, last := 1, 0.0; n < k && e < float64(retry.MaxDelay); n++ {
			last, e = e, e+max(last, float64(s.base))
		}
	case lessBase:
		e *= retry.Power(s.factor, k) - 1
	case quartic:
		n := float64(k-1) * float64(k-1)
		e += float64(float64(n*n) * float64(time.Second))
	}
	return min(s.clip(before, e), float64(retry.MaxDelay))
}

// clip is d, or the cap if that is less and applies at this stage.
func (s Library) clip(at stage, d float64) float64 {
	if s.clips&at == 0 {
		return d
	}
	return min(d, float64(s.cap))
}

func (r rounding) of(d float64) float64 {
	const ms = float64(time.Millisecond)
	switch r {
	case down:
		return math.Floor(d/ms) * ms
	case nearest:
		return math.Round(d/ms) * ms
	}
	return d
}
