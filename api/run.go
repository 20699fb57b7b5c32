package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario/link"
	"backofflab/sim"
)

func (s *Server) runJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	scenario := wanted.Scenario
	found, err := s.simulate(c.Request().Context(), scenario, s.runClass)
	if err != nil {
		return err
	}
	answer := wire.RunAnswer{Engine: sim.EngineVersion, Query: scenario.Query(), Scenario: scenario, Replications: []wire.Replication{}, Comparisons: wire.ComparisonsOf(found.Spreads), Verdict: wire.VerdictOf(scenario, found.Verdict)}
	for _, r := range found.Results {
		answer.Results = append(answer.Results, wire.FullResultOf(r))
	}
	for _, spread := range found.Spreads {
		answer.Replications = append(answer.Replications, wire.ReplicationOf(spread))
	}
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
