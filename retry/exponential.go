package retry

import (
	"math"
	"time"
)

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

func (Exponential) width(int) time.Duration { return 0 }

var polynomialKind = Kind{
	Key: "polynomial", Name: "Polynomial",
	Formula: "min(cap, base × k^n)",
	Source:  "job queues: Sidekiq waits about k⁴ seconds",
	New:     func(p Params) Strategy { return Polynomial{p} },
}

// Polynomial grows with a power of the number of the retry: min(cap, base * k^n).
//
// With base 100ms, power 2 and cap 1s the first delays are 100ms, 400ms, 900ms, 1s, 1s.
//
// Source: Sidekiq waits k^4 + 15 s and some jitter, k being 0 at the first retry: but for what it
// adds, [AtOnce] around a Polynomial of power 4.
type Polynomial struct{ Params }

// Delay returns min(cap, base * k^n).
func (s Polynomial) Delay(k int, _ time.Duration, _ float64) (delay, next time.Duration) {
	return min(s.Cap, Nanoseconds(float64(float64(s.Base)*toPower(float64(k), s.Power)))), 0
}

func (Polynomial) width(int) time.Duration { return 0 }

// toPower is x^n for x >= 1 and n >= 0 in thousandths, built so that it rounds alike on every
// machine: the whole part by multiplications, the rest by square roots, which IEEE 754 fixes.
func toPower(x, n float64) float64 {
	whole := math.Floor(n)
	power := powerOf(x, int(whole))
	root := x
	for rest, bit := n-whole, 0.5; bit > 1e-5; bit /= 2 {
		root = math.Sqrt(root)
		if rest >= bit {
			rest -= bit
			power = float64(power * root)
		}
	}
	return power
}
