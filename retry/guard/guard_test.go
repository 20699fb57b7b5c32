package guard_test

import (
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// first and again are a first try and a retry. Whoever admits one sets At.
var first = retry.Try{Attempt: 1}

func again(cause retry.Outcome) retry.Try { return retry.Try{Attempt: 2, Cause: cause} }

// sentAt is that try, admitted then.
func sentAt(at time.Duration, t retry.Try) retry.Try {
	t.At = at
	return t
}

// step is one call of a guard and what must come of it.
type step struct {
	shows   string
	at      time.Duration
	what    action
	try     retry.Try
	outcome retry.Outcome // done
	u       float64       // admits, refuses
	tokens  float64       // afterwards, of a budget
}

type action int

const (
	admits action = iota
	refuses
	done
)

// walk takes a guard through the steps.
func walk(t *testing.T, g retry.Guard, steps []step) {
	t.Helper()
	for i, s := range steps {
		if s.what == done {
			g.Done(s.at, s.try, s.outcome)
		} else if wait, ok := g.Admit(s.at, s.try, s.u); ok != (s.what == admits) || wait != 0 {
			t.Errorf("step %d, %s: Admit = %v, %v", i+1, s.shows, wait, ok)
		}
		if budget, ok := g.(interface{ Tokens() float64 }); ok && budget.Tokens() != s.tokens {
			t.Fatalf("step %d, %s: %v tokens, want %v", i+1, s.shows, budget.Tokens(), s.tokens)
		}
	}
}

func TestGuardKindsAreComplete(t *testing.T) {
	for name, registry := range map[string]struct {
		kinds   []guard.Kind
		lookup  func(string) (guard.Kind, bool)
		keys    []string
		givesUp map[string]bool
		verdict retry.Verdict
	}{
		"budgets": {guard.Budgets(), guard.LookupBudget, []string{"none", "ratio", "grpc", "aws", "aws-js", "aws-2026", "concurrent"},
			map[string]bool{"ratio": true, "grpc": true, "aws": true, "aws-js": true, "aws-2026": true, "concurrent": true}, retry.GiveUpBudget},
		"breakers":  {guard.Breakers(), guard.LookupBreaker, []string{"off", "ratio", "consecutive", "count", "retries"}, map[string]bool{"retries": true}, retry.GiveUpBreaker},
		"throttles": {guard.Throttles(), guard.LookupThrottle, []string{"none", "sre", "aws-adaptive", "bucket"}, nil, retry.GiveUpThrottle},
	} {
		if len(registry.kinds) != len(registry.keys) {
			t.Fatalf("%s: %d kinds, want %d", name, len(registry.kinds), len(registry.keys))
		}
		for i, kind := range registry.kinds {
			if kind.Key != registry.keys[i] {
				t.Errorf("%s: kind %d is %s, want %s", name, i, kind.Key, registry.keys[i])
			}
			if kind.Name == "" || kind.Rule == "" || kind.Source == "" || (kind.New == nil) != (i == 0) {
				t.Errorf("%s: %+v lacks something", name, kind)
			}
			if kind.GivesUp != registry.givesUp[kind.Key] {
				t.Errorf("%s: %s: GivesUp is %v", name, kind.Key, kind.GivesUp)
			}
			if kind.New != nil && kind.Verdict != registry.verdict {
				t.Errorf("%s: %s: its verdict is %v", name, kind.Key, kind.Verdict)
			}
			if found, ok := registry.lookup(kind.Key); !ok || found.Name != kind.Name {
				t.Errorf("%s: Lookup does not find %s", name, kind.Key)
			}
		}
		if _, known := registry.lookup("nonsense"); known {
			t.Errorf("%s: Lookup finds what does not exist", name)
		}
	}
}

// published are the values of the sources: the token bucket of Brooker's retry
// simulation (2022), the breaker of Polly v8, whose ratio is that of Brooker's, and the
// throttle of the Google SRE book.
func published() guard.Params {
	return guard.Params{
		BudgetTokens: 5, BudgetRatio: 0.1,
		BreakerRatio: 0.1, BreakerWindow: 30 * sec, BreakerMin: 100, BreakerFailures: 5, BreakerCalls: 100,
		BreakerOpen: 5 * sec, BreakerProbes: 1,
		ThrottleK: 2, ThrottleWindow: 120 * sec, ThrottleRate: 10, ThrottleBurst: 100,
	}
}

// A parameter in steps of 0.001 is the nearest step, though its float times 1000
// is a little less: 1.001 becomes 1000.99...
func TestGuardParamsInSteps(t *testing.T) {
	for i := range 20_000 {
		p := guard.Params{BudgetTokens: float64(i) / 1000}
		if got := guard.NewRatioBudget(p).Tokens(); got != p.BudgetTokens {
			t.Fatalf("%v tokens become %v", p.BudgetTokens, got)
		}
		if got := guard.NewGRPCBudget(p).Tokens(); got != p.BudgetTokens {
			t.Fatalf("%v tokens become %v", p.BudgetTokens, got)
		}
	}
}

// A guard that gives up refuses retries only: a first try is never what ends a
// request before it began.
func TestGuardsThatGiveUpAdmitEveryFirstTry(t *testing.T) {
	params := published()
	for _, kind := range append(guard.Budgets(), guard.Breakers()...) {
		if !kind.GivesUp {
			continue
		}
		g := kind.New(params)
		refused := 0
		for i := range time.Duration(1000) {
			if wait, ok := g.Admit(i*ms, first, 0); !ok || wait != 0 {
				t.Fatalf("%s: first try %d: %v, %v", kind.Key, i, wait, ok)
			}
			g.Done(i*ms, sentAt(i*ms, first), retry.Unavailable)
			if _, ok := g.Admit(i*ms, again(retry.Unavailable), 0); !ok {
				refused++
			} else {
				g.Done(i*ms, sentAt(i*ms, again(retry.Unavailable)), retry.Unavailable)
			}
		}
		if refused == 0 {
			t.Errorf("%s: no retry was refused", kind.Key)
		}
	}
}

// What is said to delay refuses nothing, and the other way round.
func TestKindsSayWhetherTheyDelay(t *testing.T) {
	for _, kind := range guard.Throttles()[1:] {
		g, refused, waited := kind.New(published()), false, false
		for i := range time.Duration(1000) {
			wait, ok := g.Admit(i*ms, first, 0)
			refused, waited = refused || !ok, waited || wait > 0
			g.Done(i*ms, sentAt(i*ms, first), retry.Rejected)
		}
		if kind.Delays == refused || kind.Delays != waited {
			t.Errorf("%s: Delays is %v, it refused: %v, it delayed: %v", kind.Key, kind.Delays, refused, waited)
		}
	}
}

// The same calls have the same answers, and guards of one kind share nothing.
func TestGuardsAreIndependent(t *testing.T) {
	params := published()
	params.BreakerMin = 5
	for _, kind := range append(append(guard.Budgets()[1:], guard.Breakers()[1:]...), guard.Throttles()[1:]...) {
		used, fresh := kind.New(params), kind.New(params)
		answers := func(g retry.Guard) (seen []bool) {
			for i := range time.Duration(200) {
				try := sentAt(i*100*ms, retry.Try{Attempt: 1 + int(i%3), Cause: retry.Rejected})
				wait, ok := g.Admit(try.At, try, float64(i%10)/10)
				if ok {
					g.Done(try.At+wait, try, retry.Rejected)
				}
				seen = append(seen, ok, wait > 0)
			}
			return seen
		}
		a, b := answers(used), answers(fresh)
		for i := range a {
			if a[i] != b[i] {
				t.Errorf("%s: answer %d differs", kind.Key, i)
				break
			}
		}
	}
}
