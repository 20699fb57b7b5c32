package studies

import (
	"github.com/a-h/templ"

	"backofflab/api/wire"
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
		return sweeps.of(s), err
	},
	Page: func(raw string, problems scenario.FieldErrors) templates.Page {
		return studied.SweepPage(raw, problems)
	},
}

// sweeps have a table, which is there from the start, with empty cells.
var sweeps = &sort[sweep.Sweep, sweep.Table]{
	name:    "sweep",
	query:   sweep.Sweep.Query,
	shorten: func(s sweep.Sweep) (field, value string) { return "x", s.X.String() },
	none:    sweep.Sweep.Empty,
	far:     studied.SweepFar,
	body: func(s sweep.Sweep, t sweep.Table) templ.Component {
		return templates.SweepFoundView(studied.SweepFound(s, t))
	},
	answer: func(s sweep.Sweep, t sweep.Table) any { return wire.SweepAnswerOf(s, t) },
	rows:   wire.SweepRows,
}
