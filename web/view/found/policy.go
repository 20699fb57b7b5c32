package found

import (
	"net/url"
	"slices"
	"strings"

	"backofflab/experiment/find"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/found"
	"backofflab/web/view"
)

// strategyOf is the strategy of a candidate in the colour that is its own in every chart.
func strategyOf(c find.Candidate) chart.Strategy {
	return view.StrategiesOf([]string{c.Strategy})[0]
}

// policyOf names a candidate, and leads to it.
func policyOf(c find.Candidate) templates.Policy {
	p := templates.Policy{Strategy: strategyOf(c), Path: view.ScenarioLink(c.Query), Mark: markOf(c)}
	if len(c.Settings) > 0 {
		p.Settings = format.Capital(studied.Settings(c.Settings))
	}
	return p
}

// markOf says of whom a policy is.
func markOf(c find.Candidate) string {
	switch {
	case c.Own:
		return "yours"
	case c.Classic:
		return "classic"
	}
	return ""
}

// settingsOf are the settings that differ from the scenario's.
func settingsOf(s find.Search, c find.Candidate) (all []templates.Setting) {
	for _, one := range c.Settings {
		if f, ok := scenario.FieldNamed(one.Field); ok {
			all = append(all, templates.Setting{Label: f.Label, Value: screen(one.Field, one.Value), Own: f.Screen(s.Scenario)})
		}
	}
	return all
}

// useOf is the address of a policy's settings for programs.
func useOf(c find.Candidate) string {
	return "/export?" + joined(c.Query, "strategy="+url.QueryEscape(c.Strategy))
}

// compareOf is the address of a policy beside the own ones: in one run with them, where its
// settings can be those of one fleet, else as two runs. "" where it is one of them.
func compareOf(s find.Search, c find.Candidate) string {
	if c.Own {
		return ""
	}
	if one, ok := beside(s.Scenario, c); ok {
		return view.ScenarioLink(one.Query())
	}
	of, err := scenario.ParseQuery(c.Query)
	if err != nil {
		return ""
	}
	own := s.Scenario
	own.Runs = 1
	l := link.Link{Scenario: of, With: &own}
	return l.Path() + "?" + l.Query()
}

// beside is the scenario with the policy as a fleet of its own after the others.
func beside(s scenario.Scenario, c find.Candidate) (scenario.Scenario, bool) {
	if strings.ContainsAny(c.Strategy, "(@>") {
		return s, false
	}
	pairs := make([]string, len(c.Settings))
	for i, one := range c.Settings {
		pairs[i] = one.Field + "=" + one.Value
	}
	fleet := c.Strategy
	if len(pairs) > 0 {
		fleet += "(" + strings.Join(pairs, " ") + ")"
	}
	s.Runs = 1
	s.Strategies = append(slices.Clone(s.Strategies), fleet)
	read, err := scenario.ParseQuery(s.Query())
	return read, err == nil && len(read.Strategies) == len(s.Strategies)
}
