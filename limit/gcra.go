package limit

import "time"

var gcraKind = Kind{
	Key: "gcra", Name: "GCRA",
	Unit: "requests",
	Rule: "Requests are due at even intervals; one that comes earlier than the tolerance allows is rejected.",
	Rate: true, Burst: true,
	New:     func(p Params) Limiter { return NewGCRA(p.Rate, p.Burst) },
	AtOnce:  func(p Params) int { return p.Burst / p.cost() },
	LongRun: func(p Params) float64 { return p.Rate / float64(p.cost()) },
	Bound:   tokenBucketBound,
}

// GCRA is the generic cell rate algorithm in its form of virtual scheduling. It
// remembers one time, when the next request is due (the theoretical arrival
// time TAT):
//
//	T   = 1/Rate           emission interval
//	tau = (Burst-1) * T    tolerance
//	a request at t is rejected if t < TAT - tau
//	otherwise TAT = max(TAT, t) + T
//
// A request that costs n counts as n at one moment. The verdicts are the token
// bucket's, with a time in place of a level.
//
// Source: ITU-T I.371, and the ATM Forum's User-Network Interface, both of which
// also give it as a leaky bucket of continuous state.
type GCRA struct {
	rate      int64   // thousandths of a request per second: parts in a nanosecond
	interval  instant // T
	tolerance instant // tau
	burst     int
	due       instant // TAT
	last      time.Duration
}

// instant is a time with its fraction of a nanosecond, for T is seldom whole.
type instant struct {
	ns   time.Duration
	part int64 // of as many parts as GCRA.rate
}

// NewGCRA returns a limiter of rate requests a second (0.001 to 1,000,000) that
// admits burst at once (at most 1,000,000). Times plus burst/rate must stay
// below 292 years.
func NewGCRA(rate float64, burst int) *GCRA {
	gain, unit := exactly(rate)
	g := &GCRA{rate: gain, burst: burst}
	g.interval = instant{time.Duration(unit / gain), unit % gain}
	g.tolerance = g.later(instant{}, burst-1)
	return g
}

// later is n intervals after t.
func (g *GCRA) later(t instant, n int) instant {
	t.ns += time.Duration(n) * g.interval.ns
	t.part += int64(n) * g.interval.part
	t.ns += time.Duration(t.part / g.rate)
	t.part %= g.rate
	return t
}

// early is how long before t, less the tolerance, the time now is: whole
// nanoseconds rounded up, negative or 0 if it is not before.
func (g *GCRA) early(t instant, now time.Duration) time.Duration {
	early := t.ns - g.tolerance.ns - now
	if t.part > g.tolerance.part {
		early++
	}
	return early
}

// AllowN admits n requests if the last of them is not too early at time now.
func (g *GCRA) AllowN(now time.Duration, n int) bool {
	g.last = max(g.last, now)
	if n > g.burst {
		return false
	}
	due := g.due
	if due.ns < g.last {
		due = instant{ns: g.last}
	}
	if g.early(g.later(due, n-1), g.last) > 0 {
		return false
	}
	g.due = g.later(due, n)
	return true
}

// RetryAfter returns how long it takes until n requests are not too early, in
// nanoseconds rounded up.
func (g *GCRA) RetryAfter(now time.Duration, n int) time.Duration {
	if n > g.burst {
		return Never
	}
	now = max(g.last, now)
	due := g.due
	if due.ns < now {
		due = instant{ns: now}
	}
	return max(0, g.early(g.later(due, n-1), now))
}

// Reset forgets every request.
func (g *GCRA) Reset() { g.due, g.last = instant{}, 0 }
