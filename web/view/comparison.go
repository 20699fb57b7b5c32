package view

import (
	"slices"
	"strings"
	"unicode"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// comparisonOf is the table of differences; nil where a strategy is alone.
func comparisonOf(s scenario.Scenario, found experiment.Outcome, strategies []chart.Strategy) *chart.Comparison {
	compared := experiment.Compare(found.Spreads)
	if len(compared) == 0 {
		return nil
	}
	t := &chart.Comparison{
		Title: "Is the difference real?",
		Sub: "Each strategy against the best of its column, seed by seed over " + format.Plural(s.Runs, "run") + ": the mean difference and its 95\u00a0% interval. " +
			"Where the interval holds 0, there is no clear difference. Who lost more requests than another is never best. Intervals are not corrected for multiple comparisons: about 1 in 20 will look significant by chance.",
	}
	for _, strategy := range strategies {
		t.Rows = append(t.Rows, chart.ComparisonRow{Strategy: strategy})
	}
	for _, f := range spreadFigures(s) {
		at := slices.IndexFunc(compared, func(c experiment.Comparison) bool { return c.Name == f.Name })
		if at < 0 || allSame(compared[at]) {
			continue // nothing to tell apart
		}
		t.Columns = append(t.Columns, columnOf(f, s, f.Help.Runs, longestIn(found.Spreads)))
		for i := range t.Rows {
			t.Rows[i].Cells = append(t.Rows[i].Cells, differenceCell(compared[at], strategies[i].Key, s.Runs, spreadRule(f, found.Spreads)))
		}
	}
	if len(t.Columns) == 0 {
		t.Sub = "In no figure, and in none of the runs, does a strategy differ from another."
	}
	return t
}

// allSame reports whether no strategy differs from another in any run.
func allSame(c experiment.Comparison) bool {
	return !slices.ContainsFunc(c.Differences, func(d experiment.Difference) bool { return d.Verdict != experiment.Same })
}

// differenceCell puts the difference of a strategy into words.
func differenceCell(c experiment.Comparison, key string, runs int, write format.Rule) chart.ComparisonCell {
	if key == c.Best {
		return chart.ComparisonCell{Verdict: "best", Interval: "mean " + write(c.Mean), Kind: "best"}
	}
	d := c.Differences[slices.IndexFunc(c.Differences, func(d experiment.Difference) bool { return d.Strategy == key })]
	between := interval(d, write)
	if d.Runs < runs {
		between += ", " + format.Of(d.Runs, runs, "run")
	}
	switch {
	case d.Runs < 2:
		return chart.ComparisonCell{Verdict: chart.Never, Interval: format.Of(d.Runs, runs, "run"), Kind: "never"}
	case d.Verdict == experiment.Same:
		return chart.ComparisonCell{Verdict: "the same", Interval: "in every run", Kind: "same"}
	case d.Verdict == experiment.CannotTell:
		return chart.ComparisonCell{Verdict: "no clear difference", Interval: between, Kind: "unsure"}
	}
	return chart.ComparisonCell{Verdict: format.Signed(d.Mean, write), Interval: between, Kind: string(d.Verdict)}
}

// interval writes where a difference lies, with two decimals where its ends would look alike.
func interval(d experiment.Difference, write format.Rule) string {
	low, high := bound(d.Low, write), bound(d.High, write)
	if low == high && !strings.ContainsFunc(low, unicode.IsLetter) {
		low, high = bound(d.Low, format.Decimals(2)), bound(d.High, format.Decimals(2))
	}
	return low + " to " + high
}

// bound writes an end of an interval: only one below 0 has a sign.
func bound(x float64, write format.Rule) string {
	return strings.TrimPrefix(format.Signed(x, write), "+")
}
