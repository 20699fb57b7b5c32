package config_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/retry/config"
	"backofflab/scenario"
	"backofflab/sim"
)

// A client that Of makes does what the simulation says of it: one that calls again and again
// meets the same limiter and the same outage, with the same guards, and no draws. All figures
// are equal, not nearly so.
func TestRealClientsDoWhatIsSimulated(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	var total figures
	for range 150 {
		s := anyScenario(r)
		if err := s.Validate(); err != nil {
			t.Fatalf("%s: %v", s.Query(), err)
		}
		results, err := sim.Simulate(context.Background(), s, 1_000_000)
		if err != nil {
			t.Fatalf("%s: %v", s.Query(), err)
		}
		want := figuresOf(results[0])
		synctest.Test(t, func(t *testing.T) {
			if got := callAgain(t, s); got != want {
				t.Errorf("%s\nreal      %+v\nsimulated %+v", s.Query(), got, want)
			}
		})
		total.add(want)
	}
	for name, n := range map[string]int{
		"attempts": total.attempts, "not sent": total.notSent, "successes": total.successes, "given up by attempts": total.gaveUp.Attempts,
		"by budget": total.gaveUp.Budget, "by breaker": total.gaveUp.Breaker, "by what is not retried": total.gaveUp.NotRetried, "by Retry-After": total.gaveUp.RetryAfter,
	} {
		if n < 50 {
			t.Errorf("%d %s in all", n, name)
		}
	}
}

// figures are what simulated and real clients have in common.
type figures struct {
	requests, attempts, notSent, successes int
	gaveUp                                 sim.GaveUp
}

func figuresOf(r sim.Result) figures {
	return figures{r.Requests, r.Attempts, r.NotSent, r.Successes, r.GaveUp}
}

func (f *figures) add(o figures) {
	f.attempts += o.attempts
	f.notSent += o.notSent
	f.successes += o.successes
	f.gaveUp.Attempts += o.gaveUp.Attempts
	f.gaveUp.Budget += o.gaveUp.Budget
	f.gaveUp.Breaker += o.gaveUp.Breaker
	f.gaveUp.NotRetried += o.gaveUp.NotRetried
	f.gaveUp.RetryAfter += o.gaveUp.RetryAfter
}

// anyScenario is one client that calls again and again, in which nothing is drawn.
func anyScenario(r *rand.Rand) scenario.Scenario {
	s := scenario.Default()
	s.Clients, s.Population, s.Spread, s.Think, s.ThinkDist, s.Duration = 1, scenario.PopulationClosed, 0, time.Duration(1+r.IntN(400))*time.Millisecond, "constant", time.Minute
	s.Rate, s.Burst = float64(1+r.IntN(5)), 1+r.IntN(4)
	s.Strategies = []string{[]string{"immediate", "fixed", "linear", "exponential"}[r.IntN(4)]}
	s.Base, s.Cap, s.Attempts = time.Duration(1+r.IntN(500))*time.Millisecond, 3*time.Second, 1+r.IntN(6)
	if r.IntN(3) > 0 {
		s.Outage, s.OutageFrom, s.OutageTo = scenario.OutageRefuse, time.Duration(r.IntN(20))*time.Second, time.Duration(21+r.IntN(30))*time.Second
	}
	if r.IntN(3) == 0 {
		s.RetryOn = [][]string{{"rejected", "unavailable"}, {"unavailable", "not-sent"}, {"rejected"}}[r.IntN(3)]
	}
	if r.IntN(2) == 0 {
		s.RetryAfter, s.Honour = []scenario.RetryAfterHint{scenario.AfterExact, scenario.AfterSeconds}[r.IntN(2)], []string{"honour", "max"}[r.IntN(2)]
		s.HonourLimit, s.HonourOver = time.Duration(r.IntN(2000))*time.Millisecond, scenario.HonourOver(r.IntN(3))
	}
	s.Budget = []string{"none", "ratio", "grpc", "aws", "aws-js", "aws-2026", "concurrent"}[r.IntN(7)]
	s.BudgetMin = r.IntN(2)
	s.BudgetTokens, s.BudgetRatio, s.BudgetFloor = float64(1+r.IntN(12)), []float64{0, 0.1, 0.25}[r.IntN(3)], []float64{0, 0.1}[r.IntN(2)]
	s.Breaker = []string{"off", "ratio", "consecutive", "count", "retries"}[r.IntN(5)]
	s.BreakerFailures, s.BreakerCalls = 1+r.IntN(3), 1+r.IntN(8)
	s.BreakerRatio, s.BreakerWindow, s.BreakerMin, s.BreakerOpen, s.BreakerProbes = 0.3, 5*time.Second, 1+r.IntN(6), time.Duration(500+r.IntN(3000))*time.Millisecond, 1+r.IntN(2)
	s.Throttle = []string{"none", "none", "aws-adaptive", "bucket"}[r.IntN(4)]
	s.ThrottleRate, s.ThrottleBurst = float64(1+r.IntN(4))/2, 1+r.IntN(3)
	return s
}

// callAgain is that client on the wall clock.
func callAgain(t *testing.T, s scenario.Scenario) (got figures) {
	settings, err := config.Of(s, s.Strategies[0])
	if err != nil {
		t.Fatal(err)
	}
	ledger := &notSent{}
	client := settings.Client("")
	client.Metrics = ledger
	service := newService(s)
	for time.Since(service.begin) < s.Duration {
		got.requests++
		if _, err := retry.Call(context.Background(), client, service.call); err == nil {
			got.successes++
		} else if e, ok := errors.AsType[*retry.Error](err); !ok || !count(&got.gaveUp, e.Verdict) {
			t.Fatal(err)
		}
		time.Sleep(s.Think)
	}
	got.attempts, got.notSent = service.attempts, ledger.attempts+got.gaveUp.Budget+ledger.ended
	return got
}

// count counts a verdict, as results do.
func count(g *sim.GaveUp, v retry.Verdict) bool {
	to, ok := map[retry.Verdict]*int{
		retry.GiveUpAttempts: &g.Attempts, retry.GiveUpNotRetried: &g.NotRetried, retry.GiveUpBudget: &g.Budget,
		retry.GiveUpBreaker: &g.Breaker, retry.GiveUpThrottle: &g.Throttle, retry.GiveUpRetryAfter: &g.RetryAfter,
	}[v]
	if ok {
		*to++
	}
	return ok
}

// notSent counts what guards refused: attempts, and retries that ended a call because the
// breaker of retries did.
type notSent struct {
	mu              sync.Mutex
	attempts, ended int
	last            retry.Outcome
}

func (n *notSent) Attempted(_ string, _ int, o retry.Outcome, _ time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.last = o; o == retry.NotSent {
		n.attempts++
	}
}
func (n *notSent) Waited(string, time.Duration) {}
func (n *notSent) Stands(string, retry.State)   {}
func (n *notSent) Ended(_ string, _ int, err *retry.Error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err != nil && err.Verdict == retry.GiveUpBreaker && n.last != retry.NotSent {
		n.ended++
	}
}

// service is that of the scenario: its outage, then its limiter, a trip away.
type service struct {
	begin    time.Time
	scenario scenario.Scenario
	limiter  limit.Limiter
	attempts int
}

func newService(s scenario.Scenario) *service {
	r := scenario.Resolve(s)
	return &service{begin: time.Now(), scenario: s, limiter: r.Limiter.New(r.LimiterParams)}
}

func (s *service) call(context.Context) (int, error) {
	time.Sleep(s.scenario.Latency)
	defer time.Sleep(s.scenario.Latency)
	s.attempts++
	now := time.Since(s.begin)
	if s.scenario.Outage != scenario.OutageNone && now >= s.scenario.OutageFrom && now < s.scenario.OutageTo {
		return 0, errors.New("down")
	}
	if s.limiter.AllowN(now, 1) {
		return 1, nil
	}
	wait := s.limiter.RetryAfter(now, 1)
	switch s.scenario.RetryAfter {
	case scenario.AfterNone:
		wait = retry.NotAsked
	case scenario.AfterSeconds:
		wait = (wait + time.Second - 1).Truncate(time.Second)
	}
	return 0, retry.As(retry.After(fmt.Errorf("too many"), wait), retry.Rejected)
}
