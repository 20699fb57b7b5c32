package studies

import (
	"context"
	"encoding/json"

	"github.com/a-h/templ"

	"backofflab/api/wire"
	"backofflab/experiment/job"
	"backofflab/experiment/sweep"
	"backofflab/scenario"
	"backofflab/scenario/link"
	templates "backofflab/web/templates/study"
	"backofflab/web/view/studied"
)

var sweepKind = Kind{
	Name:  "sweep",
	Plain: studied.Plain,
	Asks: func(raw string) bool {
		own, _, _ := link.Split(raw, "x")
		_, asks := own["x"]
		return asks
	},
	Parse: func(raw string) (Study, error) {
		s, err := sweep.Parse(raw)
		return sweepStudy{s}, err
	},
	Page: func(raw string, problems scenario.FieldErrors) templates.Page {
		return studied.SweepPage(raw, problems)
	},
}

// sweepStudy is a sweep as a study.
type sweepStudy struct{ sweep.Sweep }

// Kind is that of sweeps.
func (s sweepStudy) Kind() string { return "sweep" }

// Run computes the table.
func (s sweepStudy) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.Sweep.Run(ctx, runner, attempts, func(t sweep.Table) { watch(t) })
}

// Read reads a table that was kept.
func (s sweepStudy) Read(kept []byte) (any, error) {
	var t sweep.Table
	err := json.Unmarshal(kept, &t)
	return t, err
}

// Shorten is the axis.
func (s sweepStudy) Shorten() (field, value string) { return "x", s.X.String() }

// table is what is known: the empty one at first.
func (s sweepStudy) table(known any) sweep.Table {
	if t, ok := known.(sweep.Table); ok {
		return t
	}
	return s.Empty()
}

// Far counts cells.
func (s sweepStudy) Far(known any) (words string, share float64) {
	return studied.SweepFar(s.Sweep, s.table(known))
}

// Body are the charts or maps.
func (s sweepStudy) Body(known any) templ.Component {
	return templates.SweepFoundView(studied.SweepFound(s.Sweep, s.table(known)))
}

// Answer is the table for programs.
func (s sweepStudy) Answer(known any) any { return wire.SweepAnswerOf(s.Sweep, s.table(known)) }

// Rows are a row for each cell and strategy.
func (s sweepStudy) Rows(known any) [][]string { return wire.SweepRows(s.Sweep, s.table(known)) }
