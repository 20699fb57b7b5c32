package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/share"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// cheap is the limit of attempts of a run whose page comes with advice, which costs as much
// again, and up to four times as much. Pages of larger runs request it afterwards.
const cheap = 20_000

// advice answers with the changes that would help a scenario, as markup; it is empty where
// there is no advice.
func (s *Server) advice(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	sc, ctx := wanted.Scenario, c.Request().Context()
	if err := runs.Allowed(ctx); err != nil {
		return err
	}
	given, err := s.advised(ctx, sc, func(ctx context.Context) ([]sim.Result, error) {
		once := sc
		once.Runs = 1 // advice is about the run that the charts show
		if shown, ok := s.pool.Latest(once); ok && sentBy(shown) <= explain.MaxAdvised {
			return shown, nil
		}
		found, err := s.simulate(ctx, once, runs.Class{Name: "advice", Attempts: explain.MaxAdvised, Slots: s.pageClass.Slots})
		return found.Results, err
	})
	var over *sim.LimitError
	if err != nil && !errors.As(err, &over) {
		return err
	}
	return s.sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, chart.AdviceView(given))
}

// sentBy is how many attempts a run made, as its limit counts them: also those that were not sent.
func sentBy(results []sim.Result) int {
	n := 0
	for _, r := range results {
		n += r.Attempts + r.NotSent
	}
	return n
}

// adviceBeside is the advice that a page comes with; nil where it costs too much, or
// the lab is busy: the page asks later.
func (s *Server) adviceBeside(ctx context.Context, scenario scenario.Scenario, found experiment.Outcome) *chart.Advice {
	if view.AttemptsOf(found.Results) > cheap {
		return nil
	}
	given, err := s.advised(ctx, scenario, func(context.Context) ([]sim.Result, error) { return found.Results, nil })
	if err != nil {
		return nil
	}
	return &given
}

// adviceBounds are those of the advice that is kept: a few changes in words.
var adviceBounds = share.Bounds{Count: 256}

// advised is the advice on a scenario, kept or worked out for all who ask at once.
func (s *Server) advised(ctx context.Context, scenario scenario.Scenario, resultsOf func(context.Context) ([]sim.Result, error)) (chart.Advice, error) {
	return s.advices.Of(ctx, scenario.Query(), func(group context.Context) (chart.Advice, error) {
		group = runs.For(group, ctx)
		results, err := resultsOf(group)
		if err != nil {
			return chart.Advice{}, err
		}
		return s.advise(group, scenario, results)
	})
}

// advise tries changes, in the turn of a run.
func (s *Server) advise(ctx context.Context, scenario scenario.Scenario, results []sim.Result) (chart.Advice, error) {
	turn, err := s.pageClass.Begin(ctx, scenario, explain.AdviceBytes(scenario, results))
	if err != nil {
		return chart.Advice{}, err
	}
	defer turn.Leave()
	change, tried, err := explain.Advise(ctx, scenario, results, turn.Yield)
	given := chart.Advice{Tried: explain.Tried(tried)}
	if change != nil {
		given.Changes = []chart.Change{{Short: change.Short, Text: change.Text, Query: change.Scenario.Query()}}
	}
	return given, err
}
