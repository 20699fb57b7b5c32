package sim

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"backofflab/scenario/scenariotest"
)

// Whether there are more requests than a bound is what counting them says, near the bound
// and far from it.
func TestMoreRequestsIsWhatCountingSays(t *testing.T) {
	for _, query := range []string{
		"population=open&offered=20&duration=1m",
		"population=open&offered=20&duration=1m&horizon=7s&ramp=5",
		"population=open&offered=50&duration=20s&ramp=0.2&spike=10&spike-from=5s&spike-to=8s&horizon=6s",
		"population=open&offered=0.001&duration=1ms",
		"clients=400",
	} {
		s := scenariotest.Parse(t, query)
		exact := requestsOf(s)
		for _, most := range []int{0, 1, exact - 1, exact, exact + 1, exact / 2, 2 * exact, 100 * exact} {
			if want, got := max(1, exact) > most, moreRequests(&s, int64(most)); got != want {
				t.Errorf("%s: more than %d requests: %v, but there are %d", query, most, got, exact)
			}
		}
	}
}

// Of a run whose attempts are used up in the middle of many bins that were taken at once, all bins
// before that moment are handed out, and requests that had not begun by then do not count.
func TestPartialRunEndsWithTheBinBefore(t *testing.T) {
	s := scenariotest.Parse(t, "population=open&offered=600&duration=500s&clients=100&rate=1000&burst=100&strategies=fixed&base=100ms&cap=100ms&spike=100&spike-from=402s&spike-to=404s&attempts=20")
	run, err := NewRun(s, 700_000)
	shown := 0
	for more := true; more && err == nil; {
		var frame Frame
		if frame, more, err = run.Advance(t.Context()); frame.Series != nil {
			shown = frame.First + len(frame.Series[0].Attempts)
		}
	}
	over := (*LimitError)(nil)
	if !errors.As(err, &over) {
		t.Fatal(err)
	}
	r := run.Results()[0]
	if bins := int(over.At / r.Bin); run.Bins() != bins || shown != bins || len(r.Columns.Attempts) != bins {
		t.Errorf("%d bins of %v, %d shown and %d in the result, and it was stopped at %v", run.Bins(), r.Bin, shown, len(r.Columns.Attempts), over.At)
	}
	begun := 0
	for _, n := range r.Columns.Begun {
		begun += n
	}
	if most := begun + int(100*600*r.Bin.Seconds()*1.2); r.Requests < begun || r.Requests > most {
		t.Errorf("%d requests, of which %d began in its bins; want %d at most", r.Requests, begun, most)
	}
}

// A run that needs more attempts than it may make is stopped, whatever its mode, and whether the last
// of them were sent or refused; and the fleets after it are not run on what is not left.
func TestWhoNeedsMoreIsStopped(t *testing.T) {
	queries := []string{"clients=1000&spread=0s&attempts=5&rate=1&burst=1&budget=aws&process=1000&strategies=fixed,full(budget=none)"}
	for seed := range uint64(400) {
		if s := drawScenario(rand.New(rand.NewPCG(seed, 6))); s.Validate() == nil {
			queries = append(queries, s.Query())
		}
	}
	stopped := map[Mode]int{}
	for _, query := range queries {
		s := scenariotest.Parse(t, query)
		results, err := NewWorkspace(s).Simulate(t.Context(), s.Seed, math.MaxInt64)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		made := 0
		for _, r := range results { // of each fleet some are missing
			made += r.Attempts + r.NotSent
			for _, most := range []int{made / 2, made - 30, made - 1} {
				if most < 1 {
					continue
				}
				_, err := NewWorkspace(s).Simulate(t.Context(), s.Seed, int64(most))
				if over := (*LimitError)(nil); !errors.As(err, &over) {
					t.Errorf("%s: %s makes attempt %d, and the run may make %d: %v", query, r.Strategy, made, most, err)
				}
			}
		}
		for _, m := range Modes(s) {
			stopped[m.Mode]++
		}
	}
	for mode := range PerEvent + 1 {
		if stopped[mode] == 0 {
			t.Errorf("no run %v", mode)
		}
	}
}
