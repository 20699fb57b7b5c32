package sim

import (
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

func TestHorizonLeavesNobodyOut(t *testing.T) {
	r := simulate(t, scenariotest.Parse(t, "clients=100&spread=0s&rate=10&burst=10&horizon=3s&strategies=full&bin=1s"))[0]
	if len(r.Columns.Attempts) != 3 || r.Unfinished == 0 || r.Successes+r.Unfinished != 100 {
		t.Errorf("%d bins, %d successes, %d unfinished", len(r.Columns.Attempts), r.Successes, r.Unfinished)
	}
	// One token at the start, one in the 4,000 s that 4,000 bins cover when retries are an hour apart.
	r = simulate(t, scenariotest.Parse(t, "clients=100&spread=0s&rate=0.01&burst=1&base=1h&cap=24h&strategies=fixed&bin=1s"))[0]
	if len(r.Columns.Attempts) > scenario.MaxBins || r.Unfinished != 98 {
		t.Errorf("without a horizon: %d bins, %d unfinished", len(r.Columns.Attempts), r.Unfinished)
	}
}

// The run stops just before the horizon: what arrives, or is answered, exactly then
// is not part of it.
func TestHorizonIsExclusive(t *testing.T) {
	for _, tt := range []struct {
		shows, horizon                  string
		attempts, successes, unfinished int
	}{
		{"one answered before it, one retry still to arrive", "300ms", 2, 1, 1},
		{"the retry arrives exactly at the horizon", "900ms", 2, 1, 1},
		{"the retry arrives, its answer does not", "901ms", 3, 1, 1},
		{"its answer comes exactly at the horizon", "1s", 3, 1, 1},
		{"its answer comes before it", "1001ms", 3, 2, 0},
	} {
		// Both arrive at 100 ms, one is rejected; its retry arrives at 900 ms and is answered at 1 s.
		s := scenariotest.Parse(t, "clients=2&spread=0s&rate=2&burst=1&latency=100ms&strategies=fixed&base=600ms&bin=100ms&horizon="+tt.horizon)
		r := simulate(t, s)[0]
		if r.Attempts != tt.attempts || r.Successes != tt.successes || r.Unfinished != tt.unfinished {
			t.Errorf("%s: %d attempts, %d successes, %d unfinished, want %d, %d, %d", tt.shows, r.Attempts, r.Successes, r.Unfinished, tt.attempts, tt.successes, tt.unfinished)
		}
		if end := time.Duration(len(r.Columns.Attempts)) * s.Bin; end >= s.Horizon+s.Bin {
			t.Errorf("%s: the last bin ends at %v", tt.shows, end)
		}
		if inFlight := r.Columns.InFlight; tt.unfinished == 0 && inFlight[len(inFlight)-1] != 0 {
			t.Errorf("%s: in flight %v", tt.shows, inFlight)
		}
	}
}

// Delays and service times that are longer than any run do not come back as
// times before it.
func TestTimesDoNotOverflow(t *testing.T) {
	for _, query := range []string{
		"clients=20&spread=0s&fail=1&strategies=lib:p-retry,lib:async-retry,lib:go-retry-fibonacci&attempts=1000&bin=1h",
		"clients=200&spread=0s&limiter=none&service=1h&service-dist=lognormal&service-sd=1h&slope=1m&strategies=full&bin=1h&brownout=0.001&brownout-to=24h",
	} {
		for _, r := range simulate(t, scenariotest.Parse(t, query)) {
			if r.Unfinished == 0 || r.Attempts > 20*40+200 {
				t.Errorf("%s, %s: %d attempts, %d unfinished", query, r.Strategy, r.Attempts, r.Unfinished)
			}
		}
	}
}
