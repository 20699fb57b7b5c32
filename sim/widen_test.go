package sim

import (
	"errors"
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/metrics"
)

// long are scenarios whose bins become wider: at once, because a retry is far ahead, or
// bit by bit.
var long = map[string]time.Duration{
	"clients=20&spread=0s&rate=1&burst=1&retry-after=constant&retry-after-time=10m&strategies=exponential&attempts=10&honour=honour":    5 * time.Second,
	"clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=10m&honour=honour&strategies=exponential&attempts=100": 5 * time.Second,
	"clients=200&spread=0s&rate=0.1&burst=1&base=1s&cap=30s&attempts=1000&strategies=fixed,full":                                        time.Second,
	"clients=200&spread=0s&rate=0.1&burst=1&base=1s&cap=30s&attempts=1000&strategies=full&budget=grpc&process=10&budget-tokens=1000":    500 * time.Millisecond,
	"clients=40&spread=0s&rate=0.001&burst=1&retry-after=constant&retry-after-time=1h&honour=honour&strategies=full,fixed&attempts=100": time.Minute,
	"clients=40&population=closed&think=10m&duration=8h&rate=1&burst=1&strategies=full":                                                 10 * time.Second,
	"clients=20&spread=1h&strategies=full": time.Second,
	"clients=1&spread=0s&limiter=none&servers=1&queue=10&service=15s&timeout=5s&strategies=fixed&attempts=2&base=985s&cap=1000s":               500 * time.Millisecond,
	"clients=3&spread=0s&fail=1&limiter=none&base=20m&cap=20m&strategies=fixed&attempts=3&horizon=30m":                                         500 * time.Millisecond,
	"clients=2&spread=0s&fail=1&limiter=none&retry-after=none&base=1h&cap=24h&strategies=exponential&attempts=1000":                            time.Hour,
	"clients=20&spread=0s&limiter=none&servers=1&queue=100&service=2m&timeout=1h&strategies=full&bin=auto":                                     time.Second,
	"clients=20&spread=0s&rate=1&burst=1&retry-after=constant&retry-after-time=10m&strategies=exponential&attempts=10&honour=honour&bin=250ms": 250 * time.Millisecond,
	"clients=1000&spread=0s&rate=10&burst=1&strategies=full&cap=1m&attempts=100&base=1s&runs=1&seed=5&population=once&latency=20ms":            250 * time.Millisecond,
}

// Bins are the narrowest with which a run fits, the same whether it is watched or not, and
// what is handed out of it is what it has in the end.
func TestBinsAdaptToTheRun(t *testing.T) {
	for query, width := range long {
		s := scenariotest.Parse(t, query)
		results := simulate(t, s)
		whole, err := Simulate(t.Context(), s, 50_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Bin != width || len(r.Columns.Attempts) > scenario.MaxBins {
				t.Errorf("%s: %d bins of %v, want them of %v", query, len(r.Columns.Attempts), r.Bin, width)
			}
			if !sameResult(r, whole[i]) || r.Bin != whole[i].Bin {
				t.Errorf("%s: %+v watched, else %+v", query, tallyOf(r), tallyOf(whole[i]))
			}
			if s.Bin == 0 && s.Horizon == 0 && r.Unfinished > 0 && width < time.Hour {
				t.Errorf("%s: %d unfinished", query, r.Unfinished)
			}
		}
		againstOracle(t, s)
		for i, series := range framesOf(t, s) {
			c := results[i].Columns
			if !slices.Equal(series.Attempts, c.Attempts) || !slices.Equal(series.Completed, c.Completed) || !slices.Equal(series.InFlight, c.InFlight) || !slices.Equal(series.Open, c.Open) {
				t.Errorf("%s: the frames do not add up to the result", query)
			}
		}
	}
}

// framesOf puts the frames of a run together, as a viewer does.
func framesOf(t *testing.T, s scenario.Scenario) []metrics.Columns {
	t.Helper()
	run, err := NewRun(s, 50_000_000)
	if err != nil {
		t.Fatal(err)
	}
	all, bins, width, progress := make([]metrics.Columns, len(s.Strategies)), 0, s.Widths()[0], 0.0
	for {
		frame, more, err := run.Advance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return all
		}
		if frame.Width > width {
			clear(all)
			width, bins = frame.Width, 0
		}
		if frame.First != bins || frame.Width != width || frame.Progress < progress {
			t.Fatalf("%s: a frame of bin %d of %v, %v done, after %d of %v, %v done", s.Query(), frame.First, frame.Width, frame.Progress, bins, width, progress)
		}
		bins, progress = run.Bins(), frame.Progress
		for i := range all {
			all[i].Attempts = append(all[i].Attempts, frame.Series[i].Attempts...)
			all[i].Completed = append(all[i].Completed, frame.Series[i].Completed...)
			all[i].InFlight = append(all[i].InFlight, frame.Series[i].InFlight...)
			all[i].Open = append(all[i].Open, frame.Series[i].Open...)
		}
	}
}

// A run that uses up its attempts hands out its bins again where they became wider, and
// its results have those.
func TestPartialRunHasTheBinsOfItsLastFrame(t *testing.T) {
	widened := false
	// All send their retries k at 2^k - 1 s: the tenth, which they send for beyond 4,000 bins
	// of 250 ms, costs the attempts 901 to 1,000.
	for _, most := range []int64{850, 900, 950, 1000, 1050} {
		run, err := NewRun(scenariotest.Parse(t, "clients=100&spread=0s&latency=0s&fail=1&limiter=none&base=1s&cap=20m&strategies=exponential&attempts=100"), most)
		if err != nil {
			t.Fatal(err)
		}
		var last Frame
		var attempts []int
		for more := true; more && err == nil; {
			var frame Frame
			frame, more, err = run.Advance(t.Context())
			if frame.Series == nil {
				continue
			}
			if frame.First == 0 {
				attempts = nil
			}
			widened = widened || err != nil
			attempts, last = append(attempts, frame.Series[0].Attempts...), frame
		}
		var over *LimitError
		if !errors.As(err, &over) {
			t.Fatalf("%d attempts: %v", most, err)
		}
		if r := run.Results()[0]; run.Bins() > 0 && (r.Bin != last.Width || !slices.Equal(r.Columns.Attempts, attempts)) {
			t.Errorf("%d attempts: %d bins of %v, of the frames %d of %v", most, len(r.Columns.Attempts), r.Bin, len(attempts), last.Width)
		}
	}
	if !widened {
		t.Error("no bins became wider while attempts were used up")
	}
}
