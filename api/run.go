package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

// runAnswer is what GET /api/v1/run answers. It holds nothing but what follows
// from the scenario, so equal requests have equal bytes.
type runAnswer struct {
	Engine   string            `json:"engine"`
	Query    string            `json:"query"`
	Scenario scenario.Scenario `json:"scenario"`
	Results  []fullResult      `json:"results"`

	Replications []replication `json:"replications"` // none where the scenario has one run
	Comparisons  []comparison  `json:"comparisons"`  // of its strategies over the replications
}

// fullResult is an outcome with its columns.
type fullResult struct {
	outcome
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

func (s *Server) runJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	scenario := wanted.Scenario
	found, err := s.simulate(c.Request().Context(), scenario, s.runs)
	if err != nil {
		return err
	}
	answer := runAnswer{Engine: sim.EngineVersion, Query: scenario.Query(), Scenario: scenario, Replications: []replication{}, Comparisons: comparisonsOf(found.spreads)}
	for _, r := range found.results {
		answer.Results = append(answer.Results, fullResultOf(r))
	}
	for _, spread := range found.spreads {
		answer.Replications = append(answer.Replications, replicationOf(spread))
	}
	body, err := encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

func fullResultOf(r sim.Result) fullResult {
	return fullResult{
		outcome:         outcomeOf(r),
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
