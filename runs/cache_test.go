package runs

import (
	"testing"

	"backofflab/experiment"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// What a run weighs is the numbers of its columns, and of the histograms of each fleet
// and its parts.
func TestNumbersOfARun(t *testing.T) {
	found := experiment.Outcome{Results: []sim.Result{
		{Columns: metrics.Columns{Attempts: make([]int, 1000), Open: make([]int, 10)}},
		{Parts: make([]sim.Part, 2)},
	}}
	if got, want := numbersOf(found), 1010+2*numbersOfHistogram+4*numbersOfHistogram; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}
