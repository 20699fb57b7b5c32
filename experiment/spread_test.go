package experiment

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// spreadOf is the spread of some replications of one fleet.
func spreadOf(results []sim.Result) Spread {
	s := scenario.Default()
	s.Strategies, s.Runs = []string{results[0].Strategy}, len(results)
	found := newSamples(s, func() bool { return true })
	for i := range results {
		run := len(results) - 1 - i // in any order
		results[run].Bin = max(results[run].Bin, time.Second)
		found.add(run, results[run:run+1])
	}
	return found.spreads()[0]
}

// Runs of different lengths: one that is over makes no attempts, and has completed
// what it had.
func TestSpreadOfRunsOfDifferentLengths(t *testing.T) {
	run := func(bin time.Duration, attempts, completed []int) sim.Result {
		return sim.Result{Strategy: "full", Bin: bin, Completion: &metrics.Histogram{}, Columns: metrics.Columns{Attempts: attempts, Completed: completed}}
	}
	for _, tt := range []struct {
		shows               string
		bin                 time.Duration // of the second
		width               time.Duration
		attempts, completed []float64 // low and high of each bin
	}{
		{"bins alike", time.Second, time.Second, []float64{5, 9, 0, 4, 0, 3}, []float64{1, 2, 2, 2, 2, 3}},
		{"one with bins twice as wide", 2 * time.Second, 2 * time.Second, []float64{9, 9, 0, 3}, []float64{2, 2, 2, 3}},
	} {
		spread := spreadOf([]sim.Result{run(time.Second, []int{5, 4, 3}, []int{1, 1, 1}), run(tt.bin, []int{9}, []int{2})})
		var attempts, completed []float64
		for bin := range spread.Attempts {
			attempts = append(attempts, spread.Attempts[bin].Low, spread.Attempts[bin].High)
			completed = append(completed, spread.Completed[bin].Low, spread.Completed[bin].High)
		}
		if spread.Bin != tt.width || !slices.Equal(attempts, tt.attempts) || !slices.Equal(completed, tt.completed) {
			t.Errorf("%s: bins of %v, attempts %v, completed %v", tt.shows, spread.Bin, attempts, completed)
		}
	}
}

// All replications together may take the attempts of the budget, not each.
func TestReplicationsShareTheBudget(t *testing.T) {
	s := scenariotest.Parse(t, "strategies=full&runs=10")
	one := s
	one.Runs = 1
	need := int64(finished(t, one)[0].Attempts)
	var over *sim.LimitError
	if _, err := Replicate(t.Context(), s, 5*need, 2); !errors.As(err, &over) {
		t.Errorf("ten runs on the attempts of five: %v", err)
	}
	if over != nil && (over.Limit != 5*need/10 || over.Strategy != "full" || over.At == 0) {
		t.Errorf("the error says less than it knows: %+v", over)
	}
	if _, err := Replicate(t.Context(), s, 12*need, 2); err != nil {
		t.Errorf("ten runs on the attempts of twelve: %v", err)
	}
}

func TestReplicateRefusesNonsense(t *testing.T) {
	s := scenario.Default()
	s.Runs = 0
	var problems scenario.FieldErrors
	if _, err := Replicate(t.Context(), s, 1000, 1); !errors.As(err, &problems) {
		t.Errorf("no runs: %v", err)
	}
}

// A run that never recovers has no recovery time, and none is averaged in.
func TestRunsThatNeverRecover(t *testing.T) {
	result := func(recovered bool, after time.Duration) sim.Result {
		return sim.Result{Completion: &metrics.Histogram{}, HasTrigger: true, Recovered: recovered, Recovery: after}
	}
	f := spreadOf([]sim.Result{result(true, 4*time.Second), result(false, 0), result(true, 6*time.Second)}).Of("recovery")
	if f.Runs != 2 || f.Band.Low != 4 || f.Band.High != 6 {
		t.Errorf("recovery %+v", f)
	}
	for _, f := range spreadOf([]sim.Result{result(false, 0)}).Figures {
		if f.Name == "recovery" {
			t.Errorf("none recovers, and yet: %+v", f)
		}
	}
}

func TestReplicationsAreWatched(t *testing.T) {
	s := scenario.Default()
	s.Clients, s.Runs, s.Spread = 5, 7, time.Second
	ended := make(chan bool, s.Runs)
	if _, err := ReplicateWatched(t.Context(), s, 1_000_000, 2, func() bool { ended <- true; return true }); err != nil || len(ended) != s.Runs {
		t.Errorf("%d of %d, %v", len(ended), s.Runs, err)
	}
}

// Replications that are stopped are the first of all, and their spreads those of a scenario
// that asks for no more.
func TestReplicationsCanBeStopped(t *testing.T) {
	s := scenariotest.Parse(t, "clients=30&rate=20&burst=5&strategies=full,equal&base=100ms&bin=1s&runs=60")
	n := 0
	got, err := ReplicateWatched(t.Context(), s, 6_000_000, 2, func() bool { n++; return n < 5 })
	if err != nil || got[0].Runs < 5 || got[0].Runs > 6 {
		t.Fatalf("%d replications, %v", got[0].Runs, err)
	}
	whole := s
	whole.Runs = got[0].Runs
	want, err := Replicate(t.Context(), whole, int64(whole.Runs)*100_000, 1)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%d stopped replications are not the first of all (%v)", whole.Runs, err)
	}
}
