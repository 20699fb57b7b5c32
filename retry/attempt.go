package retry

import (
	"context"
	"slices"
	"time"
)

// Past is an attempt that has ended without success.
type Past struct {
	Attempt int // 1 for the first try
	Outcome Outcome
	Err     error
	// Took is how long it was under way. It is 0 for a first try that nothing had to
	// time: reading the clock costs more than all else that a call adds to it. A
	// client with Metrics or a breaker times every attempt, and so does a policy with a
	// Timeout or a Deadline.
	Took  time.Duration
	Delay time.Duration // the backoff after it; 0 after the last
}

// attempt is the context of an attempt that is not simply the caller's. It never changes,
// so whoever kept it may go on reading it.
type attempt struct {
	context.Context
	number int
	past   Past     // the attempt before, if number > 1
	before *attempt // its context, if that is one
}

type attemptKey struct{}

// Value finds the attempt itself.
func (a *attempt) Value(key any) any {
	if _, ok := key.(attemptKey); ok {
		return a
	}
	return a.Context.Value(key)
}

func attemptOf(ctx context.Context) *attempt {
	a, _ := ctx.Value(attemptKey{}).(*attempt)
	return a
}

// Attempt returns the number of the attempt that a context was made for: 1 for the first
// try, and where there is no retrying at all.
func Attempt(ctx context.Context) int {
	if a := attemptOf(ctx); a != nil {
		return a.number
	}
	return 1
}

// History returns the attempts of the same call that ended before this one, the first
// one first. The caller owns the slice.
func History(ctx context.Context) []Past { return attemptOf(ctx).history() }

func (a *attempt) history() []Past {
	var all []Past
	for ; a != nil && a.number > 1; a = a.before {
		all = append(all, a.past)
	}
	slices.Reverse(all)
	return all
}

// open makes the context of the attempt, and takes the time where someone wants it.
func (s *Session) open() {
	s.under, s.due, s.ctx = true, false, s.base
	s.plain = s.n == 1 && s.cancelBase == nil && s.policy().Timeout == 0
	if s.before != nil {
		s.ctx = s.before
	} else if attemptOf(s.base) != nil { // this call is made by an attempt of another
		s.ctx, s.plain = &attempt{Context: s.base, number: 1}, false
	}
	if s.policy().Timeout > 0 {
		s.ctx, s.cancel = withTimeout(s.ctx, s.policy().Timeout, errTimeout)
	}
	if !s.timed && (s.n > 1 || s.policy().Timeout > 0 || s.policy().ends() > 0 || s.shared != nil && s.shared.Metrics != nil) {
		s.timed, s.sent = true, s.now()
	}
}

// Keep leaves the contexts of the attempt that ends the call as they are, until the
// function is called that [Session.Release] returns: for what is read after the end, as the body of an answer.
func (s *Session) Keep() { s.keep = true }

// Release returns, after the end of a call with [Session.Keep], what ends its contexts. It is nil if
// there is nothing to end.
func (s *Session) Release() context.CancelFunc {
	attempt, base := s.cancel, s.cancelBase
	switch {
	case base == nil:
		return attempt
	case attempt == nil:
		return base
	}
	return func() { attempt(); base() }
}

// drop ends the context of the attempt, free that of the call.
func (s *Session) drop() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

func (s *Session) free() {
	if s.cancelBase != nil {
		s.cancelBase()
		s.cancelBase = nil
	}
}
