package runs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/internal/labtest"
)

// Scenarios that differ in the seed alone, or in how often they are repeated, have their trials
// in common; of others each has its own, and those of the oldest are forgotten.
func TestTrialsAreKeptByScenario(t *testing.T) {
	all := newTrials()
	of := func(query string) any { return all.of(labtest.ScenarioOf(t, query)) }
	first := of("clients=20&seed=1")
	for _, same := range []string{"clients=20", "clients=20&seed=2", "clients=20&runs=20&seed=3"} {
		if of(same) != first {
			t.Error(same, "has trials of its own")
		}
	}
	if of("clients=21") == first {
		t.Error("another scenario has the same trials")
	}
	for i := range keptTrials {
		of(fmt.Sprint("clients=", 100+i))
	}
	if of("clients=20") == first {
		t.Error("the oldest are kept for ever")
	}
}

// Whoever loses the slot between two trials ends, however many simulate them, and the others
// have their turns.
func TestTrialsEndWhereTheSlotIsLost(t *testing.T) {
	turns := NewTurns(1, 0)
	s, results := labtest.Simulated(t, "clients=40&strategies=exponential,full&seed=7")
	turn, err := turns.Enter(As(t.Context(), "a"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	turn.since = turn.since.Add(-time.Hour) // so others go first
	neighbour := make(chan *Turn)
	go func() {
		other, err := turns.Enter(As(t.Context(), "b"))
		if err != nil {
			t.Error(err)
		}
		neighbour <- other
	}()
	labtest.Eventually(t, "a neighbour waits", func() bool { return turns.Line().Waiting == 1 })
	judged := make(chan error)
	go func() {
		_, err := experiment.NewTrials(s).Judged(ctx, s.Seed, results, func() error { return nil }, func() error { return turn.Yield(ctx) })
		judged <- err
	}()
	other := <-neighbour // the trials have given way
	cancel()
	if err := <-judged; err != context.Canceled {
		t.Error("the error is", err)
	}
	if err := turn.Yield(ctx); err != context.Canceled {
		t.Error("a turn that was lost says", err)
	}
	turn.Leave()
	other.Leave()
	if line := turns.Line(); line.InUse != 0 || line.Waiting != 0 {
		t.Errorf("left behind: %+v", line)
	}
}
