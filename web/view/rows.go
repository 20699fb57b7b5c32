package view

import (
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// timeFigure is when 95 % are done, or who was lost instead: a time says nothing of them.
func timeFigure(found experiment.Outcome, i int) chart.Figure {
	r := found.Results[i]
	figure := chart.Figure{Best: ahead(found, i, experiment.ByTime)}
	switch gaveUp := r.GaveUp.Total(); {
	case gaveUp > 0 && r.Unfinished > 0:
		figure.Text, figure.Unit = format.Count(r.Lost()), "lost"
	case gaveUp > 0:
		figure.Text, figure.Unit = format.Count(gaveUp), "gave up"
	case r.Unfinished > 0:
		figure.Text, figure.Unit = format.Count(r.Unfinished), "waiting"
	case !r.HasDone95:
		figure.Text = chart.Never
	default:
		longest := longestDone(found.Results)
		figure.Text = format.Seconds(max(longest, 10*time.Second))(r.Done95.Seconds())
		if !format.Long(longest) {
			figure.Unit = "s"
		}
	}
	return figure
}

// longestDone is the longest of the times until 95 % are done.
func longestDone(results []sim.Result) time.Duration {
	longest := time.Duration(0)
	for _, r := range results {
		if r.HasDone95 {
			longest = max(longest, r.Done95)
		}
	}
	return longest
}

func wasteFigure(found experiment.Outcome, i int) chart.Figure {
	return chart.Figure{Text: format.Decimals(1)(wastedEach(found.Results[i])), Best: ahead(found, i, experiment.ByWaste)}
}

// ahead reports whether the verdict has a fleet ahead in a measure.
func ahead(found experiment.Outcome, i int, m experiment.Measure) bool {
	standing := found.Verdict.Standing[m]
	return standing.Clear && slices.Contains(standing.Ahead, i)
}

// pinOf is when 95 % are done, in bins, where that is a moment of the run.
func pinOf(s scenario.Scenario, r sim.Result) float64 {
	if !r.HasDone95 || s.Population != scenario.PopulationOnce {
		return 0
	}
	return float64(r.Done95) / float64(r.Bin)
}
