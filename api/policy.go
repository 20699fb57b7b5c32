package api

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/schedule"
)

func (s *Server) policyJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	answer := wire.PolicyAnswer{Query: wanted.Scenario.Query(), Clients: schedule.Clients, Strategies: []wire.PolicyFigures{}}
	for _, w := range schedule.All(wanted.Scenario) {
		answer.Strategies = append(answer.Strategies, wire.PolicyFiguresOf(w))
	}
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// readJSON answers with one value as links and screens write it, however it was typed.
func (s *Server) readJSON(c echo.Context) error {
	query := c.Request().URL.RawQuery
	asked, err := url.ParseQuery(query)
	switch {
	case len(query) > scenario.MaxQueryBytes:
		_, err = scenario.ParseQuery(query) // which says so
		return err
	case err != nil:
		return scenario.FieldErrors{scenario.NewFieldError("query", query, scenario.BrokenPercent)}
	}
	field, value := asked.Get("field"), asked.Get("value")
	plain, screen, err := scenario.ReadValue(field, value)
	if err != nil {
		return err
	}
	body, err := wire.Encode(wire.ReadAnswer{Field: field, Value: plain, Screen: screen})
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
