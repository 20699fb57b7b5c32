package view

import (
	"cmp"
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// columnOf is the head of a figure's column in a scenario, with one of its helps, over
// times of which that is the longest.
func columnOf(f experiment.Figure, s scenario.Scenario, help string, longest time.Duration) chart.Column {
	title, unit := figures.Head(f, s, longest)
	help = figures.Words(cmp.Or(help, f.Help.Table), s)
	return chart.Column{Title: format.Typeset(title), Unit: unit, Help: format.Typeset(help), Term: TermOf(f)}
}

// TermOf is the key of the word that explains a figure.
func TermOf(f experiment.Figure) string {
	entry, _ := glossary.OfFigure(cmp.Or(f.JSON, f.Name, f.CSV))
	return entry.Key
}

// shownIn keeps the figures that the screens of a scenario show.
func shownIn(s scenario.Scenario, all []experiment.Figure) []experiment.Figure {
	return slices.DeleteFunc(all, func(f experiment.Figure) bool { return !f.Shown(s) })
}

// tableFigures are the columns of the table, on screen and as CSV.
func tableFigures() []experiment.Figure {
	return experiment.FiguresBy(func(at experiment.Places) int { return at.Table })
}

// LongestOf is the longest of all times that tables show of results.
func LongestOf(results ...sim.Result) time.Duration {
	longest := 0.0
	for _, f := range experiment.Figures() {
		for _, r := range results {
			if x, ok := f.Read(r); ok && f.Kind == experiment.Time && f.Title != "" {
				longest = max(longest, x)
			}
		}
	}
	return time.Duration(longest)
}

// ColumnsOf are the heads of the table over results.
func ColumnsOf(s scenario.Scenario, results ...sim.Result) []chart.Column {
	var columns []chart.Column
	longest := LongestOf(results...)
	for _, f := range shownIn(s, tableFigures()) {
		columns = append(columns, columnOf(f, s, "", longest))
	}
	return columns
}

// rowsOf are the lines of the table, their cells in the order of ColumnsOf. Times have
// the same decimals all down a column. A mixed fleet is followed by its parts.
func rowsOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) []chart.Row {
	longest := LongestOf(results...)
	shown := shownIn(s, tableFigures())
	var rows []chart.Row
	for i, r := range results {
		rows = append(rows, chart.Row{
			Strategy: strategies[i],
			Attempts: r.Columns.Attempts,
			Cells:    cellsOf(shown, r, longest, false),
		})
		rows = append(rows, layerRows(r.Layers, shown, strategies[i].Tone)...)
		for _, p := range r.Parts {
			rows = append(rows, chart.Row{
				Strategy: chart.Strategy{Key: p.Strategy, Name: scenario.FleetName(p.Strategy), Short: scenario.FleetShorts([]string{p.Strategy})[0], Tone: strategies[i].Tone},
				Part:     true,
				Cells:    cellsOf(shown, experiment.PartAsResult(p), longest, true),
			})
			rows = append(rows, layerRows(p.Layers, shown, strategies[i].Tone)...)
		}
	}
	return rows
}

// layerRows are the layers of a fleet in lines of their own, with their attempts.
func layerRows(layers []sim.Layer, columns []experiment.Figure, tone string) []chart.Row {
	var rows []chart.Row
	for _, l := range layers {
		cells := make([]string, len(columns))
		for i, f := range columns {
			if f.JSON == "attempts" {
				cells[i] = format.Count(l.Attempts)
			}
		}
		name := "Attempts of " + scenario.FleetName(l.Strategy)
		rows = append(rows, chart.Row{
			Strategy: chart.Strategy{Key: l.Strategy, Name: name, Short: scenario.FleetShorts([]string{l.Strategy})[0], Tone: tone},
			Part:     true,
			Cells:    cells,
		})
	}
	return rows
}

// cellsOf writes figures of a fleet, or of a part of one, which has not all of them.
func cellsOf(columns []experiment.Figure, r sim.Result, longest time.Duration, part bool) []string {
	cells := make([]string, len(columns))
	for i, f := range columns {
		if part && !f.Has(experiment.OfParts) {
			continue // nothing is known, which is not the same as never
		}
		cells[i] = figures.Cell(f, figures.Of(f, r), longest)
	}
	return cells
}

// percentage is n of so many in per cent.
func percentage(n, of int) string {
	if of == 0 {
		return chart.Never
	}
	return format.Percent(100 * float64(n) / float64(of))
}
