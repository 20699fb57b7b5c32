package view

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// ruleOf is how a kind of figure is written. Times are in seconds, with decimals that
// suit the longest of those that stand together.
func ruleOf(kind experiment.Kind, longest time.Duration) format.Rule {
	switch kind {
	case experiment.PerS:
		return format.Rate
	case experiment.Times:
		return format.Multiple
	case experiment.Ratio:
		return format.Ratio
	case experiment.Index:
		return format.Index
	case experiment.Percent:
		return format.Percent
	case experiment.Time:
		return format.Seconds(longest)
	}
	return format.Whole
}

// onScreen is a figure of a result in the unit of the screen: times in seconds.
func onScreen(f experiment.Figure, r sim.Result) (x float64, ok bool) {
	x, ok = f.Read(r)
	if f.Kind == experiment.Time {
		x = time.Duration(x).Seconds()
	}
	return x, ok
}

// columnOf is the head of a figure's column in a scenario, with one of its helps, over
// times of which that is the longest.
func columnOf(f experiment.Figure, s scenario.Scenario, help string, longest time.Duration) chart.Column {
	many := explain.Noun(s) + "s"
	words := strings.NewReplacer("{many}", many, "{Many}", format.Capital(many), "{one}", strings.TrimSuffix(many, "s"))
	if help == "" {
		help = f.Help.Table
	}
	column := chart.Column{Title: format.Typeset(f.Title), Unit: words.Replace(f.Of), Help: format.Typeset(words.Replace(help)), Term: TermOf(f)}
	if f.Kind == experiment.Time && format.Long(longest) {
		column.Unit = "" // each time has its own
	}
	return column
}

// TermOf is the key of the word that explains a figure.
func TermOf(f experiment.Figure) string {
	entry, _ := glossary.OfFigure(cmp.Or(f.JSON, f.Name, f.CSV))
	return entry.Key
}

// shownIn keeps the figures that the screens of a scenario show.
func shownIn(s scenario.Scenario, figures []experiment.Figure) []experiment.Figure {
	return slices.DeleteFunc(figures, func(f experiment.Figure) bool { return !f.Shown(s) })
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
	for _, f := range shownIn(s, tableFigures()) {
		columns = append(columns, columnOf(f, s, "", LongestOf(results...)))
	}
	return columns
}

// rowsOf are the lines of the table, their cells in the order of ColumnsOf. Times have
// the same decimals all down a column. A mixed fleet is followed by its parts.
func rowsOf(s scenario.Scenario, results []sim.Result, strategies []chart.Strategy) []chart.Row {
	longest := LongestOf(results...)
	figures := shownIn(s, tableFigures())
	var rows []chart.Row
	for i, r := range results {
		rows = append(rows, chart.Row{
			Strategy: strategies[i],
			Attempts: r.Columns.Attempts,
			Cells:    cellsOf(figures, r, longest, false),
		})
		rows = append(rows, layerRows(r.Layers, figures, strategies[i].Tone)...)
		for _, p := range r.Parts {
			rows = append(rows, chart.Row{
				Strategy: chart.Strategy{Key: p.Strategy, Name: scenario.FleetName(p.Strategy), Short: scenario.FleetShorts([]string{p.Strategy})[0], Tone: strategies[i].Tone},
				Part:     true,
				Cells:    cellsOf(figures, experiment.PartAsResult(p), longest, true),
			})
			rows = append(rows, layerRows(p.Layers, figures, strategies[i].Tone)...)
		}
	}
	return rows
}

// layerRows are the layers of a fleet in lines of their own, with their attempts.
func layerRows(layers []sim.Layer, figures []experiment.Figure, tone string) []chart.Row {
	var rows []chart.Row
	for _, l := range layers {
		cells := make([]string, len(figures))
		for i, f := range figures {
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
func cellsOf(figures []experiment.Figure, r sim.Result, longest time.Duration, part bool) []string {
	cells := make([]string, len(figures))
	for i, f := range figures {
		switch x, ok := onScreen(f, r); {
		case part && !f.Has(experiment.OfParts):
			// nothing is known, which is not the same as never
		case !ok:
			cells[i] = chart.Never
		default:
			cells[i] = ruleOf(f.Kind, longest)(x) + signOf(f.Kind)
		}
	}
	return cells
}

// signOf is what a number of a kind carries in every cell, where a column's head does not
// say it.
func signOf(kind experiment.Kind) string {
	if kind == experiment.Times {
		return "×"
	}
	return ""
}

// percentage is n of so many in per cent.
func percentage(n, of int) string {
	if of == 0 {
		return chart.Never
	}
	return format.Percent(100 * float64(n) / float64(of))
}
