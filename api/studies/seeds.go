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

var seedsKind = Kind{
	Name:  "seeds",
	Plain: tipped.PlainSeeds,
	Asks:  tipped.AsksSeeds,
	Parse: func(raw string) (Study, error) {
		s, err := tipping.ParseSeeds(raw)
		return seedsStudy{s}, err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return tipped.SeedsPage(raw, problems)
	},
}

// seedsStudy is a search for the worst seed as a study.
type seedsStudy struct{ tipping.Seeds }

// Kind is that of such searches.
func (s seedsStudy) Kind() string { return "seeds" }

// Query is that of the search, and names its figure.
func (s seedsStudy) Query() string { return tipped.SeedsQuery(s.Seeds) }

// Run simulates all seeds.
func (s seedsStudy) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.Seeds.Run(ctx, runner, attempts, func(c tipping.Chances) { watch(c) })
}

// Read reads what came of seeds and was kept.
func (s seedsStudy) Read(kept []byte) (any, error) {
	var c tipping.Chances
	err := json.Unmarshal(kept, &c)
	return c, err
}

// Shorten is how many seeds there are.
func (s seedsStudy) Shorten() (field, value string) { return "seeds", strconv.Itoa(s.Seeds.Seeds) }

// Far counts seeds.
func (s seedsStudy) Far(known any) (words string, share float64) {
	c, _ := known.(tipping.Chances)
	return tipped.SeedsFar(s.Seeds, c)
}

// Body are the distributions; nil before anything is known.
func (s seedsStudy) Body(known any) templ.Component {
	c, ok := known.(tipping.Chances)
	if !ok || len(c.Fleets) == 0 {
		return nil
	}
	return templates.SeedsView(tipped.Seeds(s.Seeds, c))
}

// Answer is what is known for programs.
func (s seedsStudy) Answer(known any) any {
	c, _ := known.(tipping.Chances)
	return wire.SeedsAnswerOf(s.Seeds, c)
}

// Rows are a row for each strategy.
func (s seedsStudy) Rows(known any) [][]string {
	c, _ := known.(tipping.Chances)
	return wire.SeedsRows(c)
}
