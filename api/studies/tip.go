package studies

import (
	"github.com/a-h/templ"

	"backofflab/api/wire"
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
		return tips.of(s), err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return tipped.TipPage(raw, problems)
	},
}

// tips are where a service tips.
var tips = &sort[tipping.Search, tipping.Outcome]{
	name:    "tip",
	query:   tipping.Search.Asked,
	shorten: func(s tipping.Search) (field, value string) { return "within", scenario.FormatDuration(s.Within) },
	none:    func(tipping.Search) (none tipping.Outcome) { return },
	far:     tipped.TipFar,
	body: func(s tipping.Search, o tipping.Outcome) templ.Component {
		if len(o.Fleets) == 0 {
			return nil
		}
		return templates.TipsView(tipped.Tips(s, o))
	},
	answer: func(s tipping.Search, o tipping.Outcome) any { return wire.TipAnswerOf(s, o) },
	rows:   func(_ tipping.Search, o tipping.Outcome) [][]string { return wire.TipRows(o) },
}
