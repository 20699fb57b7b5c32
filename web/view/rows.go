package view

import (
	"slices"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// SeriesOf are the results of a scenario's fleets as rows and panels show them.
func SeriesOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) []chart.Series {
	all := make([]chart.Series, len(results))
	for i, r := range results {
		all[i] = chart.Series{
			Strategy:  strategies[i],
			Attempts:  r.Columns.Attempts,
			Completed: r.Columns.Completed,
			Caption:   loadCaption(s, r),
			Finish:    completionCaption(r),
			Time:      timeFigure(r, longestDone(results)),
			Waste:     chart.Figure{Text: format.Decimals(1)(wastedEach(r))},
			Done95:    pinOf(s, r),
		}
	}
	return all
}

// timeFigure is when 95 % are done, or who was lost instead: a time says nothing of them. It
// has decimals that suit the longest of those that stand together.
func timeFigure(r sim.Result, longest time.Duration) chart.Figure {
	var figure chart.Figure
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
		if longest < time.Second { // tenths of a second would hide all of it
			figure.Text, figure.Unit = format.Whole(float64(r.Done95)/float64(time.Millisecond)), "ms"
			break
		}
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
		caption.Words += " · longest " + format.Elapsed(r.Completion.Max())
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
