package found

import (
	"slices"

	"backofflab/experiment/find"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	shared "backofflab/web/templates"
	templates "backofflab/web/templates/found"
	"backofflab/web/templates/study"
	"backofflab/web/view"
)

const (
	path     = "/find"
	name     = "find"
	jsonPath = "/api/v1/find"
	csvPath  = "/find.csv"
)

// Page is the page of a search without its state. raw is the query as links write it; with no
// search in it the page has examples. problems are what is wrong with it.
func Page(raw string, problems scenario.FieldErrors) study.Page {
	s, _ := find.Parse(raw)
	b := former{raw: raw, search: s, problems: map[string]string{}}
	_, lead := explain.Scenario(s.Scenario)
	page := study.Page{
		Path: path, Kind: name, Title: "Find me a policy", Shown: study.Shown{State: study.Idle},
		Lead:     "Say what matters, and the lab tries hundreds of retry policies on this scenario, all with the same seeds, until it can say which is best, and how sure that is.",
		Scenario: study.Scenario{Words: lead, Lab: view.ScenarioLink(s.Scenario.Query())},
	}
	for _, p := range problems {
		if at := b.placeOf(p); at != "" {
			b.problems[at] = p.Message
			if p.Field == goalName || p.Field == limitsName {
				b.problems[at] = view.WrongChoice(p)
			}
			continue
		}
		page.Problems = append(page.Problems, shared.Problem{Field: p.Field, Value: format.Clip(p.Value, 200), Message: p.Message})
	}
	page.Form = templates.FormView(b.form())
	switch {
	case !Asks(raw):
		page.Examples = examples()
	case len(problems) == 0:
		query := Query(s)
		page.Shown.Query, page.Shown.JSON, page.Shown.CSV = query, jsonPath+"?"+query, csvPath+"?"+query
	}
	return page
}

// example is a search that is worth asking for, on a preset.
type example struct{ preset, title, says, words string }

// worth are searches whose best policy is far ahead of each of the classic four.
var worth = []example{
	{"thundering-herd", "A herd before a rate limit", "400 clients call at once, and most get a 429: 99 % done within a minute, with how few wasted calls?", "99 % done within 60 s, as few wasted calls as possible"},
	{"reconnect", "Everybody reconnects", "A server was gone for 8 seconds, and 1,000 clients come back: 95 % of them within half a minute?", "95 % done within 30 s, as few wasted calls as possible"},
	{"aws-contention", "A contended lock", "The scenario that made jitter known: 100 writers, one version. Which waits waste least?", "as few wasted calls as possible"},
}

func examples() []study.Example {
	var all []study.Example
	for _, e := range worth {
		all = append(all, study.Example{Title: e.title, Says: e.says, Path: path + "?" + e.query()})
	}
	return all
}

// query is that of the example's search.
func (e example) query() string {
	presets := scenario.Presets()
	of := presets[slices.IndexFunc(presets, func(p scenario.Preset) bool { return p.Key == e.preset })].Scenario()
	of.Runs = 1
	s, _ := find.Parse(of.Query())
	s.Goal, s.Limits, _ = find.ReadWords(e.words)
	return Query(s)
}

// typed is a field of the query as it came.
func typed(raw, name string) string {
	own, _, _ := link.Split(raw, name)
	return own[name]
}
