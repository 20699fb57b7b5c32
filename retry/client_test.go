package retry_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

var bg = context.Background()

// verdictOf is that of a call's error; Retry where it succeeded.
func verdictOf(t *testing.T, err error) retry.Verdict {
	t.Helper()
	if err == nil {
		return retry.Retry
	}
	var e *retry.Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %#v", err)
	}
	return e.Verdict
}

// breaks opens above half of at least 4 calls, for 5s, and closes after two probes.
func breaks() *guard.Breaker {
	return guard.NewRatioBreaker(guard.Params{BreakerRatio: 0.5, BreakerMin: 4, BreakerOpen: 5 * time.Second, BreakerProbes: 2})
}

func failing(context.Context) (int, error) { return 0, errService }

// Ten tokens have nine retries in them; after that every tenth first try pays for one.
func TestZeroClientHasABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c retry.Client
		calls, refused := 0, 0
		for range 1000 {
			_, err := retry.Call(bg, &c, func(context.Context) (int, error) { calls++; return 0, errService })
			if verdictOf(t, err) == retry.GiveUpBudget {
				refused++
			}
		}
		if retries := calls - 1000; retries < 100 || retries > 110 || refused < 900 {
			t.Errorf("%d retries of 1000 calls, %d refused", retries, refused)
		}
	})
}

func TestNoBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := retry.Client{Budget: retry.NoBudget}
		for range 100 {
			if _, err := retry.Call(bg, &c, failing); verdictOf(t, err) != retry.GiveUpAttempts {
				t.Fatal(err)
			}
		}
	})
}

// The process shares the budget of what has no policy, and nothing else.
func TestZeroPolicyIsTheDefaultClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := retry.DefaultClient
		retry.DefaultClient = &retry.Client{Budget: retry.NewBudget(1, 0, 0)}
		defer func() { retry.DefaultClient = before }()
		if _, err := retry.Do(bg, retry.Policy{}, failing); verdictOf(t, err) != retry.GiveUpBudget {
			t.Error(err)
		}
		if _, err := retry.Call(bg, nil, failing); verdictOf(t, err) != retry.GiveUpBudget {
			t.Error(err)
		}
		if _, err := retry.Do(bg, retry.Policy{MaxAttempts: 2}, failing); verdictOf(t, err) != retry.GiveUpAttempts {
			t.Error(err)
		}
	})
}

// A policy is zero only if nothing is said in it.
func TestEveryFieldMakesAPolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := retry.DefaultClient
		retry.DefaultClient = &retry.Client{Budget: retry.NewBudget(1, 0, 0)}
		defer func() { retry.DefaultClient = before }()
		for _, p := range everyField(t) {
			if _, err := retry.Do(bg, p, failing); verdictOf(t, err) == retry.GiveUpBudget {
				t.Errorf("%+v counts as zero", p)
			}
		}
	})
}

// everyField returns policies of which each says one thing.
func everyField(t *testing.T) (all []retry.Policy) {
	values := map[reflect.Type]any{
		reflect.TypeFor[retry.Strategy]():       retry.Immediate{},
		reflect.TypeFor[retry.RetryAfterRule](): retry.Honour{},
		reflect.TypeFor[int]():                  2,
		reflect.TypeFor[bool]():                 true,
		reflect.TypeFor[time.Duration]():        time.Hour,
		reflect.TypeFor[retry.Outcomes]():       retry.Outcomes(0).With(retry.Unavailable),
	}
	set := func(path ...int) {
		var p retry.Policy
		field := reflect.ValueOf(&p).Elem().FieldByIndex(path)
		value, ok := values[field.Type()]
		if !ok {
			t.Fatalf("no value for a field of type %v", field.Type())
		}
		field.Set(reflect.ValueOf(value))
		all = append(all, p)
	}
	for i := range reflect.TypeFor[retry.Policy]().NumField() {
		if f := reflect.TypeFor[retry.Policy]().Field(i); f.Type != reflect.TypeFor[retry.RetryAfter]() {
			set(i)
			continue
		}
		for j := range reflect.TypeFor[retry.RetryAfter]().NumField() {
			set(i, j)
		}
	}
	return all
}

func TestCallerEnds(t *testing.T) {
	for _, tt := range []struct {
		shows    string
		at       time.Duration // when
		cause    error         // nil: at is the deadline of the context
		after    time.Duration // that an attempt takes
		end      time.Duration // when the call returns
		calls    int
		verdict  retry.Verdict
		late     time.Duration
		is       []error
		isNot    []error
		text     string
		breakers string // what a guard was told
	}{
		{shows: "before the first attempt", at: 0, cause: errGone, calls: 0, verdict: retry.GiveUpCancelled,
			is: []error{context.Canceled, errGone}, text: "gave up before the first attempt (the visitor left)"},
		{shows: "in a wait", at: 150 * ms, cause: errGone, end: 150 * ms, calls: 2, verdict: retry.GiveUpCancelled,
			is: []error{context.Canceled, errGone, errService}, text: "gave up after 2 attempts (the visitor left): service unavailable", breakers: "1 unavailable, 2 unavailable"},
		{shows: "in an attempt", at: 150 * ms, cause: errGone, after: 70 * ms, end: 150 * ms, calls: 1, verdict: retry.GiveUpCancelled,
			is: []error{errService}},
		{shows: "its deadline is not waited for", at: 250 * ms, end: 100 * ms, calls: 2, verdict: retry.GiveUpDeadline, late: 50 * ms,
			is: []error{errService}, isNot: []error{context.DeadlineExceeded}, text: "gave up after 2 attempts (the next attempt would start 50 ms after the deadline): service unavailable", breakers: "1 unavailable, 2 unavailable"},
		{shows: "its deadline ends an attempt", at: 50 * ms, after: time.Hour, end: 50 * ms, calls: 1, verdict: retry.GiveUpDeadline,
			is: []error{context.DeadlineExceeded}, isNot: []error{errService}, text: "gave up after 1 attempt (context deadline exceeded): context deadline exceeded", breakers: "1 timed out"},
	} {
		t.Run(tt.shows, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := answers{begin: time.Now(), list: fails(9), after: tt.after}
				ctx, cancel := context.WithCancelCause(bg)
				defer cancel(nil)
				if tt.cause == nil {
					var stop context.CancelFunc
					ctx, stop = context.WithTimeout(ctx, tt.at)
					defer stop()
				} else if tt.at == 0 {
					cancel(tt.cause)
				} else {
					time.AfterFunc(tt.at, func() { cancel(tt.cause) })
				}
				s := &slow{}
				_, err := retry.Call(ctx, &retry.Client{Policy: retry.Policy{Strategy: tenth}, Throttle: s}, a.call)
				var e *retry.Error
				if !errors.As(err, &e) {
					t.Fatal(err)
				}
				if tt.shows == "in an attempt" { // the second, from 170ms on, never begins
					tt.text, tt.breakers, tt.calls = err.Error(), strings.Join(s.done, ", "), len(a.at)
				}
				if e.Verdict != tt.verdict || e.Late != tt.late || len(a.at) != tt.calls || time.Since(a.begin) != tt.end || err.Error() != tt.text {
					t.Errorf("%v, late by %v, %d calls, after %v: %q", e.Verdict, e.Late, len(a.at), time.Since(a.begin), err)
				}
				for _, target := range tt.is {
					if !errors.Is(err, target) {
						t.Errorf("%v is not %v", err, target)
					}
				}
				for _, target := range tt.isNot {
					if errors.Is(err, target) {
						t.Errorf("%v is %v", err, target)
					}
				}
				if got := strings.Join(s.done, ", "); got != tt.breakers {
					t.Errorf("guards were told %q", got)
				}
			})
		})
	}
}

// A caller that goes away says nothing about the service: the guards get their tokens back.
func TestCancelledAttemptIsNobodysFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(bg)
		a, s := answers{begin: time.Now(), after: time.Hour}, &slow{}
		time.AfterFunc(time.Second, cancel)
		_, err := retry.Call(ctx, &retry.Client{Throttle: s}, a.call)
		if verdictOf(t, err) != retry.GiveUpCancelled || !slices.Equal(s.done, []string{"1 not sent"}) {
			t.Errorf("%v, told %q", err, s.done)
		}
		if want := "gave up after 1 attempt (context canceled): context canceled"; err.Error() != want {
			t.Errorf("%q", err)
		}
	})
}

// A panic passes through, the guards hear of it, and no lock stays held.
func TestPanicPassesThrough(t *testing.T) {
	for _, timeout := range []time.Duration{0, time.Second} {
		s := &slow{}
		c := retry.Client{Throttle: s, Policy: retry.Policy{Strategy: retry.Immediate{}, Timeout: timeout}}
		var ctxOf context.Context
		func() {
			defer func() {
				if r := recover(); r != "no hope" {
					t.Errorf("recovered %v", r)
				}
			}()
			_, _ = retry.Call(bg, &c, func(ctx context.Context) (int, error) {
				if ctxOf = ctx; retry.Attempt(ctx) == 2 {
					panic("no hope")
				}
				return 0, errService
			})
		}()
		if !slices.Equal(s.done, []string{"1 unavailable", "2 not sent"}) {
			t.Errorf("told %q", s.done)
		}
		if timeout > 0 && ctxOf.Err() == nil {
			t.Error("the context of the attempt goes on")
		}
		if _, err := retry.Call(bg, &c, served); err != nil {
			t.Error(err)
		}
	}
}

// Whatever two hundred goroutines do with a client, no race; contexts that leak are
// theirs for ever.
func TestClientOfManyGoroutines(t *testing.T) {
	c := retry.Client{Policy: retry.Policy{Strategy: retry.Immediate{}}, Breaker: breaks(), Throttle: guard.NewAWSThrottle(), Metrics: new(ledger)}
	var wait, leaks sync.WaitGroup
	for g := range 200 {
		wait.Go(func() {
			for n := range 20 {
				ctx, cancel := context.WithTimeout(bg, 10*ms)
				_, _ = retry.Call(ctx, &c, func(ctx context.Context) (int, error) {
					leaks.Go(func() { _, _ = retry.Attempt(ctx), retry.History(ctx) })
					if (g+n)%3 > 0 {
						return 0, retry.As(errService, retry.Outcome(1+(g+n)%5))
					}
					return 1, nil
				})
				cancel()
			}
		})
	}
	wait.Wait()
	leaks.Wait()
}

// An interceptor may look at the decision before it waits, and keep a context that ends a
// call.
func TestSessionInHalves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		c := retry.Client{Policy: retry.Policy{Strategy: tenth, Timeout: time.Second, Deadline: time.Minute}}
		s, err := c.Begin(bg)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Keep()
		first := s.Context()
		again, err := s.Decide(retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked}, nil)
		if !again || err != nil || time.Since(begin) != 0 || first.Err() != nil {
			t.Errorf("%v, %v after %v, context %v", again, err, time.Since(begin), first.Err())
		}
		if err := s.Wait(); err != nil || time.Since(begin) != 100*ms || first.Err() == nil || s.Attempt() != 2 || retry.Attempt(s.Context()) != 2 {
			t.Errorf("%v after %v, context %v, attempt %d", err, time.Since(begin), first.Err(), s.Attempt())
		}
		if again, err := s.End(retry.Answer{Outcome: retry.Success}, nil); again || err != nil || s.Context().Err() != nil {
			t.Errorf("%v, %v, context %v", again, err, s.Context().Err())
		}
		s.Release()()
		if s.Context().Err() == nil {
			t.Error("what was kept goes on")
		}
	})
}
