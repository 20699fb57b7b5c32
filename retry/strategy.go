package retry

import (
	"math"
	"time"
)

// Strategy computes backoff delays.
type Strategy interface {
	// Delay returns the backoff delay before retry k (k >= 1), and the memory to
	// hand to the call for retry k+1; memory is 0 when k is 1. What the memory
	// means is the strategy's own business: the delay before for decorrelated
	// jitter, nothing for most. u was drawn uniformly from [0, 1). The delay is
	// whole nanoseconds and never negative, also at k = 10,000.
	Delay(k int, memory time.Duration, u float64) (delay, next time.Duration)
}

// Params are what the strategies are made from. Every strategy takes what its
// formula names and ignores the rest.
type Params struct {
	Base   time.Duration   // first rung of the backoff, > 0
	Factor float64         // growth from one retry to the next, >= 1
	Cap    time.Duration   // upper bound of the backoff, > 0, also where Base is above it; what jitter adds afterwards may pass it
	Offset int             // exponent of the first retry, 0 or 1
	Share  float64         // proportional: the jitter is ± this share of the backoff, 0..1; upward: up to it
	Extra  time.Duration   // additive: most that the jitter adds, >= 0
	Floor  time.Duration   // full: least that is drawn, and all where e(k) is less, >= 0
	Power  float64         // polynomial: its degree, >= 0
	Delays []time.Duration // list: what is waited before retry 1, 2 and so on, the last from there on
}

// MaxShort is how many letters a short name has at most.
const MaxShort = 14

// Kind describes a strategy: its key in links and results, its name on screen, the
// same in at most [MaxShort] letters where it is longer, its formula and where the formula comes from.
type Kind struct {
	Key     string
	Name    string
	Short   string
	Formula string
	Source  string

	// Library is true for the delays of a published library, which have their own
	// parameters and ignore Params. Language and Version are those of the library,
	// Cap is the cap it has (0 for none).
	Library  bool
	Language string
	Version  string
	Cap      time.Duration
	Checked  string // what was run of the library to see what it waits

	New func(Params) Strategy

	// Rejected makes what spaces the retries after a rejection (HTTP 429), where a library
	// treats that apart; else it is nil, and what New makes spaces all.
	Rejected func(Params) Strategy
}

// AtOnce is a strategy behind a first retry that goes out at once: it spaces the second as it
// would the first, and so on.
//
// Source: a container that crashes is started again at once, then after 10 s, 20 s, 40 s
// (Kubernetes, the crash loop of the kubelet).
type AtOnce struct{ Strategy }

// Delay returns 0 before retry 1, and before any later one what the strategy says of the one
// before.
func (s AtOnce) Delay(k int, memory time.Duration, u float64) (delay, next time.Duration) {
	if k == 1 {
		return 0, 0
	}
	return s.Strategy.Delay(k-1, memory, u)
}

// rung is e(k) = min(cap, base * factor^(k-1+offset)), the capped exponential
// that most strategies share. The offset is 1 where the first retry already
// waits base*factor, as in the AWS simulator and several SDKs. It saturates: k
// may be as large as an int.
func (p *Params) rung(k int) time.Duration {
	return min(p.Cap, Nanoseconds(float64(float64(p.Base)*Power(p.Factor, k-1+p.Offset))))
}

// Power is factor^n for factor >= 1 and n >= 0, +Inf when that is too large.
//
// It is built by multiplications alone. They round alike on every machine, while
// math.Pow, or a sum of products, may be fused on some.
func Power(factor float64, n int) float64 {
	if factor == 2 && n < 1024 {
		return math.Float64frombits(uint64(1023+n) << 52) // the same, by its exponent
	}
	return powerOf(factor, n)
}

func powerOf(factor float64, n int) float64 {
	power, square := 1.0, factor
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			power = float64(power * square)
		}
		square *= square
	}
	return power
}

// MaxDelay is the delay at which everything saturates, 292 years.
const MaxDelay = time.Duration(math.MaxInt64)

// Nanoseconds is d in whole nanoseconds, never negative, saturated.
func Nanoseconds(d float64) time.Duration {
	switch {
	case d <= 0:
		return 0
	case d < float64(MaxDelay):
		return time.Duration(d)
	}
	return MaxDelay
}

// Within is d * U(lo, hi).
func Within(d, lo, hi, u float64) float64 {
	return float64(d*lo) + float64(u*float64(d*(hi-lo)))
}

// uniform is U(0, d): the share u of d, whole nanoseconds.
func uniform(d time.Duration, u float64) time.Duration {
	return time.Duration(u * float64(d))
}

// Delays computes how long many clients of one policy wait whose attempts ended with one
// outcome: what [Policy.Next] says of each, after an answer that asks for no wait and an attempt
// that is not the last, where the policy retries that outcome and has neither a deadline nor a
// total timeout. It belongs to one goroutine.
type Delays struct {
	strategy Strategy
	even     even     // the same, if it is one
	spreads  []spread // of the delays before retry 0, of which there is none, and 1, 2 and so on, as far as they were asked for
}

// spread is what the delays before one retry lie in, nanoseconds.
type spread struct {
	least time.Duration
	width float64
}

// Waits are the clients: slices of one length.
type Waits struct {
	Most     uint32          // the highest of the attempts
	Attempts []uint32        // the attempt that ended of each, 1 for the first
	Draws    []float64       // for the strategy, each uniform in [0, 1)
	Memories []time.Duration // what the decision before returned; what this one returns
	Delays   []time.Duration // what comes out
}

// even is a strategy without a memory whose delays before one retry are spread evenly: each
// is the least, that of draw 0, and the share of the width that is drawn, in whole nanoseconds.
// Where that overflows it may be something else.
type even interface {
	width(k int) time.Duration
}

// DelaysAfter returns what computes the delays after an outcome.
func (p *Policy) DelaysAfter(o Outcome) Delays {
	d := Delays{strategy: p.After(o)}
	d.even, _ = d.strategy.(even)
	return d
}

// Forget reports whether the memories are neither read nor written.
func (d *Delays) Forget() bool { return d.even != nil }

// Compute computes the delays, and the memories unless it forgets them.
func (d *Delays) Compute(waits *Waits) {
	n := len(waits.Attempts)
	attempts, draws, delays := waits.Attempts, waits.Draws[:n], waits.Delays[:n]
	switch {
	case d.even == nil:
		for i, k := range attempts {
			delays[i], waits.Memories[i] = d.strategy.Delay(int(k), waits.Memories[i], draws[i])
		}
	case d.learn(int(waits.Most)):
		spreads := d.spreads
		for i, k := range attempts {
			s := &spreads[k]
			delays[i] = s.least + time.Duration(draws[i]*s.width)
		}
	default:
		for i, k := range attempts {
			delays[i], _ = d.strategy.Delay(int(k), 0, draws[i])
		}
	}
}

// learn computes the spreads up to that of retry k, false where one overflows.
func (d *Delays) learn(k int) bool {
	for len(d.spreads) <= k {
		retry := max(1, len(d.spreads))
		least, _ := d.strategy.Delay(retry, 0, 0)
		width := d.even.width(retry)
		if least > MaxDelay-width {
			return false
		}
		d.spreads = append(d.spreads, spread{least, float64(width)})
	}
	return true
}
