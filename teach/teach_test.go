package teach_test

import (
	"context"
	"testing"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/teach"
)

// simulate runs a scenario as it is.
func simulate(s scenario.Scenario) (teach.Run, error) {
	found, err := sim.Simulate(context.Background(), s, 10_000_000)
	return teach.Run{Scenario: s, Outcome: experiment.Outcome{Results: found}}, err
}

// Every text of ours can be read, what it says of its runs is true, and its exercises can be
// done.
func TestOurTexts(t *testing.T) {
	for _, l := range append(teach.Lessons(), teach.Guide()...) {
		for _, p := range append(l.Problems, teach.Check(l, simulate)...) {
			t.Errorf("%v", p)
		}
	}
}
