package retry

import (
	"context"
	"time"
)

// Do calls f until it succeeds or p gives up, and returns what f returned last, or an
// [Error]. The context that f is given ends with the attempt; [Attempt] and [History] read
// it. What f's errors mean is said by [Permanent], [As] and [After]; all others are
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
	if p == (Policy{}) {
		return Call(ctx, DefaultClient, f)
	}
	if invalid := p.Validate(); invalid != nil {
		var none T
		return none, invalid
	}
	s := Session{own: p}
	s.own.fill()
	return run(ctx, &s, f)
}

// Call is [Do] with the policy and the guards of a client. nil is [DefaultClient].
func Call[T any](ctx context.Context, c *Client, f func(context.Context) (T, error)) (T, error) {
	r := c.ready()
	if r.invalid != nil {
		var none T
		return none, r.invalid
	}
	s := Session{shared: r}
	return run(ctx, &s, f)
}

// run makes the attempts of a session.
func run[T any](ctx context.Context, s *Session, f func(context.Context) (T, error)) (T, error) {
	if err := s.begin(ctx); err != nil {
		var none T
		return none, err
	}
	defer s.Close()
	for {
		v, err := f(s.ctx)
		if err == nil {
			s.succeed()
			return v, nil
		}
		if again, final := s.End(Classify(err), err); !again {
			return v, final
		}
	}
}

// What a zero field of a policy means to Do.
const defaultAttempts = 3

var (
	defaultStrategy   Strategy = Full{Params{Base: 100 * time.Millisecond, Factor: 2, Cap: 20 * time.Second}}
	defaultOn                  = Outcomes(0).With(Rejected).With(Unavailable).With(TimedOut).With(NotSent)
	defaultRetryAfter          = RetryAfter{Rule: HonourJitter{Share: 0.1}, Limit: 2 * time.Minute, GiveUp: true}
)

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
