package retry

import (
	"math"
	"time"
)

// Strategy computes backoff delays.
type Strategy interface {
	// Delay returns the backoff delay before retry k (k >= 1). prev is the delay
	// before retry k-1, 0 when k is 1; u was drawn uniformly from [0, 1). The
	// result is never negative and, for a strategy with a cap, never above it.
	Delay(k int, prev time.Duration, u float64) time.Duration
}

// Params are what the strategies are made from. Every strategy takes what its
// formula names and ignores the rest.
type Params struct {
	Base   time.Duration // first rung of the backoff, > 0
	Factor float64       // growth from one retry to the next, >= 1
	Cap    time.Duration // upper bound of a delay, >= Base
}

// Kind describes a strategy: its key in links and results, its name on screen,
// its formula and where the formula comes from.
type Kind struct {
	Key     string
	Name    string
	Formula string
	Source  string
	New     func(Params) Strategy
}

// Kinds lists every strategy in the order in which screens and tables show
// them. The caller owns the slice.
func Kinds() []Kind {
	return []Kind{
		immediateKind, fixedKind, linearKind, exponentialKind,
		fullKind, equalKind, decorrelatedKind, decorrelatedAWSKind,
	}
}

// Lookup returns the strategy with that key, and whether there is one.
func Lookup(key string) (Kind, bool) {
	for _, kind := range Kinds() {
		if kind.Key == key {
			return kind, true
		}
	}
	return Kind{}, false
}

// rung is e(k) = min(cap, base * factor^(k-1)), the capped exponential that
// most strategies share. It saturates: k may be as large as an int.
//
// The power is built by multiplications alone. They round alike on every
// machine, while math.Pow, or a sum of products, may be fused on some.
func rung(p Params, k int) time.Duration {
	power, square := 1.0, p.Factor
	for n := k - 1; n > 0; n >>= 1 {
		if n&1 == 1 {
			power *= square
		}
		square *= square
	}
	e := float64(p.Base) * power
	if e >= float64(p.Cap) || math.IsNaN(e) {
		return p.Cap
	}
	return time.Duration(e)
}

// uniform is U(0, d): the share u of d, whole nanoseconds.
func uniform(d time.Duration, u float64) time.Duration {
	return time.Duration(u * float64(d))
}
