package retry

import "time"

// Policy is the whole retry policy of one client.
type Policy struct {
	Strategy    Strategy      // spaces the retries; required
	Rejected    Strategy      // spaces those after a rejection, where that is another; it may be nil
	MaxAttempts int           // attempts in all, the first included; at least 1
	Deadline    time.Duration // for the whole request, from the start of attempt 1; 0 means none
	On          Outcomes      // what is retried; the zero value retries nothing
	RetryAfter  RetryAfter    // what to make of a wait the service asks for; the zero value ignores it
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

// Decision is what a client does next. Delay and Memory count only when the
// verdict is Retry.
type Decision struct {
	Verdict Verdict
	Delay   time.Duration // from the answer to the next attempt
	Memory  time.Duration // the strategy's, for the next call of Next
}

// Turn is a client's place in NextAll: what its decision depends on, and the
// decision.
type Turn struct {
	Attempt int           // the attempt that ended, 1 for the first
	U       float64       // for the strategy, uniform in [0, 1)
	Memory  time.Duration // what the decision before returned; what this one returns
	Delay   time.Duration
	Verdict Verdict
}

// delayer is a strategy that can compute delays for many clients faster than for one
// after the other: what Delay says of each.
type delayer interface {
	delayAll(turns []Turn, ladder *Ladder)
}

// NextAll is Next for many clients whose attempts ended alike, with an answer that
// asks for no wait, under a policy without a deadline. It learns the rungs of the
// strategy in ladder, which belongs to this policy and one goroutine.
func (p *Policy) NextAll(a Answer, turns []Turn, ladder *Ladder) {
	if !p.On.Has(a.Outcome) {
		for i := range turns {
			turns[i].Verdict = unretried(a.Outcome)
		}
		return
	}
	strategy := p.After(a.Outcome)
	if s, can := strategy.(delayer); can && p.Rejected == nil { // whose rungs the ladder has
		s.delayAll(turns, ladder)
	} else {
		for i := range turns {
			t := &turns[i]
			t.Delay, t.Memory = strategy.Delay(t.Attempt, t.Memory, t.U)
		}
	}
	for i := range turns {
		turns[i].Verdict = Retry
		if turns[i].Attempt >= p.MaxAttempts {
			turns[i].Verdict = GiveUpAttempts
		}
	}
}

// Next decides what a client does after attempt n (1 for the first) ended with
// answer a, whose outcome must not be Success. elapsed is the time since attempt
// 1 was sent, memory what the decision before returned (0 after the first).
//
// Reasons to give up are looked at in this order: the outcome, the attempts, the
// wait asked for, the deadline. A retry that would start after the deadline is
// not made; one that starts exactly on it is. The strategy's memory advances
// whatever the Retry-After rule made of its delay: the attempt counts.
//
// Next does not know which guard refused what was NotSent; whoever asked it does.
func (p *Policy) Next(n int, a Answer, elapsed, memory time.Duration, u Draws) Decision {
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
		return Decision{Verdict: GiveUpDeadline}
	}
	return Decision{Verdict: Retry, Delay: delay, Memory: next}
}
