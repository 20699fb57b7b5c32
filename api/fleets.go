package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/view/settings"
)

// strategies answers with the list of what can be compared, as markup.
func (s *Server) strategies(c echo.Context) error {
	asked, err := scenario.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.FleetChoicesView(settings.ChoicesOf(asked)))
}

// fleets answers with the keys and names of a scenario's strategies, for a page that puts
// a mix together: neither its one form nor its name is the page's to know.
func (s *Server) fleets(c echo.Context) error {
	asked, err := scenario.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	body, err := wire.Encode(wire.SeriesOf(asked))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
