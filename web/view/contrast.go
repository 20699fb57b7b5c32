package view

import (
	"math"
	"time"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

// comparedFigure is a column of the table of differences.
type comparedFigure struct {
	column   chart.Column
	decimals int
	relative bool // the difference is in per cent, else in the unit of the figure
	better   int  // which direction is the better one: -1 lower, +1 higher, 0 neither
	of       func(sim.Result) (float64, bool)
}

// contrastOf is what differs between two runs of a link.
func contrastOf(l link.Link, results, pinned []sim.Result) *chart.Contrast {
	strategies := StrategiesOf(l.Scenario.Strategies)
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
	slowest, lowest := time.Duration(0), math.Inf(1)
	for _, p := range pairs {
		slowest = max(slowest, p.Now.Completion.Max(), p.Pinned.Completion.Max())
		lowest = min(lowest, p.Now.PeakPerS, p.Pinned.PeakPerS)
	}
	peakDecimals, timeDecimals := 0, 1
	if lowest < 10 {
		peakDecimals = 1
	}
	if slowest < 10*time.Second {
		timeDecimals = 2
	}
	many := explain.Noun(s) + "s"
	wait := func(title, help string, of func(*metrics.Histogram) time.Duration) comparedFigure {
		return comparedFigure{chart.Column{Title: title, Unit: "s", Help: help}, timeDecimals, false, -1,
			func(r sim.Result) (float64, bool) { return of(r.Completion).Seconds(), r.Completion.Count() > 0 }}
	}
	return []comparedFigure{
		{chart.Column{Title: "Peak", Unit: "/s", Help: "Attempts in the busiest bin, as a rate"}, peakDecimals, true, -1,
			func(r sim.Result) (float64, bool) { return r.PeakPerS, true }},
		{chart.Column{Title: "Attempts", Unit: "total", Help: "Attempts that were made, first tries included"}, 0, true, -1,
			func(r sim.Result) (float64, bool) { return float64(r.Attempts), true }},
		{chart.Column{Title: "Herd", Unit: "index", Help: "Variance over mean of the attempts per bin; it depends on the width of the bins"}, 1, false, 0,
			func(r sim.Result) (float64, bool) { return r.HerdIndex, r.HerdBins > 0 }},
		{chart.Column{Title: "Success", Unit: "%", Help: "Share of the requests that succeeded; the difference is in percentage points"}, 1, false, +1,
			func(r sim.Result) (float64, bool) { return percentOf(r.Successes, max(1, r.Requests)), r.Requests > 0 }},
		{chart.Column{Title: "Gave up", Unit: many, Help: "Those that ran out of attempts, time or budget, or met a permanent failure"}, 0, false, -1,
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
	now, then = round(now, f.decimals), round(then, f.decimals)
	cell := chart.ComparedCell{Now: chart.Never, Pinned: chart.Never, Change: chart.Never}
	if some {
		cell.Now = decimal(now, f.decimals)
	}
	if other {
		cell.Pinned = decimal(then, f.decimals)
	}
	if !some || !other {
		return cell
	}
	switch {
	case now == then:
		cell.Change = chart.Same
		return cell
	case !f.relative:
		cell.Change = withSign(now-then, f.decimals)
	case then > 0:
		cell.Change = withSign(100*(now-then)/then, 1) + "\u00a0%"
	}
	switch better := float64(f.better); {
	case better*(now-then) > 0:
		cell.Verdict = "better"
	case better*(now-then) < 0:
		cell.Verdict = "worse"
	}
	return cell
}

// withSign writes a difference that is not 0 with its sign, and says so where too few
// decimals would hide it.
func withSign(x float64, decimals int) string {
	sign := "+"
	if x < 0 {
		sign, x = "−", -x
	}
	if least := math.Pow(10, -float64(decimals)); round(x, decimals) < least {
		return sign + "<" + decimal(least, decimals)
	}
	return sign + decimal(x, decimals)
}

func round(x float64, decimals int) float64 {
	unit := math.Pow(10, float64(decimals))
	return math.Round(x*unit) / unit
}
