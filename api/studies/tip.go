package studies

import (
	"context"
	"encoding/json"

	"github.com/a-h/templ"

	"backofflab/api/wire"
	"backofflab/experiment/job"
	"backofflab/experiment/tipping"
	"backofflab/scenario"
	"backofflab/web/templates/study"
	templates "backofflab/web/templates/tipped"
	"backofflab/web/view/tipped"
)

var tipKind = Kind{
	Name:  "tip",
	Plain: tipped.Plain,
	Asks:  tipped.Asks,
	Parse: func(raw string) (Study, error) {
		s, err := tipping.Parse(raw)
		return tipStudy{s}, err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return tipped.TipPage(raw, problems)
	},
}

// tipStudy is a search for where a service tips as a study.
type tipStudy struct{ tipping.Search }

// Kind is that of such searches.
func (s tipStudy) Kind() string { return "tip" }

// Query is that of the search, and says what is turned up.
func (s tipStudy) Query() string { return tipped.Query(s.Search) }

// Run looks for the thresholds, then draws the loops.
func (s tipStudy) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.Search.Run(ctx, runner, attempts, func(o tipping.Outcome) { watch(o) })
}

// Read reads an outcome that was kept.
func (s tipStudy) Read(kept []byte) (any, error) {
	var o tipping.Outcome
	err := json.Unmarshal(kept, &o)
	return o, err
}

// Shorten is how long a run goes on.
func (s tipStudy) Shorten() (field, value string) {
	return "within", scenario.FormatDuration(s.Within)
}

// Far counts thresholds, then places of the loop.
func (s tipStudy) Far(known any) (words string, share float64) {
	o, _ := known.(tipping.Outcome)
	return tipped.TipFar(s.Search, o)
}

// Body are the thresholds and loops; nil before anything is known.
func (s tipStudy) Body(known any) templ.Component {
	o, ok := known.(tipping.Outcome)
	if !ok {
		return nil
	}
	return templates.TipsView(tipped.Tips(s.Search, o))
}

// Answer is the outcome for programs.
func (s tipStudy) Answer(known any) any {
	o, _ := known.(tipping.Outcome)
	return wire.TipAnswerOf(s.Search, o)
}

// Rows are the thresholds, and the places of the loops.
func (s tipStudy) Rows(known any) [][]string {
	o, _ := known.(tipping.Outcome)
	return wire.TipRows(o)
}
