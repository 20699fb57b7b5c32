package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/link"
	"backofflab/sim"
	"backofflab/web/templates"
)

// page answers with the whole page: simulated, or in the state that says what is
// wrong, or ready to stream a run that is too large to be waited for.
func (s *Server) page(c echo.Context) error {
	ctx, raw := c.Request().Context(), c.Request().URL.RawQuery
	wanted, err := link.Parse(raw)
	scenario := wanted.Scenario
	var problems sim.FieldErrors
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	view := s.pageOf(wanted, raw, problems)
	if problems != nil {
		// An error is answered for the address that was asked, whatever else
		// could be read of it.
		c.Response().Header().Set("Cache-Control", "no-store")
		return sendMarkup(c, http.StatusBadRequest, echo.MIMETextHTMLCharsetUTF8, templates.PageView(view))
	}
	view.Waits = waitsOf(scenario)
	view.Waits.Query = view.Query
	var beside *pin
	if wanted.With != nil {
		beside = s.pinned(ctx, *wanted.With, s.pages)
		defer beside.close()
	}
	found, err := s.simulate(ctx, scenario, s.pages)
	if err == nil && beside != nil {
		<-beside.ready
		err = beside.err
	}
	var budget *sim.BudgetError
	switch {
	case errors.As(err, &budget) || errors.Is(err, errPinLate):
		view.Title, view.Lead = sim.Describe(scenario)
		view.TooLarge = "This run is too large to be waited for, so it streams."
		if wanted.With != nil {
			view.Title = comparedTitle(wanted)
			view.TooLarge = "These two runs are too large to be waited for, so they stream."
		}
	case err != nil:
		return err
	default:
		run := linkedRun(wanted, found)
		run.Advice = s.adviceBeside(ctx, scenario, found)
		beside.onto(&run, wanted, found.results)
		view.Run = &run
	}
	view.Preview = s.runPreview(c, view.Path, wanted, view.Run, view.Title, view.Lead)
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.PageView(view))
}

func (s *Server) pageOf(wanted link.Link, raw string, problems sim.FieldErrors) templates.Page {
	scenario, query := wanted.Scenario, wanted.Query()
	page := templates.Page{
		Static:    s.static.prefix,
		Path:      wanted.Path(),
		Query:     query,
		Own:       ownOf(wanted),
		Controls:  controlsOf(scenario, raw, problems),
		Toggles:   togglesOf(scenario),
		Libraries: librariesOf(scenario),
		Presets:   presetsOf(wanted),
		Ask:       askOf(wanted),
		Pin:       pinOf(wanted),
		Grammar:   grammarOf,
		PinPath:   link.Link{Scenario: scenario, With: &scenario}.Path(),
	}
	if problems != nil {
		page.Ask = templates.Ask{} // what is asked is not what is shown
	}
	for _, p := range problems {
		page.Problems = append(page.Problems, templates.Problem{Field: p.Field, Value: p.Value, Message: p.Message})
	}
	return page
}

// simulate runs a scenario, or joins a run of it that is under way. When ctx ends
// the run goes on only for others.
func (s *Server) simulate(ctx context.Context, scenario sim.Scenario, c class) (findings, error) {
	run := s.flights.join(scenario, c)
	defer run.leave()
	return run.results(ctx)
}

// sendMarkup renders into a buffer first: an error of a template is an error
// answer, not half a page.
func sendMarkup(c echo.Context, status int, kind string, markup templ.Component) error {
	var b bytes.Buffer
	if err := markup.Render(c.Request().Context(), &b); err != nil {
		return err
	}
	return c.Blob(status, kind, b.Bytes())
}
