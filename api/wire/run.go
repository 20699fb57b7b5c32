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
		member{"attempts_per_bin", c.Attempts}, member{"accepted_per_bin", c.Accepted}, member{"rejected_per_bin", c.Rejected},
		member{"failed_per_bin", c.Failed}, member{"completed_per_bin", c.Completed}, member{"in_flight_per_bin", c.InFlight},
		member{"timed_out_per_bin", c.TimedOut}, member{"begun_per_bin", c.Begun}, member{"queued_per_bin", c.Queued},
		member{"open_per_bin", c.Open})
}
