package chart

import (
	"strings"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// bandWords explains bands, where there are some.
func bandWords(f Frame) string {
	if f.Runs < 2 {
		return ""
	}
	return "Band: 5th to 95th percentile of " + format.Plural(f.Runs, "run") + ". Line: median."
}

// bandsInto adds the new content of the bands of a panel.
func (s Series) bandsInto(parts map[string]templ.Component, f Frame, i int) {
	if f.Runs < 2 {
		return
	}
	parts[PanelID("band-load", i)] = path(bandPath(s.Bands.Attempts), s.Bands.loadScale())
	parts[PanelID("median-load", i)] = path(medianMarks(s.Bands.Attempts), s.Bands.loadScale())
}

// loadScale and completionScale scale the paths of bands, which are in units of their own
// bins, to the panel's: rates stay rates, and totals stay totals.
func (b Bands) loadScale() templ.Attributes       { return scaled(b.ratio(), 1/b.ratio()) }
func (b Bands) completionScale() templ.Attributes { return scaled(b.ratio(), 1) }

func (b Bands) ratio() float64 { return max(1, b.Ratio) }

// later moves totals at the end of a bin to the bin after it: there the line of
// completions stands as high.
func later(list []Band) []Band {
	if len(list) == 0 {
		return nil
	}
	return append(make([]Band, 1, len(list)+1), list[:len(list)-1]...)
}

// bandPath is the area from low to high, bins that are alike in one.
func bandPath(list []Band) string {
	if len(list) == 0 {
		return ""
	}
	dst := []byte("M0 0")
	for from := 0; from < len(list); {
		b, to := list[from], from+1
		for to < len(list) && list[to].Low == b.Low && list[to].High == b.High {
			to++
		}
		if b.Low < b.High {
			dst = appendNumber(dst, "m0-", b.Low)
			dst = appendNumber(dst, "v-", b.High-b.Low)
			dst = appendNumber(dst, "h", to-from)
			dst = appendNumber(dst, "v", b.High-b.Low)
			dst = appendNumber(dst, "m0 ", b.Low)
		} else {
			dst = append(appendNumber(dst, "m", to-from), " 0"...)
		}
		from = to
	}
	return string(dst)
}

// medianMarks are the medians, a level line for each bin: between bars that come and go
// what connects them would be all that is seen.
func medianMarks(list []Band) string { return medians(list, false) }

// medianPath is the line of the medians.
func medianPath(list []Band) string { return medians(list, true) }

// medians joins bins that are alike; with a line what connects them is drawn too.
func medians(list []Band, line bool) string {
	if len(list) == 0 {
		return ""
	}
	dst, height := []byte("M0 0"), 0
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].Median == list[from].Median {
			to++
		}
		switch at := list[from].Median; {
		case at == height:
		case line:
			dst, height = appendNumber(dst, "V", -at), at
		default:
			dst, height = appendNumber(dst, "m0 ", height-at), at
		}
		dst = appendNumber(dst, "h", to-from)
		from = to
	}
	return string(dst)
}

// bandClass is "band" or "median".
func bandClass(name string) string {
	class, _, _ := strings.Cut(name, "-")
	return class
}
