package library

import (
	"fmt"
	"math"
	"time"

	"backofflab/retry"
)

// The walks: jitter whose next delay depends on what was drawn before.

// compoundScaled draws around the delay before, then grows:
// d(1) = base * U(1-r, 1+r), d(k) = min(cap, d(k-1) * U(1-r, 1+r) * factor), the
// draws rounded up to whole milliseconds. The spread widens at every retry.
func compoundScaled(r float64) jitter {
	const ms = float64(time.Millisecond)
	return jitter{
		walk: func(s Library, _ int, state, u float64) (d, next float64) {
			up, growth := state, s.factor
			if state == 0 {
				up, growth = float64(s.base), 1
			}
			drawn := math.Ceil(retry.Within(up, 1-r, 1+r, u)/ms) * ms
			d = min(float64(s.cap), float64(drawn*growth))
			return d, d
		},
		text: func(s Library, _ string) string {
			return fmt.Sprintf("min(%s, previous × U(%v, %v) × %v), at first %s × U(%v, %v)",
				short(s.cap), 1-r, 1+r, s.factor, short(s.base), 1-r, 1+r)
		},
	}
}

// compoundAdded adds a share of the delay before: d(1) = base + U(0, r*base),
// d(k) = min(cap, factor*d(k-1) + U(0, r*d(k-1))).
func compoundAdded(r float64) jitter {
	return jitter{
		walk: func(s Library, _ int, state, u float64) (d, next float64) {
			if state == 0 {
				d = retry.Within(float64(s.base), 1, 1+r, u)
			} else {
				d = min(float64(s.cap), retry.Within(state, s.factor, s.factor+r, u))
			}
			return d, d
		},
		text: func(s Library, _ string) string {
			return fmt.Sprintf("min(%s, previous × U(%v, %v)), at first %s × U(1, %v)",
				short(s.cap), s.factor, s.factor+r, short(s.base), 1+r)
		},
	}
}

// numbered adds one of 0, 1, ... most * k - 1 whole units before retry k, all alike. It keeps
// no state.
func numbered(most int, unit time.Duration) jitter {
	return jitter{
		walk: func(s Library, k int, _, u float64) (d, next float64) {
			return s.backoff(k) + float64(math.Floor(float64(u*float64(float64(most)*float64(k))))*float64(unit)), 0
		},
		text: func(_ Library, e string) string {
			return fmt.Sprintf("%s + {0, 1, …, %d × k − 1} × %s", e, most, short(unit))
		},
	}
}

// restarting is min(cap, base * 2^(n-1)) * U(1, 2), where n counts anew from 1 once more than
// a while has passed since it did so, however the attempts went. The state is the sum of the
// delays since then (what attempts take is not counted). It also says n, as long as the cap
// is not reached: n-1 delays add up to at least base * (2^(n-1) - 1) and at most twice that.
func restarting(every time.Duration) jitter {
	return jitter{
		walk: func(s Library, _ int, state, u float64) (d, next float64) {
			if state > float64(every) {
				state = 0
			}
			e := float64(s.base)
			for sum := e; sum <= state && e < float64(s.cap); sum += e {
				e *= 2
			}
			d = retry.Within(min(e, float64(s.cap)), 1, 2, u)
			return d, state + d
		},
		text: func(s Library, _ string) string {
			return fmt.Sprintf("min(%s, %s × 2^(n−1)) × U(1, 2), n counted anew every %s", short(s.cap), short(s.base), short(every))
		},
	}
}

// telescoped is what Polly calls decorrelated jitter V2:
// d(k) = (F(t) - F(t')) * base / 1.4 with F(t) = 2^t * tanh(sqrt(4t)),
// t = k-1 + U(0, 1), and t' the t of the retry before. The delays add up to one
// draw of F: the state is that sum, without any cap.
func telescoped() jitter {
	return jitter{
		walk: func(s Library, k int, state, u float64) (d, next float64) {
			t := float64(k-1) + u
			next = float64(float64(s.base)*float64(exp2(t)*tanh(math.Sqrt(4*t)))) / 1.4
			return next - state, next
		},
		text: func(s Library, _ string) string {
			return fmt.Sprintf("%s / 1.4 × (F(t) − F(previous t)) with F(t) = 2^t × tanh √(4t), t = k−1 + U(0, 1)", short(s.base))
		},
	}
}

// tanh is the hyperbolic tangent for x >= 0. math.Tanh would do, but may differ
// between machines in its last digit.
func tanh(x float64) float64 {
	q := exp2(float64(-2 * math.Log2E * x)) // e^(-2x)
	return (1 - q) / (1 + q)
}

// exp2 is 2^x by its power series around the nearest integer, to about 1e-15.
// Arguments beyond 1100 either way give +Inf and 0.
func exp2(x float64) float64 {
	if math.Abs(x) > 1100 {
		x = math.Copysign(1100, x)
	}
	n := math.Round(x)
	y := (x - n) * math.Ln2
	sum := 1.0
	for i := 14.0; i >= 1; i-- {
		sum = 1 + float64(y*sum)/i
	}
	return math.Ldexp(sum, int(n))
}
