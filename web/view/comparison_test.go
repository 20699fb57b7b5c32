package view

import (
	"testing"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

func TestComparisonInWords(t *testing.T) {
	c := experiment.Comparison{Best: "full", Mean: 38.2, Differences: []experiment.Difference{
		{Strategy: "equal", Runs: 20, Mean: 120.4, Low: 95.2, High: 145.1, Verdict: experiment.Worse},
		{Strategy: "fixed", Runs: 20, Mean: 3, Low: -10.4, High: 16.2, Verdict: experiment.CannotTell},
		{Strategy: "linear", Runs: 20, Verdict: experiment.Same},
		{Strategy: "exponential", Runs: 12, Mean: -4, Low: -6, High: -2, Verdict: experiment.Better},
		{Strategy: "immediate", Runs: 1, Mean: -4, Low: -4, High: -4, Verdict: experiment.CannotTell},
		{Strategy: "decorrelated", Runs: 20, Mean: 1200, Low: -0.2, High: 2400.4, Verdict: experiment.CannotTell},
	}}
	for key, want := range map[string]chart.ComparisonCell{
		"full":         {Verdict: "best", Interval: "mean 38", Kind: "best"},
		"equal":        {Verdict: "+120", Interval: "95 to 145", Kind: "worse"},
		"fixed":        {Verdict: "no clear difference", Interval: "−10 to 16", Kind: "unsure"},
		"linear":       {Verdict: "the same", Interval: "in every run", Kind: "same"},
		"exponential":  {Verdict: "−4", Interval: "−6 to −2, 12 of 20 runs", Kind: "better"},
		"immediate":    {Verdict: "—", Interval: "1 of 20 runs", Kind: "never"},
		"decorrelated": {Verdict: "no clear difference", Interval: "0 to 2\u202f400", Kind: "unsure"},
	} {
		if got := differenceCell(c, key, 20, format.Whole); got != want {
			t.Errorf("%s: %+v, want %+v", key, got, want)
		}
	}
}
