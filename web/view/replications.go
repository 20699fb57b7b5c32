package view

import (
	"slices"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// spreadColumn is a figure of replications by the name that sim gives it.
type spreadColumn struct {
	name   string
	write  format.Rule
	column chart.Column
}

// spreadColumns are the figures that the page shows.
var spreadColumns = []spreadColumn{
	{"attempts", format.Whole, chart.Column{Title: "Attempts", Unit: "total", Help: "Attempts that reached the service"}},
	{"peak", format.Rate, chart.Column{Title: "Peak", Unit: "/s", Help: "Attempts in the busiest bin, as a rate"}},
	{"herd_index", format.Index, chart.Column{Title: "Herd", Unit: "index", Help: "Variance over mean of the attempts per bin"}},
	{"largest_wave", format.Whole, chart.Column{Title: "Worst wave", Unit: "retries", Help: "Retries of the largest wave"}},
	{"gave_up", format.Whole, chart.Column{Title: "Gave up", Unit: "requests", Help: "Requests that were given up"}},
	{"completion_p50", format.Decimals(2), chart.Column{Title: "Median", Unit: "s", Help: "Completion time, median"}},
	{"completion_p99", format.Decimals(2), chart.Column{Title: "99 %", Unit: "s", Help: "Completion time, 99th percentile"}},
	{"completion_max", format.Decimals(2), chart.Column{Title: "Max", Unit: "s", Help: "Longest completion time"}},
	{"recovery", format.Decimals(1), chart.Column{Title: "Recovery", Unit: "s", Help: "Time from the end of the last trigger until no more requests are under way than before it"}},
}

// replicationsOf is what the runs of a scenario under different seeds have in
// common; nil when there is one run.
func replicationsOf(s scenario.Scenario, found experiment.Outcome, strategies []chart.Strategy) *chart.Replications {
	if len(found.Spreads) == 0 {
		return nil
	}
	r := &chart.Replications{
		Title: "Over " + format.Plural(s.Runs, "run"),
		Sub:   "The same scenario under other seeds: the median of all runs, and below it the range in which nine of ten lie (5 % to 95 %).",
	}
	columns := spreadColumns
	if !found.Results[0].HasTrigger { // nothing to recover from
		columns = slices.DeleteFunc(slices.Clone(columns), func(c spreadColumn) bool { return c.name == "recovery" })
	}
	for i, spread := range found.Spreads {
		row := chart.SpreadRow{Strategy: strategies[i]}
		for _, c := range columns {
			row.Cells = append(row.Cells, spreadCell(spread.Of(c.name), s.Runs, c.write))
		}
		r.Rows = append(r.Rows, row)
	}
	for _, c := range columns {
		r.Columns = append(r.Columns, c.column)
	}
	r.Compared = comparisonOf(s, found, strategies)
	return r
}

// spreadCell says as well how many of the runs have the figure, where not all do.
func spreadCell(f experiment.Figure, runs int, write format.Rule) chart.SpreadCell {
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
