package view

import (
	"strings"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// Captions say what strategies differ in: who did not get through, or else when 95 % were
// done, and what it took. The busiest bin is much the same for most of them.

// loadCaption is the outcome and the waste.
func loadCaption(s scenario.Scenario, r sim.Result) chart.Caption {
	caption := ended(r)
	caption.Words += " · " + format.Decimals(1)(wastedEach(r)) + " wasted per " + explain.Noun(s)
	return caption
}

// completionCaption is the outcome, and where everybody got through the longest wait.
func completionCaption(r sim.Result) chart.Caption {
	caption := ended(r)
	if r.Lost() == 0 && r.Completion.Count() > 0 {
		caption.Words += " · longest wait " + format.Elapsed(r.Completion.Max())
	}
	return caption
}

func ended(r sim.Result) chart.Caption {
	count := func(n int, words string) chart.Caption {
		return chart.Caption{Figure: format.Count(n), Words: words}
	}
	switch gaveUp := r.GaveUp.Total(); {
	case gaveUp > 0 && r.Unfinished > 0:
		return count(r.Lost(), " lost")
	case gaveUp > 0:
		return count(gaveUp, " gave up")
	case r.Unfinished > 0:
		return count(r.Unfinished, " still waiting at the end")
	case !r.HasDone95:
		return count(0, " got through")
	}
	figure, unit := format.Elapsed(r.Done95), ""
	if at := strings.LastIndex(figure, "\u00a0"); at >= 0 { // "2 min 57 s" is one figure
		figure, unit = figure[:at], figure[at:]
	}
	return chart.Caption{Figure: figure, Words: unit + " to 95\u00a0% done"}
}

func wastedEach(r sim.Result) float64 { return experiment.ByWaste.Of(experiment.ScoreOf(r)) }
