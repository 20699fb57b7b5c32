package retry

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// Policy is the whole retry policy of one client. To [Policy.Next] a zero field is what it
// says here; to [Do] some are a default.
type Policy struct {
	Strategy    Strategy      // spaces the retries; required
	Rejected    Strategy      // spaces those after a rejection, where that is another; it may be nil
	MaxAttempts int           // attempts in all, the first included; at least 1
	Timeout     time.Duration // of one attempt; 0 means none. Next does not look at it: it learns of a TimedOut
	Deadline    time.Duration // for the whole request, from the start of attempt 1; 0 means none
	Total       time.Duration // from there on, after which the request is over, also an attempt under way; 0 means none
	On          Outcomes      // what is retried; the zero value retries nothing
	RetryAfter  RetryAfter    // what to make of a wait the service asks for; the zero value ignores it
}

// Validate says what of a policy Do cannot run with, all of it.
func (p *Policy) Validate() error {
	if !p.wrong() {
		return nil
	}
	var errs []error
	add := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("retry policy: "+format, values...))
		}
	}
	add(p.MaxAttempts < 0, "MaxAttempts %d: must be 1 or more, or 0 for the default", p.MaxAttempts)
	add(p.Timeout < 0, "Timeout %v: must be above 0, or 0 for none", p.Timeout)
	add(p.Deadline < 0, "Deadline %v: must be above 0, or 0 for none", p.Deadline)
	add(p.Total < 0, "Total %v: must be above 0, or 0 for none", p.Total)
	add(p.RetryAfter.Limit < 0, "RetryAfter.Limit %v: must be above 0, or 0 for none", p.RetryAfter.Limit)
	add(p.On.Has(Success), "On (%v): a success is not retried", p.On)
	for _, s := range []Strategy{p.Strategy, p.Rejected} {
		add(!takes(s), "%T %+v: Base and Cap must be above 0, and Factor 1 or more", s, s)
	}
	return errors.Join(errs...)
}

// wrong reports whether Validate has anything to say.
func (p *Policy) wrong() bool {
	return p.MaxAttempts < 0 || p.Timeout|p.Deadline|p.Total|p.RetryAfter.Limit < 0 || p.On.Has(Success) || !takes(p.Strategy) || p.Rejected != nil && !takes(p.Rejected)
}

// takes reports whether a strategy of this package has the parameters that it cannot do
// without. Any other is taken as it is.
func takes(s Strategy) bool {
	switch s := s.(type) {
	case Fixed:
		return s.Base > 0
	case Linear:
		return s.Base > 0 && s.Cap > 0
	case Decorrelated:
		return s.Base > 0 && s.Cap > 0
	case DecorrelatedAWS:
		return s.Base > 0 && s.Cap > 0
	case Exponential:
		return s.rises()
	case Full:
		return s.rises()
	case Equal:
		return s.rises()
	case Proportional:
		return s.rises()
	case Additive:
		return s.rises()
	case Upward:
		return s.rises()
	case Polynomial:
		return s.Base > 0 && s.Cap > 0 && s.Power >= 0
	case List:
		return len(s.Delays) > 0
	case AtOnce:
		return s.Strategy != nil && takes(s.Strategy)
	}
	return true
}

// rises reports whether there are rungs.
func (p *Params) rises() bool { return p.Base > 0 && p.Cap > 0 && p.Factor >= 1 }

// String says in words what a policy does, with the longest waits before the first retries;
// a zero field is what it is to [Do].
func (p Policy) String() string {
	p.fill()
	var b strings.Builder
	if p.MaxAttempts == 1 {
		b.WriteString("1 attempt")
	} else {
		p.writeRetries(&b)
	}
	if p.Timeout > 0 {
		fmt.Fprintf(&b, "; timeout %v", p.Timeout)
	}
	if p.Deadline > 0 {
		fmt.Fprintf(&b, "; deadline %v", p.Deadline)
	}
	if p.Total > 0 {
		fmt.Fprintf(&b, "; total timeout %v", p.Total)
	}
	return b.String()
}

func (p *Policy) writeRetries(b *strings.Builder) {
	fmt.Fprintf(b, "%d attempts; %s", p.MaxAttempts, nameOf(p.Strategy))
	if waits := longest(p.Strategy, min(p.MaxAttempts-1, 5)); waits != "" {
		b.WriteString(", waits up to " + waits)
	}
	if p.Rejected != nil {
		b.WriteString("; after a rejection " + nameOf(p.Rejected))
	}
	fmt.Fprintf(b, "; retries %v; %v", p.On, p.RetryAfter)
}

// nameOf is the name that screens have for a strategy, or its type.
func nameOf(s Strategy) string {
	for _, kind := range own {
		if reflect.TypeOf(kind.New(Params{})) == reflect.TypeOf(s) {
			return kind.Name
		}
	}
	return fmt.Sprintf("%T", s)
}

// longest lists the longest delays before the first n retries.
func longest(s Strategy, n int) string {
	var waits []string
	for k, memory := 1, time.Duration(0); k <= n; k++ {
		var delay time.Duration
		delay, memory = s.Delay(k, memory, math.Nextafter(1, 0))
		waits = append(waits, delay.Round(time.Microsecond).String())
	}
	return strings.Join(waits, ", ")
}

// After is the strategy that spaces the retry after an attempt with outcome o. A strategy's
// memory is handed on between the two.
func (p *Policy) After(o Outcome) Strategy {
	if o == Rejected && p.Rejected != nil {
		return p.Rejected
	}
	return p.Strategy
}

// Answer is what a client learns of an attempt.
type Answer struct {
	Outcome Outcome
	// RetryAfter is the wait that the service asked for, from the answer's
	// arrival. 0 asks to come back at once; NotAsked, or any negative, for nothing.
	RetryAfter time.Duration
}

// Draws are the random numbers of one decision, independent and uniform in
// [0, 1).
type Draws struct {
	Jitter     float64 // for the strategy
	RetryAfter float64 // for the Retry-After rule
}

// Decision is what a client does next. Memory counts only when the verdict is Retry.
type Decision struct {
	Verdict Verdict
	Delay   time.Duration // from the answer to the next attempt, if Retry; to what comes too late, if GiveUpDeadline
	Memory  time.Duration // the strategy's, for the next call of Next
}

// Next decides what a client does after attempt n (1 for the first) ended with
// answer a, whose outcome must not be Success. elapsed is the time since attempt
// 1 was sent, memory what the decision before returned (0 after the first).
//
// Reasons to give up are looked at in this order: that the total timeout is over, the
// outcome, the attempts, the wait asked for, the deadline, the total timeout. A retry that
// would start after the deadline is not made; one that starts exactly on it is. One that
// would start when the total timeout is over is not. The strategy's memory advances
// whatever the Retry-After rule made of its delay: the attempt counts.
//
// Next does not know which guard refused what was NotSent; whoever asked it does.
func (p *Policy) Next(n int, a Answer, elapsed, memory time.Duration, u Draws) Decision {
	if p.Total > 0 && elapsed >= p.Total {
		return Decision{Verdict: GiveUpDeadline}
	}
	if !p.On.Has(a.Outcome) {
		return Decision{Verdict: unretried(a.Outcome)}
	}
	if n >= p.MaxAttempts {
		return Decision{Verdict: GiveUpAttempts}
	}
	delay, next := p.After(a.Outcome).Delay(n, memory, u.Jitter)
	if a.RetryAfter >= 0 && p.RetryAfter.Rule != nil {
		var ok bool
		if delay, ok = p.RetryAfter.delay(n, a.RetryAfter, delay, u.RetryAfter); !ok {
			return Decision{Verdict: GiveUpRetryAfter}
		}
	}
	if p.Deadline > 0 && delay > p.Deadline-elapsed {
		return Decision{Verdict: GiveUpDeadline, Delay: delay}
	}
	if p.Total > 0 && delay >= p.Total-elapsed {
		return Decision{Verdict: GiveUpDeadline, Delay: delay}
	}
	return Decision{Verdict: Retry, Delay: delay, Memory: next}
}
