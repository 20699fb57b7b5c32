package sim

import (
	"errors"
	"testing"

	"backofflab/scenario/scenariotest"
)

// In whichever mode a run is, its budget stops it at the very attempt.
func TestBudgetStopsAtTheVeryAttempt(t *testing.T) {
	const query = "clients=5000&spread=0s&limiter=token-bucket&rate=1&burst=1&strategies=fixed&base=100ms&cap=100ms&attempts=100"
	for mode, changes := range map[Mode]string{LimiterBatched: "", Batched: "&permanent=0.000001", Foreseen: "&latency=0s", PerAttempt: "&timeout=24h", PerAnswer: "&budget=ratio&budget-tokens=1000&process=1", PerRequest: "&latency=0s&timeout=24h", PerEvent: "&latency=0s&timeout=24h&crash=24h"} {
		for _, most := range []int64{5000, 5001, 12_345, 20_000} {
			s := scenariotest.Parse(t, query+changes)
			run, err := NewRun(s, most)
			if got := Modes(s)[0].Mode; got != mode {
				t.Fatalf("%s is run %s, not %s", changes, got, mode)
			}
			for more := true; err == nil && more; {
				_, more, err = run.Advance(t.Context())
			}
			if over := (*LimitError)(nil); !errors.As(err, &over) {
				t.Fatalf("%s, %d attempts: %v", mode, most, err)
			}
			// Arrivals are counted on the fast path. Elsewhere the one too many was sent.
			got, want := int64(run.Results()[0].Attempts), most
			if !mode.fast() {
				got, want = run.engines[0].sent, most+1
			}
			if got != want {
				t.Errorf("%s: %d attempts of %d", mode, got, want)
			}
		}
	}
}
