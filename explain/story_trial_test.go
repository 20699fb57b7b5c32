package explain

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

// maxChanges is how many changes adviseAll returns.
const maxChanges = 3

// adviseAll simulates every change for every fleet, and returns those that help, the most first,
// and what was tried: what Advise must agree with, though it simulates less.
func adviseAll(ctx context.Context, s scenario.Scenario, results []sim.Result) (best []Advice, tried []string, err error) {
	made := 0
	for _, r := range results {
		made += r.Attempts
	}
	if made > MaxAdvised || len(results) == 0 || results[0].Partial {
		return nil, nil, nil
	}
	type found struct {
		Advice
		rank int // -1: it spares a part, silences a layer, or hedges; 0: it helps a fleet that a reader would choose; more for others, and for what no policy sets
		gain float64
		lost int // of a silenced layer
	}
	var all, silenced []found
	front := frontOf(results)
	for _, c := range candidates(s, results) {
		if c.changed.Validate() != nil {
			continue
		}
		after, err := sim.Simulate(ctx, c.changed, maxCandidateAttempts)
		var over *sim.LimitError
		switch {
		case errors.As(err, &over):
			continue // too large to simulate
		case err != nil:
			return nil, nil, err
		}
		tried = append(tried, c.name)
		if c.spares != nil {
			if text, short, gain := c.spared(after); gain > 0 {
				all = append(all, found{Advice{text, short, c.changed}, -1, gain, 0})
			}
			continue
		}
		if c.silences >= 0 {
			if text, short, gain := c.toldAnyway(s, results, after); gain > 0 {
				silenced = append(silenced, found{Advice{text, short, c.changed}, -1, gain, after[c.silences].Lost()})
			}
			continue
		}
		if text, short, gain := c.judge(s, front, results, after); gain > 0 {
			all = append(all, found{Advice{text, short, c.changed}, c.beside, gain, 0})
		} else if text, short, gain := c.judge(s, results, results, after); gain > 0 {
			all = append(all, found{Advice{text, short, c.changed}, 2 + c.beside, gain, 0})
		}
	}
	slices.SortStableFunc(silenced, func(a, b found) int { return cmp.Or(cmp.Compare(a.lost, b.lost), cmp.Compare(b.gain, a.gain)) })
	all = append(all, silenced[:min(len(silenced), 1)]...)
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.gain, a.gain))
	})
	for _, f := range all[:min(len(all), maxChanges)] {
		best = append(best, f.Advice)
	}
	return best, tried, nil
}

// agreed is what helps of a scenario, and what was tried, by adviseAll; Advise must say the same
// of the first, and where there is none of what was tried.
func agreed(t *testing.T, s scenario.Scenario, results []sim.Result) (all []Advice, tried []string) {
	t.Helper()
	all, tried, err := adviseAll(t.Context(), s, results)
	if err != nil {
		t.Fatal(err)
	}
	got, gotTried, err := Advise(t.Context(), s, results, freely)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case len(all) > 0 && (got == nil || got.Text != all[0].Text || got.Short != all[0].Short || got.Scenario.Query() != all[0].Scenario.Query()):
		t.Errorf("%s: it says %+v, want %q, %q of %s", s.Query(), got, all[0].Text, all[0].Short, all[0].Scenario.Query())
	case len(all) > 0 && gotTried != nil:
		t.Errorf("%s: what was tried is told though something helps: %q", s.Query(), gotTried)
	case len(all) == 0 && (got != nil || !slices.Equal(gotTried, tried)):
		t.Errorf("%s: it says %+v, tried %q, want nothing, tried %q", s.Query(), got, gotTried, tried)
	}
	return all, tried
}

// What is simulated of changes is enough to say what all of it would.
func TestAdviceIsThatOfAllThatCouldBeSimulated(t *testing.T) {
	queries := []string{}
	for _, p := range scenario.Presets() {
		queries = append(queries, p.Query, p.Query+"&seed=7", p.Query+"&strategies=exponential,full,equal,decorrelated")
	}
	for seed := range 20 {
		queries = append(queries, "clients=1000&strategies=exponential,full,equal,decorrelated&seed="+strconv.Itoa(1000+seed))
	}
	for _, strategies := range []string{"client:openai-python,full", "lib:cenkalti,full,immediate", "exponential>full,full", "exponential>full,equal>full,immediate", "full@50/fixed@50,full,client:openai-python"} {
		for _, more := range []string{"", "&attempts=3", "&clients=400&spread=2s", "&outage=refuse&outage-to=20s", "&timeout=300ms&servers=4&service=100ms&queue=500"} {
			queries = append(queries, "strategies="+strategies+more)
		}
	}
	// Of these, some are not touched by more attempts, and with the others a run would have too many.
	own := "clients=4500&outage=refuse&outage-to=1h&strategies=exponential,full(attempts=3),equal(attempts=3),fixed(attempts=3),decorrelated(attempts=3)"
	queries = append(queries, own)
	told, nothing := 0, 0
	see := func(s scenario.Scenario) {
		if s.Validate() != nil {
			return
		}
		results, err := sim.Simulate(t.Context(), s, 4*MaxAdvised)
		var over *sim.LimitError
		if errors.As(err, &over) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		if all, _ := agreed(t, s, results); len(all) > 0 {
			told++
		} else {
			nothing++
		}
	}
	for _, query := range queries {
		see(scenariotest.Parse(t, scenariotest.LastWins(query)))
	}
	for _, stream := range []uint64{8, 21, 22, 23} {
		for seed := range uint64(150) {
			s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, stream)))
			s.Runs = 1
			see(s)
		}
	}
	t.Logf("a change was told of %d, and none of %d", told, nothing)
	if told < 100 || nothing < 50 {
		t.Errorf("a change was told of %d only, and none of %d", told, nothing)
	}
}

// A fleet is simulated again where the change is one to it.
func TestTouches(t *testing.T) {
	more := func(s *scenario.Scenario) { s.Attempts *= 4 }
	longer := func(s *scenario.Scenario) { s.Cap *= 2 }
	beside := func(s *scenario.Scenario) { s.Strategies = []string{s.Strategies[0], "immediate"} }
	for _, tt := range []struct {
		shows, strategies string
		place             int
		before            sim.Result
		change            func(*scenario.Scenario)
		want              bool
	}{
		{"nobody needed more attempts", "equal,full", 0, sim.Result{}, more, false},
		{"somebody did", "equal,full", 1, sim.Result{GaveUp: sim.GaveUp{Attempts: 1}}, more, true},
		{"of a mix nobody did", "full@50/equal@50", 0, sim.Result{}, more, false},
		{"an inner layer may have", "full>equal", 0, sim.Result{}, more, true},
		{"copies are attempts as well", "equal,full", 0, sim.Result{Hedges: 1}, more, true},
		{"another change", "equal,full", 0, sim.Result{}, longer, true},
		{"a setting that the fleet has of its own", "equal,full(cap=3s)", 1, sim.Result{}, longer, false},
		{"one that the other part has not", "full(cap=3s)@50/equal@50", 0, sim.Result{}, longer, true},
		{"one that the inner layer has not", "full(cap=3s)>equal", 0, sim.Result{}, longer, true},
		{"one that only the inner layer takes", "full>equal", 0, sim.Result{}, func(s *scenario.Scenario) { s.Timeout = time.Second }, true},
		{"delays of a library", "full,lib:cenkalti", 1, sim.Result{}, longer, false},
		{"the fleet itself", "equal,full", 1, sim.Result{}, beside, true},
		{"the fleet beside it", "equal,full", 0, sim.Result{}, beside, false},
		{"layers beside it", "equal>full,full", 0, sim.Result{}, beside, false},
		{"the service", "full,lib:cenkalti", 1, sim.Result{}, func(s *scenario.Scenario) { s.Latency *= 2 }, true},
	} {
		s := scenariotest.Parse(t, "strategies="+tt.strategies)
		c := try(s, "", "", "", tt.change)[0]
		c.tries = c.changed.Attempts != s.Attempts
		if got := c.touches(s, tt.before, tt.place); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.shows, got, tt.want)
		}
	}
}
