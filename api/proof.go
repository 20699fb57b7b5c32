package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/experiment/validation"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// proof shows the published results and what the lab made of them when it was
// last validated.
func (s *Server) proof(c echo.Context) error {
	view := view.ProofOf(validation.Published())
	view.Static = s.static.prefix
	view.Preview = s.preview(c, "/proof", "Does the lab tell the truth?", view.Lead, link.Link{Scenario: scenario.Default(), Title: "Does the lab tell the truth?"})
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.ProofView(view))
}
