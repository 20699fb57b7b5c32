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

	"backofflab/explain"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates"
)

// Bounds of a trace: what a picture has room for, and what a browser takes at once.
const (
	maxTraceClients  = 400
	maxTraceAttempts = 40_000
)

// traceAnswer is what GET /api/v1/trace answers: one strategy of a run, attempt by
// attempt. It follows from the scenario alone.
type traceAnswer struct {
	Strategy string         `json:"strategy"`
	Name     string         `json:"name"`
	Tone     string         `json:"tone"` // class of its colour in this run
	Clients  int            `json:"clients"`
	Once     bool           `json:"once"` // each client has one request
	Room     *traceRoom     `json:"room"` // null: the limiter cannot tell
	Words    string         `json:"words"`
	Attempts []traceAttempt `json:"attempts"`
}

// traceRoom is how much the limiter would still admit, on straight lines between levels.
type traceRoom struct {
	Most   int          `json:"most"`
	Unit   string       `json:"unit"`
	Levels [][2]float64 `json:"levels"` // time in ms, room
}

// traceAttempt is client, number, sent, reached and answered in ms, outcome, whether it
// is the last of its request (1 or 0), number of the request. A time is null where the
// run stopped before, or nobody listened.
type traceAttempt [8]any

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
		return scenario.FieldErrors{{Field: "strategy", Value: clip(strconv.QuoteToASCII(key), 40), Message: "must be one of the scenario's strategies"}}
	}
	if sc.Clients > maxTraceClients {
		return tooManyClients(sc)
	}
	found, err := s.traceRun(c.Request().Context(), sc, key)
	var budget *sim.BudgetError
	if errors.As(err, &budget) {
		return tooManyAttempts(sc)
	}
	if err != nil {
		return err
	}
	body, err := encode(traceOf(sc, strategiesOf(sc.Strategies)[at], found))
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// traceForPage is trace for the service view: that a run is too large for it is an
// answer there, not an error that a browser complains of.
func (s *Server) traceForPage(c echo.Context) error {
	err := s.trace(c)
	var told *problem
	if !errors.As(err, &told) || told.Smaller == nil {
		return err
	}
	body, err := encode(told)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// traceRun takes its turn among the runs.
func (s *Server) traceRun(ctx context.Context, scenario scenario.Scenario, key string) (sim.Trace, error) {
	if err := s.runs.slots.enter(ctx); err != nil {
		return sim.Trace{}, err
	}
	defer s.runs.slots.leave()
	return sim.TraceRun(ctx, scenario, key, maxTraceAttempts)
}

func traceOf(s scenario.Scenario, strategy templates.Strategy, t sim.Trace) traceAnswer {
	answer := traceAnswer{
		Strategy: strategy.Key, Name: strategy.Name, Tone: "s-" + strategy.Tone,
		Clients: s.Clients, Once: s.Population == scenario.PopulationOnce, Words: traceWords(s, strategy.Name, t.Result),
		Attempts: make([]traceAttempt, 0, len(t.Attempts)),
	}
	if t.Levels != nil {
		room := &traceRoom{Most: t.Most, Unit: roomUnit(s), Levels: make([][2]float64, len(t.Levels))}
		for i, l := range t.Levels {
			room.Levels[i] = [2]float64{inWholeMicros(l.At), float64(int(l.Room*1000)) / 1000}
		}
		answer.Room = room
	}
	type request struct {
		client uint32
		begun  time.Duration
	}
	requests := map[request]int{}
	for _, a := range t.Attempts {
		who := request{a.Client, a.Begun}
		if _, known := requests[who]; !known {
			requests[who] = len(requests)
		}
		last, outcome := 0, outcomeNames[a.Outcome]
		if a.Last {
			last = 1
		}
		if a.Answered == sim.Unknown {
			outcome = "unanswered"
		}
		answer.Attempts = append(answer.Attempts, traceAttempt{
			a.Client, a.Number, known(a.Sent), known(a.Reached), known(a.Answered), outcome, last, requests[who],
		})
	}
	return answer
}

// outcomeNames are the outcomes as scenarios write them.
var outcomeNames = map[retry.Outcome]string{
	retry.Success: "success", retry.Rejected: "rejected", retry.Unavailable: "unavailable",
	retry.TimedOut: "timed-out", retry.Failed: "failed", retry.NotSent: "not-sent",
}

// roomUnit is what the room of a limiter is counted in.
func roomUnit(s scenario.Scenario) string {
	switch s.Limiter {
	case "token-bucket":
		return "tokens"
	case "leaky-bucket", "concurrency":
		return "places"
	}
	return "requests"
}

// traceWords say what the moving picture shows, for those who do not see it.
func traceWords(s scenario.Scenario, name string, r sim.Result) string {
	noun := strings.TrimSuffix(nounOf(s), "s")
	words := name + ": " + counted(r.Requests, noun, "makes", "make") + " " + counted(r.Attempts, "attempt", "", "")
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{r.Rejected, "is turned away", "are turned away"},
		{r.Failed, "fails", "fail"},
		{r.TimedOut, "times out", "time out"},
	} {
		if part.n > 0 {
			words += ", " + counted(part.n, "", part.one, part.many)
		}
	}
	words += ". " + counted(r.Successes, noun, "is", "are") + " done"
	if r.Completion.Count() > 0 {
		words += ", the slowest after " + explain.Seconds(r.Completion.Max())
	}
	if n := r.GaveUp.Total(); n > 0 {
		words += "; " + counted(n, "", "gives up", "give up")
	}
	if r.Unfinished > 0 {
		words += "; " + counted(r.Unfinished, "", "is", "are") + " not done at the end"
	}
	return words + "."
}

// counted is a number with its noun, if any, and its verb.
func counted(n int, noun, one, many string) string {
	verb := many
	if n == 1 {
		verb = one
	} else if noun != "" {
		noun += "s"
	}
	return strings.Join(slices.DeleteFunc([]string{templates.Thousands(n), noun, verb}, func(word string) bool { return word == "" }), " ")
}

func known(t time.Duration) any {
	if t == sim.Unknown {
		return nil
	}
	return inWholeMicros(t)
}

// inWholeMicros is a time in ms that needs no more than three decimals.
func inWholeMicros(t time.Duration) float64 { return float64(t.Microseconds()) / 1000 }
