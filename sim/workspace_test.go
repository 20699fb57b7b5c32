package sim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/metrics"
)

// Whatever a workspace ran before, it runs a scenario as a fresh engine does.
func TestAWorkspaceForgets(t *testing.T) {
	checked := 0
	for seed := range uint64(400) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 6)))
		if seed%3 == 0 { // a strategy that remembers, of clients without a stored request
			s.Strategies, s.Population, s.Crash, s.Budget, s.Breaker, s.Throttle = []string{"full", "decorrelated"}, scenario.PopulationOnce, 0, "none", "off", "none"
		}
		if s.Validate() != nil {
			continue
		}
		checked++
		w := NewWorkspace(s)
		for _, seed := range []uint64{s.Seed + 1, s.Seed + 2, s.Seed} {
			if _, err := w.Simulate(t.Context(), seed, 50_000_000); err != nil {
				t.Fatal(err)
			}
		}
		fresh, again := simulate(t, s), w.results
		for i := range fresh {
			if !sameResult(fresh[i], again[i]) {
				t.Errorf("%s: %+v, in a fresh engine %+v", s.Query(), again[i], fresh[i])
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d scenarios were valid", checked)
	}
}

// Whatever a workspace was before, it runs another scenario as a fresh engine does: also where
// the one before was stopped midway.
func TestAWorkspaceBecomesAnother(t *testing.T) {
	var w *Workspace
	checked, stopped := 0, 0
	for seed := range uint64(400) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 8)))
		if seed%3 == 0 { // in batches, of strategies that share nothing but their base
			s = scenariotest.With(scenariotest.Reference(100), fmt.Sprintf("clients=%d&base=%dms&strategies=exponential,full,decorrelated", 10+seed, 50+seed))
		}
		if s.Validate() != nil {
			continue
		}
		if checked++; w == nil {
			w = NewWorkspace(s)
		}
		w.Become(s)
		if seed%2 == 0 {
			if _, err := w.Simulate(t.Context(), s.Seed+1, int64(s.Clients)); err != nil {
				stopped++
			}
		}
		again, err := w.Simulate(t.Context(), s.Seed, 50_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for i, fresh := range simulate(t, s) {
			if !sameResult(fresh, again[i]) {
				t.Errorf("%s: %+v, in a fresh engine %+v", s.Query(), again[i], fresh)
			}
		}
	}
	if checked < 100 || stopped < 30 {
		t.Errorf("only %d scenarios were valid, and %d runs were stopped", checked, stopped)
	}
}

// A run in memory that is there already takes none.
func TestAWorkspaceAllocatesNothing(t *testing.T) {
	for _, changes := range []string{"", "strategies=exponential,full,decorrelated", "fail=0.1&permanent=0.1&outage=refuse&outage-to=1s&servers=20&queue=50&service=100ms&service-dist=exponential&limiter=gcra"} {
		w, seed := NewWorkspace(scenariotest.With(scenariotest.Reference(2000), changes)), uint64(0)
		run := func() {
			seed = seed%3 + 1 // whatever grows has grown after three runs
			if _, err := w.Simulate(t.Context(), seed, 1_000_000); err != nil {
				t.Fatal(err)
			}
		}
		run()
		run()
		run()
		if n := testing.AllocsPerRun(9, run); n > 0 {
			t.Errorf("%q: %v allocations", changes, n)
		}
	}
}

// A fleet alone, and the last one first, gives what it gives among the others, but for the bins;
// and they may make as many attempts together.
func TestFleetsOneByOne(t *testing.T) {
	checked := 0
	for seed := range uint64(400) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 10)))
		s.Strategies = append(slices.Clone(s.Strategies), "decorrelated(base=70ms)", "immediate(attempts=4)")
		if s.Validate() != nil {
			continue
		}
		checked++
		all, most := simulate(t, s), int64(0)
		for _, r := range all {
			most += int64(r.Attempts + r.NotSent)
		}
		fleets, err := NewFleets(s, 50_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range slices.Backward(all) {
			got, err := fleets.Simulate(t.Context(), i)
			if err != nil {
				t.Fatal(err)
			}
			if n := got.Length(); n > want.Length() || got.Bin > want.Bin {
				t.Errorf("%s: %s alone has bins of %v until %v, with others %v until %v", s.Query(), got.Strategy, got.Bin, n, want.Bin, want.Length())
			}
			got.Columns, got.Bin, got.PeakBin = want.Columns, want.Bin, want.PeakBin
			if !sameResult(got, want) {
				t.Errorf("%s: %+v alone, with others %+v", s.Query(), got, want)
			}
		}
		most -= most/20 + 1 // some attempts are under way at the end, which need not be allowed
		if fleets, err = NewFleets(s, most); err != nil {
			continue // it is known before
		}
		err = fleets.Spend(all[0])
		for i := range all[1:] {
			_, e := fleets.Simulate(t.Context(), 1+i)
			err = errors.Join(err, e)
		}
		if over := (*LimitError)(nil); !errors.As(err, &over) || over.Limit != most {
			t.Errorf("%s: fewer attempts than it needs are allowed, and the error is %v", s.Query(), err)
		}
	}
	if checked < 100 {
		t.Errorf("only %d scenarios were valid", checked)
	}
}

// Runs are the same on any number of goroutines.
func TestRunOnManyGoroutines(t *testing.T) {
	for seed := range uint64(100) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 7)))
		if s.Validate() != nil {
			continue
		}
		s.Strategies = scenario.Default().Strategies
		alone := simulate(t, s)
		run := newRun(scenario.Resolve(s), 50_000_000, 3)
		for more := true; more; {
			run.spent = worthwhile // as if there were much to do
			var err error
			if _, more, err = run.Advance(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for i, r := range run.Results() {
			if !sameResult(r, alone[i]) {
				t.Errorf("%s: %s differs on three goroutines", s.Query(), r.Strategy)
			}
		}
	}
}

// A panic on a goroutine is its caller's, once all are done.
func TestPanicInParallel(t *testing.T) {
	done := make([]bool, 10)
	defer func() {
		if p := recover(); p != "broken" || !done[9] {
			t.Errorf("recovered %v, done %v", p, done)
		}
	}()
	InParallel(4, 10, func(i int) {
		if i == 3 {
			panic("broken")
		}
		done[i] = true
	})
}

// sameResult compares all that results report. Histograms are compared by what they
// say: two that hold the same may have taken memory of different sizes for it.
func sameResult(a, b Result) bool {
	alike := func(x, y *metrics.Histogram) bool {
		same := x.Count() == y.Count() && x.Min() == y.Min() && x.Max() == y.Max() && x.Jain() == y.Jain()
		for percent := range 101 {
			q := float64(percent) / 100
			same = same && x.Quantile(q) == y.Quantile(q)
		}
		return same
	}
	if !alike(a.Completion, b.Completion) || !alike(a.QueueWait, b.QueueWait) || len(a.Parts) != len(b.Parts) {
		return false
	}
	for i := range a.Parts {
		x, y := a.Parts[i], b.Parts[i]
		if !alike(x.Completion, y.Completion) || !alike(x.QueueWait, y.QueueWait) {
			return false
		}
		x.Completion, x.QueueWait, y.Completion, y.QueueWait = nil, nil, nil, nil
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	if !slices.Equal(a.Waves, b.Waves) {
		return false
	}
	if len(a.Columns.Attempts)+len(b.Columns.Attempts) == 0 { // without bins: nil, or empty
		a.Columns, b.Columns = metrics.Columns{}, metrics.Columns{}
	}
	a.Completion, a.QueueWait, a.Parts, a.Waves = nil, nil, nil, nil
	b.Completion, b.QueueWait, b.Parts, b.Waves = nil, nil, nil, nil
	return reflect.DeepEqual(a, b)
}
