package runs

import (
	"fmt"
	"testing"

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
