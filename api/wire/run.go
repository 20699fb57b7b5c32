package wire

import (
	"backofflab/scenario"
	"backofflab/sim"
)

// RunAnswer is what GET /api/v1/run answers. It holds nothing but what follows
// from the scenario, so equal requests have equal bytes.
type RunAnswer struct {
	Engine   string            `json:"engine"`
	Query    string            `json:"query"`
	Scenario scenario.Scenario `json:"scenario"`
	Results  []Object          `json:"results"`
	Verdict  Verdict           `json:"verdict"`

	Replications []Replication `json:"replications"` // none where the scenario has one run
	Comparisons  []Comparison  `json:"comparisons"`  // of its strategies over the replications
}

// FullResultOf is an outcome with its columns.
func FullResultOf(r sim.Result) Object {
	c := r.Columns
	return append(OutcomeOf(r),
		columnOf("attempts_per_bin", c.Attempts), columnOf("accepted_per_bin", c.Accepted), columnOf("rejected_per_bin", c.Rejected),
		columnOf("failed_per_bin", c.Failed), columnOf("completed_per_bin", c.Completed), columnOf("in_flight_per_bin", c.InFlight),
		columnOf("timed_out_per_bin", c.TimedOut), columnOf("begun_per_bin", c.Begun), columnOf("queued_per_bin", c.Queued),
		columnOf("open_per_bin", c.Open))
}

// columnOf is a column of bins, a list even of none.
func columnOf(name string, column []int) member {
	if column == nil {
		column = []int{}
	}
	return member{name, column}
}
