package wire

import (
	"slices"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
)

// RunAnswer is what GET /api/v1/run answers. It holds nothing but what follows
// from the scenario, so equal requests have equal bytes.
type RunAnswer struct {
	Engine   string            `json:"engine"`
	Query    string            `json:"query"`
	Scenario scenario.Scenario `json:"scenario"`
	Partial  bool              `json:"partial"` // it was cut short: a result is partial, or replications are fewer than asked for
	Results  []Object          `json:"results"`
	Verdict  Verdict           `json:"verdict"`

	Replications []Replication `json:"replications"` // none where the scenario has one run
	Comparisons  []Comparison  `json:"comparisons"`  // of its strategies over the replications
}

// RunAnswerOf is the answer to who asks for a scenario, of which that came.
func RunAnswerOf(s scenario.Scenario, found experiment.Outcome) RunAnswer {
	answer := RunAnswer{
		Engine: sim.EngineVersion, Query: s.Query(), Scenario: s, Partial: cutShort(s, found), Verdict: VerdictOf(s, found.Verdict),
		Replications: []Replication{}, Comparisons: ComparisonsOf(found.Spreads),
	}
	for _, r := range found.Results {
		answer.Results = append(answer.Results, FullResultOf(r))
	}
	for _, spread := range found.Spreads {
		answer.Replications = append(answer.Replications, ReplicationOf(spread))
	}
	return answer
}

// cutShort reports whether more was asked for than an outcome has.
func cutShort(s scenario.Scenario, found experiment.Outcome) bool {
	if s.Runs > 1 && (len(found.Spreads) == 0 || found.Spreads[0].Runs < s.Runs) {
		return true
	}
	return slices.ContainsFunc(found.Results, func(r sim.Result) bool { return r.Partial })
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
