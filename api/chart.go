package api

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/link"
	"backofflab/web/templates"
)

func (s *Server) loadPicture(c echo.Context) error {
	return s.picture(c, templates.LoadPicture)
}

func (s *Server) completionPicture(c echo.Context) error {
	return s.picture(c, templates.CompletionPicture)
}

// picture answers with a chart that stands alone.
func (s *Server) picture(c echo.Context, draw func(templates.Run) templ.Component) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	scenario := wanted.Scenario
	found, err := s.simulate(c.Request().Context(), scenario, s.runs)
	if err != nil {
		return err
	}
	return sendMarkup(c, http.StatusOK, "image/svg+xml", draw(runOf(scenario, found)))
}
