package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
	"backofflab/web/view/settings"
)

// page answers with the whole page: simulated, or in the state that says what is
// wrong, or ready to stream a run that is too large to be waited for.
func (s *Server) page(c echo.Context) error {
	ctx, raw := c.Request().Context(), c.Request().URL.RawQuery
	wanted, err := link.Parse(raw)
	sc := wanted.Scenario
	var problems scenario.FieldErrors
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	shown := s.pageOf(wanted, raw, problems)
	if problems != nil {
		// An error is answered for the address that was asked, whatever else
		// could be read of it.
		c.Response().Header().Set("Cache-Control", "no-store")
		return s.sendLab(c, http.StatusBadRequest, shown)
	}
	if e, over := s.streamClass.Excess(sc); over {
		notice := view.TooLargeOf(wanted, e)
		shown.TooLarge = &notice
		shown.Title, shown.Lead = explain.Scenario(sc)
		shown.Preview = s.runPreview(c, shown.Path, wanted, nil, shown.Title, shown.Lead)
		return s.sendLab(c, http.StatusOK, shown)
	}
	var baseline *runs.Baseline
	if wanted.With != nil {
		baseline = s.pool.Baseline(ctx, *wanted.With, s.pageClass)
		defer baseline.Close()
	}
	found, err := s.simulate(ctx, sc, s.pageClass)
	if err == nil && baseline != nil {
		<-baseline.Ready
		err = baseline.Err
	}
	var over *sim.LimitError
	switch {
	case errors.As(err, &over) || errors.Is(err, runs.ErrBaselineTimeout):
		shown.Title, shown.Lead = explain.Scenario(sc)
		shown.Streams = "This run is too large to be waited for, so it streams."
		if wanted.With != nil {
			shown.Title = view.ComparedTitle(wanted)
			shown.Streams = "These two runs are too large to be waited for, so they stream."
		}
	case errors.Is(err, runs.ErrBusy):
		shown.Title, shown.Lead = explain.Scenario(sc)
		shown.Streams = "The lab has much to do, so this run streams when its turn comes."
		c.Response().Header().Set("Cache-Control", "no-store") // it is another page later
	case err != nil:
		return err
	default:
		run := view.LinkedRun(wanted, found)
		run.Advice = s.adviceBeside(ctx, sc, found)
		if baseline != nil {
			view.NewBaseline(baseline.Scenario, baseline.Found, problem.WhyNoBaseline(baseline.Err)).AddTo(&run, wanted, &found)
		}
		shown.Run = &run
	}
	shown.Preview = s.runPreview(c, shown.Path, wanted, shown.Run, shown.Title, shown.Lead)
	return s.sendLab(c, http.StatusOK, shown)
}

func (s *Server) pageOf(wanted link.Link, raw string, problems scenario.FieldErrors) templates.Page {
	scenario, query := wanted.Scenario, wanted.Query()
	page := templates.Page{
		Static:      s.static.prefix,
		Path:        wanted.Path(),
		Query:       query,
		Own:         view.OwnOf(wanted),
		Strip:       settings.StripOf(wanted, raw, problems),
		Picked:      view.PickedOf(scenario),
		Ask:         view.AskOf(wanted),
		Folds:       view.EmptyFolds(scenario),
		BaselineBar: view.BaselineBarOf(wanted),
		Grammar:     settings.GrammarOf,
		ComparePath: link.Link{Scenario: scenario, With: &scenario}.Path(),
	}
	if problems != nil {
		page.Ask = chart.Ask{} // what is asked is not what is shown
		page.Picked = chart.Picked{Name: "Your scenario"}
	}
	page.Problems = settings.ProblemsOf(problems)
	return page
}

// sendLab sends a page of the lab with its style sheet in it: on a slow line a second round
// trip, for the sheet, was a quarter of the time until the charts are seen. The price is 9 KB in
// every page anew, for a browser cannot keep them from one page to the next, and 2 ms to
// compress them. Who sets something on a page loads none.
func (s *Server) sendLab(c echo.Context, status int, shown templates.Page) error {
	sheet := s.static.inline[templates.SheetOf(shown)]
	shown.Styles = sheet.text
	c.Response().Header().Set("Content-Security-Policy", sheet.policy)
	return s.sendMarkup(c, status, echo.MIMETextHTMLCharsetUTF8, templates.PageView(shown))
}

// simulate runs a scenario, or joins a run of it that is under way. When ctx ends
// the run goes on only for others.
func (s *Server) simulate(ctx context.Context, scenario scenario.Scenario, c runs.Class) (experiment.Outcome, error) {
	if err := runs.Allowed(ctx); err != nil {
		return experiment.Outcome{}, err
	}
	run := s.pool.Join(ctx, scenario, c)
	defer run.Leave()
	return run.Result(ctx)
}

// sendMarkup renders in its turn: what is large is compressed as it is written. After the
// longest wait it does without, for the answer is there.
func (s *Server) sendMarkup(c echo.Context, status int, kind string, markup templ.Component) error {
	ctx := c.Request().Context()
	if turn, err := s.pageClass.Slots.Enter(ctx); err == nil {
		defer turn.Leave()
	} else if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var b bytes.Buffer // an error of a template is an error answer, not half a page
	if err := markup.Render(ctx, &b); err != nil {
		return err
	}
	return c.Blob(status, kind, b.Bytes())
}
