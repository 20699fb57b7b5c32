package sim

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"backofflab/sim/rng"
)

// lastWins lets a test add to a query that has a field already.
func lastWins(query string) string {
	values, order := map[string]string{}, []string{}
	for _, pair := range splitPairs(query) {
		if _, given := values[pair[0]]; !given {
			order = append(order, pair[0])
		}
		values[pair[0]] = pair[1]
	}
	out := ""
	for i, name := range order {
		if i > 0 {
			out += "&"
		}
		out += name + "=" + values[name]
	}
	return out
}

// everything is a scenario with every kind of feature on.
const everything = "clients=60&population=open&offered=30&duration=20s&ramp=1.5&spike=3&spike-from=5s&spike-to=7s&process=6" +
	"&crash=12s&restart=2s&crash-share=0.3&crash-state=lost&network=normal&latency-sd=3ms" +
	"&limiter=llm&rate=25&burst=30&tokens-per-minute=900000&tokens=600&tokens-dist=exponential&retry-after=seconds&honour=honour-jitter&honour-limit=10s" +
	"&servers=4&queue=20&discipline=lifo&queue-timeout=500ms&service=80ms&service-dist=lognormal&service-sd=60ms&slope=2ms&abandoned=noticed" +
	"&fail=0.05&permanent=0.02&outage=hang&outage-from=9s&outage-to=10s&brownout=0.5&brownout-from=14s&brownout-to=16s" +
	"&strategies=full,decorrelated,exponential@20/full@80&base=100ms&cap=3s&attempts=8&timeout=700ms&deadline=15s" +
	"&budget=ratio&breaker=ratio&throttle=aws-adaptive&seed=9"

// The spread of replications is the same with any number of workers, and is what
// the single runs say.
func TestReplications(t *testing.T) {
	s := parse(t, everything+"&runs=12")
	spread, err := Replicate(t.Context(), s, 10_000_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{0, 2, 5} {
		again, err := Replicate(t.Context(), s, 10_000_000, workers)
		if err != nil || !reflect.DeepEqual(spread, again) {
			t.Errorf("%d workers: another result (%v)", workers, err)
		}
	}
	var attempts []float64
	completions := 0
	for r := range s.Runs {
		one := s
		one.Seed = rng.Replication(s.Seed, r)
		result := simulate(t, one)[0]
		attempts = append(attempts, float64(result.Attempts))
		completions += result.Completion.Count()
	}
	slices.Sort(attempts)
	// Nearest rank of 12 values: the 1st, the 6th, the 12th.
	if band := spread[0].Of("attempts").Band; band.Low != attempts[0] || band.Median != attempts[5] || band.High != attempts[11] {
		t.Errorf("attempts %+v of %v", band, attempts)
	}
	if spread[0].Completion.Count() != completions || spread[0].Runs != 12 || spread[0].Strategy != "full" {
		t.Errorf("%d completion times, want %d", spread[0].Completion.Count(), completions)
	}
	for bin := 1; bin < len(spread[0].Completed); bin++ {
		if b, before := spread[0].Completed[bin], spread[0].Completed[bin-1]; b.Low < before.Low || b.Median < before.Median || b.High < before.High {
			t.Fatalf("the completed requests fall at bin %d", bin)
		}
	}
}

// Whatever a workspace ran before, it runs a scenario as a fresh engine does.
func TestAWorkspaceForgets(t *testing.T) {
	checked := 0
	for seed := range uint64(400) {
		s := randomScenario(rand.New(rand.NewPCG(seed, 6)))
		if seed%3 == 0 { // a strategy that remembers, of clients that have no seat
			s.Strategies, s.Population, s.Crash, s.Budget, s.Breaker, s.Throttle = []string{"full", "decorrelated"}, "once", 0, "none", "off", "none"
		}
		if s.Validate() != nil {
			continue
		}
		checked++
		w := newWorkspace(s)
		for _, seed := range []uint64{s.Seed + 1, s.Seed + 2, s.Seed} {
			if _, err := w.simulate(t.Context(), seed, 50_000_000); err != nil {
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

// A run in memory that is there already takes none.
func TestAWorkspaceAllocatesNothing(t *testing.T) {
	for _, changes := range []string{"", "strategies=exponential,full,decorrelated", "fail=0.1&permanent=0.1&outage=refuse&outage-to=1s&servers=20&queue=50&service=100ms&service-dist=exponential&limiter=gcra"} {
		w, seed := newWorkspace(reference(2000).with(changes)), uint64(0)
		run := func() {
			seed = seed%3 + 1 // whatever grows has grown after three runs
			if _, err := w.simulate(t.Context(), seed, 1_000_000); err != nil {
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

// sameResult compares all that results report.
func sameResult(a, b Result) bool {
	for _, f := range figures {
		if x, y := f.of(a), f.of(b); x != y && !(math.IsNaN(x) && math.IsNaN(y)) {
			return false
		}
	}
	return reflect.DeepEqual(tallyOf(a), tallyOf(b)) && reflect.DeepEqual(a.Columns, b.Columns) && slices.Equal(a.Waves, b.Waves) &&
		a.ServiceArea == b.ServiceArea && a.ServiceSojourn == b.ServiceSojourn
}

// Runs are the same on any number of goroutines.
func TestRunOnManyGoroutines(t *testing.T) {
	for seed := range uint64(100) {
		s := randomScenario(rand.New(rand.NewPCG(seed, 7)))
		if s.Validate() != nil {
			continue
		}
		s.Strategies = Default().Strategies
		alone := simulate(t, s)
		run := newRun(s, 50_000_000, 3)
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
	inParallel(4, 10, func(i int) {
		if i == 3 {
			panic("broken")
		}
		done[i] = true
	})
}

func TestReplicationsStop(t *testing.T) {
	s := parse(t, "runs=10")
	var budget *BudgetError
	if _, err := Replicate(t.Context(), s, 1000, 2); !errors.As(err, &budget) {
		t.Errorf("too few attempts: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Replicate(ctx, s, 10_000_000, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
