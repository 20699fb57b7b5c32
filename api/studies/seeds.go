package studies

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/api/wire"
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
		return seeds.of(s), err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return tipped.SeedsPage(raw, problems)
	},
}

// seeds are distributions, with the worst of each.
var seeds = &sort[tipping.Seeds, tipping.Chances]{
	name:    "seeds",
	query:   tipping.Seeds.Asked,
	shorten: func(s tipping.Seeds) (field, value string) { return "seeds", strconv.Itoa(s.Seeds) },
	none:    func(tipping.Seeds) (none tipping.Chances) { return },
	far:     tipped.SeedsFar,
	body: func(s tipping.Seeds, c tipping.Chances) templ.Component {
		if len(c.Fleets) == 0 {
			return nil
		}
		return templates.SeedsView(tipped.Seeds(s, c))
	},
	answer: func(s tipping.Seeds, c tipping.Chances) any { return wire.SeedsAnswerOf(s, c) },
	rows:   func(_ tipping.Seeds, c tipping.Chances) [][]string { return wire.SeedsRows(c) },
}
