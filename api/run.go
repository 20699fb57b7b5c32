package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

// longestRun is how long a run over HTTP may take before it is answered in part: well within
// the limits of servers and proxies between, half a minute or more.
const longestRun = 10 * time.Second

const csvType = "text/csv; charset=utf-8"

func (s *Server) runJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	scenario := wanted.Scenario
	found, err := s.simulate(c.Request().Context(), scenario, s.runClass)
	if err != nil {
		return err
	}
	body, err := wire.Encode(wire.RunAnswerOf(scenario, found))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// runCSV answers with the bins of a run in long form, a row for each strategy and bin.
func (s *Server) runCSV(c echo.Context) error { return s.sendCSV(c, "run", wire.BinRows) }

// resultsCSV answers with the table of numbers, a row for each strategy.
func (s *Server) resultsCSV(c echo.Context) error { return s.sendCSV(c, "results", wire.ResultRows) }

func (s *Server) sendCSV(c echo.Context, what string, rowsOf func(scenario.Scenario, []sim.Result) [][]string) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	found, err := s.simulate(c.Request().Context(), wanted.Scenario, s.runClass)
	if err != nil {
		return err
	}
	body, err := wire.CSV(rowsOf(wanted.Scenario, found.Results))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("backoff-lab-%s-%d-clients-seed-%d.csv", what, wanted.Scenario.Clients, wanted.Scenario.Seed)
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, csvType, body)
}

// compareJSON answers with a run beside its baseline, seed by seed.
func (s *Server) compareJSON(c echo.Context) error {
	wanted, err := link.Parse(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if wanted.With == nil {
		return scenario.FieldErrors{scenario.NewFieldError(link.WithName, "", "Write the scenario to compare with, its fields apart by ; and not by &. "+link.Standard+" is the default one.")}
	}
	one, other := experiment.Repeated(wanted.Scenario, *wanted.With, s.runClass.Attempts)
	now, err := s.simulate(c.Request().Context(), one, s.runClass)
	if err != nil {
		return err
	}
	baseline, err := s.simulate(c.Request().Context(), other, s.runClass)
	if err != nil {
		return err
	}
	title := explain.Change(wanted.Scenario, *wanted.With, now, baseline)
	body, err := wire.Encode(wire.CompareAnswerOf(wanted.Scenario, *wanted.With, now, baseline, title))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
