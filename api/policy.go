package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario/link"
)

func (s *Server) policyJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	body, err := wire.Encode(wire.PolicyAnswerOf(wanted.Scenario))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
