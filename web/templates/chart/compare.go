package chart

import (
	"math"
	"strconv"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// extent is how many bins the x axis holds, the baseline's included.
func (f Frame) extent() int {
	bins := max(f.Bins, f.Reach, f.Least)
	if f.Baseline == nil {
		return bins
	}
	return max(bins, inUnits(f.Baseline.Bins, f.binRatio()))
}

// top is the busiest bin that the y axis of the load chart holds.
func (f Frame) top() (peak int, rate float64) {
	if f.Baseline == nil {
		return f.high(f), f.Rate
	}
	return max(f.high(f), inUnits(f.high(*f.Baseline), 1/f.binRatio())), max(f.Rate, f.Baseline.Rate)
}

// most is the highest total that the y axis of the completion chart holds, where that
// is one of requests.
func (f Frame) most() int {
	if f.Baseline == nil || f.Baseline.Total > 0 {
		return f.Done
	}
	return max(f.Done, f.Baseline.Done)
}

// binRatio is the width of a baseline bin in bins of this run.
func (f Frame) binRatio() float64 { return float64(f.Baseline.Bin) / float64(f.Bin) }

// inUnits converts n from the units of one run to those of another, rounded up. The
// epsilon keeps a rounding error from adding one.
func inUnits(n int, factor float64) int { return int(math.Ceil(float64(n)*factor - 1e-6)) }

// alike reports whether the completions of both runs can share an axis: as shares of
// a known total, or as numbers of requests.
func (f Frame) alike() bool {
	return f.Baseline != nil && (f.Total > 0) == (f.Baseline.Total > 0)
}

// baselineLoadScale and baselineCompletionScale scale the paths of the baseline, which are
// in its own data units, to those of the panel: rates stay rates, and shares stay shares.
func (f Frame) baselineLoadScale() templ.Attributes {
	return scaled(f.binRatio(), 1/f.binRatio())
}

func (f Frame) baselineCompletionScale() templ.Attributes {
	if f.Total == 0 || f.Baseline.Total == 0 {
		return scaled(f.binRatio(), 1)
	}
	return scaled(f.binRatio(), float64(f.Total)/float64(f.Baseline.Total))
}

func scaled(x, y float64) templ.Attributes {
	if x == 1 && y == 1 {
		return nil
	}
	return templ.Attributes{"transform": "scale(" + exact(x) + " " + exact(y) + ")"}
}

// exact writes a factor with the digits that a path of thousands of units needs.
func exact(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }

// baselineRate is the capacity of the baseline in attempts per bin, where it is
// another; 0 else.
func (f Frame) baselineRate() float64 {
	if f.Baseline == nil || f.Baseline.Rate == f.Rate {
		return 0
	}
	return f.Baseline.Rate * f.Bin.Seconds()
}

// limitWords name the capacity, and that of the baseline where it is another.
func (f Frame) limitWords() string {
	switch {
	case f.baselineRate() > 0 && f.Rate > 0:
		return f.bound() + " " + format.SetRate(f.Rate) + ", baseline " + format.SetRate(f.Baseline.Rate)
	case f.baselineRate() > 0:
		return "baseline " + format.SetRate(f.Baseline.Rate)
	case f.Rate > 0:
		return f.bound() + " " + format.SetRate(f.Rate)
	}
	return ""
}

// labelled is the line that these words stand at: the upper of the two.
func (f Frame) labelled() float64 { return max(f.Capacity(), f.baselineRate()) }

// limitDy is how far from the line, in pixels: below it where there is no room above.
func (f Frame) limitDy() string {
	if f.Load().Share(f.labelled()) > highLine {
		return "14"
	}
	return "-5"
}

// highLine is from where on a line of a row has no room above it.
const highLine = 0.7

// EdgePath is the upper edge of the bars of a load chart, from the zero line and back
// to it: "V-12h3" are three bins of 12.
func EdgePath(counts []int) string {
	dst := []byte("M0 0")
	height := 0
	for bin := 0; bin < len(counts); {
		end := bin
		for end < len(counts) && counts[end] == counts[bin] {
			end++
		}
		if counts[bin] != height {
			height = counts[bin]
			dst = appendNumber(dst, "V", -height)
		}
		dst = appendNumber(dst, "h", end-bin)
		bin = end
	}
	if height != 0 {
		dst = append(dst, "V0"...)
	}
	return string(dst)
}

// fineBins is from how many bins on the line of a baseline is drawn without its pale underlay.
const fineBins = 100

// class is what a difference looks like.
func (c BaselineCell) class() string {
	if c.Change == Same {
		return "same"
	}
	return c.Verdict
}

// Same is the difference of two figures that are equal.
const Same = "same"

// baselineSentence is the baseline's figure for screen readers.
func baselineSentence(c Caption) string {
	if c.Figure == "" {
		return ""
	}
	return ". In the baseline: " + c.Figure + c.Words
}

// countOf says how many settings differ.
func countOf(list []Difference) string {
	return format.Plural(len(list), "setting") + " " + format.Verb(len(list), "differs", "differ")
}

// baselineRamp is the gradient of the bars of a baseline panel: as ramp, but by the
// baseline's capacity.
func baselineRamp(f Frame, i int) templ.Attributes {
	if f.Baseline.Rate == 0 {
		return nil
	}
	fill := "url(#" + PanelID("twin-ramp", i) + ")"
	return templ.Attributes{"fill": fill, "stroke": fill}
}
