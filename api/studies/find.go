package studies

import (
	"strconv"

	"github.com/a-h/templ"

	"backofflab/api/wire"
	"backofflab/experiment/find"
	"backofflab/scenario"
	templates "backofflab/web/templates/found"
	"backofflab/web/templates/study"
	"backofflab/web/view/found"
)

var findKind = Kind{
	Name:  "find",
	Plain: found.Plain,
	Asks:  found.Asks,
	Parse: func(raw string) (Study, error) {
		s, err := find.Parse(raw)
		return searches.of(s), err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return found.Page(raw, problems)
	},
}

// searches for a policy have an outcome, which is made for programs, too: of no candidate at
// first.
var searches = &sort[find.Search, find.Outcome]{
	name:    "find",
	query:   find.Search.Asked,
	shorten: func(s find.Search) (field, value string) { return "candidates", strconv.Itoa(s.Most) },
	none: func(find.Search) find.Outcome {
		return find.Outcome{Candidates: []find.Policy{}, Best: -1, Nearest: -1}
	},
	far: func(_ find.Search, o find.Outcome) (words string, share float64) { return found.Far(o) },
	body: func(s find.Search, o find.Outcome) templ.Component {
		if len(o.Candidates) == 0 {
			return nil
		}
		return templates.FoundView(found.Found(s, o))
	},
	answer: func(_ find.Search, o find.Outcome) any { return o },
	rows:   wire.FindRows,
}
