package explain

import (
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

// simulated are the results of a scenario.
func simulated(t *testing.T, s scenario.Scenario) []sim.Result {
	t.Helper()
	results, err := sim.Simulate(t.Context(), s, 50_000_000)
	if err != nil {
		t.Fatalf("%s: %v", s.Query(), err)
	}
	return results
}
