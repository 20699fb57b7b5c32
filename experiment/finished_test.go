package experiment

import (
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

// finished are the results of a scenario.
func finished(t *testing.T, s scenario.Scenario) []sim.Result {
	t.Helper()
	results, err := sim.Simulate(t.Context(), s, 50_000_000)
	if err != nil {
		t.Fatalf("%s: %v", s.Query(), err)
	}
	return results
}
