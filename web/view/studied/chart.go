package studied

import (
	"fmt"
	"math"

	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/study"
	"backofflab/web/view"
)

// chartOf is one figure of a sweep of one axis.
func chartOf(s sweep.Sweep, t sweep.Table, name string) templates.SweepChart {
	f, column := columnOf(name)
	strategies, places := view.StrategiesOf(s.Scenario.Strategies), placesOf(s.X, t.Xs)
	c := templates.SweepChart{
		ID: "sweep-" + name, Title: words[name].title, Axis: axisWords(s.X),
		Finding: findingOf(s, t, name, strategies), X: ticksOf(s.X, t.Xs, places),
	}
	top := 0.0
	for fleet, strategy := range strategies {
		l := templates.SweepLine{Strategy: strategy}
		for i, cell := range t.Cells {
			if !cell.Known() || cell.Fleets[fleet][column].Runs == 0 {
				continue
			}
			of := cell.Fleets[fleet][column]
			l.Points = append(l.Points, templates.SweepPoint{Share: places[i], Mean: of.Mean, Low: of.Low, High: of.High, Added: t.Xs[i].Added})
			top = max(top, of.Mean, of.High)
		}
		c.Lines = append(c.Lines, l)
	}
	c.Y = scaleOf(f, top)
	c.PlaceLabels()
	c.Sub = words[name].of + ": mean of " + format.Plural(s.Scenario.Runs, "run") + "."
	if s.Scenario.Runs > 1 {
		c.Sub = words[name].of + ": mean of " + format.Plural(s.Scenario.Runs, "run") + " with the same seeds, band from 5 to 95\u00a0% of them."
	}
	rule := ruleOf(f, top)
	for i := range t.Xs {
		c.Rows = append(c.Rows, rowOf(s, t, i, places[i], column, rule))
	}
	c.Sentence = sentenceOf(c, s, t)
	return c
}

// placesOf are where the values of an axis lie, from 0 to 1.
func placesOf(a sweep.Axis, xs []sweep.Spot) []float64 {
	low, high := xs[0].At, xs[len(xs)-1].At
	at := func(x float64) float64 { return x }
	if logarithmic(a, xs) {
		at = math.Log
	}
	all := make([]float64, len(xs))
	for i, x := range xs {
		all[i] = 0.5
		if high > low {
			all[i] = (at(x.At) - at(low)) / (at(high) - at(low))
		}
	}
	return all
}

// widely is from how many times the lowest value on a list is drawn on a logarithmic axis.
const widely = 20

func logarithmic(a sweep.Axis, xs []sweep.Spot) bool {
	low, high := xs[0].At, xs[len(xs)-1].At
	return a.Scale == sweep.Log || a.Scale == sweep.List && a.Numeric() && low > 0 && high >= widely*low
}

func axisWords(a sweep.Axis) string {
	text := labelOf(a.Field)
	if a.Scale == sweep.Log {
		text += ", logarithmic"
	}
	return text
}

// Shares of the width that labels of the axis need, on a desk and on a phone.
const (
	labelWidth      = 0.08
	phoneLabelWidth = 0.24
)

// ticksOf are labelled values, as many as there is room for: the ends first.
func ticksOf(a sweep.Axis, xs []sweep.Spot, places []float64) []templates.XTick {
	last := len(xs) - 1
	taken, phone := []float64{places[0], places[last]}, []float64{places[0], places[last]}
	ticks := make([]templates.XTick, 0, len(xs))
	for i, x := range xs {
		end := i == 0 || i == last
		if !end && (x.Added || near(taken, places[i], labelWidth)) {
			continue
		}
		tick := templates.XTick{Share: places[i], Text: valueOf(a.Field, x.Value)}
		if !end {
			taken = append(taken, places[i])
			if tick.Roomy = near(phone, places[i], phoneLabelWidth); !tick.Roomy {
				phone = append(phone, places[i])
			}
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

func near(taken []float64, place, room float64) bool {
	for _, other := range taken {
		if math.Abs(other-place) < room {
			return true
		}
	}
	return false
}

func rowOf(s sweep.Sweep, t sweep.Table, i int, place float64, column int, rule format.Rule) templates.SweepRow {
	cell := t.Cells[i]
	r := templates.SweepRow{Value: valueOf(s.X.Field, t.Xs[i].Value), Share: place, Added: t.Xs[i].Added, Failed: cell.Failed}
	if cell.Known() || cell.Failed != "" {
		r.Path = view.ScenarioLink(cell.Query)
	}
	for fleet, of := range cell.Fleets {
		best := cell.Best[column]
		r.Cells = append(r.Cells, cellOf(of[column], s.Scenario.Runs, rule, best.Sure && best.Fleet == fleet && len(cell.Fleets) > 1))
	}
	return r
}

func cellOf(of sweep.Summary, runs int, rule format.Rule, best bool) templates.SweepCell {
	if of.Runs == 0 {
		return templates.SweepCell{Mean: "—"}
	}
	c := templates.SweepCell{Mean: rule(of.Mean), Best: best}
	if of.Runs > 1 {
		c.Range = format.Range(rule(of.Low), rule(of.High))
	}
	if of.Runs < runs {
		c.Some = "in " + format.Of(of.Runs, runs, "run")
	}
	return c
}

// sentenceOf is the chart for those who do not see it.
func sentenceOf(c templates.SweepChart, s sweep.Sweep, t sweep.Table) string {
	first, last := valueOf(s.X.Field, t.Xs[0].Value), counted(s.X.Field, t.Xs[len(t.Xs)-1].Value)
	text := fmt.Sprintf("%s of %s over %s from %s to %s.", c.Title, format.Plural(len(c.Lines), "strategy"), within(labelOf(s.X.Field)), first, last)
	if c.Finding != "" {
		text += " " + c.Finding
	}
	return text
}

// none is a strategy that is none.
var none chart.Strategy
