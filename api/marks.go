package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"backofflab/explain"
	"backofflab/retry"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// keepMarks lets a browser keep the marks of a run: they follow from the address and
// the engine alone.
const keepMarks = "private, max-age=600"

// marksFragment answers with the chart of retries, for a page that is there. The
// parameter span is how many bins the time axis of its other charts holds.
func (s *Server) marksFragment(c echo.Context) error {
	own, rest := extras(c.Request().URL.RawQuery, "span")
	wanted, err := link.Parse(rest)
	if err != nil {
		return err
	}
	run, err := s.traceAll(c.Request().Context(), wanted.Scenario)
	var budget *sim.BudgetError
	if err != nil && !errors.As(err, &budget) {
		return err
	}
	marks := chart.Marks{TooMany: "This run makes more attempts than are drawn one by one: the limit is " + chart.Thousands(maxTraced) + ". The other charts count all of them."}
	if budget == nil {
		marks = marksOf(wanted, run)
		if span, err := strconv.ParseFloat(own["span"], 64); err == nil {
			marks.Frame.Stretch(span)
		}
	}
	c.Response().Header().Set("Cache-Control", keepMarks)
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, chart.MarksView(marks))
}

// retriesPicture is the chart of retries as a picture.
var retriesPicture = picture{
	path: "/chart/retries",
	draw: func(s *Server, ctx context.Context, wanted link.Link) (templ.Component, error) {
		run, err := s.traceAll(ctx, wanted.Scenario)
		if err != nil {
			return nil, err
		}
		return chart.RetriesPicture(marksOf(wanted, run)), nil
	},
}

// marksOf places the attempts of a run.
func marksOf(l link.Link, run traced) chart.Marks {
	s := run.scenario
	_, lead := explain.Scenario(s)
	m := chart.Marks{Query: l.Query(), Own: ownOf(l), Lead: lead, Footer: footer(s), Frame: frameOf(s)}
	strategies := strategiesOf(s.Strategies)
	for i, trace := range run.traces {
		m.Frame.Bins = max(m.Frame.Bins, len(trace.Result.Columns.Attempts))
		m.Panels = append(m.Panels, markPanelOf(strategies[i], trace.Attempts, s.Bin))
	}
	return m
}

// errand is a request, told apart from others of its client by when it began.
type errand struct {
	client uint32
	begun  time.Duration
}

// fate is when a request was over: at its success, or with its last attempt.
type fate struct {
	errand
	through bool
	at      time.Duration
}

func markPanelOf(strategy chart.Strategy, attempts []sim.Attempt, bin time.Duration) chart.MarkPanel {
	rows := rowsByFate(attempts)
	panel := chart.MarkPanel{Strategy: strategy, Rows: len(rows)}
	for _, a := range attempts {
		if a.Reached == sim.Unknown {
			continue
		}
		panel.Marks = append(panel.Marks, chart.Mark{
			Row: rows[errand{a.Client, a.Begun}], At: float64(a.Reached) / float64(bin), End: endOf(a),
		})
	}
	slices.SortFunc(panel.Marks, func(a, b chart.Mark) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.At, b.At), cmp.Compare(a.End, b.End))
	})
	return panel
}

// rowsByFate gives each request whose attempts reached the service its row: those that
// succeeded by when they learned of it, then the others by when they last tried.
func rowsByFate(attempts []sim.Attempt) map[errand]int {
	fates := map[errand]fate{}
	for _, a := range attempts {
		if a.Reached == sim.Unknown {
			continue
		}
		key := errand{a.Client, a.Begun}
		if endOf(a) == chart.GotThrough { // and no attempt follows
			fates[key] = fate{key, true, a.Answered}
		} else {
			fates[key] = fate{key, false, max(fates[key].at, a.Reached)}
		}
	}
	order := make([]fate, 0, len(fates))
	for _, f := range fates {
		order = append(order, f)
	}
	slices.SortFunc(order, func(a, b fate) int {
		if a.through != b.through {
			if a.through {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.client, b.client), cmp.Compare(a.begun, b.begun))
	})
	rows := make(map[errand]int, len(order))
	for i, f := range order {
		rows[f.errand] = i
	}
	return rows
}

func endOf(a sim.Attempt) chart.MarkEnd {
	switch {
	case a.Answered == sim.Unknown:
		return chart.Lost
	case a.Outcome == retry.Success:
		return chart.GotThrough
	case a.Outcome == retry.Rejected:
		return chart.TurnedAway
	}
	return chart.Lost
}
