package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/api/wire"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/view"
)

// Bounds of a trace: what a picture has room for, and what a browser takes at once.
const (
	maxTraceClients  = 400
	maxTraceAttempts = 40_000
)

// trace answers with the attempts of the strategy that the parameter strategy names, the
// scenario's first without it.
func (s *Server) trace(c echo.Context) error {
	values, rest := extras(c.Request().URL.RawQuery, "strategy")
	wanted, err := link.Parse(rest)
	if err != nil {
		return err
	}
	sc := wanted.Scenario
	key, asked := values["strategy"]
	if !asked {
		key = sc.Strategies[0]
	}
	at := slices.Index(sc.Strategies, key)
	if at < 0 {
		return scenario.FieldErrors{{Field: "strategy", Value: format.Clip(strconv.QuoteToASCII(key), 40), Message: "must be one of the scenario's strategies"}}
	}
	if sc.Clients > maxTraceClients {
		return tooManyClients(sc)
	}
	found, err := s.traceRun(c.Request().Context(), sc, key)
	var over *sim.LimitError
	if errors.As(err, &over) {
		return tooManyAttempts(sc)
	}
	if err != nil {
		return err
	}
	body, err := wire.Encode(wire.TraceOf(sc, view.StrategiesOf(sc.Strategies)[at], found))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// traceForPage is trace for the service view: that a run is too large for it is an
// answer there, not an error that a browser complains of.
func (s *Server) traceForPage(c echo.Context) error {
	err := s.trace(c)
	var told *problem.Problem
	if !errors.As(err, &told) || told.Smaller == nil {
		return err
	}
	body, err := wire.Encode(told)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// traceRun takes its turn among the runs.
func (s *Server) traceRun(ctx context.Context, scenario scenario.Scenario, key string) (sim.Trace, error) {
	if err := s.runs.Slots.Enter(ctx); err != nil {
		return sim.Trace{}, err
	}
	defer s.runs.Slots.Leave()
	return sim.TraceRun(ctx, scenario, key, maxTraceAttempts)
}

func tooManyClients(s scenario.Scenario) *problem.Problem {
	fewer := s
	fewer.Clients = maxTraceClients
	return tooLargeToTrace(fewer, "Show "+format.Plural(maxTraceClients, "client"), scenario.FieldError{
		Field: "clients", Value: strconv.Itoa(s.Clients),
		Message: "the service view shows up to " + format.Plural(maxTraceClients, "client") + ", and this run has " + format.Count(s.Clients),
	})
}

// tooManyAttempts halves what the attempts come from.
func tooManyAttempts(s scenario.Scenario) *problem.Problem {
	less, words := s, ""
	what := scenario.FieldError{
		Field: "clients", Value: strconv.Itoa(s.Clients),
		Message: "the service view shows up to " + format.Plural(maxTraceAttempts, "attempt") + " of a strategy, and this run has more",
	}
	if s.Population == scenario.PopulationOpen {
		less.Duration = (s.Duration / 2).Round(time.Millisecond)
		what.Field, what.Value = "duration", s.Duration.String()
		words = "Show " + format.Span(less.Duration)
	} else {
		less.Clients = max(1, s.Clients/2)
		words = "Show " + format.Plural(less.Clients, "client")
	}
	return tooLargeToTrace(less, words, what)
}

func tooLargeToTrace(less scenario.Scenario, words string, what scenario.FieldError) *problem.Problem {
	p := &problem.Problem{
		Status: http.StatusUnprocessableEntity, Title: "The run is too large for the service view",
		Detail: problem.Sentence(what.Message), Fields: scenario.FieldErrors{what},
	}
	if less.Validate() == nil {
		p.Smaller = &problem.Smaller{Query: less.Query(), Words: words}
	}
	return p
}
