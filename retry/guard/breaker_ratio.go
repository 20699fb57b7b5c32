package guard

import (
	"time"

	"backofflab/retry"
)

var ratioBreakerKind = Kind{
	Key: "ratio", Name: "Failure ratio",
	Rule:    "Too large a share of failures opens it; open, it sends nothing for a time; then a few probes decide whether it closes.",
	Source:  "Polly v8's circuit breaker; the pattern is Michael Nygard's, Release It!, 2007",
	New:     func(p Params) retry.Guard { return NewRatioBreaker(p) },
	Verdict: retry.GiveUpBreaker,
}

// RatioBreaker sends nothing for a while after too many failures.
//
// Closed, it counts what is answered or timed out. With at least BreakerMin
// calls in the window, of which more than BreakerRatio were rejected,
// unavailable or timed out, it opens. A permanent failure is a call, but not a
// failure: the service has answered.
//
// Open, it refuses every try for BreakerOpen * (1 + BreakerOpenJitter*u). The
// draw is that of the first try that meets it open.
//
// Then it is half open: BreakerProbes tries are let through, and no others until
// they are done. When all of them ended without a failure it closes, with an
// empty window; at the first failure it opens again. What was sent before does
// not count any more, however late it ends.
//
// Source: the defaults, the strict comparison and the single probe are Polly
// v8's; more probes than one are resilience4j's.
type RatioBreaker struct {
	params Params
	ratio  int64 // millionths
	window window
	state  retry.State
	since  time.Duration // when it entered the state
	drawn  bool          // open: until is known
	until  time.Duration // open: when it ends

	sent, passed int // half open: probes let through, and ended well
	now          time.Duration
}

// NewRatioBreaker returns a closed breaker.
func NewRatioBreaker(p Params) *RatioBreaker {
	return &RatioBreaker{params: p, ratio: steps(p.BreakerRatio, 1e6), window: newWindow(p.BreakerWindow)}
}

// Admit lets everything through while closed, nothing while open, and probes in
// between.
func (b *RatioBreaker) Admit(now time.Duration, _ retry.Try, u float64) (time.Duration, bool) {
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
func (b *RatioBreaker) Done(now time.Duration, t retry.Try, o retry.Outcome) {
	now = b.clock(now)
	if t.At < b.since {
		return // sent in an earlier state: it says nothing about this one
	}
	switch {
	case b.state == retry.Closed && o != retry.NotSent:
		b.count(now, o)
	case b.state == retry.HalfOpen:
		b.probe(now, o)
	}
}

func (b *RatioBreaker) count(now time.Duration, o retry.Outcome) {
	call := tally{all: 1}
	if o.Overload() {
		call.some = 1
	}
	sum := b.window.add(now, call)
	if sum.all >= int64(b.params.BreakerMin) && sum.some*1e6 > b.ratio*sum.all {
		b.open(now)
	}
}

func (b *RatioBreaker) probe(now time.Duration, o retry.Outcome) {
	switch {
	case o == retry.NotSent:
		b.sent--
	case o.Overload():
		b.open(now)
	default:
		if b.passed++; b.passed == b.params.BreakerProbes {
			b.state, b.since, b.window = retry.Closed, now, newWindow(b.params.BreakerWindow)
		}
	}
}

func (b *RatioBreaker) open(now time.Duration) {
	b.state, b.since, b.drawn = retry.Open, now, false
}

// clock returns now, or the latest time there was.
func (b *RatioBreaker) clock(now time.Duration) time.Duration {
	b.now = max(b.now, now)
	return b.now
}

// State says how it stands since the last call. An open breaker becomes half open when the
// first probe asks.
func (b *RatioBreaker) State() retry.State { return b.state }

// Reset closes the breaker, and forgets all it saw.
func (b *RatioBreaker) Reset() { *b = *NewRatioBreaker(b.params) }
