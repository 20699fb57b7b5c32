package view

import (
	"time"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

// comparedFigure is a column of the table of differences.
type comparedFigure struct {
	column   chart.Column
	write    format.Rule
	relative bool // the difference is in per cent, else in the unit of the figure
	better   int  // which direction is the better one: -1 lower, +1 higher, 0 neither
	of       func(sim.Result) (float64, bool)
}

// contrastOf is what differs between two runs of a link.
func contrastOf(l link.Link, results, pinned []sim.Result) *chart.Contrast {
	strategies := strategiesOf(l.Scenario.Strategies)
	c := &chart.Contrast{
		Title:       explain.Change(l.Scenario, results, pinned),
		Differences: differencesOf(*l.With, l.Scenario),
		OnlyPinned:  namesOf(l.With.Strategies, l.Scenario.Strategies),
		OnlyNow:     namesOf(l.Scenario.Strategies, l.With.Strategies),
	}
	pairs := explain.Pairs(results, pinned)
	figures := comparedFigures(l.Scenario, pairs)
	for _, f := range figures {
		c.Columns = append(c.Columns, f.column)
	}
	for _, p := range pairs {
		row := chart.ComparedRow{}
		for _, s := range strategies {
			if s.Key == p.Now.Strategy {
				row.Strategy = s
			}
		}
		for _, f := range figures {
			row.Cells = append(row.Cells, f.cell(p))
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

func comparedFigures(s scenario.Scenario, pairs []explain.Pair) []comparedFigure {
	slowest := time.Duration(0)
	for _, p := range pairs {
		slowest = max(slowest, p.Now.Completion.Max(), p.Pinned.Completion.Max())
	}
	many := explain.Noun(s) + "s"
	wait := func(title, help string, of func(*metrics.Histogram) time.Duration) comparedFigure {
		return comparedFigure{chart.Column{Title: title, Unit: "s", Help: help}, format.Seconds(slowest), false, -1,
			func(r sim.Result) (float64, bool) { return of(r.Completion).Seconds(), r.Completion.Count() > 0 }}
	}
	return []comparedFigure{
		{chart.Column{Title: "Peak", Unit: "/s", Help: "Attempts in the busiest bin, as a rate"}, format.Rate, true, -1,
			func(r sim.Result) (float64, bool) { return r.PeakPerS, true }},
		{chart.Column{Title: "Attempts", Unit: "total", Help: "Attempts that were made, first tries included"}, format.Whole, true, -1,
			func(r sim.Result) (float64, bool) { return float64(r.Attempts), true }},
		{chart.Column{Title: "Herd", Unit: "index", Help: "Variance over mean of the attempts per bin; it depends on the width of the bins"}, format.Index, false, 0,
			func(r sim.Result) (float64, bool) { return r.HerdIndex, r.HerdBins > 0 }},
		{chart.Column{Title: "Success", Unit: "%", Help: "Share of the requests that succeeded; the difference is in percentage points"}, format.Percent, false, +1,
			func(r sim.Result) (float64, bool) { return percentOf(r.Successes, max(1, r.Requests)), r.Requests > 0 }},
		{chart.Column{Title: "Gave up", Unit: many, Help: "Those that ran out of attempts, time or budget, or met a permanent failure"}, format.Whole, false, -1,
			func(r sim.Result) (float64, bool) { return float64(r.GaveUp.Total()), true }},
		wait("Median", "Completion time, median of those that succeeded", func(h *metrics.Histogram) time.Duration { return h.Quantile(0.5) }),
		wait("99 %", "Completion time, 99th percentile of those that succeeded", func(h *metrics.Histogram) time.Duration { return h.Quantile(0.99) }),
		wait("Max", "Longest completion time of those that succeeded", (*metrics.Histogram).Max),
	}
}

// cell compares what is shown: both figures are rounded before, so that a difference
// is that of the two numbers above it.
func (f comparedFigure) cell(p explain.Pair) chart.ComparedCell {
	now, some := f.of(p.Now)
	then, other := f.of(p.Pinned)
	now, then = format.Shown(now, f.write), format.Shown(then, f.write)
	cell := chart.ComparedCell{Now: chart.Never, Pinned: chart.Never, Change: chart.Never}
	if some {
		cell.Now = f.write(now)
	}
	if other {
		cell.Pinned = f.write(then)
	}
	if !some || !other {
		return cell
	}
	switch {
	case now == then:
		cell.Change = chart.Same
		return cell
	case !f.relative:
		cell.Change = format.Signed(now-then, f.difference())
	case then > 0:
		cell.Change = format.Change(then, now)
	}
	switch better := float64(f.better); {
	case better*(now-then) > 0:
		cell.Verdict = "better"
	case better*(now-then) < 0:
		cell.Verdict = "worse"
	}
	return cell
}

// difference is the rule of the figure's differences. That of shares is rounded like any
// number: it is no share of anything.
func (f comparedFigure) difference() format.Rule {
	if f.better > 0 {
		return format.Decimals(1)
	}
	return f.write
}
