package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

func (s *Server) attemptsJSON(c echo.Context) error {
	run, err := s.traceAsked(c)
	if err != nil {
		return err
	}
	answer := wire.AttemptsAnswer{Engine: sim.EngineVersion, Query: run.Scenario.Query(), Strategies: []wire.AttemptsTable{}}
	for i, trace := range run.Traces {
		answer.Strategies = append(answer.Strategies, wire.AttemptsTableOf(run.Scenario.Strategies[i], trace.Attempts))
	}
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

func (s *Server) attemptsCSV(c echo.Context) error {
	run, err := s.traceAsked(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180
	records := [][]string{wire.AttemptColumns}
	for i, trace := range run.Traces {
		strategy := wire.CellText(run.Scenario.Strategies[i])
		for _, a := range trace.Attempts {
			records = append(records, wire.AttemptRecord(strategy, a))
		}
		if err := w.WriteAll(records); err != nil {
			return err
		}
		records = records[:0]
	}
	name := fmt.Sprintf("backoff-lab-attempts-%d-clients-seed-%d.csv", run.Scenario.Clients, run.Scenario.Seed)
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// traceAsked traces what a query asks for: a scenario, and perhaps one of its
// strategies.
func (s *Server) traceAsked(c echo.Context) (experiment.Traced, error) {
	own, rest := extras(c.Request().URL.RawQuery, "strategy")
	wanted, err := link.Parse(rest)
	if err != nil {
		return experiment.Traced{}, err
	}
	sc := wanted.Scenario
	if key, ok := own["strategy"]; ok {
		if !slices.Contains(sc.Strategies, key) {
			return experiment.Traced{}, scenario.FieldErrors{scenario.NewFieldError("strategy", key, "is not among the strategies of the scenario: "+strings.Join(sc.Strategies, ", "))}
		}
		sc.Strategies = []string{key}
	}
	return s.runClass.TraceAll(c.Request().Context(), sc)
}
