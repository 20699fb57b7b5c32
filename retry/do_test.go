package retry_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// tenth is no jitter: 100ms, 200ms, 400ms, 800ms, 1s.
var tenth = retry.Exponential{Params: rungs}

// answers is a service that gives these errors one after the other, each after a time, and
// notes when it was called.
type answers struct {
	begin time.Time
	list  []error
	after time.Duration
	at    []time.Duration
}

func (a *answers) call(ctx context.Context) (int, error) {
	n := len(a.at)
	a.at = append(a.at, time.Since(a.begin))
	if a.after > 0 {
		timer := time.NewTimer(a.after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return n, ctx.Err()
		}
	}
	if n < len(a.list) {
		return n, a.list[n]
	}
	return n, nil
}

func fails(n int) []error { return slices.Repeat([]error{errService}, n) }

func TestDo(t *testing.T) {
	on := func(o retry.Outcome) retry.Outcomes { return retry.Outcomes(0).With(o) }
	for _, tt := range []struct {
		shows   string
		policy  retry.Policy
		list    []error
		after   time.Duration // that each attempt takes
		at      []time.Duration
		verdict retry.Verdict // Retry: success
		late    time.Duration
		text    string
	}{
		{shows: "a success at once", policy: retry.Policy{Strategy: tenth}, at: []time.Duration{0}},
		{shows: "retries until it succeeds", policy: retry.Policy{Strategy: tenth}, list: fails(2), at: []time.Duration{0, 100 * ms, 300 * ms}},
		{shows: "three attempts by default", policy: retry.Policy{Strategy: tenth}, list: fails(9), at: []time.Duration{0, 100 * ms, 300 * ms},
			verdict: retry.GiveUpAttempts, text: "gave up after 3 attempts (max attempts): service unavailable"},
		{shows: "waits from the end of an attempt", policy: retry.Policy{Strategy: tenth}, after: 50 * ms, list: fails(2), at: []time.Duration{0, 150 * ms, 400 * ms}},
		{shows: "no retry of what is permanent", policy: retry.Policy{Strategy: tenth}, list: []error{retry.Permanent(errService)}, at: []time.Duration{0},
			verdict: retry.GiveUpPermanent, text: "gave up after 1 attempt (permanent failure): service unavailable"},
		{shows: "nor of what the policy does not retry", policy: retry.Policy{Strategy: tenth, On: on(retry.Rejected)}, list: fails(9), at: []time.Duration{0},
			verdict: retry.GiveUpNotRetried, text: "gave up after 1 attempt (the policy does not retry this): service unavailable"},
		{shows: "an error counts as what As says", policy: retry.Policy{Strategy: tenth, On: on(retry.Rejected)},
			list: []error{retry.As(errService, retry.Rejected)}, at: []time.Duration{0, 100 * ms}},
		{shows: "waits as long as asked", policy: retry.Policy{Strategy: tenth, RetryAfter: retry.RetryAfter{Rule: retry.Honour{}}},
			list: []error{retry.After(errService, 3*time.Second)}, at: []time.Duration{0, 3 * time.Second}},
		{shows: "0 is at once", policy: retry.Policy{Strategy: tenth}, list: []error{retry.After(errService, 0)}, at: []time.Duration{0, 0}},
		{shows: "below 0 is nothing", policy: retry.Policy{Strategy: tenth}, list: []error{retry.After(errService, -3)}, at: []time.Duration{0, 100 * ms}},
		{shows: "gives up on the longest wait by default", policy: retry.Policy{Strategy: tenth}, list: []error{retry.After(errService, time.Hour)}, at: []time.Duration{0},
			verdict: retry.GiveUpRetryAfter, text: "gave up after 1 attempt (the service asked for a longer wait than the policy takes): service unavailable"},
		{shows: "or ignores it", policy: retry.Policy{Strategy: tenth, RetryAfter: retry.RetryAfter{Rule: retry.Ignore{}}},
			list: []error{retry.After(errService, time.Hour)}, at: []time.Duration{0, 100 * ms}},
		{shows: "does not sleep past the policy's deadline", policy: retry.Policy{Strategy: tenth, Deadline: 250 * ms}, list: fails(9), at: []time.Duration{0, 100 * ms},
			verdict: retry.GiveUpDeadline, late: 50 * ms, text: "gave up after 2 attempts (the next attempt would start 50 ms after the deadline): service unavailable"},
		{shows: "nor until it", policy: retry.Policy{Strategy: tenth, Deadline: 300 * ms}, list: fails(9), at: []time.Duration{0, 100 * ms},
			verdict: retry.GiveUpDeadline, text: "gave up after 2 attempts (the next attempt would start on the deadline): service unavailable"},
		{shows: "the deadline ends an attempt", policy: retry.Policy{Strategy: tenth, Deadline: 150 * ms}, after: time.Hour, at: []time.Duration{0},
			verdict: retry.GiveUpDeadline, late: 100 * ms, text: "gave up after 1 attempt (the next attempt would start 100 ms after the deadline): context deadline exceeded"},
		{shows: "the timeout ends each attempt", policy: retry.Policy{Strategy: tenth, Timeout: 50 * ms}, after: time.Hour, at: []time.Duration{0, 150 * ms, 400 * ms},
			verdict: retry.GiveUpAttempts, text: "gave up after 3 attempts (max attempts): context deadline exceeded"},
		{shows: "which is an outcome of its own", policy: retry.Policy{Strategy: tenth, Timeout: 50 * ms, On: on(retry.Unavailable)}, after: time.Hour, at: []time.Duration{0},
			verdict: retry.GiveUpNotRetried, text: "gave up after 1 attempt (the policy does not retry this): context deadline exceeded"},
	} {
		t.Run(tt.shows, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := answers{begin: time.Now(), list: tt.list, after: tt.after}
				got, err := retry.Do(context.Background(), tt.policy, a.call)
				if !slices.Equal(a.at, tt.at) || got != len(tt.at)-1 {
					t.Errorf("called at %v, got %d; want %v", a.at, got, tt.at)
				}
				var e *retry.Error
				if !errors.As(err, &e) {
					if err != nil || tt.verdict != retry.Retry {
						t.Errorf("the error is %v, want %v", err, tt.verdict)
					}
					return
				}
				if e.Verdict != tt.verdict || e.Late != tt.late || e.Error() != tt.text || e.Attempts != len(tt.at) {
					t.Errorf("%v after %d attempts, late by %v: %q; want %v, %v, %q", e.Verdict, e.Attempts, e.Late, e, tt.verdict, tt.late, tt.text)
				}
				if end := a.at[len(a.at)-1] + tt.after; tt.verdict != retry.Retry && tt.after < time.Hour && time.Since(a.begin) != end {
					t.Errorf("it returned after %v, and the last attempt ended after %v", time.Since(a.begin), end)
				}
			})
		})
	}
}

// The context of an attempt knows its number and what was before, and that of a call within
// an attempt begins anew.
func TestAttemptAndHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		note := func(ctx context.Context) {
			line := strings.Repeat("|", retry.Attempt(ctx))
			for _, p := range retry.History(ctx) {
				line += " " + p.Outcome.String() + " " + p.Took.String() + " " + p.Delay.String()
			}
			seen = append(seen, line)
		}
		outer, _ := retry.Do(context.Background(), retry.Policy{Strategy: tenth, Timeout: time.Second}, func(ctx context.Context) (int, error) {
			note(ctx)
			if retry.Attempt(ctx) == 1 {
				<-ctx.Done()
				return 0, ctx.Err()
			}
			return retry.Do(ctx, retry.Policy{Strategy: tenth}, func(ctx context.Context) (int, error) {
				note(ctx)
				if n := retry.Attempt(ctx); n < 3 {
					return 0, retry.As(errService, retry.Outcome(n))
				}
				return 7, nil
			})
		})
		want := []string{"|", "|| timed out 1s 100ms", "|", "|| rejected 0s 100ms", "||| rejected 0s 100ms unavailable 0s 200ms"}
		if outer != 7 || !slices.Equal(seen, want) {
			t.Errorf("%d, %q; want %q", outer, seen, want)
		}
		if n, h := retry.Attempt(context.Background()), retry.History(context.Background()); n != 1 || h != nil {
			t.Errorf("outside it is attempt %d after %v", n, h)
		}
	})
}

// Success at once costs no memory, and a failure what its next attempt's context is made of.
func TestAllocations(t *testing.T) {
	c, p := &retry.Client{}, retry.Policy{Strategy: tenth, MaxAttempts: 5}
	three := &retry.Client{Policy: retry.Policy{Strategy: retry.Immediate{}}, Budget: retry.NewBudget(10, 1000, 0)}
	flaky := func(ctx context.Context) (int, error) {
		if retry.Attempt(ctx) < 3 {
			return 0, errService
		}
		return 1, nil
	}
	for _, tt := range []struct {
		shows string
		call  func()
		most  float64
	}{
		{"the zero policy", func() { _, _ = retry.Do(bg, retry.Policy{}, served) }, 0},
		{"a policy", func() { _, _ = retry.Do(bg, p, served) }, 0},
		{"a client", func() { _, _ = retry.Call(bg, c, served) }, 0},
		{"two failures", func() { _, _ = retry.Do(bg, retry.Policy{Strategy: retry.Immediate{}}, flaky) }, 2},
		{"two failures of a client", func() { _, _ = retry.Call(bg, three, flaky) }, 2},
		{"a session", func() { s, _ := c.Begin(bg); _, _ = s.End(retry.Answer{}, nil) }, 0},
	} {
		if n := testing.AllocsPerRun(100, tt.call); n > tt.most {
			t.Errorf("%s: %v allocations, want %v", tt.shows, n, tt.most)
		}
	}
}
