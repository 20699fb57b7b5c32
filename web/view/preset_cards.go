package view

import (
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
)

func PresetCardOf(preset scenario.Preset, scenario scenario.Scenario, found experiment.Outcome) templates.PresetCard {
	run := RunOf(scenario, found)
	card := templates.PresetCard{
		Preset: templates.Preset{
			Key: preset.Key, Name: preset.Name, Situation: preset.Situation, Lead: preset.Lead,
			Tags: preset.Tags, Searched: preset.Searched(), Small: chart.SmallOf(run.Series[0]),
			Path: "/?preset=" + preset.Key, Query: scenario.Query(),
		},
		Frame: run.Frame.Whole(), Note: run.Note,
		Figures: []templates.PresetCardFigure{worstWave(found.Results), callsPerRequest(found.Results), latest(scenario, found.Results)},
	}
	for i, series := range run.Series {
		card.Rows = append(card.Rows, templates.PresetCardRow{
			Strategy: series.Strategy, Attempts: series.Attempts, Peak: format.PerTime(found.Results[i].PeakPerS),
		})
	}
	return card
}

// worstWave is the largest herd of all strategies.
func worstWave(results []sim.Result) templates.PresetCardFigure {
	figure := templates.PresetCardFigure{What: "Worst wave", Figure: chart.Never}
	most := 0
	for _, r := range results {
		if len(r.Waves) == 0 || r.Waves[0].Retries <= most {
			continue
		}
		most = r.Waves[0].Retries
		figure.Figure = format.Count(most)
		figure.Words = "retries within " + format.Span(sim.HerdWindow) + " (" + scenario.FleetName(r.Strategy) + ")"
	}
	return figure
}

// callsPerRequest is how many attempts a request takes, by strategy.
func callsPerRequest(results []sim.Result) templates.PresetCardFigure {
	low, high := results[0].Amplification, results[0].Amplification
	for _, r := range results {
		low, high = min(low, r.Amplification), max(high, r.Amplification)
	}
	return templates.PresetCardFigure{What: "Per request", Figure: format.Range(format.Ratio(low), format.Ratio(high)), Words: "attempts, by strategy"}
}

// latest is how long the request took that took longest, by strategy: the time of
// the last where all begin at once.
func latest(s scenario.Scenario, results []sim.Result) templates.PresetCardFigure {
	figure := templates.PresetCardFigure{What: "Longest wait", Figure: chart.Never, Words: "of those that got through"}
	if s.Spread == 0 && s.Population == scenario.PopulationOnce {
		figure.What = "Last done"
	}
	low, high, some := time.Duration(0), time.Duration(0), false
	for _, r := range results {
		if r.Completion.Count() == 0 {
			continue
		}
		longest := r.Completion.Max()
		if !some {
			low = longest
		}
		low, high, some = min(low, longest), max(high, longest), true
	}
	if some {
		figure.Figure = format.ElapsedRange(low, high)
	}
	return figure
}
