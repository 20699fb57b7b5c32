package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
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

// trace answers with the attempts of a strategy.
func (s *Server) trace(c echo.Context) error {
	wanted, err := parseTrace(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	found, err := s.traceRun(c.Request().Context(), wanted)
	if err != nil {
		return err
	}
	body, err := wire.Encode(wire.TraceOf(wanted.scenario, found))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// scene answers the service view. That a run is too large for it is an answer there,
// not an error that a browser complains of.
func (s *Server) scene(c echo.Context) error {
	wanted, err := parseTrace(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	var answer any
	found, err := s.traceRun(c.Request().Context(), wanted)
	var tooLarge *untraceable
	switch {
	case errors.As(err, &tooLarge) && tooLarge.smaller != nil:
		answer = wire.SceneRefusal{Detail: "The service view shows " + tooLarge.limit + ".", Smaller: *tooLarge.smaller}
	case err != nil:
		return err
	default:
		tone, words := view.SceneOf(wanted.scenario, found.Result)
		answer = wire.SceneAnswer{TraceAnswer: wire.TraceOf(wanted.scenario, found), Tone: tone, Words: words}
	}
	body, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// traceRequest is a scenario, and the key of the strategy of which a trace is wanted.
type traceRequest struct {
	scenario scenario.Scenario
	strategy string
}

// parseTrace reads a query: the parameter strategy names one of the scenario's, which
// is the first without it.
func parseTrace(query string) (traceRequest, error) {
	values, rest := extras(query, "strategy")
	wanted, err := link.Parse(rest)
	if err != nil {
		return traceRequest{}, err
	}
	sc := wanted.Scenario
	key, ok := values["strategy"]
	if !ok {
		key = sc.Strategies[0]
	}
	if !slices.Contains(sc.Strategies, key) {
		return traceRequest{}, scenario.FieldErrors{{Field: "strategy", Value: format.Clip(strconv.QuoteToASCII(key), 40), Message: "Choose one of the scenario's strategies: " + strings.Join(sc.Strategies, ", ") + "."}}
	}
	return traceRequest{sc, key}, nil
}

// traceRun waits for a slot as runs do. The error is an *untraceable where the run
// is too large.
func (s *Server) traceRun(ctx context.Context, wanted traceRequest) (sim.Trace, error) {
	if wanted.scenario.Clients > maxTraceClients {
		return sim.Trace{}, tooManyClients(wanted.scenario)
	}
	turn, err := s.traceClass.Begin(ctx, wanted.scenario, sim.TraceBytes(wanted.scenario, maxTraceAttempts))
	if err != nil {
		return sim.Trace{}, err
	}
	defer turn.Leave()
	found, err := sim.TraceRun(ctx, wanted.scenario, wanted.strategy, maxTraceAttempts)
	var over *sim.LimitError
	if errors.As(err, &over) {
		return sim.Trace{}, tooManyAttempts(wanted.scenario)
	}
	return found, err
}

// untraceable says that a run is too large to show each attempt of it.
type untraceable struct {
	field   scenario.FieldError // what is too large; its message is made of limit
	limit   string              // "up to 400 clients, and this run has 1 000"
	smaller *wire.Smaller       // nil: nothing near is valid
}

// Error says what is too large.
func (e *untraceable) Error() string { return "a trace has " + e.limit }

// Unwrap is the answer to a program.
func (e *untraceable) Unwrap() error {
	field := e.field
	field.Message = e.Error()
	return &problem.Problem{
		Status: http.StatusUnprocessableEntity, Title: "The run is too large for a trace",
		Detail: problem.Sentence(field.Message), Fields: scenario.FieldErrors{field},
	}
}

func tooManyClients(s scenario.Scenario) *untraceable {
	fewer := s
	fewer.Clients = maxTraceClients
	most := format.Plural(maxTraceClients, "client")
	return &untraceable{
		field:   scenario.FieldError{Field: "clients", Value: strconv.Itoa(s.Clients)},
		limit:   "up to " + most + ", and this run has " + format.Count(s.Clients),
		smaller: smallerOf(fewer, "Show "+most),
	}
}

// tooManyAttempts halves what the attempts come from.
func tooManyAttempts(s scenario.Scenario) *untraceable {
	less, words := s, ""
	what := scenario.FieldError{Field: "clients", Value: strconv.Itoa(s.Clients)}
	if s.Arrives() {
		less.Duration = (s.Duration / 2).Round(time.Millisecond)
		what.Field, what.Value = "duration", s.Duration.String()
		words = "Show " + format.Span(less.Duration)
	} else {
		less.Clients = max(1, s.Clients/2)
		words = "Show " + format.Plural(less.Clients, "client")
	}
	return &untraceable{
		field:   what,
		limit:   "up to " + format.Plural(maxTraceAttempts, "attempt") + " of a strategy, and this run has more",
		smaller: smallerOf(less, words),
	}
}

func smallerOf(s scenario.Scenario, words string) *wire.Smaller {
	if s.Validate() != nil {
		return nil
	}
	return &wire.Smaller{Query: s.Query(), Words: words}
}
