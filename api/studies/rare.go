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

var rareKind = Kind{
	Name:  "collapse",
	Plain: tipped.PlainRare,
	Asks:  tipped.AsksRare,
	Parse: func(raw string) (Study, error) {
		r, err := tipping.ParseRare(raw)
		return collapses.of(r), err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return tipped.RarePage(raw, problems)
	},
}

// collapses are how rare one is, by two methods.
var collapses = &sort[tipping.Rare, tipping.Odds]{
	name:    "collapse",
	query:   tipping.Rare.Asked,
	shorten: func(r tipping.Rare) (field, value string) { return "repetitions", strconv.Itoa(r.Repetitions) },
	none:    func(tipping.Rare) (none tipping.Odds) { return },
	far:     tipped.RareFar,
	body: func(r tipping.Rare, o tipping.Odds) templ.Component {
		if len(o.Fleets) == 0 {
			return nil
		}
		return templates.RareView(tipped.Rare(r, o))
	},
	answer: func(r tipping.Rare, o tipping.Odds) any { return wire.RareAnswerOf(r, o) },
	rows:   func(_ tipping.Rare, o tipping.Odds) [][]string { return wire.RareRows(o) },
}
