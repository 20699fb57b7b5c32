package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario/link"
	"backofflab/scenario/schedule"
)

func (s *Server) policyJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	scenario := wanted.Scenario
	answer := wire.PolicyAnswer{Query: scenario.Query(), Clients: schedule.Clients, Strategies: []wire.PolicyFigures{}}
	for _, w := range schedule.All(scenario) {
		answer.Strategies = append(answer.Strategies, wire.PolicyFiguresOf(w))
	}
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
