package limit_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

// call is a request at a time.
type call struct {
	at time.Duration
	n  int
}

// anyParams draws parameters under which requests some milliseconds apart are
// admitted and rejected in turn.
func anyParams(r *rand.Rand) limit.Params {
	milli := 1000 + r.IntN(100_000)
	window := time.Duration(1e12/milli+1) * time.Duration(1+r.IntN(12))
	burst := 1 + r.IntN(10)
	return limit.Params{
		Rate: float64(milli) / 1000, Burst: burst, Window: window + time.Duration(r.IntN(1000)),
		Cost:        1 + r.IntN(min(3, burst, limit.WindowQuota(float64(milli)/1000, window))),
		Concurrency: 1 + r.IntN(5), TokensPerMinute: 50 + r.IntN(50_000), Tokens: 1 + r.IntN(50), CountRejected: r.IntN(2) == 0,
		OutputPerMinute: r.IntN(2) * (50 + r.IntN(50_000)), OutputTokens: 1 + r.IntN(50),
	}
}

// anyCall draws a call after now: at the same moment, at the very moment when
// there is room again or 1 ns before it, or at a random time.
func anyCall(r *rand.Rand, kind limit.Kind, p limit.Params, l limit.Limiter, now time.Duration) call {
	n := 1 + r.IntN(3)/2
	if kind.Tokens {
		n = 1 + r.IntN(2*p.Tokens)
	}
	switch r.IntN(4) {
	case 0:
		return call{now, n}
	case 1:
		if wait := l.RetryAfter(now, cost(kind, p)); wait < time.Hour {
			return call{now + max(0, wait-time.Duration(r.IntN(2))), n}
		}
	}
	return call{now + time.Duration(r.Int64N(int64(2e9/p.Rate))), n}
}

// replay returns a limiter to which all that has happened.
func replay(kind limit.Kind, p limit.Params, calls []call) limit.Limiter {
	l := kind.New(p)
	for _, c := range calls {
		l.AllowN(c.at, c.n)
	}
	return l
}

// After RetryAfter a request is admitted, 1 ns earlier it is not.
func TestRetryAfterIsExact(t *testing.T) {
	for _, kind := range limit.Kinds() {
		if kind.Concurrency {
			continue // it cannot tell
		}
		waited := 0
		for seed := range uint64(40) {
			r := rand.New(rand.NewPCG(seed, 1))
			p := anyParams(r)
			l := kind.New(p)
			var calls []call
			var now time.Duration
			for range 60 {
				c := anyCall(r, kind, p, l, now)
				calls, now = append(calls, c), c.at
				l.AllowN(c.at, c.n)
				// Time may have passed since the last call.
				since := now + time.Duration(r.IntN(2)*r.IntN(1_000_000))
				wait := l.RetryAfter(since, cost(kind, p))
				if wait == limit.Never {
					continue
				}
				if !replay(kind, p, calls).AllowN(since+wait, cost(kind, p)) {
					t.Fatalf("%s %+v: after %v RetryAfter(%d) = %d, but then it rejects", kind.Key, p, calls, since, wait)
				}
				if wait > 0 && replay(kind, p, calls).AllowN(since+wait-1, cost(kind, p)) {
					t.Fatalf("%s %+v: after %v RetryAfter(%d) = %d, but it admits 1 ns earlier", kind.Key, p, calls, since, wait)
				}
				if wait > 0 {
					waited++
				}
			}
		}
		if kind.Rate && waited < 200 {
			t.Errorf("%s: only %d waits were tested", kind.Key, waited)
		}
	}
}

// Asking RetryAfter changes nothing, and a time before an earlier one counts as
// that one: a limiter that is asked all the time and whose clock jumps back
// gives the verdicts of one that lives in peace.
func TestAskingAndTimeGoingBackChangeNothing(t *testing.T) {
	for _, kind := range limit.Kinds() {
		for seed := range uint64(40) {
			r := rand.New(rand.NewPCG(seed, 2))
			p := anyParams(r)
			calm, shaken := kind.New(p), kind.New(p)
			var now time.Duration
			for i := range 200 {
				c := anyCall(r, kind, p, calm, now)
				now = c.at
				shaken.RetryAfter(now+time.Duration(r.Int64N(int64(time.Hour))), c.n)
				back := now
				if i > 0 && r.IntN(2) == 0 {
					// The latest time is known to it before time goes back.
					calm.AllowN(now, math.MaxInt32)
					shaken.AllowN(now, math.MaxInt32)
					back -= time.Duration(r.Int64N(int64(3 * s)))
				}
				want, got := calm.AllowN(now, c.n), shaken.AllowN(back, c.n)
				if got != want {
					t.Fatalf("%s %+v, call %d at %d for %d, said to be at %d: %v, want %v", kind.Key, p, i, now, c.n, back, got, want)
				}
				if want, got := calm.RetryAfter(now, c.n), shaken.RetryAfter(back, c.n); got != want {
					t.Fatalf("%s %+v, call %d at %d, said to be at %d: RetryAfter %d, want %d", kind.Key, p, i, now, back, got, want)
				}
			}
		}
	}
}

// No interval holds more than Bound says.
func TestNoIntervalHoldsMoreThanBound(t *testing.T) {
	for _, kind := range limit.Kinds() {
		for seed := range uint64(25) {
			r := rand.New(rand.NewPCG(seed, 3))
			p := anyParams(r)
			p.Tokens = 1
			l := kind.New(p)
			var now time.Duration
			var admitted []time.Duration
			for range 300 {
				now = anyCall(r, kind, p, l, now).at
				if l.AllowN(now, cost(kind, p)) {
					admitted = append(admitted, now)
				}
			}
			for i := range admitted {
				for j := i; j < len(admitted); j++ {
					span := admitted[j] - admitted[i] + 1
					if most := kind.Bound(p, span); j-i+1 > most {
						t.Fatalf("%s %+v: %d admitted within %d ns from %d, at most %d may be", kind.Key, p, j-i+1, span, admitted[i], most)
					}
				}
			}
		}
	}
}

// Bound is no more than needed: from the worst moment on, the last nanosecond of
// a window, whoever comes as soon as there is room gets exactly so many through. (Of the
// counter's rounded share of the last window a cost above one may not get all.)
func TestBoundIsReached(t *testing.T) {
	for _, kind := range limit.Kinds() {
		for seed := range uint64(25) {
			r := rand.New(rand.NewPCG(seed, 4))
			p := anyParams(r)
			p.Tokens, p.OutputPerMinute = 1, 0 // of requests of one token, whatever the answers are
			if kind.Bound(p, s) == math.MaxInt {
				continue
			}
			if kind.Bound(p, 0) != 0 || kind.Bound(p, -s) != 0 {
				t.Errorf("%s: an empty interval holds %d, a negative one %d", kind.Key, kind.Bound(p, 0), kind.Bound(p, -s))
			}
			for _, d := range []time.Duration{1, 2, 3, p.Window - 1, p.Window, p.Window + 1, p.Window + 2, 2 * p.Window, 2*p.Window + 1, 3*p.Window + 5, time.Duration(1 + r.Int64N(int64(5*p.Window)))} {
				l, start, admitted := kind.New(p), 7*p.Window-1, 0
				for at := start; at < start+d; {
					if l.AllowN(at, cost(kind, p)) {
						admitted++
					} else {
						at += l.RetryAfter(at, cost(kind, p))
					}
				}
				if most := kind.Bound(p, d); admitted > most || admitted < most && (kind.Key != "sliding-counter" || p.Cost == 1) {
					t.Fatalf("%s %+v: greed gets %d through within %d ns, Bound says %d", kind.Key, p, admitted, d, most)
				}
			}
		}
	}
}

// The widest parameters and times overflow nothing.
func TestBoundOfTheLargest(t *testing.T) {
	p := limit.Params{Rate: 1e6, Burst: 1e6, Window: time.Hour, Concurrency: 1, TokensPerMinute: 1e9, Tokens: 1}
	for key, want := range map[string]int{
		"token-bucket": 1e6 + 9223372036854775, "llm": 1e6 + 9223372036854775,
		"fixed-window": 3_600_000_000 * (1 + 2562048), "sliding-log": 3_600_000_000 * 2562048,
		"sliding-counter": 9223372036854775 + 3_600_000_000 + 1, "none": math.MaxInt, "concurrency": math.MaxInt, "optimistic-lock": math.MaxInt,
	} {
		kind, _ := limit.Lookup(key)
		if got := kind.Bound(p, math.MaxInt64); got != want {
			t.Errorf("%s: Bound = %d, want %d", key, got, want)
		}
	}
	beyond := limit.Params{Rate: 1e15, Burst: math.MaxInt, Window: s}
	for _, key := range []string{"token-bucket", "fixed-window", "sliding-log", "sliding-counter"} {
		kind, _ := limit.Lookup(key)
		if got := kind.Bound(beyond, math.MaxInt64); got != math.MaxInt {
			t.Errorf("%s: a bound beyond all numbers is %d", key, got)
		}
	}
}
