package retry

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Session is a call under way: one attempt after the other, and the waits between them.
// It belongs to one goroutine.
type Session struct {
	caller, base, ctx context.Context // the caller's; the same, ended by the policy's deadline; the attempt's
	cancelBase        context.CancelFunc
	cancel            context.CancelFunc

	shared *shared // nil: there is a policy alone, which is own
	own    Policy
	before *attempt
	err    error // the last that an attempt ended with

	n      int
	cause  Outcome // of the attempt before
	under  bool    // an attempt is under way
	due    bool    // it is decided, and the guards are not asked yet whether to send it
	asked  bool    // the guards were asked about it
	timed  bool    // it is known when it was sent
	plain  bool    // see Plain
	keep   bool    // see Keep
	past   Past    // the attempt that ended, after Decide
	memory time.Duration

	sent, decided, admitted time.Duration
}

var errDeadline = fmt.Errorf("the policy's deadline: %w", context.DeadlineExceeded)
var errTimeout = fmt.Errorf("the attempt's timeout: %w", context.DeadlineExceeded)

// newSession returns the session of a client, or of a policy without one.
func newSession(ctx context.Context, r *shared, own Policy) Session {
	s := Session{caller: ctx, base: ctx, ctx: ctx, shared: r, own: own, n: 1}
	s.own.fill()
	return s
}

// begin comes to the first attempt.
func (s *Session) begin() error {
	if s.shared != nil && s.shared.invalid != nil {
		return s.shared.invalid
	}
	if s.caller.Err() != nil {
		return s.giveUp(GiveUpCancelled, 0, nil)
	}
	if d := s.policy().ends(); d > 0 {
		s.base, s.cancelBase = withTimeout(s.caller, d, errDeadline)
	}
	return s.send()
}

func (s *Session) policy() *Policy {
	if s.shared != nil {
		return &s.shared.policy
	}
	return &s.own
}

// Context returns the context of the attempt to be made now: the caller's, which knows the
// attempt's number and history, and ends with its timeout and the policy's deadline.
func (s *Session) Context() context.Context { return s.ctx }

// Plain reports whether Context is the caller's own: nothing had to be added.
func (s *Session) Plain() bool { return s.plain }

// Attempt returns the number of the attempt to be made now, 1 for the first try.
func (s *Session) Attempt() int { return s.n }

// End says how the attempt ended. Where there is to be another it waits, and returns true.
// Else the call is over: with nil after a Success, with an [Error] after all else.
//
// An Unavailable whose attempt had reached the policy's timeout counts as TimedOut. Where
// the caller's context has ended, so is the call.
func (s *Session) End(a Answer, err error) (again bool, final error) {
	if again, final = s.Decide(a, err); again {
		final = s.Wait()
	}
	return final == nil && again, final
}

// Decide is the first half of [Session.End], for whoever has something to do before the
// wait, and before the attempt's context ends: it decides whether there is to be another
// attempt. If so, Wait must follow.
func (s *Session) Decide(a Answer, err error) (again bool, final error) {
	if a.Outcome == Success {
		s.succeed()
		return false, nil
	}
	at := s.note(&a, err)
	if s.caller.Err() != nil {
		final = s.giveUp(GiveUpCancelled, 0, &s.past)
	} else {
		final = s.decide(a, at)
	}
	return final == nil, final
}

// Stop is Decide for an attempt that must not be repeated whatever the policy says of its
// outcome, such as a request that could be carried out twice. It ends the call, and returns
// its [Error].
func (s *Session) Stop(a Answer, err error) error {
	s.note(&a, err)
	if s.caller.Err() != nil {
		return s.giveUp(GiveUpCancelled, 0, &s.past)
	}
	return s.giveUp(unretried(a.Outcome), 0, &s.past)
}

// note notes how an attempt ended, and returns when.
func (s *Session) note(a *Answer, err error) (at time.Duration) {
	at = s.now()
	told := s.blame(a, err)
	s.past = Past{Attempt: s.n, Outcome: a.Outcome, Err: err}
	if s.timed {
		s.past.Took = at - s.sent
	}
	s.err = err
	s.settle(at, told)
	s.count(a.Outcome, s.past.Took)
	return at
}

// Wait is the second half of End: it waits the backoff and asks the guards for the next
// attempt. An error is final.
func (s *Session) Wait() error {
	s.drop()
	if err := s.backoff(); err != nil {
		return err
	}
	return s.send()
}

// Close ends a call that is not over, as after a panic: the guards learn nothing from the
// attempt under way, and get back what they gave for one that was decided and not sent.
func (s *Session) Close() {
	switch {
	case s.under:
		s.settle(s.now(), abandoned)
	case s.due:
		s.takeBack()
	default:
		return
	}
	s.keep = false
	s.drop()
	s.free()
}

// succeed ends a call whose attempt succeeded.
func (s *Session) succeed() {
	s.under = false
	if r := s.shared; r != nil {
		if s.n > 1 || s.asked || !r.quiet.Load() {
			s.settle(s.now(), Success)
		}
		if r.Metrics != nil {
			s.count(Success, s.now()-s.sent)
			r.Metrics.Ended(r.Name, s.n, nil)
		}
	}
	if !s.keep {
		s.drop()
		s.free()
	}
}

// blame puts right what an attempt counts as by the contexts that have ended, and returns
// what guards are told: nothing is known of a service whose caller went away.
func (s *Session) blame(a *Answer, err error) (told Outcome) {
	if s.ctx.Err() == nil || a.Outcome != Unavailable && a.Outcome != TimedOut && !errors.Is(err, context.Canceled) {
		return a.Outcome
	}
	a.Outcome = TimedOut
	if errors.Is(s.caller.Err(), context.Canceled) {
		return abandoned
	}
	return TimedOut
}

// decide lets the policy and the budget decide about the next attempt, and waits nothing.
// at is when the last one ended.
func (s *Session) decide(a Answer, at time.Duration) error {
	p := *s.policy()
	p.Deadline, p.Total = 0, 0
	left, limited := remaining(s.base)
	if limited {
		p.Deadline = max(left, 1)
	}
	d := p.Next(s.n, a, 0, s.memory, s.draws(a))
	if d.Verdict == Retry && limited && d.Delay >= left {
		d.Verdict = GiveUpDeadline // it would start when its context ends
	}
	if d.Verdict != Retry {
		return s.giveUp(d.Verdict, d.Delay-max(left, d.Delay-MaxDelay), &s.past)
	}
	s.memory, s.cause = d.Memory, a.Outcome
	s.decided = at
	if s.shared != nil && len(s.shared.deciding) > 0 {
		var refused Verdict
		t := Try{Attempt: s.n + 1, Cause: s.cause}
		if s.decided, refused = s.shared.decide(at, t, s.draw()); refused != Retry {
			return s.giveUp(refused, 0, &s.past)
		}
	}
	s.past.Delay = d.Delay
	s.n++
	s.due = true
	s.before = &attempt{s.base, s.n, s.past, s.before}
	return nil
}

// backoff waits what decide found.
func (s *Session) backoff() error {
	s.timed, s.sent = s.past.Delay <= 0, s.decided
	s.waits(s.past.Delay)
	rest := s.past.Delay
	if rest > 0 { // what was done since Decide is a part of the wait
		rest -= s.now() - s.decided
	}
	if err := sleep(s.caller, rest); err != nil {
		s.takeBack()
		return s.giveUp(GiveUpCancelled, 0, nil)
	}
	return nil
}

// takeBack undoes what was decided about a retry that will not be sent.
func (s *Session) takeBack() {
	s.due = false
	if s.shared != nil {
		s.shared.takeBack(s.now(), s.try(), s.decided)
	}
}

// send asks the guards for attempt n until they let one go, and makes its context.
func (s *Session) send() error {
	for s.guarded() {
		if !s.timed {
			s.timed, s.sent = true, s.now()
		}
		at, wait, refused := s.shared.admit(s.sent, s.try(), s.decided, s.draw())
		if s.admitted, s.due = at, false; s.n == 1 {
			s.decided = at
		}
		if refused == Retry {
			s.asked = true
			if err := s.hold(wait); err != nil {
				return err
			}
			break
		}
		if err := s.refuse(refused); err != nil {
			return err
		}
	}
	s.open()
	return nil
}

// guarded reports whether a guard has to be asked about the attempt. That of a retry was
// decided before.
func (s *Session) guarded() bool {
	s.asked = false
	if s.shared == nil {
		return false
	}
	return len(s.shared.sending) > 0 || s.n == 1 && !s.shared.quiet.Load()
}

// refuse is what comes of an attempt that the guards did not let go: the policy may retry
// that. It returns nil once the next may be asked about.
func (s *Session) refuse(by Verdict) error {
	s.past = Past{Attempt: s.n, Outcome: NotSent, Err: ErrNotSent}
	if s.err == nil {
		s.err = ErrNotSent
	}
	s.count(NotSent, 0)
	if !s.policy().On.Has(NotSent) {
		return s.giveUp(by, 0, &s.past)
	}
	if err := s.decide(Answer{NotSent, NotAsked}, s.sent); err != nil {
		return err
	}
	return s.backoff()
}

// hold waits as long as a throttle said.
func (s *Session) hold(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	left, limited := remaining(s.base)
	if limited && wait >= left {
		if s.settle(s.now(), NotSent); s.err == nil {
			s.err = ErrNotSent
		}
		return s.giveUp(GiveUpDeadline, wait-left, nil)
	}
	s.waits(wait)
	err := sleep(s.caller, wait)
	s.sent = s.now()
	if err != nil {
		s.settle(s.sent, NotSent)
		return s.giveUp(GiveUpCancelled, 0, nil)
	}
	return nil
}

// settle tells the guards how the attempt ended.
func (s *Session) settle(at time.Duration, o Outcome) {
	s.under = false
	if s.shared == nil {
		return
	}
	if s.n == 1 && !s.asked { // the guards stood quiet
		s.admitted, s.decided = at, at
	}
	s.shared.settle(at, s.try(), s.decided, s.admitted, o)
}

// now is the time since the client's first call, which its guards count from, or since
// any other start.
func (s *Session) now() time.Duration {
	if s.shared != nil {
		return since(s.shared.epoch)
	}
	return since(epoch)
}

func (s *Session) try() Try { return Try{Attempt: s.n, Cause: s.cause} }

func (s *Session) count(o Outcome, took time.Duration) {
	if r := s.shared; r != nil && r.Metrics != nil {
		r.Metrics.Attempted(r.Name, s.n, o, took)
	}
}

func (s *Session) waits(d time.Duration) {
	if r := s.shared; r != nil && r.Metrics != nil {
		r.Metrics.Waited(r.Name, d)
	}
}

func (s *Session) draws(a Answer) (u Draws) {
	if u.Jitter = s.draw(); a.RetryAfter >= 0 {
		u.RetryAfter = s.draw()
	}
	return u
}

func (s *Session) draw() float64 {
	if s.shared != nil && s.shared.draw != nil {
		return s.shared.draw()
	}
	return draw()
}
