package retry_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
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
			time.Sleep(time.Nanosecond)
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

// auditor is a guard that refuses and delays at random, and keeps an account of what it
// admitted and has not heard of again.
type auditor struct {
	t      *testing.T
	last   time.Duration
	owed   map[retry.Try]int
	budget bool // lets every first try through, and delays nothing
	sum    int
}

func (a *auditor) Admit(now time.Duration, t retry.Try, _ float64) (wait time.Duration, ok bool) {
	a.tick(now)
	if t.Attempt > 1 || !a.budget {
		if rand.IntN(4) == 0 {
			return 0, false
		}
		if !a.budget && rand.IntN(4) == 0 {
			wait = time.Duration(rand.IntN(int(20 * ms)))
		}
	}
	t.At = now
	a.owed[t]++
	a.sum++
	return wait, true
}

func (a *auditor) Done(now time.Duration, t retry.Try, _ retry.Outcome) {
	a.tick(now)
	if a.owed[t]--; a.owed[t] < 0 {
		a.t.Errorf("%+v ended, and was not admitted", t)
	} else if a.owed[t] == 0 {
		delete(a.owed, t)
	}
}

func (a *auditor) tick(now time.Duration) {
	if now < a.last {
		a.t.Errorf("the time went back from %v to %v", a.last, now)
	}
	a.last = now
}

func (*auditor) Reset() {}

// However calls end, guards hear of each attempt once, by the time at which they admitted it.
func TestNothingIsOwed(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			all := []*auditor{{budget: true}, {}, {}}
			for _, a := range all {
				a.t, a.owed = t, map[retry.Try]int{}
			}
			c := retry.Client{Budget: all[0], Breaker: all[1], Throttle: all[2], Metrics: new(ledger), Policy: retry.Policy{
				MaxAttempts: 5, Timeout: 30 * ms, Deadline: 100 * ms, Strategy: retry.Full{Params: retry.Params{Base: ms, Factor: 2, Cap: 20 * ms}},
			}}
			c.SetDraw(func() float64 { // others come in between, after the clock was read
				time.Sleep(time.Duration(rand.IntN(int(ms))))
				return rand.Float64()
			})
			var wait sync.WaitGroup
			for range 200 {
				wait.Go(func() {
					defer func() { _ = recover() }()
					ctx, cancel := context.WithTimeout(bg, time.Duration(1+rand.IntN(int(150*ms))))
					defer cancel()
					time.AfterFunc(time.Duration(rand.IntN(int(300*ms))), cancel)
					_, _ = retry.Call(ctx, &c, anything)
				})
			}
			wait.Wait()
			for i, a := range all {
				if len(a.owed) > 0 || a.sum == 0 {
					t.Errorf("guard %d never heard of %v of %d", i, a.owed, a.sum)
				}
			}
		})
	}
}

// anything takes its time, and ends in any way.
func anything(ctx context.Context) (int, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(time.Duration(rand.IntN(int(40 * ms)))):
	}
	switch o := retry.Outcome(rand.IntN(7)); o {
	case retry.Success:
		return 1, nil
	case retry.NotSent + 1:
		panic("no hope")
	default:
		return 0, retry.As(retry.After(errService, time.Duration(rand.IntN(int(20*ms)))), o)
	}
}
