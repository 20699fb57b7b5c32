package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/runs"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// part answers with one of the parts of the page that are folded at first.
func (s *Server) part(c echo.Context) error {
	name := c.Param("name")
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(view.EmptyFolds(wanted.Scenario), func(f chart.Fold) bool { return f.Name == name }) {
		return echo.ErrNotFound
	}
	run, err := s.wholeRun(c, wanted, name == chart.PartWaits || name == chart.PartScenario)
	var over *sim.LimitError
	if errors.As(err, &over) {
		return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, chart.TooLargePart())
	}
	if err != nil {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, chart.Part(run, name))
}

// details answers with a page of all parts.
func (s *Server) details(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	shown := s.pageOf(wanted, c.Request().URL.RawQuery, nil)
	run, err := s.wholeRun(c, wanted, false)
	if err != nil {
		return err
	}
	shown.Run = &run
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.DetailsView(shown))
}

// answers is what the page of a link that asks first shows once the reader has guessed: the
// new content of elements, by id.
func (s *Server) answers(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	found, err := s.simulate(ctx, wanted.Scenario, s.runClass)
	if err != nil {
		return err
	}
	fragments, err := chart.Fragments(ctx, view.Answers(wanted, found))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, fragments)
}

// wholeRun is a run of a link with all that can be shown of it: beside its baseline, and with
// the schedule of its policy. What is planned follows from the scenario alone.
func (s *Server) wholeRun(c echo.Context, wanted link.Link, planned bool) (chart.Run, error) {
	sc := wanted.Scenario
	if planned {
		return view.Linked(wanted, view.EmptyRun(sc, max(sc.Bin, time.Millisecond))), nil // nothing is drawn in bins
	}
	ctx := c.Request().Context()
	var baseline *runs.Baseline
	if wanted.With != nil {
		baseline = s.pool.Baseline(ctx, *wanted.With, s.pageClass)
		defer baseline.Close()
	}
	found, err := s.simulate(ctx, sc, s.runClass)
	if err != nil {
		return chart.Run{}, err
	}
	run := view.LinkedRun(wanted, found)
	run.Schedule = view.ScheduleOf(sc)
	run.Schedule.Query = run.Query
	if baseline != nil {
		<-baseline.Ready
		view.NewBaseline(baseline.Scenario, baseline.Found, problem.WhyNoBaseline(baseline.Err)).AddTo(&run, wanted, &found)
	}
	return run, nil
}
