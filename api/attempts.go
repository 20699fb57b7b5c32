package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

// attemptsAnswer is what GET /api/v1/attempts answers.
type attemptsAnswer struct {
	Engine     string          `json:"engine"`
	Query      string          `json:"query"`
	Strategies []attemptsTable `json:"strategies"`
}

// attemptsTable are the attempts of one strategy in columns of the same length, in the
// order in which they were sent. What did not happen before the run stopped is null.
type attemptsTable struct {
	Strategy   string     `json:"strategy"`
	Client     []uint32   `json:"client"`
	Attempt    []int      `json:"attempt"`
	SentMS     []float64  `json:"sent_ms"`
	ReachedMS  []*float64 `json:"reached_ms"`
	AnsweredMS []*float64 `json:"answered_ms"`
	Outcome    []*string  `json:"outcome"`
}

// attemptColumns are the columns of the same as CSV.
var attemptColumns = []string{"strategy", "client", "attempt", "sent_ms", "reached_ms", "answered_ms", "outcome"}

// attemptRoutes answers for all that shows or holds each attempt of a run.
func (s *Server) attemptRoutes() {
	for path, handler := range map[string]echo.HandlerFunc{
		"/fragment/marks":      s.marksFragment,
		"/api/v1/attempts":     s.attemptsJSON,
		"/api/v1/attempts.csv": s.attemptsCSV,
	} {
		s.echo.GET(path, handler)
		s.echo.HEAD(path, handler)
	}
}

func (s *Server) attemptsJSON(c echo.Context) error {
	run, err := s.traceAsked(c)
	if err != nil {
		return err
	}
	answer := attemptsAnswer{Engine: sim.EngineVersion, Query: run.scenario.Query(), Strategies: []attemptsTable{}}
	for i, trace := range run.traces {
		answer.Strategies = append(answer.Strategies, attemptsTableOf(run.scenario.Strategies[i], trace.Attempts))
	}
	body, err := encode(answer)
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
	records := [][]string{attemptColumns}
	for i, trace := range run.traces {
		strategy := cellText(run.scenario.Strategies[i])
		for _, a := range trace.Attempts {
			records = append(records, attemptRecord(strategy, a))
		}
		if err := w.WriteAll(records); err != nil {
			return err
		}
		records = records[:0]
	}
	name := fmt.Sprintf("backoff-lab-attempts-%d-clients-seed-%d.csv", run.scenario.Clients, run.scenario.Seed)
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// traceAsked traces what a query asks for: a scenario, and perhaps one of its
// strategies.
func (s *Server) traceAsked(c echo.Context) (traced, error) {
	own, rest := extras(c.Request().URL.RawQuery, "strategy")
	wanted, err := link.Parse(rest)
	if err != nil {
		return traced{}, err
	}
	sc := wanted.Scenario
	if key, asked := own["strategy"]; asked {
		if !slices.Contains(sc.Strategies, key) {
			return traced{}, scenario.FieldErrors{scenario.NewFieldError("strategy", key, "is not among the strategies of the scenario: "+strings.Join(sc.Strategies, ", "))}
		}
		sc.Strategies = []string{key}
	}
	return s.traceAll(c.Request().Context(), sc)
}

func attemptsTableOf(strategy string, attempts []sim.Attempt) attemptsTable {
	n := len(attempts)
	t := attemptsTable{
		Strategy: strategy, Client: make([]uint32, n), Attempt: make([]int, n),
		SentMS: make([]float64, n), ReachedMS: make([]*float64, n), AnsweredMS: make([]*float64, n), Outcome: make([]*string, n),
	}
	for i, a := range attempts {
		t.Client[i], t.Attempt[i], t.SentMS[i] = a.Client, a.Number, inMS(a.Sent)
		if a.Reached != sim.Unknown {
			t.ReachedMS[i] = at(a.Reached)
		}
		if a.Answered != sim.Unknown {
			word := outcomeNames[a.Outcome]
			t.AnsweredMS[i], t.Outcome[i] = at(a.Answered), &word
		}
	}
	return t
}

// attemptRecord is a line of the CSV. What did not happen is empty.
func attemptRecord(strategy string, a sim.Attempt) []string {
	ms := func(d time.Duration) string {
		if d == sim.Unknown {
			return ""
		}
		return strconv.FormatFloat(inMS(d), 'f', -1, 64)
	}
	outcome := ""
	if a.Answered != sim.Unknown {
		outcome = outcomeNames[a.Outcome]
	}
	return []string{strategy, strconv.FormatUint(uint64(a.Client), 10), strconv.Itoa(a.Number), ms(a.Sent), ms(a.Reached), ms(a.Answered), outcome}
}
