package api

import (
	"net/url"
	"slices"
	"strings"

	"backofflab/retry"
	"backofflab/sim"
	"backofflab/web/templates"
)

// Fields that are not controls like the others.
const (
	strategiesField = "strategies" // the toggles
	seedField       = "seed"       // has a button that rolls it
)

// longestValue is how much of a bad value a form shows again.
const longestValue = 64

// controlsOf are the fields of a scenario as controls, in groups. raw is the
// query as it was asked; a field with a problem shows what stood there.
func controlsOf(s sim.Scenario, raw string, problems sim.FieldErrors) []templates.ControlGroup {
	var groups []templates.ControlGroup
	standard := sim.Default()
	for _, f := range sim.Fields() {
		if f.Name == strategiesField {
			continue
		}
		c := templates.Control{
			Name: f.Name, Label: f.Label, Unit: f.Unit, Steps: f.Steps,
			Help:    f.Help + " Range: " + f.Range + ".",
			Value:   f.Format(s),
			Default: f.Format(standard),
			Roll:    f.Name == seedField,
		}
		if i := slices.IndexFunc(problems, func(p sim.FieldError) bool { return p.Field == f.Name }); i >= 0 {
			c.Problem = problems[i].Message
			c.Value = asked(raw, f.Name, c.Value)
		}
		if f.Choices != nil {
			c.Help = f.Help
		}
		for _, choice := range f.Choices {
			c.Choices = append(c.Choices, templates.Choice{Value: choice, Label: label(choice)})
		}
		if len(groups) == 0 || groups[len(groups)-1].Title != f.Group {
			groups = append(groups, templates.ControlGroup{Title: f.Group})
		}
		group := &groups[len(groups)-1]
		group.Controls = append(group.Controls, c)
	}
	return groups
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

// label turns a key into words: "token-bucket" into "Token bucket".
func label(key string) string {
	words := strings.ReplaceAll(key, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func togglesOf(s sim.Scenario) []templates.Toggle {
	standard := sim.Default().Strategies
	var toggles []templates.Toggle
	for _, kind := range retry.Kinds() {
		toggles = append(toggles, templates.Toggle{
			Strategy: templates.Strategy{Key: kind.Key, Name: kind.Name},
			Formula:  kind.Formula,
			Source:   kind.Source,
			On:       slices.Contains(s.Strategies, kind.Key),
			Default:  slices.Contains(standard, kind.Key),
		})
	}
	return toggles
}

func presetsOf(query string) []templates.Preset {
	var presets []templates.Preset
	for _, p := range sim.Presets() {
		canonical := p.Scenario().Query()
		presets = append(presets, templates.Preset{
			Key: p.Key, Name: p.Name, Lead: p.Lead,
			Path:   "/?preset=" + p.Key,
			Query:  canonical,
			Active: canonical == query,
		})
	}
	return presets
}
