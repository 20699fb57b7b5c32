package studied

import (
	"math"
	"slices"

	"backofflab/experiment"
	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/study"
	"backofflab/web/view"
)

// roomyColumns is how many columns of a map have room for their values.
const roomyColumns = 12

// mapsOf are the maps of a figure of a sweep of two axes.
func mapsOf(s sweep.Sweep, t sweep.Table, name string) templates.SweepMaps {
	f, column := columnOf(name)
	strategies := view.StrategiesOf(s.Scenario.Strategies)
	m := mapper{s, t, f, column, strategies, shadesOf(t, column, f)}
	maps := templates.SweepMaps{
		Title: words[name].title, Finding: mapFinding(t, name, strategies),
		Sub:    words[name].of + ": mean of " + format.Plural(s.Scenario.Runs, "run") + " in each cell. A cell opens its scenario in the lab.",
		Across: axisWords(s.X), Down: axisWords(s.Y), Corner: labelOf(s.Y.Field) + " \\ " + labelOf(s.X.Field),
		Tight: len(t.Xs) > roomyColumns, Low: m.shades.rule(m.shades.low), High: m.shades.rule(m.shades.high),
	}
	for _, x := range t.Xs {
		maps.Columns = append(maps.Columns, templates.MapValue{Text: valueOf(s.X.Field, x.Value), Added: x.Added})
	}
	if slices.ContainsFunc(slices.Concat(t.Xs, t.Ys), func(s sweep.Spot) bool { return s.Added }) {
		maps.Sub += " Values in italics were added where strategies cross in one of the figures, or one bends."
	}
	if len(strategies) > 1 && words[name].most != "" {
		maps.Best = templates.SweepMap{ID: "map-best", Title: words[name].most, Strategy: none, Rows: m.rows(m.bestCell)}
	}
	for fleet, strategy := range strategies {
		maps.Each = append(maps.Each, templates.SweepMap{
			ID: "map-" + strategy.Key, Title: strategy.Brief(), Strategy: strategy,
			Rows: m.rows(func(c sweep.Cell, at string) templates.MapCell { return m.valueCell(c, at, fleet) }),
		})
	}
	for _, other := range s.Figures[1:] {
		again := s
		again.Figures = append([]string{other}, slices.DeleteFunc(slices.Clone(s.Figures), func(name string) bool { return name == other })...)
		maps.Others = append(maps.Others, templates.Example{Title: words[other].title, Path: sweepPath + "?" + again.Query()})
	}
	return maps
}

// shades are the scale of colours of all maps of a figure.
type shades struct {
	low, high float64
	log       bool
	rule      format.Rule
}

// shadesOf is the scale that holds all means; logarithmic where they differ widely.
func shadesOf(t sweep.Table, column int, f experiment.Figure) shades {
	s := shades{low: math.Inf(1), high: math.Inf(-1)}
	for _, c := range t.Cells {
		for _, fleet := range c.Fleets {
			if of := fleet[column]; of.Runs > 0 {
				s.low, s.high = min(s.low, of.Mean), max(s.high, of.Mean)
			}
		}
	}
	if s.low > s.high {
		s.low, s.high = 0, 0
	}
	s.log = s.low > 0 && s.high >= widely*s.low
	s.rule = ruleOf(f, s.high)
	return s
}

// class is the colour of a mean.
func (s shades) class(mean float64) string {
	share := 0.0
	switch {
	case s.high == s.low:
	case s.log:
		share = math.Log(mean/s.low) / math.Log(s.high/s.low)
	default:
		share = (mean - s.low) / (s.high - s.low)
	}
	return templates.StepClass(min(templates.Steps-1, int(share*templates.Steps)))
}

// mapper makes maps of one figure.
type mapper struct {
	sweep      sweep.Sweep
	table      sweep.Table
	figure     experiment.Figure
	column     int
	strategies []chart.Strategy
	shades     shades
}

// rows are those of a map, the highest value of y first.
func (m mapper) rows(cell func(c sweep.Cell, at string) templates.MapCell) []templates.MapRow {
	var rows []templates.MapRow
	width := len(m.table.Xs)
	for y := len(m.table.Ys) - 1; y >= 0; y-- {
		row := templates.MapRow{MapValue: templates.MapValue{Text: valueOf(m.sweep.Y.Field, m.table.Ys[y].Value), Added: m.table.Ys[y].Added}}
		for x := range width {
			c := m.table.Cells[y*width+x]
			at := labelOf(m.sweep.X.Field) + " " + valueOf(m.sweep.X.Field, m.table.Xs[x].Value) + ", " + within(labelOf(m.sweep.Y.Field)) + " " + row.Text
			row.Cells = append(row.Cells, m.shown(c, at, cell))
		}
		rows = append(rows, row)
	}
	return rows
}

// shown is a cell that is known, one that failed, or an empty one.
func (m mapper) shown(c sweep.Cell, at string, cell func(c sweep.Cell, at string) templates.MapCell) templates.MapCell {
	switch {
	case c.Failed != "":
		return templates.MapCell{Class: "failed", Text: "×", Says: at + ": not simulated. " + c.Failed, Path: view.ScenarioLink(c.Query)}
	case !c.Known():
		return templates.MapCell{Class: "unknown"}
	}
	of := cell(c, at)
	of.Path = view.ScenarioLink(c.Query)
	return of
}

func (m mapper) valueCell(c sweep.Cell, at string, fleet int) templates.MapCell {
	of := c.Fleets[fleet][m.column]
	if of.Runs == 0 {
		return templates.MapCell{Class: "never", Text: "—", Says: at + ": in no run"}
	}
	text := cellOf(of, m.sweep.Scenario.Runs, m.shades.rule, false)
	says := at + ": " + text.Mean
	if text.Range != "" {
		says += ", most runs " + text.Range
	}
	if text.Some != "" {
		says += ", " + text.Some
	}
	return templates.MapCell{Class: m.shades.class(of.Mean), Text: text.Mean, Says: says}
}

func (m mapper) bestCell(c sweep.Cell, at string) templates.MapCell {
	best := c.Best[m.column]
	if best.Fleet < 0 {
		return templates.MapCell{Class: "never", Text: "—", Says: at + ": in no run"}
	}
	of, mean := m.strategies[best.Fleet], m.shades.rule(c.Fleets[best.Fleet][m.column].Mean)
	if !best.Sure {
		return templates.MapCell{Class: "best maybe " + of.Class(), Text: "?", Says: at + ": not sure; lowest here " + of.Name + ", " + mean}
	}
	return templates.MapCell{Class: "best " + of.Class(), Text: of.Brief(), Says: at + ": " + of.Name + ", " + mean}
}

// mapFinding says how often each is best.
func mapFinding(t sweep.Table, name string, strategies []chart.Strategy) string {
	_, column := columnOf(name)
	w := words[name]
	places, best := known(t, column)
	counted := ""
	if asked := askedOf(t, places); len(asked) < len(places) && len(asked) > 0 {
		some := make([]int, len(asked))
		for i, k := range asked {
			some[i] = places[k]
			best[i] = best[k] // k is never below i
		}
		places, best = some, best[:len(asked)]
		counted = " Values that were added do not count."
	}
	if len(places) < 2 || len(strategies) < 2 || w.most == "" {
		return ""
	}
	of := leading(w.most, t, places, best, column)
	if countOf(best, unsure) == len(best) {
		return of + ": not sure in any cell, all differences are within chance." + counted
	}
	return of + ": " + countedBest(best, strategies, "cell") + "." + counted
}

// askedOf are those of some cells whose values were asked for: others were added where strategies
// cross, which says nothing of how often one is best.
func askedOf(t sweep.Table, places []int) (asked []int) {
	for k, i := range places {
		if !t.Xs[i%len(t.Xs)].Added && !t.Ys[i/len(t.Xs)].Added {
			asked = append(asked, k)
		}
	}
	return asked
}
