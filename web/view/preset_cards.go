package view

import (
	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

// PresetCardOf is a preset with what came of it.
func PresetCardOf(preset scenario.Preset, scenario scenario.Scenario, found experiment.Outcome) templates.PresetCard {
	run := RunOf(scenario, found)
	card := templates.PresetCard{
		Preset: templates.Preset{
			Key: preset.Key, Name: preset.Name, Situation: preset.Situation, Lead: preset.Lead,
			Tags: preset.Tags, Searched: preset.Searched(), Small: chart.SmallOf(run.Series[0]),
			Path: "/?preset=" + preset.Key, Query: scenario.Query(),
		},
		Frame: run.Frame, Note: run.Note,
	}
	for _, series := range run.Series {
		card.Rows = append(card.Rows, templates.PresetCardRow{Series: series})
	}
	for _, i := range telling(found) {
		card.Rows[i].Telling = true
	}
	return card
}

// telling are the fleets that tell most of a run: who is ahead in what decides and who is
// behind, or without such a measure the first two.
func telling(found experiment.Outcome) []int {
	if m, clear := found.Verdict.Lead(); clear {
		standing := found.Verdict.Standing[m]
		return []int{standing.Ahead[0], standing.Behind}
	}
	all := []int{0, 1}
	return all[:min(len(found.Results), 2)]
}
