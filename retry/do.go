package retry

import (
	"context"
	"time"
)

// Do calls f until it succeeds or p gives up, and returns what f returned last, or an
// [Error]. [Attempt] and [History] read the context that f is given, which ends with the attempt
// where p has a Timeout. What f's errors mean is said by [Permanent], [As] and [After]; all others are
// retried.
//
// A field of p that is zero is a good default: full jitter from 100ms, doubled up to 20s;
// 3 attempts; what was rejected, was unavailable, timed out or was not sent is retried; a
// wait that the service asks for is kept, with up to a tenth of it added, and the call is
// given up if it is above two minutes ([Ignore] keeps to the client's own delays); no
// timeout and no deadline. There are no guards, but for a p that is wholly zero, which is a call with
// [DefaultClient].
//
// Do never sleeps past the deadline of ctx, or the policy's, which counts from the
// beginning of Do and ends the contexts of attempts as well: a retry that could not start
// before it is not waited for. It returns at once when ctx ends in a wait. A panic of f
// passes through.
func Do[T any](ctx context.Context, p Policy, f func(context.Context) (T, error)) (T, error) {
	if p.isZero() {
		return Call(ctx, DefaultClient, f)
	}
	if p.wrong() {
		var none T
		return none, p.Validate()
	}
	if !p.plain() || !fresh(ctx) {
		return run(ctx, nil, p, f)
	}
	v, err := f(ctx)
	if err != nil {
		return goOn(ctx, nil, p, v, err, f)
	}
	return v, nil
}

// Call is [Do] with the policy and the guards of a client. nil is [DefaultClient].
func Call[T any](ctx context.Context, c *Client, f func(context.Context) (T, error)) (T, error) {
	r := c.ready()
	if !r.plain || !r.quiet.Load() || !fresh(ctx) {
		return run(ctx, r, Policy{}, f)
	}
	v, err := f(ctx)
	if err != nil || !r.quiet.Load() {
		return goOn(ctx, r, Policy{}, v, err, f)
	}
	return v, nil
}

// Nothing is to be done about most calls: their first try succeeds, the guards stand
// quiet, and nobody wants to know. So Do and Call make it in the caller's own context and
// have no session; goOn has one, if they were wrong.

// fresh reports whether a first try may be made in a context as it is.
func fresh(ctx context.Context) bool { return ctx.Err() == nil && attemptOf(ctx) == nil }

// run makes the attempts of a call.
func run[T any](ctx context.Context, r *shared, own Policy, f func(context.Context) (T, error)) (v T, err error) {
	s := newSession(ctx, r, own)
	if err := s.begin(); err != nil {
		return v, err
	}
	defer s.Close()
	v, err = f(s.ctx)
	return rest(&s, v, err, f)
}

// goOn makes the attempts of a call whose first is over.
func goOn[T any](ctx context.Context, r *shared, own Policy, v T, err error, f func(context.Context) (T, error)) (T, error) {
	s := newSession(ctx, r, own)
	s.under = true
	defer s.Close()
	return rest(&s, v, err, f)
}

// rest is what follows an attempt that returned v and err.
func rest[T any](s *Session, v T, err error, f func(context.Context) (T, error)) (T, error) {
	for err != nil {
		again, final := s.End(Classify(err), err)
		if !again {
			return v, final
		}
		v, err = f(s.ctx)
	}
	s.succeed()
	return v, nil
}

// What a zero field of a policy means to Do.
const defaultAttempts = 3

var (
	defaultStrategy   Strategy = Full{Params{Base: 100 * time.Millisecond, Factor: 2, Cap: 20 * time.Second}}
	defaultOn                  = Outcomes(0).With(Rejected).With(Unavailable).With(TimedOut).With(NotSent)
	defaultRetryAfter          = RetryAfter{Rule: HonourJitter{Share: 0.1}, Limit: 2 * time.Minute, GiveUp: true}
)

// Filled returns p with the defaults of Do where it is zero. The budget of the wholly zero
// policy is no part of it.
func (p Policy) Filled() Policy {
	p.fill()
	return p
}

// fill puts the defaults of Do where p is zero.
func (p *Policy) fill() {
	if p.Strategy == nil {
		p.Strategy = defaultStrategy
	}
	if p.MaxAttempts == 0 {
		p.MaxAttempts = defaultAttempts
	}
	if p.On == 0 {
		p.On = defaultOn
	}
	if p.RetryAfter == (RetryAfter{}) {
		p.RetryAfter = defaultRetryAfter
	}
}

// isZero reports whether nothing is said in p.
func (p *Policy) isZero() bool {
	return p.Strategy == nil && p.Rejected == nil && p.MaxAttempts|int(p.On) == 0 && p.Timeout|p.Deadline|p.Total == 0 &&
		p.RetryAfter.Rule == nil && p.RetryAfter.Limit == 0 && !p.RetryAfter.GiveUp && !p.RetryAfter.Clamp
}

// plain reports whether p has nothing to do while a first try is under way.
func (p *Policy) plain() bool { return p.Timeout|p.ends() == 0 }

// ends is after which time a real call is over: its deadline ends an attempt under way, as
// its total timeout does. 0 means never.
func (p *Policy) ends() time.Duration {
	if p.Deadline == 0 || p.Total > 0 && p.Total < p.Deadline {
		return p.Total
	}
	return p.Deadline
}
