package chart

import (
	"math"
	"strconv"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// extent is how many bins the x axis holds: the pinned run's, too.
func (f Frame) extent() int {
	bins := max(f.Bins, f.Reach)
	if f.Pinned == nil {
		return bins
	}
	return max(bins, inUnits(f.Pinned.Bins, f.across()))
}

// top is the busiest bin that the y axis of the load chart holds.
func (f Frame) top() (peak int, rate float64) {
	if f.Pinned == nil {
		return f.Peak, f.Rate
	}
	return max(f.Peak, inUnits(f.Pinned.Peak, 1/f.across())), max(f.Rate, f.Pinned.Rate)
}

// most is the highest total that the y axis of the completion chart holds, where that
// is one of requests.
func (f Frame) most() int {
	if f.Pinned == nil || f.Pinned.Total > 0 {
		return f.Done
	}
	return max(f.Done, f.Pinned.Done)
}

// across is how many bins a bin of the pinned run is wide.
func (f Frame) across() float64 { return float64(f.Pinned.Bin) / float64(f.Bin) }

// inUnits is n of the units of one run in those of another, rounded up; what a float
// makes of a whole number is no reason for one more.
func inUnits(n int, factor float64) int { return int(math.Ceil(float64(n)*factor - 1e-6)) }

// alike reports whether the completions of both runs can share an axis: as shares of
// a known total, or as numbers of requests.
func (f Frame) alike() bool {
	return f.Pinned != nil && (f.Total > 0) == (f.Pinned.Total > 0)
}

// loadGhost and completionGhost bring the paths of the pinned run, which are in its
// own data units, into those of the panel: a rate stays a rate, and a share a share.
func (f Frame) loadGhost() templ.Attributes {
	return scaled(f.across(), 1/f.across())
}

func (f Frame) completionGhost() templ.Attributes {
	if f.Total == 0 || f.Pinned.Total == 0 {
		return scaled(f.across(), 1)
	}
	return scaled(f.across(), float64(f.Total)/float64(f.Pinned.Total))
}

func scaled(x, y float64) templ.Attributes {
	if x == 1 && y == 1 {
		return nil
	}
	return templ.Attributes{"transform": "scale(" + exact(x) + " " + exact(y) + ")"}
}

// exact writes a factor with the digits that a path of thousands of units needs.
func exact(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }

// pinnedRate is the capacity of the pinned run in attempts per bin, where it is
// another; 0 else.
func (f Frame) pinnedRate() float64 {
	if f.Pinned == nil || f.Pinned.Rate == f.Rate {
		return 0
	}
	return f.Pinned.Rate * f.Bin.Seconds()
}

func (f Frame) pinnedY() string { return yAt(f.Load().Share(f.pinnedRate())) }

// pinnedLabel is where the label of the pinned capacity stands: above that of the
// other where they would touch.
func (f Frame) pinnedLabel() string {
	gap := (f.Load().Share(f.pinnedRate()) - f.Load().Share(f.Capacity())) * plotHeight
	if f.Rate > 0 && math.Abs(gap) < labelRoom {
		y, _ := strconv.ParseFloat(lift(f.capacityY()), 64) // which wrote a number
		return Number(y - labelRoom + 1)
	}
	return lift(f.pinnedY())
}

// EdgePath is the upper edge of the bars of a load chart, from the baseline and back
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

// fineBins is from how many bins on a ghost has no room for what makes it stand out.
const fineBins = 100

// class is what a difference looks like.
func (c ComparedCell) class() string {
	if c.Change == Same {
		return "same"
	}
	return c.Verdict
}

// Same is the difference of two figures that are equal.
const Same = "same"

// ghostSentence says the figure of the pinned run to those who do not see it.
func ghostSentence(c Caption) string {
	if c.Figure == "" {
		return ""
	}
	return ". In the pinned run: " + c.Figure + c.Words
}

// countOf says how many settings differ.
func countOf(list []Difference) string {
	return format.Plural(len(list), "setting") + " " + format.Verb(len(list), "differs", "differ")
}

// twinRamp fills the bars of a pinned panel as ramp does those of the other.
func twinRamp(f Frame, i int) templ.Attributes {
	if f.Pinned.Rate == 0 {
		return nil
	}
	fill := "url(#" + PanelID("twin-ramp", i) + ")"
	return templ.Attributes{"fill": fill, "stroke": fill}
}
