package api

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
	"backofflab/web/view/settings"
)

// settings answers with the page of all settings, for those without a script.
func (s *Server) settings(c echo.Context) error {
	shown, err := s.settingsOf(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if shown.Problems != nil {
		status = http.StatusBadRequest
	}
	return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.SettingsView(shown))
}

// settingsFragment answers with the form alone, for the drawer of a page. What is wrong
// with the scenario is said at its fields: that is what the drawer is opened for.
func (s *Server) settingsFragment(c echo.Context) error {
	shown, err := s.settingsOf(c)
	if err != nil {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.SettingsForm(shown))
}

func (s *Server) settingsOf(c echo.Context) (templates.Settings, error) {
	raw := c.Request().URL.RawQuery
	wanted, err := link.Parse(raw)
	var problems scenario.FieldErrors
	if err != nil && !errors.As(err, &problems) {
		return templates.Settings{}, err
	}
	if problems != nil {
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	shown := settings.Of(wanted, raw, problems)
	shown.Static = s.static.prefix
	return shown, nil
}

// strategies answers with the list of what can be compared, as markup.
func (s *Server) strategies(c echo.Context) error {
	asked, err := scenario.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.FleetChoicesView(settings.ChoicesOf(asked)))
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

// strategy answers with the page on which one strategy is taken apart, or, where its form was
// sent, leads to that of what it is by now.
func (s *Server) strategy(c echo.Context) error {
	edit, sent, err := s.editOf(c)
	if err != nil {
		return err
	}
	if sent && !edit.Wrong() {
		return c.Redirect(http.StatusSeeOther, chart.StrategyPath(edit.Link.Query(), edit.Key))
	}
	status := http.StatusOK
	if edit.Wrong() {
		status = http.StatusBadRequest
		c.Response().Header().Set("Cache-Control", "no-store")
	}
	shown := edit.View()
	shown.Static = s.static.prefix
	return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.EditorView(shown))
}

// strategyFragment answers with the form alone. What is wrong is said at its fields.
func (s *Server) strategyFragment(c echo.Context) error {
	edit, _, err := s.editOf(c)
	if err != nil {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.EditorForm(edit.View()))
}

// editOf reads a link and which of its strategies is meant: beside each other, or as the form
// sends them.
func (s *Server) editOf(c echo.Context) (edit settings.Edit, sent bool, err error) {
	answers, rest := url.Values{}, ""
	own, query := extras(c.Request().URL.RawQuery, settings.EditedName)
	if rest = query; strings.Contains("&"+query, "&"+settings.EditedOf+"=") {
		sent = true
		if answers, err = url.ParseQuery(query); err != nil {
			return edit, sent, scenario.FieldErrors{scenario.NewFieldError("query", query, scenario.BrokenPercent)}
		}
		rest = answers.Get(settings.EditedOf)
	}
	wanted, err := link.Parse(rest)
	if err != nil {
		return edit, sent, err
	}
	edit, ok := settings.EditOf(wanted, own[settings.EditedName], answers)
	if !ok {
		return edit, sent, scenario.FieldErrors{scenario.NewFieldError(settings.EditedName, own[settings.EditedName], "is none of the scenario's strategies")}
	}
	return edit, sent, nil
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
	return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.NumbersView(page))
}
