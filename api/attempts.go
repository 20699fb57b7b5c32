package api

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/api/middleware"
	"backofflab/api/wire"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

// attemptsJSON writes the attempts of one strategy after the other, in the turn of their run.
func (s *Server) attemptsJSON(c echo.Context) error {
	sc, err := traceAsked(c)
	if err != nil {
		return err
	}
	if err := s.unsent.Room(middleware.ClientPrefix(c.RealIP())); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
	w := wire.NewAttemptsWriter(c.Response(), sim.EngineVersion, sc.Query())
	err = s.traceClass.TraceEach(c.Request().Context(), sc, func(i int, trace sim.Trace) error {
		return w.Table(sc.Strategies[i], trace.Attempts)
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// attemptsCSV is the same as CSV.
func (s *Server) attemptsCSV(c echo.Context) error {
	sc, err := traceAsked(c)
	if err != nil {
		return err
	}
	if err := s.unsent.Room(middleware.ClientPrefix(c.RealIP())); err != nil {
		return err
	}
	name := fmt.Sprintf("backoff-lab-attempts-%d-clients-seed-%d.csv", sc.Clients, sc.Seed)
	c.Response().Header().Set(echo.HeaderContentType, csvType)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	head, err := wire.CSV([][]string{wire.AttemptColumns})
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(c.Response(), 32<<10)
	_, _ = w.Write(head) // an error stays until it is flushed
	return s.traceClass.TraceEach(c.Request().Context(), sc, func(i int, trace sim.Trace) error {
		cell, err := wire.CSV([][]string{{wire.CellText(sc.Strategies[i])}})
		if err != nil {
			return err
		}
		strategy := strings.TrimRight(string(cell), "\r\n")
		var line []byte
		for _, a := range trace.Attempts {
			line = wire.AppendAttemptRecord(line[:0], strategy, a)
			_, _ = w.Write(line)
		}
		return w.Flush()
	})
}

// traceAsked is what a query asks to be traced: a scenario, and perhaps one of its strategies.
func traceAsked(c echo.Context) (scenario.Scenario, error) {
	own, rest := extras(c.Request().URL.RawQuery, "strategy")
	wanted, err := link.Parse(rest)
	if err != nil {
		return scenario.Scenario{}, err
	}
	sc := wanted.Scenario
	if key, ok := own["strategy"]; ok {
		if !slices.Contains(sc.Strategies, key) {
			return scenario.Scenario{}, scenario.FieldErrors{scenario.NewFieldError("strategy", key, "is not among the strategies of the scenario: "+strings.Join(sc.Strategies, ", "))}
		}
		sc.Strategies = []string{key}
	}
	return sc, nil
}
