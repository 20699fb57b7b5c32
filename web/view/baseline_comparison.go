package view

import (
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/explain/figures"
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
	shown := shownIn(l.Scenario, experiment.FiguresBy(func(at experiment.Places) int { return at.Baseline }))
	longest := time.Duration(0)
	for _, p := range pairs {
		longest = max(longest, LongestOf(p.Now, p.Baseline))
	}
	for _, f := range shown {
		c.Columns = append(c.Columns, columnOf(f, l.Scenario, f.Help.Baseline, longest))
	}
	for _, p := range pairs {
		row := chart.BaselineRow{}
		for _, s := range strategies {
			if s.Key == p.Now.Strategy {
				row.Strategy = s
			}
		}
		for _, f := range shown {
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

func comparedCell(f experiment.Figure, p explain.Pair, longest time.Duration) chart.BaselineCell {
	d := figures.Beside(f, figures.Of(f, p.Now), figures.Of(f, p.Baseline), longest)
	verdict := map[int]string{+1: "better", -1: "worse"}[d.Better]
	return chart.BaselineCell{Now: d.Now, Baseline: d.Then, Change: d.Change, Verdict: verdict}
}
