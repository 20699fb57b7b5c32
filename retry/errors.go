package retry

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrNotSent is what became of an attempt that a breaker or a throttle of the client
// refused.
var ErrNotSent = errors.New("not sent: refused by the client's own guard")

// meaning is an error with what a policy is to make of it.
type meaning struct {
	error
	answer Answer
}

// Unwrap returns the error as it was.
func (m *meaning) Unwrap() error { return m.error }

// Permanent marks an error that another attempt would meet as well: a policy does not
// retry it. Permanent(nil) is nil.
func Permanent(err error) error { return As(err, Failed) }

// As says which outcome an error is. A wait that [After] noted in it stays. As(nil, o) is
// nil. An error is never a Success: that counts as Unavailable.
func As(err error, o Outcome) error {
	if err == nil {
		return nil
	}
	a := Classify(err)
	if a.Outcome = o; o == Success {
		a.Outcome = Unavailable
	}
	return &meaning{err, a}
}

// After notes in an error how long the service asked to wait, as Retry-After does; what
// comes of that is said by Policy.RetryAfter. A d of 0 asks to come back at once, one
// below 0 for nothing. Unless [As] has said otherwise, the error is a Rejected. After(nil, d) is
// nil.
func After(err error, d time.Duration) error {
	if err == nil {
		return nil
	}
	a := Answer{Outcome: Rejected}
	if m, ok := errors.AsType[*meaning](err); ok {
		a = m.answer
	}
	a.RetryAfter = max(d, NotAsked)
	return &meaning{err, a}
}

// Classify returns what an error of an attempt means: what [Permanent], [As] and [After]
// said of it; else TimedOut for an error that is context.DeadlineExceeded or has a method
// Timeout that says so, as those of package net; else Unavailable. No error is a Success.
func Classify(err error) Answer {
	if err == nil {
		return Answer{Success, NotAsked}
	}
	if m, ok := errors.AsType[*meaning](err); ok {
		return m.answer
	}
	if t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err); ok && t.Timeout() { // which DeadlineExceeded has, too
		return Answer{TimedOut, NotAsked}
	}
	return Answer{Unavailable, NotAsked}
}

// Error is how a call ended that was given up. It is, for errors.Is and errors.As, its
// Err, and where a context ended it, that context's error and cause, too.
type Error struct {
	Verdict  Verdict // why: never Retry
	Attempts int     // all that ended, also those that were not sent
	// Late is by how much the next attempt would have missed the deadline, if Verdict is
	// GiveUpDeadline; 0 if it would have started just then.
	Late    time.Duration
	History []Past // the attempts, the first one first
	Err     error  // the last that the function returned; ErrNotSent if it was never called; nil where a context ended before

	ended, cause error // of the caller's context, if that ended
}

// Error says why, and after how many attempts.
func (e *Error) Error() string {
	text := "gave up after " + strconv.Itoa(e.Attempts) + " attempts"
	switch e.Attempts {
	case 0:
		text = "gave up before the first attempt"
	case 1:
		text = "gave up after 1 attempt"
	}
	text += " (" + e.reason() + ")"
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the last error, and why the context ended.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Err, e.ended, e.cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// Timeout reports whether time ended the call, the last attempt's or the deadline's. Errors of
// package net have the same method, and url.Error looks for it.
func (e *Error) Timeout() bool {
	last := len(e.History) - 1
	return e.Verdict == GiveUpDeadline || last >= 0 && e.History[last].Outcome == TimedOut
}

func (e *Error) reason() string {
	switch {
	case e.ended != nil:
		return fmt.Sprint(e.cause)
	case e.Verdict == GiveUpDeadline && e.Late == 0:
		return "the next attempt would start on the deadline"
	case e.Verdict == GiveUpDeadline:
		return "the next attempt would start " + inWords(e.Late) + " after the deadline"
	}
	return reasons[e.Verdict]
}

// reasons are the verdicts as sentences that an error can hold.
var reasons = [...]string{
	GiveUpAttempts:   "max attempts",
	GiveUpPermanent:  "permanent failure",
	GiveUpNotRetried: "the policy does not retry this",
	GiveUpBudget:     "no retry left in the budget",
	GiveUpBreaker:    "refused by the breaker",
	GiveUpThrottle:   "refused by the throttle",
	GiveUpRetryAfter: "the service asked for a longer wait than the policy takes",
	GiveUpCancelled:  "the context ended",
}

// inWords writes a duration with three digits: 1.2 s.
func inWords(d time.Duration) string {
	unit, name := time.Second, " s"
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d < time.Millisecond:
		unit, name = time.Microsecond, " µs"
	case d < time.Second:
		unit, name = time.Millisecond, " ms"
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(float64(d)/float64(unit), 'g', 3, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64) + name
}

// endedBy notes that a context ended a call, and why.
func (e *Error) endedBy(ctx context.Context) {
	e.ended, e.cause = ctx.Err(), context.Cause(ctx)
	if e.Verdict = GiveUpCancelled; errors.Is(e.ended, context.DeadlineExceeded) {
		e.Verdict = GiveUpDeadline
	}
}

// giveUp ends a call. last is the attempt that ended, if decide did not come to keep it.
func (s *Session) giveUp(v Verdict, late time.Duration, last *Past) *Error {
	e := &Error{Verdict: v, History: s.before.history(), Err: s.err}
	if last != nil {
		e.History = append(e.History, *last)
	}
	e.Attempts = len(e.History)
	switch v {
	case GiveUpDeadline:
		e.Late = max(late, 0)
	case GiveUpCancelled:
		e.endedBy(s.caller)
	}
	if r := s.shared; r != nil && r.Metrics != nil {
		r.Metrics.Ended(r.Name, e.Attempts, e)
	}
	if !s.keep {
		s.drop()
		s.free()
	}
	return e
}
