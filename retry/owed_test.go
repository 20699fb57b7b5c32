package retry_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// A goroutine may read the clock, and come to the guards after another that read it later.
// What it is admitted for is a probe all the same, or the breaker waits for its end for ever.
func TestProbeThatReadTheClockEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := retry.Client{Budget: retry.NoBudget, Policy: retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 1},
			Breaker: guard.NewRatioBreaker(guard.Params{BreakerRatio: 0.5, BreakerMin: 1, BreakerOpen: time.Second, BreakerProbes: 1})}
		between := func() {}
		c.SetDraw(func() float64 { between(); return 0 }) // between the clock and the guards
		slow, err := c.Begin(bg)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = retry.Call(bg, &c, failing) // which opens it
		time.Sleep(time.Second)
		between = func() {
			between = func() {}
			time.Sleep(1)
			slow.End(retry.Answer{Outcome: retry.Success}, nil) // of before: it tells the guards the time
		}
		for range 2 {
			if _, err := retry.Call(bg, &c, served); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Whoever cancels a retry has sent it: otherwise those who lose patience would retry without
// a budget.
func TestCancelledRetryIsPaidFor(t *testing.T) {
	for name, end := range map[string]func(cancel func()) error{
		"unavailable": func(cancel func()) error { cancel(); return errService },
		"cancelled":   func(cancel func()) error { cancel(); return retry.Permanent(context.Canceled) },
		"panic":       func(func()) error { panic("no hope") },
	} {
		t.Run(name, func(t *testing.T) {
			budget, breaker := retry.NewBudget(10, 0, 0), &told{}
			c := retry.Client{Budget: budget, Breaker: breaker, Policy: retry.Policy{Strategy: retry.Immediate{}}}
			ctx, cancel := context.WithCancel(bg)
			defer cancel()
			func() {
				defer func() { _ = recover() }()
				_, _ = retry.Call(ctx, &c, func(ctx context.Context) (int, error) {
					if retry.Attempt(ctx) == 1 {
						return 0, errService
					}
					return 0, end(cancel)
				})
			}()
			if budget.Tokens() != 9 {
				t.Errorf("%v tokens are left", budget.Tokens())
			}
			if n := len(breaker.heard); n != 2 || breaker.heard[1] != retry.NotSent {
				t.Errorf("the breaker heard %v of a service that nobody waited for", breaker.heard)
			}
		})
	}
}

// A retry that was decided and never sent gives its token back, however the call ends.
func TestDecidedRetryIsNotOwed(t *testing.T) {
	budget := retry.NewBudget(10, 0, 0)
	c := retry.Client{Budget: budget, Policy: retry.Policy{Strategy: retry.Immediate{}}}
	s, err := c.Begin(bg)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Decide(retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked}, errService); !again {
		t.Fatal(err)
	}
	s.Close()
	s.Close()
	if budget.Tokens() != 10 {
		t.Errorf("%v tokens are left", budget.Tokens())
	}
}

// hesitant is a throttle that wants an hour.
type hesitant struct{ told }

func (hesitant) Admit(time.Duration, retry.Try, float64) (time.Duration, bool) {
	return time.Hour, true
}

// A throttle that would wait beyond the deadline ends the call before there is any error.
func TestThrottledBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := retry.Client{Throttle: &hesitant{}, Policy: retry.Policy{Deadline: time.Minute}}
		_, err := retry.Call(bg, &c, served)
		var e *retry.Error
		if !errors.As(err, &e) || e.Verdict != retry.GiveUpDeadline || e.Late != 59*time.Minute || !errors.Is(err, retry.ErrNotSent) {
			t.Errorf("%v", err)
		}
	})
}

// The next attempt may be later than a Duration can say.
func TestLateSaturates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := retry.Policy{Deadline: time.Second, RetryAfter: retry.RetryAfter{Rule: retry.Honour{}}}
		_, err := retry.Do(bg, p, func(ctx context.Context) (int, error) {
			time.Sleep(2 * time.Second)
			return 0, retry.After(errService, retry.MaxDelay)
		})
		var e *retry.Error
		if !errors.As(err, &e) || e.Verdict != retry.GiveUpDeadline || e.Late != retry.MaxDelay {
			t.Errorf("%+v", e)
		}
	})
}
