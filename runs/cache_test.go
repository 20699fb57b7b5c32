package runs

import (
	"reflect"
	"strconv"
	"testing"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// What a run weighs is the numbers of its columns, and of the histograms of each fleet
// and its parts.
func TestNumbersOfARun(t *testing.T) {
	found := experiment.Outcome{Results: []sim.Result{
		{Columns: metrics.Columns{Attempts: make([]int, 1000), Open: make([]int, 10)}},
		{Parts: make([]sim.Part, 2)},
	}}
	if got, want := numbersOf(found), 1010+2*numbersOfHistogram+4*numbersOfHistogram; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

// What came of a run is there for a while afterwards, for whatever replications it had; not what
// came of a part, nor of another scenario.
func TestTheLatestResultsAreKept(t *testing.T) {
	f := newTestPool(t)
	run := func(query string, attempts int64) []sim.Result {
		t.Helper()
		r := f.Join(t.Context(), labtest.ScenarioOf(t, query), Class{"test", attempts, NewTurns(1, 0), true, 0, 0})
		defer r.Leave()
		found, err := r.Result(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return found.Results
	}
	if _, ok := f.Latest(labtest.ScenarioOf(t, labtest.Small)); ok {
		t.Error("what never ran is kept")
	}
	shown := run(labtest.Small+"&runs=3", 1_000_000)
	for _, query := range []string{labtest.Small, labtest.Small + "&runs=3", labtest.Small + "&runs=5"} {
		got, ok := f.Latest(labtest.ScenarioOf(t, query))
		if !ok || !reflect.DeepEqual(got, shown) {
			t.Errorf("%s: it has %d results, kept: %t", query, len(got), ok)
		}
	}
	once, err := sim.Simulate(t.Context(), labtest.ScenarioOf(t, labtest.Small), 1_000_000)
	if got, ok := f.Latest(labtest.ScenarioOf(t, labtest.Small)); err != nil || !ok || got[0].Attempts != once[0].Attempts {
		t.Errorf("a run alone gives %+v, %v", once, err)
	}
	if _, ok := f.Latest(labtest.ScenarioOf(t, labtest.Small+"&latency=99ms")); ok {
		t.Error("another seed has it too")
	}
	if part := run(labtest.Small+"&latency=98ms", 200); !part[0].Partial {
		t.Fatal("it is whole")
	}
	if _, ok := f.Latest(labtest.ScenarioOf(t, labtest.Small+"&latency=98ms")); ok {
		t.Error("a part is kept")
	}
	for i := range 2 * keptRuns {
		run(labtest.Small+"&latency="+strconv.Itoa(100+i)+"ms", 1_000_000)
	}
	if n, weight := f.latest.Held(); n == 0 || n > latestBounds.Count || weight > latestBounds.Weight {
		t.Errorf("%d are kept, of %d numbers", n, weight)
	}
	if _, ok := f.Latest(labtest.ScenarioOf(t, labtest.Small)); ok {
		t.Error("it is kept for ever")
	}
}
