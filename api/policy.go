package api

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

func (s *Server) policyJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	return sendJSON(c, wire.PolicyAnswerOf(wanted.Scenario))
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
	return sendJSON(c, wire.ReadAnswer{Field: field, Value: plain, Screen: screen})
}
