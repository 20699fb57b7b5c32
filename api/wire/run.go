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
	Results  []FullResult      `json:"results"`

	Replications []Replication `json:"replications"` // none where the scenario has one run
	Comparisons  []Comparison  `json:"comparisons"`  // of its strategies over the replications
}

// FullResult is an outcome with its columns.
type FullResult struct {
	Outcome
	AttemptsPerBin  []int `json:"attempts_per_bin"`
	AcceptedPerBin  []int `json:"accepted_per_bin"`
	RejectedPerBin  []int `json:"rejected_per_bin"`
	FailedPerBin    []int `json:"failed_per_bin"`
	CompletedPerBin []int `json:"completed_per_bin"`
	InFlightPerBin  []int `json:"in_flight_per_bin"`
	TimedOutPerBin  []int `json:"timed_out_per_bin"`
	BegunPerBin     []int `json:"begun_per_bin"`
	QueuedPerBin    []int `json:"queued_per_bin"`
	OpenPerBin      []int `json:"open_per_bin"`
}

func FullResultOf(r sim.Result) FullResult {
	return FullResult{
		Outcome:         OutcomeOf(r),
		AttemptsPerBin:  r.Columns.Attempts,
		AcceptedPerBin:  r.Columns.Accepted,
		RejectedPerBin:  r.Columns.Rejected,
		FailedPerBin:    r.Columns.Failed,
		CompletedPerBin: r.Columns.Completed,
		InFlightPerBin:  r.Columns.InFlight,
		TimedOutPerBin:  r.Columns.TimedOut,
		BegunPerBin:     r.Columns.Begun,
		QueuedPerBin:    r.Columns.Queued,
		OpenPerBin:      r.Columns.Open,
	}
}
