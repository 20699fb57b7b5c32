package view

import (
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// BaselineComparisonOf is what differs between two runs of a link.
func BaselineComparisonOf(l link.Link, now, baseline experiment.Outcome) *chart.BaselineComparison {
	strategies := StrategiesOf(l.Scenario.Strategies)
	c := &chart.BaselineComparison{
		Title:        explain.Change(l.Scenario, *l.With, now, baseline),
		Differences:  differencesOf(*l.With, l.Scenario),
		OnlyBaseline: namesOf(l.With.Strategies, l.Scenario.Strategies),
		OnlyNow:      namesOf(l.Scenario.Strategies, l.With.Strategies),
	}
	pairs := explain.Pairs(now.Results, baseline.Results)
	figures := shownIn(l.Scenario, experiment.FiguresBy(func(at experiment.Places) int { return at.Baseline }))
	longest := time.Duration(0)
	for _, p := range pairs {
		longest = max(longest, LongestOf(p.Now, p.Baseline))
	}
	for _, f := range figures {
		c.Columns = append(c.Columns, columnOf(f, l.Scenario, f.Help.Baseline, longest))
	}
	for _, p := range pairs {
		row := chart.BaselineRow{}
		for _, s := range strategies {
			if s.Key == p.Now.Strategy {
				row.Strategy = s
			}
		}
		for _, f := range figures {
			row.Cells = append(row.Cells, comparedCell(f, p, longest))
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// FigureBeside is a figure of two results, each as the screen writes it, and the difference of
// the first from the second. Times have decimals that suit the longest.
func FigureBeside(f experiment.Figure, now, other sim.Result, longest time.Duration) chart.BaselineCell {
	return comparedCell(f, explain.Pair{Now: now, Baseline: other}, longest)
}

// comparedCell compares what is shown: both figures are rounded before, so that a
// difference is that of the two numbers above it.
func comparedCell(f experiment.Figure, p explain.Pair, longest time.Duration) chart.BaselineCell {
	write := ruleOf(f.Kind, longest)
	now, hasNow := onScreen(f, p.Now)
	then, hasThen := onScreen(f, p.Baseline)
	now, then = format.Shown(now, write), format.Shown(then, write)
	cell := chart.BaselineCell{Now: chart.Never, Baseline: chart.Never, Change: chart.Never}
	if hasNow {
		cell.Now = write(now)
	}
	if hasThen {
		cell.Baseline = write(then)
	}
	if !hasNow || !hasThen {
		return cell
	}
	switch {
	case now == then:
		cell.Change = chart.Same
		return cell
	case !f.Has(experiment.Relative):
		cell.Change = format.Signed(now-then, ruleOfDifference(f.Kind, longest))
	case then > 0:
		cell.Change = format.Change(then, now)
	}
	switch better := float64(f.Better); {
	case better*(now-then) > 0:
		cell.Verdict = "better"
	case better*(now-then) < 0:
		cell.Verdict = "worse"
	}
	return cell
}

// ruleOfDifference is how a difference of two figures of a kind is written. One of shares
// is rounded like any number: it is no share of anything.
func ruleOfDifference(kind experiment.Kind, longest time.Duration) format.Rule {
	if kind == experiment.Percent {
		return format.Decimals(1)
	}
	return ruleOf(kind, longest)
}
