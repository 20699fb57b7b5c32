package runs

import (
	"testing"

	"backofflab/internal/labtest"
)

// The share is that of all there is to do, replications too, and ends at 1.
func TestProgressCountsReplications(t *testing.T) {
	f := newTestPool(t)
	for query, want := range map[string]float64{labtest.Small: 1, labtest.Small + "&runs=4": 1} {
		r := f.Join(t.Context(), labtest.ScenarioOf(t, query), Class{"test", 1_000_000, NewTurns(1, 0), false, 0, 0})
		<-r.Done()
		if share, _, _ := r.Log.Estimate(); share != want {
			t.Errorf("%s ends at %v, want %v", query, share, want)
		}
		r.Leave()
	}
	if work := (&Shared{Scenario: labtest.ScenarioOf(t, labtest.Small+"&runs=4")}).work(); work != 5 {
		t.Errorf("a run and four replications are %v runs", work)
	}
}
