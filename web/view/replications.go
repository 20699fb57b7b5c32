package view

import (
	"fmt"
	"slices"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// spreadColumn is a figure of replications by the name that sim gives it.
type spreadColumn struct {
	name     string
	decimals int
	column   chart.Column
}

// spreadColumns are the figures that the page shows.
var spreadColumns = []spreadColumn{
	{"attempts", 0, chart.Column{Title: "Attempts", Unit: "total", Help: "Attempts that reached the service"}},
	{"peak", 0, chart.Column{Title: "Peak", Unit: "/s", Help: "Attempts in the busiest bin, as a rate"}},
	{"herd_index", 1, chart.Column{Title: "Herd", Unit: "index", Help: "Variance over mean of the attempts per bin"}},
	{"largest_wave", 0, chart.Column{Title: "Worst wave", Unit: "retries", Help: "Retries of the largest wave"}},
	{"gave_up", 0, chart.Column{Title: "Gave up", Unit: "requests", Help: "Requests that were given up"}},
	{"completion_p50", 2, chart.Column{Title: "Median", Unit: "s", Help: "Completion time, median"}},
	{"completion_p99", 2, chart.Column{Title: "99 %", Unit: "s", Help: "Completion time, 99th percentile"}},
	{"completion_max", 2, chart.Column{Title: "Max", Unit: "s", Help: "Longest completion time"}},
	{"recovery", 1, chart.Column{Title: "Recovery", Unit: "s", Help: "Time from the end of the last trigger until no more requests are under way than before it"}},
}

// replicationsOf is what the runs of a scenario under different seeds have in
// common; nil when there is one run.
func replicationsOf(s scenario.Scenario, found experiment.Outcome, strategies []chart.Strategy) *chart.Replications {
	if len(found.Spreads) == 0 {
		return nil
	}
	r := &chart.Replications{
		Title: fmt.Sprintf("Over %d runs", s.Runs),
		Sub:   "The same scenario under other seeds: the median of all runs, and below it the range in which nine of ten lie (5 % to 95 %).",
	}
	columns := spreadColumns
	if !found.Results[0].HasTrigger { // nothing to recover from
		columns = slices.DeleteFunc(slices.Clone(columns), func(c spreadColumn) bool { return c.name == "recovery" })
	}
	for i, spread := range found.Spreads {
		row := chart.SpreadRow{Strategy: strategies[i]}
		for _, c := range columns {
			row.Cells = append(row.Cells, spreadCell(spread.Of(c.name), s.Runs, c.decimals))
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
func spreadCell(f experiment.Figure, runs, decimals int) chart.SpreadCell {
	if f.Runs == 0 {
		return chart.SpreadCell{Median: chart.Never, Range: "in no run"}
	}
	cell := chart.SpreadCell{
		Median: decimal(f.Band.Median, decimals),
		Range:  decimal(f.Band.Low, decimals) + "\u2009–\u2009" + decimal(f.Band.High, decimals),
	}
	if f.Runs < runs {
		cell.Range += fmt.Sprintf(", %d of %d runs", f.Runs, runs)
	}
	return cell
}
