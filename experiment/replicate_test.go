package experiment

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// The spread of replications is the same with any number of workers, and is what
// the single runs say.
func TestReplications(t *testing.T) {
	s := scenariotest.Parse(t, scenariotest.Everything+"&runs=12")
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
	completions, requests := 0, 0
	var byAttempt sim.ByAttempt
	for r := range s.Runs {
		one := s
		one.Seed = rng.Replication(s.Seed, r)
		result := finished(t, one)[0]
		attempts = append(attempts, float64(result.Attempts))
		completions += result.Completion.Count()
		byAttempt.Add(result.ByAttempt)
		requests += result.Requests
	}
	slices.Sort(attempts)
	// Nearest rank of 12 values: the 1st, the 6th, the 12th.
	if band := spread[0].Of("attempts").Band; band.Low != attempts[0] || band.Median != attempts[5] || band.High != attempts[11] {
		t.Errorf("attempts %+v of %v", band, attempts)
	}
	if spread[0].Completion.Count() != completions || spread[0].Runs != 12 || spread[0].Strategy != "full" {
		t.Errorf("%d completion times, want %d", spread[0].Completion.Count(), completions)
	}
	if len(byAttempt) == 0 || requests != spread[0].Requests || !slices.Equal(spread[0].ByAttempt, byAttempt) {
		t.Errorf("by attempt %v, want %v", spread[0].ByAttempt, byAttempt)
	}
	for bin := 1; bin < len(spread[0].Completed); bin++ {
		if b, before := spread[0].Completed[bin], spread[0].Completed[bin-1]; b.Low < before.Low || b.Median < before.Median || b.High < before.High {
			t.Fatalf("the completed requests fall at bin %d", bin)
		}
	}
}

func TestReplicationsStop(t *testing.T) {
	s := scenariotest.Parse(t, "runs=10")
	var over *sim.LimitError
	if _, err := Replicate(t.Context(), s, 1000, 2); !errors.As(err, &over) {
		t.Errorf("too few attempts: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Replicate(ctx, s, 10_000_000, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
