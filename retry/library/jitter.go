package library

import (
	"fmt"
	"math"
	"time"

	"backofflab/retry"
)

// jitter is what a library does with chance. One of draw and walk is set, or
// none: the delay is the backoff.
type jitter struct {
	// draw returns the delay for the backoff e, in nanoseconds.
	draw func(e, u float64) float64
	// walk returns the delay before retry k from the state that the retry before
	// left, in nanoseconds, and the new state. The state is 0 at first.
	walk func(s Library, k int, state, u float64) (d, next float64)
	// text is the formula, given that of the backoff.
	text func(s Library, e string) string
}

// scaled is e * U(lo, hi).
func scaled(lo, hi float64) jitter {
	return jitter{
		draw: func(e, u float64) float64 { return retry.Within(e, lo, hi, u) },
		text: func(_ Library, e string) string {
			if lo == 0 && hi == 1 {
				return "U(0, " + e + ")"
			}
			return fmt.Sprintf("%s × U(%v, %v)", e, lo, hi)
		},
	}
}

// added is e + U(lo, hi), 0 where that is less.
func added(lo, hi time.Duration) jitter {
	return jitter{
		draw: func(e, u float64) float64 { return e + float64(lo) + float64(u*float64(hi-lo)) },
		text: func(_ Library, e string) string {
			if lo < 0 {
				return fmt.Sprintf("max(0, %s + U(%s, %s))", e, short(lo), short(hi))
			}
			return fmt.Sprintf("%s + U(%s, %s)", e, short(lo), short(hi))
		},
	}
}

// from is U(lo, e), lo where e is less.
func from(lo time.Duration) jitter {
	return jitter{
		draw: func(e, u float64) float64 {
			return float64(lo) + float64(u*max(0, e-float64(lo)))
		},
		text: func(_ Library, e string) string { return fmt.Sprintf("U(%s, max(%s, %s))", short(lo), short(lo), e) },
	}
}

// percent is e times a whole percentage, one of the 2p values from 100-p+1 to
// 100+p, all alike.
func percent(p int) jitter {
	return jitter{
		draw: func(e, u float64) float64 {
			n := math.Floor(float64(u*float64(2*p))) - float64(p)
			return float64(e*(100-n)) / 100
		},
		text: func(_ Library, e string) string { return fmt.Sprintf("%s × {%d, …, %d} %%", e, 100-p+1, 100+p) },
	}
}

// wholeSeconds is one of 0, 1, ... e seconds, all alike.
func wholeSeconds() jitter {
	return jitter{
		draw: func(e, u float64) float64 {
			const second = float64(time.Second)
			return math.Floor(float64(u*(math.Floor(e/second)+1))) * second
		},
		text: func(_ Library, e string) string { return "{0, 1, …, " + e + "}" },
	}
}

// windowed is a window of j around e that grows with e, cut off at the base below
// and at the cap above; whole milliseconds.
func windowed(j, base, cap time.Duration) jitter {
	return jitter{
		draw: func(e, u float64) float64 {
			half := float64(e*float64(j)) / float64(base)
			lo := max(e-half, float64(base))
			hi := min(e+half, float64(cap))
			return down.of(lo + float64(u*(hi-lo)))
		},
		text: func(_ Library, e string) string {
			return fmt.Sprintf("%s ± %v %%, from %s to %s", e, 100*float64(j)/float64(base), short(base), short(cap))
		},
	}
}
