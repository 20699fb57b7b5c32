package view

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

// Fields that are not controls like the others.
const (
	strategiesField = "strategies" // the toggles
	seedField       = "seed"       // has a button that rolls it
)

// longestValue is how much of a bad value a form shows again.
const longestValue = 64

// openGroups are those that are unfolded on every page: what the first look needs.
var openGroups = []string{"Clients", "Limiter", "Retry policy"}

// ControlsOf are the fields of a scenario as controls, in groups. raw is the
// query as it was asked; a field with a problem shows what stood there.
func ControlsOf(s scenario.Scenario, raw string, problems scenario.FieldErrors) []templates.ControlGroup {
	var groups []templates.ControlGroup
	standard := scenario.Default()
	for _, f := range scenario.Fields() {
		if f.Name == strategiesField {
			continue
		}
		if len(groups) == 0 || groups[len(groups)-1].Title != f.Group {
			groups = append(groups, templates.ControlGroup{Title: f.Group, Open: slices.Contains(openGroups, f.Group)})
		}
		group := &groups[len(groups)-1]
		c := controlOf(f, s, standard)
		if i := slices.IndexFunc(problems, func(p scenario.FieldError) bool { return p.Field == f.Name }); i >= 0 {
			c.Problem = problems[i].Message
			c.Value = asked(raw, f.Name, c.Value)
		}
		group.Open = group.Open || c.Problem != "" || c.Value != c.Default
		group.Controls = append(group.Controls, c)
	}
	return groups
}

func controlOf(f scenario.Field, s, standard scenario.Scenario) templates.Control {
	c := templates.Control{
		Name: f.Name, Label: f.Label, Unit: f.Unit, Steps: f.Steps,
		Low:     f.Low,
		High:    f.High,
		Above:   f.Above,
		Help:    f.Help + " Range: " + f.Range + ".",
		Value:   f.Format(s),
		Default: f.Format(standard),
		Roll:    f.Name == seedField,
		List:    f.List,
		Unmet:   !f.Met(s),
	}
	for _, need := range f.Needs {
		c.Needs = append(c.Needs, templates.Need{Field: need.Field, Values: need.Values})
	}
	if f.Choices != nil {
		c.Help = f.Help
	}
	for _, choice := range f.Choices {
		c.Choices = append(c.Choices, templates.Choice{Value: choice, Label: label(choice)})
	}
	return c
}

// asked is the value that a query has for a name, or other when it has none. The
// query may be broken; what can be read of it is good enough to be shown.
func asked(raw, name, other string) string {
	values, _ := url.ParseQuery(raw)
	if !values.Has(name) {
		return other
	}
	runes := []rune(strings.ToValidUTF8(values.Get(name), "\ufffd"))
	return string(runes[:min(len(runes), longestValue)])
}

// label turns a key into words: "token-bucket" into "Token bucket", "aws-2026" into
// "AWS 2026".
func label(key string) string {
	words := strings.Split(key, "-")
	for i, word := range words {
		if name, ok := abbreviations[word]; ok {
			words[i] = name
		} else if i == 0 {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, " ")
}

// abbreviations are the words of keys that are written another way.
var abbreviations = map[string]string{
	"aws": "AWS", "gcra": "GCRA", "grpc": "gRPC", "llm": "LLM", "sre": "SRE", "fifo": "FIFO", "lifo": "LIFO",
}

// TogglesOf are the strategies of the lab's own, then what else the scenario has.
func TogglesOf(s scenario.Scenario) []templates.Toggle {
	standard := scenario.Default().Strategies
	on := StrategiesOf(s.Strategies)
	var toggles []templates.Toggle
	for _, kind := range retry.Kinds() {
		i := slices.Index(s.Strategies, kind.Key)
		toggle := templates.Toggle{
			Formula: kind.Formula,
			Source:  kind.Source,
			On:      i >= 0,
			Default: slices.Contains(standard, kind.Key),
		}
		if toggle.On {
			toggle.Strategy = on[i]
		} else {
			toggle.Strategy = strategyBeside(s.Strategies, kind.Key)
		}
		toggles = append(toggles, toggle)
	}
	for i, key := range s.Strategies {
		if kind, ok := library.Lookup(key); !ok || kind.Library {
			toggles = append(toggles, templates.Toggle{Strategy: on[i], Source: kind.Source, On: true, Chosen: true})
		}
	}
	return toggles
}

// LibrariesOf are all libraries by language, the language with most of them first.
func LibrariesOf(s scenario.Scenario) []templates.LibraryGroup {
	var groups []templates.LibraryGroup
	for _, kind := range library.Kinds() {
		i := slices.IndexFunc(groups, func(g templates.LibraryGroup) bool { return g.Language == kind.Language })
		if i < 0 {
			groups = append(groups, templates.LibraryGroup{Language: kind.Language})
			i = len(groups) - 1
		}
		groups[i].Libraries = append(groups[i].Libraries, templates.Library{
			Key: kind.Key, Name: kind.Name, Version: kind.Version, On: slices.Contains(s.Strategies, kind.Key),
		})
	}
	slices.SortFunc(groups, func(a, b templates.LibraryGroup) int { return len(b.Libraries) - len(a.Libraries) })
	return groups
}

// PresetsOf are the presets on the page of a link. One that is followed is compared
// with the baseline there.
func PresetsOf(l link.Link) []templates.Preset {
	query, with := l.Scenario.Query(), ""
	path := "/?preset="
	if l.With != nil {
		path, with = "/compare?preset=", "&"+link.WithName+"="+withOf(*l.With)
	}
	var presets []templates.Preset
	for _, p := range scenario.Presets() {
		canonical := p.Scenario().Query()
		presets = append(presets, templates.Preset{
			Key: p.Key, Name: p.Name,
			Path:   path + p.Key + with,
			Query:  canonical,
			Active: canonical == query,
		})
	}
	return presets
}

// asks are the questions of the presets, by their canonical queries.
var asks = sync.OnceValue(func() map[string]chart.Ask {
	all := map[string]chart.Ask{}
	for _, p := range scenario.Presets() {
		all[p.Scenario().Query()] = chart.Ask{Name: p.Name, Lead: p.Lead}
	}
	return all
})

// GrammarOf links is what the page's scripts have to know of them.
var GrammarOf = templates.Grammar{
	Standard: link.Standard, Members: scenario.MemberForm, Pair: "exponential full",
	MostTitle: link.MaxTitle, MostNote: link.MaxNote,
}
