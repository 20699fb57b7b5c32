package experiment

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// simulated is a scenario under a seed, and its results.
func simulated(t *testing.T, query string, seed uint64) (scenario.Scenario, []sim.Result) {
	t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	s.Seed = seed
	results, err := sim.Simulate(t.Context(), s, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return s, results
}

func goOn() error { return nil }

const rivals = "clients=40&strategies=exponential,full"

// Runs that differ in the seed alone are judged by the same trials, which are simulated once.
func TestTrialsAreSharedBySeeds(t *testing.T) {
	s, results := simulated(t, rivals, 7)
	trials := NewTrials(s)
	first, err := trials.Judged(t.Context(), s.Seed, results, goOn, goOn)
	if err != nil {
		t.Fatal(err)
	}
	if first.Verdict.Seeds != mostSeeds {
		t.Fatalf("the verdict rests on %d seeds", first.Verdict.Seeds)
	}
	again := 0
	_, results = simulated(t, rivals, 8)
	second, err := trials.Judged(t.Context(), 8, results, goOn, func() error { again++; return nil })
	if err != nil || again > 0 {
		t.Fatal("simulated again:", again, err)
	}
	for fleet := range results {
		if want := ScoreOf(results[fleet]); second.Scores[fleet][0] != want {
			t.Errorf("the run that is shown has %+v, want %+v", second.Scores[fleet][0], want)
		}
		if !reflect.DeepEqual(first.Scores[fleet][1:], second.Scores[fleet][1:]) {
			t.Error("the trials of one scenario differ")
		}
		for r := 1; r < mostSeeds; r++ {
			_, alone := simulated(t, rivals, rng.Replication(scenario.Default().Seed, r))
			if first.Scores[fleet][r] != ScoreOf(alone[fleet]) {
				t.Errorf("trial %d is not the run of its seed", r)
			}
		}
	}
}

// A run is not its own witness.
func TestTrialsLeaveOutTheRunThatIsShown(t *testing.T) {
	own := rng.Replication(scenario.Default().Seed, 3)
	s, results := simulated(t, rivals, own)
	found, err := NewTrials(s).Judged(t.Context(), own, results, goOn, goOn)
	if err != nil || found.Verdict.Seeds != mostSeeds {
		t.Fatal(found.Verdict.Seeds, err)
	}
	_, next := simulated(t, rivals, rng.Replication(scenario.Default().Seed, 4))
	if got, want := found.Scores[0][3], ScoreOf(next[0]); got != want {
		t.Errorf("the third trial has %+v, want that of the fourth replication, %+v", got, want)
	}
}

// Whoever comes while others simulate takes part, and all find the same.
func TestTrialsTakeMany(t *testing.T) {
	s, results := simulated(t, rivals, 7)
	want, err := NewTrials(s).Judged(t.Context(), 7, results, goOn, goOn)
	if err != nil {
		t.Fatal(err)
	}
	trials := NewTrials(s)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got, err := trials.Judged(t.Context(), 7, results, goOn, goOn); err != nil || !reflect.DeepEqual(got.Scores, want.Scores) {
				t.Error("others found something else", err)
			}
		})
	}
	group.Wait()
}

// Who stops midway leaves nothing behind that others would wait for.
func TestTrialsOutliveWhoBeganThem(t *testing.T) {
	s, results := simulated(t, rivals, 7)
	want, err := NewTrials(s).Judged(t.Context(), 7, results, goOn, goOn)
	if err != nil {
		t.Fatal(err)
	}
	trials, enough, called := NewTrials(s), errors.New("enough"), 0
	if _, err := trials.Judged(t.Context(), 7, results, goOn, func() error { called++; return enough }); err != enough || called != 1 {
		t.Fatal("the error is", err, "after", called)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := trials.Judged(gone, 7, results, goOn, goOn); err != context.Canceled {
		t.Fatal("the error is", err)
	}
	got, err := trials.Judged(t.Context(), 7, results, goOn, goOn)
	if err != nil || !reflect.DeepEqual(got.Scores, want.Scores) {
		t.Error("the scores differ", err)
	}
}

// A run whose trials would take long is judged by itself, and so is one of which another seed
// takes far longer than a run that is repeated.
func TestTrialsThatTakeLong(t *testing.T) {
	s, results := simulated(t, "clients=100000&strategies=exponential,full&rate=1000000&burst=1000000", 7)
	never := func() error { t.Error("a trial was simulated"); return nil }
	found, err := NewTrials(s).Judged(t.Context(), 7, results, never, never)
	if err != nil || found.Verdict.Seeds != 1 {
		t.Fatal(found.Verdict.Seeds, err)
	}
	s, results = simulated(t, rivals, 7)
	trials := NewTrials(s)
	trials.most = 100
	simulated := 0
	found, err = trials.Judged(t.Context(), 7, results, goOn, func() error { simulated++; return nil })
	if err != nil || found.Verdict.Seeds != 1 || simulated > runtime.GOMAXPROCS(0) {
		t.Fatal(found.Verdict.Seeds, simulated, "simulated", err)
	}
}
