package studies

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/a-h/templ"

	"backofflab/api/wire"
	"backofflab/experiment/job"
	"backofflab/experiment/tipping"
	"backofflab/scenario"
	"backofflab/web/templates/study"
	templates "backofflab/web/templates/tipped"
	"backofflab/web/view/tipped"
)

var rareKind = Kind{
	Name:  "collapse",
	Plain: tipped.PlainRare,
	Asks:  tipped.AsksRare,
	Parse: func(raw string) (Study, error) {
		s, err := tipping.ParseRare(raw)
		return rareStudy{s}, err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return tipped.RarePage(raw, problems)
	},
}

// rareStudy is a question for rare collapses as a study.
type rareStudy struct{ tipping.Rare }

// Kind is that of such questions.
func (s rareStudy) Kind() string { return "collapse" }

// Query is that of the question, and says how often it is estimated.
func (s rareStudy) Query() string { return tipped.RareQuery(s.Rare) }

// Run estimates how rare it is. The runs of splitting go on from others and are no tasks, so that
// this process simulates them.
func (s rareStudy) Run(ctx context.Context, _ job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.Rare.Run(ctx, attempts, func(o tipping.Odds) { watch(o) })
}

// Read reads what came of it and was kept.
func (s rareStudy) Read(kept []byte) (any, error) {
	var o tipping.Odds
	err := json.Unmarshal(kept, &o)
	return o, err
}

// Shorten is how often it is estimated.
func (s rareStudy) Shorten() (field, value string) {
	return "repetitions", strconv.Itoa(s.Repetitions)
}

// Far counts strategies.
func (s rareStudy) Far(known any) (words string, share float64) {
	o, _ := known.(tipping.Odds)
	return tipped.RareFar(s.Rare, o)
}

// Body are the estimates; nil before anything is known.
func (s rareStudy) Body(known any) templ.Component {
	o, ok := known.(tipping.Odds)
	if !ok || len(o.Fleets) == 0 {
		return nil
	}
	return templates.RareView(tipped.Rare(s.Rare, o))
}

// Answer is what is known for programs.
func (s rareStudy) Answer(known any) any {
	o, _ := known.(tipping.Odds)
	return wire.RareAnswerOf(s.Rare, o)
}

// Rows are two for each strategy.
func (s rareStudy) Rows(known any) [][]string {
	o, _ := known.(tipping.Odds)
	return wire.RareRows(o)
}
