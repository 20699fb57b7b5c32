package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/view"
	"backofflab/web/view/settings"
)

// use answers with the policy of one strategy as text, as a page.
func (s *Server) use(c echo.Context) error {
	shown, err := s.useOf(c)
	if err != nil {
		return err
	}
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.UseView(shown))
}

// useFragment answers with the same for a dialog.
func (s *Server) useFragment(c echo.Context) error {
	shown, err := s.useOf(c)
	if err != nil {
		return err
	}
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.UseTexts(shown))
}

// useOf reads a link, and beside it which strategy is wanted. The run says which is ahead; the
// texts are there without it.
func (s *Server) useOf(c echo.Context) (templates.Use, error) {
	own, rest := extras(c.Request().URL.RawQuery, "strategy")
	wanted, err := link.Parse(rest)
	if err != nil {
		return templates.Use{}, err
	}
	var known *experiment.Outcome
	found, err := s.simulate(c.Request().Context(), wanted.Scenario, s.pageClass)
	switch {
	case errors.Is(err, context.Canceled):
		return templates.Use{}, err
	case err == nil:
		known = &found
	}
	shown, ok := view.UseOf(wanted.Scenario, own["strategy"], known)
	if !ok {
		return shown, scenario.FieldErrors{scenario.NewFieldError("strategy", own["strategy"], "is none of the scenario's strategies")}
	}
	shown.Static = s.static.prefix
	return shown, nil
}

// numbers answers three answers with the run of their scenario, or else with the page that asks
// for them. That no retries can do it is said there first.
func (s *Server) numbers(c echo.Context) error {
	answers := c.Request().URL.Query()
	var n scenario.Numbers
	var problems scenario.FieldErrors
	if len(answers) > 0 {
		n, problems = scenario.ReadNumbers(answers.Get(scenario.NumbersClients), answers.Get(scenario.NumbersLimit), answers.Get(scenario.NumbersWithin))
	}
	page, status := settings.NumbersOf(answers, problems), http.StatusOK
	page.Static = s.static.prefix
	switch {
	case problems != nil:
		status = http.StatusBadRequest
		c.Response().Header().Set("Cache-Control", "no-store")
	case len(answers) > 0 && n.Impossible():
		settings.AddImpossible(&page, n)
	case len(answers) > 0:
		return c.Redirect(http.StatusSeeOther, view.ScenarioLink(n.Scenario().Query()))
	}
	return sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.NumbersView(page))
}
