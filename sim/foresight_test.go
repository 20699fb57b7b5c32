package sim

import (
	"errors"
	"testing"

	"backofflab/scenario/scenariotest"
)

// Whichever road a run takes, its budget stops it at the very attempt.
func TestBudgetStopsAtTheVeryAttempt(t *testing.T) {
	const query = "clients=5000&spread=0s&limiter=token-bucket&rate=1&burst=1&strategies=fixed&base=100ms&cap=100ms&attempts=100"
	for road, changes := range map[string]string{"together": "", "one by one": "&timeout=24h", "step by step": "&crash=24h"} {
		for _, most := range []int64{5000, 5001, 12_345, 20_000} {
			run, err := NewRun(scenariotest.Parse(t, query+changes), most)
			for more := true; err == nil && more; {
				_, more, err = run.Advance(t.Context())
			}
			if budget := (*BudgetError)(nil); !errors.As(err, &budget) {
				t.Fatalf("%s, %d attempts: %v", road, most, err)
			}
			if got := run.Results()[0].Attempts; int64(got) != most {
				t.Errorf("%s: %d attempts of %d", road, got, most)
			}
		}
	}
}

// Which runs can tell at once; all others wait and see.
func TestForeseeable(t *testing.T) {
	for query, want := range map[string]bool{
		"": true, "population=closed": false, "population=open": false, "budget=ratio": false, "breaker=ratio": false, "throttle=sre": false,
		"crash=1s": false, "limiter=optimistic-lock": false, "limiter=leaky-bucket": true, "limiter=leaky-bucket&service=1s": false, "limiter=concurrency&service=1s": true,
		"servers=1&service=1s": true, "servers=1&service=1s&discipline=lifo": false, "service=1s&slope=1s": false, "slope=1s": false, "network=exponential": true,
		"timeout=11ms": true, "timeout=10ms": false, "timeout=1s&network=exponential": false, "timeout=1s&latency=0s": false, "latency=0s": true,
		"timeout=1s&abandoned=noticed": true, "timeout=1s&abandoned=noticed&service=1s": false, "timeout=1s&abandoned=noticed&limiter=leaky-bucket": false,
	} {
		if got := foreseeable(scenariotest.Parse(t, query)); got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
}
