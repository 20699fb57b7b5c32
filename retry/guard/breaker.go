package guard

import (
	"time"

	"backofflab/retry"
)

// Breaker is a circuit breaker that sends nothing for a while after too many failures. What
// is too many is a rule of its kind; all else is common to them.
//
// Closed, it counts what is answered or timed out, and opens when the rule says so. Rejected,
// unavailable and timed out are failures. A permanent failure is a call, but not a
// failure: the service has answered.
//
// Open, it refuses every try for BreakerOpen * (1 + BreakerOpenJitter*u). The
// draw is that of the first try that meets it open.
//
// Then it is half open: BreakerProbes tries are let through, and no others until
// they are done. When all of them ended without a failure it closes, and has forgotten what
// it counted; at the first failure it opens again. What was sent before does
// not count any more, however late it ends.
//
// Source: the single probe is Polly v8's; more probes than one are resilience4j's, which
// judges them by the ratio, when all are done.
type Breaker struct {
	params Params
	rule   rule
	state  retry.State
	since  time.Duration // when it entered the state
	drawn  bool          // open: until is known
	until  time.Duration // open: when it ends

	sent, passed int // half open: probes let through, and ended well
	now          time.Duration
}

// rule says when a breaker opens.
type rule interface {
	// tooMany counts a call, and reports whether there were too many failures.
	tooMany(now time.Duration, failed bool) bool
	reset()
}

func newBreaker(p Params, r rule) *Breaker { return &Breaker{params: p, rule: r} }

// Admit lets everything through while closed, nothing while open, and probes in
// between.
func (b *Breaker) Admit(now time.Duration, _ retry.Try, u float64) (time.Duration, bool) {
	now = b.clock(now)
	if b.state == retry.Open {
		if !b.drawn {
			b.drawn = true
			extra := retry.Nanoseconds(b.params.BreakerOpenJitter * u * float64(b.params.BreakerOpen))
			b.until = retry.Later(b.since, retry.Later(b.params.BreakerOpen, extra))
		}
		if now < b.until {
			return 0, false
		}
		b.state, b.since, b.sent, b.passed = retry.HalfOpen, now, 0, 0
	}
	if b.state == retry.HalfOpen {
		if b.sent == b.params.BreakerProbes {
			return 0, false
		}
		b.sent++
	}
	return 0, true
}

// Done counts a call while closed, and a probe while half open.
func (b *Breaker) Done(now time.Duration, t retry.Try, o retry.Outcome) {
	now = b.clock(now)
	if t.At < b.since {
		return // sent in an earlier state: it says nothing about this one
	}
	switch {
	case b.state == retry.Closed && o != retry.NotSent:
		if b.rule.tooMany(now, o.Overload()) {
			b.open(now)
		}
	case b.state == retry.HalfOpen:
		b.probe(now, o)
	}
}

func (b *Breaker) probe(now time.Duration, o retry.Outcome) {
	switch {
	case o == retry.NotSent:
		b.sent--
	case o.Overload():
		b.open(now)
	default:
		if b.passed++; b.passed == b.params.BreakerProbes {
			b.state, b.since = retry.Closed, now
			b.rule.reset()
		}
	}
}

func (b *Breaker) open(now time.Duration) {
	b.state, b.since, b.drawn = retry.Open, now, false
}

// clock returns now, or the latest time there was.
func (b *Breaker) clock(now time.Duration) time.Duration {
	b.now = max(b.now, now)
	return b.now
}

// State says how it stands since the last call. An open breaker becomes half open when the
// first probe asks.
func (b *Breaker) State() retry.State { return b.state }

// Reset closes the breaker, and forgets all it saw.
func (b *Breaker) Reset() {
	b.rule.reset()
	*b = *newBreaker(b.params, b.rule)
}
