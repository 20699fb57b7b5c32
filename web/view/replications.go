package view

import (
	"time"

	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// spreadFigures are the figures over several runs that a page shows.
func spreadFigures(s scenario.Scenario) []experiment.Figure {
	return shownIn(s, experiment.FiguresBy(func(at experiment.Places) int { return at.Runs }))
}

// spreadRule is how a figure over several runs is written.
func spreadRule(f experiment.Figure, spreads []experiment.Spread) format.Rule {
	return figures.Rule(f.Kind, longestIn(spreads))
}

func longestIn(spreads []experiment.Spread) time.Duration {
	longest := time.Duration(0)
	for _, spread := range spreads {
		longest = max(longest, spread.Completion.Max())
	}
	return longest
}

// ReplicationsOf is what the runs of a scenario with different seeds have in
// common; nil when there is one run.
func ReplicationsOf(s scenario.Scenario, found experiment.Outcome, strategies []chart.Strategy) *chart.Replications {
	if len(found.Spreads) == 0 {
		return nil
	}
	r := &chart.Replications{
		Title: "Over " + format.Plural(s.Runs, "run"),
		Sub:   "The same scenario with other seeds: the median of all runs, and below it the range in which nine of ten lie (5\u00a0% to 95\u00a0%).",
	}
	figures := spreadFigures(s)
	for i, spread := range found.Spreads {
		row := chart.SpreadRow{Strategy: strategies[i]}
		for _, f := range figures {
			row.Cells = append(row.Cells, spreadCell(spread.Of(f.Name), s.Runs, spreadRule(f, found.Spreads)))
		}
		r.Rows = append(r.Rows, row)
	}
	for _, f := range figures {
		r.Columns = append(r.Columns, columnOf(f, s, f.Help.Runs, longestIn(found.Spreads)))
	}
	r.Compared = comparisonOf(s, found, strategies)
	return r
}

// RangeOf is where a figure lies in nine of ten runs, as the screen writes it, and whether that
// of another result lies there: what is written as the same number is the same. It is "" where
// not all runs have the figure.
func RangeOf(f experiment.Figure, spread experiment.Spread, r sim.Result, longest time.Duration) (text string, inside bool) {
	band := spread.Of(f.Name)
	if band.Runs < spread.Runs || band.Runs == 0 {
		return "", false
	}
	write := figures.Rule(f.Kind, longest)
	low, high := format.Shown(band.Band.Low, write), format.Shown(band.Band.High, write)
	here := figures.Of(f, r)
	x := format.Shown(here.X, write)
	return format.Range(write(low), write(high)), here.Ok && x >= low && x <= high
}

// spreadCell says as well how many of the runs have the figure, where not all do.
func spreadCell(f experiment.FigureBand, runs int, write format.Rule) chart.SpreadCell {
	if f.Runs == 0 {
		return chart.SpreadCell{Median: chart.Never, Range: "in no run"}
	}
	cell := chart.SpreadCell{
		Median: write(f.Band.Median),
		Range:  format.Range(write(f.Band.Low), write(f.Band.High)),
	}
	if f.Runs < runs {
		cell.Range += ", " + format.Of(f.Runs, runs, "run")
	}
	return cell
}
