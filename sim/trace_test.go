package sim

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/service"
)

// A trace is the run itself: it has the same result, and its attempts add up to that.
// With -short, as in make test, 100 random ones are traced, and 400 in make check.
func TestTraceIsTheRun(t *testing.T) {
	most := 400
	if testing.Short() {
		most = 100
	}
	for _, p := range scenario.Presets() {
		s := p.Scenario()
		s.Clients = min(s.Clients, 200)
		if s.Population == scenario.PopulationOpen {
			s.Duration = min(s.Duration, 20*time.Second)
			s.Horizon = 0
		}
		if s.Validate() != nil {
			s = p.Scenario()
		}
		traceAgainstRun(t, s)
	}
	kept := 0
	for seed := 0; kept < most; seed++ {
		s := drawScenario(rand.New(rand.NewPCG(uint64(seed), 16)))
		if s.Validate() == nil {
			kept++
			traceAgainstRun(t, s)
		}
	}
}

func traceAgainstRun(t *testing.T, s scenario.Scenario) {
	t.Helper()
	for _, strategy := range s.Strategies {
		alone := s
		alone.Strategies = []string{strategy}
		results, err := Simulate(t.Context(), alone, 10_000_000)
		if err != nil {
			t.Fatalf("%s: %v", alone.Query(), err)
		}
		trace, err := TraceRun(t.Context(), s, strategy, 10_000_000)
		if err != nil {
			t.Fatalf("%s: %v", alone.Query(), err)
		}
		if r, want := trace.Result, results[0]; r.Attempts != want.Attempts || r.Successes != want.Successes || r.Rejected != want.Rejected ||
			r.Failed != want.Failed || r.TimedOut != want.TimedOut || r.GaveUp != want.GaveUp || r.Unfinished != want.Unfinished ||
			!slices.Equal(r.Columns.Attempts, want.Columns.Attempts[:min(len(r.Columns.Attempts), len(want.Columns.Attempts))]) ||
			!slices.Equal(r.Columns.Completed, want.Columns.Completed[:min(len(r.Columns.Completed), len(want.Columns.Completed))]) {
			t.Errorf("%s: traced %d attempts, %d successes, %d timed out; the run has %d, %d, %d", alone.Query(),
				r.Attempts, r.Successes, r.TimedOut, want.Attempts, want.Successes, want.TimedOut)
			continue
		}
		bins := make([]int, len(results[0].Columns.Attempts))
		reached, succeeded, timedOut, over := 0, 0, 0, 0
		for i, a := range trace.Attempts {
			if a.Reached != Unknown {
				reached++
				bins[int(a.Reached/results[0].Bin)]++
			}
			switch {
			case a.Answered == Unknown, a.Lost:
			case a.Outcome == retry.Success:
				succeeded++
			case a.Outcome == retry.TimedOut:
				timedOut++
			}
			if a.Last {
				over++
			}
			if a.Sent < a.Begun || a.Reached != Unknown && a.Reached < a.Sent || a.Answered != Unknown && a.Answered < a.Sent {
				t.Fatalf("%s: %+v", alone.Query(), a)
			}
			if i > 0 && a.Sent < trace.Attempts[i-1].Sent {
				t.Fatalf("%s: attempt %d is out of order", alone.Query(), i)
			}
		}
		r := results[0]
		if reached != r.Attempts || succeeded != r.Successes || timedOut != r.TimedOut || !slices.Equal(bins, r.Columns.Attempts) {
			t.Errorf("%s: %d attempts, %d successes, %d timed out in the trace; the run has %d, %d, %d", alone.Query(),
				reached, succeeded, timedOut, r.Attempts, r.Successes, r.TimedOut)
		}
		unsent := r.NotSent > 0 || s.Throttled() && (s.TotalTimeout > 0 || len(s.Layered()) > 0) // some may end before their first attempt goes out
		if most := r.Successes + r.GaveUp.Total(); over > most || !unsent && over != most {
			t.Errorf("%s: %d requests end in the trace, %d in the run", alone.Query(), over, most)
		}
	}
}

// point is a service.Level, for short.
type point struct {
	at   time.Duration
	room float64
}

func points(levels []service.Level) []point {
	var all []point
	for _, l := range levels {
		all = append(all, point{l.At, l.Room})
	}
	return all
}

// The levels of a bucket are on the lines between what it has before and after each
// verdict, and full in between where it is.
func TestTraceLevels(t *testing.T) {
	s, err := scenario.ParseQuery("clients=3&spread=0s&rate=2&burst=3&strategies=fixed&base=10s&cap=10s&latency=0s&bin=1s")
	if err != nil {
		t.Fatal(err)
	}
	s.Clients = 4
	trace, err := TraceRun(t.Context(), s, "fixed", 1000)
	if err != nil {
		t.Fatal(err)
	}
	want := []point{{0, 3}, {0, 2}, {0, 1}, {0, 0}, {1500 * time.Millisecond, 3}, {10 * time.Second, 3}, {10 * time.Second, 2}}
	if !slices.Equal(points(trace.Levels), want) || trace.Most != 3 {
		t.Errorf("levels %v of %d, want %v of 3", trace.Levels, trace.Most, want)
	}
	s, err = scenario.ParseQuery("clients=4&spread=0s&limiter=fixed-window&rate=1&window=3s&strategies=fixed&base=7s&cap=7s&latency=0s&bin=1s")
	if err != nil {
		t.Fatal(err)
	}
	if trace, err = TraceRun(t.Context(), s, "fixed", 1000); err != nil {
		t.Fatal(err)
	}
	want = []point{{0, 3}, {0, 2}, {0, 1}, {0, 0}, {3 * time.Second, 0}, {3 * time.Second, 3}, {7 * time.Second, 3}, {7 * time.Second, 2}}
	if !slices.Equal(points(trace.Levels), want) {
		t.Errorf("levels of a window %v, want %v", trace.Levels, want)
	}
	for query, want := range map[string][]point{
		// Two leave the window at 4 s, while nobody asks.
		"limiter=sliding-log&rate=0.5&window=4s":     {{0, 2}, {0, 1}, {0, 0}, {4 * time.Second, 0}, {4 * time.Second, 2}, {7 * time.Second, 2}, {7 * time.Second, 1}},
		"limiter=sliding-counter&rate=0.5&window=4s": {{0, 2}, {0, 1}, {0, 0}, {4*time.Second + 1, 0}, {4*time.Second + 1, 1}, {6*time.Second + 1, 1}, {6*time.Second + 1, 2}, {7 * time.Second, 2}, {7 * time.Second, 1}},
		"limiter=concurrency&concurrency=2&service=1s": {{0, 2}, {0, 1}, {0, 0}, {time.Second, 0}, {time.Second, 1}, {time.Second, 2},
			{7 * time.Second, 2}, {7 * time.Second, 1}, {8 * time.Second, 1}, {8 * time.Second, 2}},
	} {
		s := scenariotest.Parse(t, "clients=3&spread=0s&strategies=fixed&base=7s&cap=7s&latency=0s&bin=1s&"+query)
		if trace, err = TraceRun(t.Context(), s, "fixed", 1000); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(points(trace.Levels), want) {
			t.Errorf("%s: levels %v, want %v", query, trace.Levels, want)
		}
	}
	if _, err := TraceRun(t.Context(), s, "fixed", 4); err == nil {
		t.Error("four attempts are enough for five")
	}
}
