package retry_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
func breaks() *guard.RatioBreaker {
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

// ledger is Metrics that write down what they are told.
type ledger struct {
	mu    sync.Mutex
	lines []string
}

func (l *ledger) note(format string, values ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, values...))
}
func (l *ledger) Attempted(name string, n int, o retry.Outcome, took time.Duration) {
	l.note("%s: attempt %d %v after %v", name, n, o, took)
}
func (l *ledger) Waited(name string, d time.Duration) { l.note("%s: waits %v", name, d) }
func (l *ledger) Ended(name string, attempts int, err *retry.Error) {
	if err == nil {
		l.note("%s: success after %d", name, attempts)
		return
	}
	l.note("%s: %v after %d", name, err.Verdict, attempts)
}
func (l *ledger) Stands(name string, s retry.State) { l.note("%s: %v", name, s) }

func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := new(ledger)
		c := retry.Client{Name: "shop", Metrics: l, Breaker: breaks(), Policy: retry.Policy{Strategy: tenth, MaxAttempts: 5, On: retry.Outcomes(0).With(retry.Unavailable)}}
		_, _ = retry.Call(bg, &c, (&answers{after: 30 * ms}).call)
		_, _ = retry.Call(bg, &c, (&answers{after: 30 * ms, list: fails(9)}).call)
		want := []string{
			"shop: closed", "shop: attempt 1 success after 30ms", "shop: success after 1",
			"shop: attempt 1 unavailable after 30ms", "shop: waits 100ms",
			"shop: attempt 2 unavailable after 30ms", "shop: waits 200ms",
			"shop: open", "shop: attempt 3 unavailable after 30ms", "shop: waits 400ms",
			"shop: attempt 4 not sent after 0s", "shop: breaker after 4",
		}
		if !slices.Equal(l.lines, want) {
			t.Errorf("told\n%s", strings.Join(l.lines, "\n"))
		}
	})
}

// A client with two names has one budget, and metrics have both.
func TestNamed(t *testing.T) {
	l := new(ledger)
	shop := &retry.Client{Name: "shop", Metrics: l, Budget: retry.NewBudget(2, 0, 0), Policy: retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 2}}
	search := shop.Named("search")
	_, _ = retry.Call(bg, search, failing)
	_, err := retry.Call(bg, shop, failing)
	l.lines = slices.DeleteFunc(l.lines, func(line string) bool { return strings.Contains(line, "waits") })
	ended := slices.DeleteFunc(l.lines, func(line string) bool { return strings.Contains(line, "attempt ") })
	if verdictOf(t, err) != retry.GiveUpBudget || !slices.Equal(ended, []string{"search: max attempts after 2", "shop: budget after 1"}) {
		t.Errorf("%v, told %q", err, ended)
	}
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

func TestMeaningOfErrors(t *testing.T) {
	for _, tt := range []struct {
		err   error
		want  retry.Outcome
		after time.Duration
	}{
		{nil, retry.Success, retry.NotAsked},
		{errService, retry.Unavailable, retry.NotAsked},
		{context.DeadlineExceeded, retry.TimedOut, retry.NotAsked},
		{fmt.Errorf("reading: %w", context.DeadlineExceeded), retry.TimedOut, retry.NotAsked},
		{retry.Permanent(errService), retry.Failed, retry.NotAsked},
		{fmt.Errorf("twice: %w", retry.Permanent(errService)), retry.Failed, retry.NotAsked},
		{retry.After(errService, time.Second), retry.Rejected, time.Second},
		{retry.After(retry.As(errService, retry.Unavailable), 0), retry.Unavailable, 0},
		{retry.As(retry.After(errService, time.Second), retry.TimedOut), retry.TimedOut, time.Second},
		{retry.As(errService, retry.Success), retry.Unavailable, retry.NotAsked},
		{retry.As(nil, retry.Failed), retry.Success, retry.NotAsked},
		{retry.After(nil, 1), retry.Success, retry.NotAsked},
	} {
		if got := retry.Classify(tt.err); got.Outcome != tt.want || got.RetryAfter != tt.after {
			t.Errorf("%v is %v, %v; want %v, %v", tt.err, got.Outcome, got.RetryAfter, tt.want, tt.after)
		}
		if tt.err != nil && !errors.Is(tt.err, errService) && !errors.Is(tt.err, context.DeadlineExceeded) {
			t.Errorf("%v hides the error", tt.err)
		}
	}
}

func TestPolicyValidate(t *testing.T) {
	for _, tt := range []struct {
		policy retry.Policy
		want   string // "": fine
	}{
		{retry.Policy{}, ""},
		{retry.Policy{Strategy: tenth, Timeout: 1, Deadline: 1, MaxAttempts: 1}, ""},
		{retry.Policy{Strategy: own(0)}, ""},
		{retry.Policy{MaxAttempts: -1}, "retry policy: MaxAttempts -1: must be 1 or more, or 0 for the default"},
		{retry.Policy{Timeout: -ms, Deadline: -1}, "retry policy: Timeout -1ms: must be above 0, or 0 for none\nretry policy: Deadline -1ns: must be above 0, or 0 for none"},
		{retry.Policy{RetryAfter: retry.RetryAfter{Limit: -1}}, "retry policy: RetryAfter.Limit -1ns: must be above 0, or 0 for none"},
		{retry.Policy{On: retry.Outcomes(0).With(retry.Success).With(retry.Failed)}, "retry policy: On (success, failed): a success is not retried"},
		{retry.Policy{Strategy: retry.Full{Params: retry.Params{Base: ms, Cap: ms}}}, "retry policy: retry.Full {Params:{Base:1ms Factor:0 Cap:1ms Offset:0 Share:0 Extra:0s}}: Base and Cap must be above 0, and Factor 1 or more"},
		{retry.Policy{Strategy: tenth, Rejected: retry.Linear{}}, "retry policy: retry.Linear {Params:{Base:0s Factor:0 Cap:0s Offset:0 Share:0 Extra:0s}}: Base and Cap must be above 0, and Factor 1 or more"},
	} {
		text := ""
		if err := tt.policy.Validate(); err != nil {
			text = err.Error()
		}
		if text != tt.want {
			t.Errorf("%v: %q, want %q", tt.policy, text, tt.want)
		}
		calls := 0
		_, err := retry.Do(bg, tt.policy, func(context.Context) (int, error) { calls++; return 0, nil })
		_, err2 := retry.Call(bg, &retry.Client{Policy: tt.policy}, func(context.Context) (int, error) { calls++; return 0, nil })
		if (err == nil) != (text == "") || (err2 == nil) != (text == "") || text != "" && calls > 0 {
			t.Errorf("%+v: Do says %v, Call %v, %d calls", tt.policy, err, err2, calls)
		}
	}
}

func TestPolicyInWords(t *testing.T) {
	for _, tt := range []struct {
		policy retry.Policy
		want   string
	}{
		{retry.Policy{}, "3 attempts; Full jitter, waits up to 100ms, 200ms; retries rejected, unavailable, timed out, not sent; Retry-After: Honour + jitter, gives up above 2m0s"},
		{retry.Policy{Strategy: tenth, MaxAttempts: 99, Timeout: time.Second, Deadline: time.Minute, On: retry.Outcomes(0).With(retry.Failed), Rejected: retry.Immediate{}, RetryAfter: retry.RetryAfter{Rule: retry.Ignore{}}},
			"99 attempts; No jitter, waits up to 100ms, 200ms, 400ms, 800ms, 1s; after a rejection Immediate; retries failed; ignores Retry-After; timeout 1s; deadline 1m0s"},
		{retry.Policy{Strategy: own(time.Second), MaxAttempts: 2, RetryAfter: retry.RetryAfter{Rule: retry.Honour{}, Limit: time.Minute}},
			"2 attempts; retry_test.own, waits up to 1s; retries rejected, unavailable, timed out, not sent; Retry-After: Honour, ignores it above 1m0s"},
		{retry.Policy{MaxAttempts: 1}, "1 attempt"},
	} {
		if got := tt.policy.String(); got != tt.want {
			t.Errorf("got %q,\nwant %q", got, tt.want)
		}
	}
}
