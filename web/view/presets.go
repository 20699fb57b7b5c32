package view

import (
	"strings"
	"sync"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

// PresetsOf are the presets on the page of a link. One that is followed is compared
// with the baseline there.
func PresetsOf(l link.Link) []templates.Preset {
	query, with := l.Scenario.Query(), ""
	path := "/?preset="
	if l.With != nil {
		path, with = "/compare?preset=", "&"+link.WithName+"="+WithOf(*l.With)
	}
	var presets []templates.Preset
	for _, p := range scenario.Presets() {
		canonical := p.Scenario().Query()
		presets = append(presets, templates.Preset{
			Key: p.Key, Name: p.Name, Situation: p.Situation, Tags: p.Tags, Searched: p.Searched(),
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

// mostChanges is by how many settings a scenario may differ from a preset and still be called
// after it.
const mostChanges = 3

// PickedOf says of a scenario which preset it is, or was before a few changes.
func PickedOf(s scenario.Scenario) chart.Picked {
	settings := settingsOf(s)
	least, nearest := mostChanges+1, scenario.Preset{}
	for _, p := range known() {
		if n := differing(settings, p.settings); n < least {
			least, nearest = n, p.Preset
		}
	}
	switch {
	case least == 0:
		return chart.Picked{Name: nearest.Name, Situation: nearest.Situation}
	case least <= mostChanges:
		return chart.Picked{Name: nearest.Name + ", changed", Situation: situationOf(s)}
	}
	return chart.Picked{Name: "Your scenario", Situation: situationOf(s)}
}

// knownPreset is a preset with what it sets, by the names of fields.
type knownPreset struct {
	scenario.Preset
	settings map[string]string
}

var known = sync.OnceValue(func() []knownPreset {
	var all []knownPreset
	for _, p := range scenario.Presets() {
		all = append(all, knownPreset{p, settingsOf(p.Scenario())})
	}
	return all
})

// settingsOf are the settings of a scenario that differ from the defaults, without those that
// only say how it is run.
func settingsOf(s scenario.Scenario) map[string]string {
	settings := map[string]string{}
	for pair := range strings.SplitSeq(s.Query(), "&") {
		if name, value, ok := strings.Cut(pair, "="); ok && name != "seed" && name != "runs" && name != "bin" {
			settings[name] = value
		}
	}
	return settings
}

// differing counts the settings that are not the same in both.
func differing(a, b map[string]string) int {
	n := 0
	for name, value := range a {
		if other, ok := b[name]; !ok || other != value {
			n++
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			n++
		}
	}
	return n
}

// situationOf says who asks for how much, and how much there is.
func situationOf(s scenario.Scenario) string {
	who := format.Plural(s.Clients, "client")
	if s.Population == scenario.PopulationOpen {
		who = format.SetRate(s.OfferedTo(s.Strategies[0])) + " offered"
	}
	if s.Capacity() == 0 {
		return who + ", no limit"
	}
	return who + ", " + explain.Bound(s) + " " + format.SetRate(s.Capacity())
}
