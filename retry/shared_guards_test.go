package retry_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// A hundred goroutines that fail at once have one budget.
func TestBudgetIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := retry.Client{Budget: retry.NewBudget(20, 0, 0), Policy: retry.Policy{Strategy: tenth}}
		var calls atomic.Int64
		var wait sync.WaitGroup
		for range 100 {
			wait.Go(func() {
				_, _ = retry.Call(bg, &c, func(context.Context) (int, error) { calls.Add(1); return 0, errService })
			})
		}
		wait.Wait()
		if calls.Load() != 119 { // 20 tokens have 19 retries in them
			t.Errorf("%d calls, want 119", calls.Load())
		}
	})
}

// The budget is asked before the backoff is waited: who is refused returns at once.
func TestBudgetIsAskedBeforeTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		c := retry.Client{Budget: retry.NewBudget(1, 0, 0), Policy: retry.Policy{Strategy: tenth}}
		_, err := retry.Call(bg, &c, failing)
		if want := "gave up after 1 attempt (no retry left in the budget): service unavailable"; err.Error() != want || time.Since(begin) != 0 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

// A breaker opens for all goroutines, refuses without a call, and lets its probes through.
func TestBreakerIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := retry.Client{Budget: retry.NoBudget, Breaker: breaks(), Policy: retry.Policy{Strategy: tenth, MaxAttempts: 1}}
		var calls atomic.Int64
		healthy := false
		call := func() (err error) {
			_, err = retry.Call(bg, &c, func(context.Context) (int, error) {
				calls.Add(1)
				if healthy {
					return 1, nil
				}
				return 0, errService
			})
			return err
		}
		all := func(n int) (refused int) {
			var count atomic.Int64
			var wait sync.WaitGroup
			for range n {
				wait.Go(func() {
					if errors.Is(call(), retry.ErrNotSent) {
						count.Add(1)
					}
				})
			}
			wait.Wait()
			return int(count.Load())
		}
		if all(4) != 0 || calls.Load() != 4 {
			t.Errorf("closed, it let %d of 4 through", calls.Load())
		}
		if all(50) != 50 {
			t.Error("open, it let something through")
		}
		healthy = true
		time.Sleep(5 * time.Second)
		if refused := all(1); refused != 0 {
			t.Error("half open, it let no probe through")
		}
		if all(1) != 0 || all(50) != 0 || calls.Load() != 56 {
			t.Errorf("it did not close after two probes: %d calls", calls.Load())
		}
	})
}

// What a breaker refuses is an attempt: the policy may wait and try again.
func TestRefusedAttemptsAreRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := breaks()
		c := retry.Client{Budget: retry.NoBudget, Breaker: b, Policy: retry.Policy{Strategy: retry.Fixed{Params: retry.Params{Base: 2 * time.Second}}, MaxAttempts: 9}}
		at := []time.Duration{}
		begin := time.Now()
		n, err := retry.Call(bg, &c, func(ctx context.Context) (int, error) {
			at = append(at, time.Since(begin))
			if n := retry.Attempt(ctx); n < 5 {
				return n, errService
			}
			return retry.Attempt(ctx), nil
		})
		// The fourth failure, at 6s, opens it until 11s.
		want := []time.Duration{0, 2 * time.Second, 4 * time.Second, 6 * time.Second, 12 * time.Second}
		if err != nil || n != 7 || !slices.Equal(at, want) {
			t.Errorf("attempt %d, %v, called at %v; want %v", n, err, at, want)
		}
	})
}

// Where it may not, the verdict names who refused, and a first try may be all there was.
func TestRefusedAtOnce(t *testing.T) {
	for _, tt := range []struct {
		shows  string
		client *retry.Client
		want   retry.Verdict
		text   string
	}{
		{"by a breaker", &retry.Client{Breaker: refusing{}}, retry.GiveUpBreaker, "gave up after 1 attempt (refused by the breaker): not sent: refused by the client's own guard"},
		{"by a throttle", &retry.Client{Throttle: refusing{}}, retry.GiveUpThrottle, "gave up after 1 attempt (refused by the throttle): not sent: refused by the client's own guard"},
	} {
		tt.client.Policy.On = retry.Outcomes(0).With(retry.Unavailable)
		_, err := retry.Call(bg, tt.client, func(context.Context) (int, error) { t.Error("it was called"); return 0, nil })
		if verdictOf(t, err) != tt.want || err.Error() != tt.text {
			t.Errorf("%s: %v", tt.shows, err)
		}
	}
}

type refusing struct{}

func (refusing) Admit(time.Duration, retry.Try, float64) (time.Duration, bool) { return 0, false }
func (refusing) Done(time.Duration, retry.Try, retry.Outcome)                  {}
func (refusing) Reset()                                                        {}

// slow is a throttle: every try waits so long.
type slow struct {
	wait time.Duration
	done []string
}

func (s *slow) Admit(time.Duration, retry.Try, float64) (time.Duration, bool) { return s.wait, true }
func (s *slow) Done(_ time.Duration, t retry.Try, o retry.Outcome) {
	s.done = append(s.done, fmt.Sprint(t.Attempt, " ", o))
}
func (s *slow) Reset() {}

func TestThrottleHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, s := answers{begin: time.Now(), list: fails(1)}, &slow{wait: time.Second}
		c := retry.Client{Throttle: s, Policy: retry.Policy{Strategy: tenth}}
		var past []retry.Past
		call := func(ctx context.Context) (int, error) { past = retry.History(ctx); return a.call(ctx) }
		if _, err := retry.Call(bg, &c, call); err != nil || !slices.Equal(a.at, []time.Duration{time.Second, 2100 * ms}) {
			t.Errorf("%v, called at %v", err, a.at)
		}
		if len(past) != 1 || past[0].Took != 0 || past[0].Delay != 100*ms { // what the throttle held is no part of it
			t.Errorf("past is %+v", past)
		}
		if !slices.Equal(s.done, []string{"1 unavailable", "2 success"}) {
			t.Errorf("told %q", s.done)
		}
	})
}

// It does not hold past a deadline either, and gets back what it gave.
func TestThrottleBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, s := time.Now(), &slow{wait: time.Second}
		c := retry.Client{Throttle: s, Policy: retry.Policy{Deadline: 900 * ms}}
		_, err := retry.Call(bg, &c, failing)
		var e *retry.Error
		if !errors.As(err, &e) || e.Verdict != retry.GiveUpDeadline || e.Late != 100*ms || time.Since(begin) != 0 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if !slices.Equal(s.done, []string{"1 not sent"}) {
			t.Errorf("told %q", s.done)
		}
		ctx, cancel := context.WithTimeout(bg, 100*ms)
		defer cancel()
		s.done, s.wait = nil, 50*ms
		c2 := retry.Client{Throttle: s}
		time.AfterFunc(20*ms, cancel)
		if _, err := retry.Call(ctx, &c2, failing); !errors.Is(err, context.Canceled) || time.Since(begin) != 20*ms || !slices.Equal(s.done, []string{"1 not sent"}) {
			t.Errorf("%v after %v, told %q", err, time.Since(begin), s.done)
		}
	})
}

var errGone = errors.New("the visitor left")
