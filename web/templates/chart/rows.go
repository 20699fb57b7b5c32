package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// The load picture has one row a strategy, all on the same scales. Places in it are in per
// cent, so a style sheet alone decides how high a row is.

// rowY is the row of a value of the load scale.
func (f Frame) rowY(v float64) string { return percent(1 - math.Min(1, f.Load().Share(v))) }

// loadTop is the label of the y axis.
func loadTop(f Frame) string {
	ticks := f.Load().Ticks
	return ticks[len(ticks)-1].Text
}

// bound is what the capacity is called.
func (f Frame) bound() string { return OrElse(f.Bound, "limit") }

// uprights are the places of the gridlines of a time axis: its ticks, and half way between
// them.
func (f Frame) uprights(x Scale) []string {
	half := x.Ticks[1].At / 2
	var at []string
	for t := half; t < x.Max*(1-1e-9); t += half {
		at = append(at, percent(f.X().Share(t)))
	}
	return at
}

// near is the time axis up to where most strategies have made all their attempts. Zooming
// in shows that much. It is offered where this leaves out most of the axis; and it is what
// a reader sees at first where one slow strategy, or a few, would squeeze all others into a
// tenth of the width. Of two strategies neither is most: there the whole run comes first.
func (r Run) near() (x Scale, offered, first bool) {
	var ends []int
	for _, s := range r.Series {
		ends = append(ends, s.end())
	}
	if len(ends) < 2 || r.Question != nil { // which it would answer
		return Scale{}, false, false
	}
	if kept := r.Frame.Kept; kept.Time > 0 {
		if kept.Near == 0 {
			return Scale{}, false, false
		}
		x = keptTime(1, kept.Near, r.Frame.Bin)
		return x, true, len(ends) > 2 && x.Max/r.Frame.X().Max <= squeezed
	}
	slices.Sort(ends)
	at := min(len(ends)/2, len(ends)-2)
	for i := at; i < len(ends)-1; i++ { // the widest gap behind more than half of them
		if ends[i+1]*ends[at] > ends[at+1]*ends[i] {
			at = i
		}
	}
	most := ends[at]
	x = timeScaleTo(1, most, r.Frame.Bin)
	share := x.Max / r.Frame.X().Max
	return x, most > 0 && share <= nearShare, len(ends) > 2 && share <= squeezed
}

const (
	nearShare = 0.2
	squeezed  = 0.12 // the axis ends a little after those that it is for
)

// end is the bin after the last with an attempt.
func (s Series) end() int {
	end := len(s.Attempts)
	for end > 0 && s.Attempts[end-1] == 0 {
		end--
	}
	return end
}

// goesOn says of a row that it goes on after the end of the near axis; "" where it does not.
func goesOn(r Run, row int) string {
	x, offered, _ := r.near()
	end := r.Series[row].end()
	if !offered || float64(end) <= x.Max {
		return ""
	}
	return "goes on until " + format.Elapsed(time.Duration(end)*r.Frame.Bin)
}

// nearWords name what zooming in shows: "First 15 s".
func nearWords(f Frame, x Scale) string {
	return "First " + format.Span(time.Duration(x.Max*float64(f.Bin)))
}

// quietest is the row in which the limit is named: of those without a pin at the right, the
// one that has the fewest attempts there, the first of several. Before there are any it is
// the last.
func quietest(r Run) int {
	best, least := len(r.Series)-1, math.Inf(1)
	end := r.shown()
	for i, s := range r.Series {
		load := 0.0
		for bin := int(end * (1 - labelShare)); bin < min(int(end), len(s.Attempts)); bin++ {
			load += float64(s.Attempts[bin])
		}
		if s.Done95 > end*(1-labelShare) && s.Done95 <= end {
			load = math.MaxFloat64
		}
		if len(s.Attempts) > 0 && load < least {
			best, least = i, load
		}
	}
	return best
}

// shown is where the axis ends that a reader sees first, in bins.
func (r Run) shown() float64 {
	if x, _, first := r.near(); first {
		return x.Max
	}
	return r.Frame.X().Max
}

// labelShare is how much of a row's width the name of the limit takes at most, on a phone.
const labelShare = 0.3

// number is that of a sentence, in the row and at the moment that it speaks of.
type number struct {
	n  int
	at float64 // share of the axis
}

// Places of numbers, as shares of the width. A number is 18 pixels wide, a plot at least 330.
const (
	numberRoom = 0.06
	numberEdge = 0.03 // from the ends of the axis to the middle of a number
)

// numbersOf are the numbers of the brief sentences that stand in a row: those whose first
// strategy is in it. A number stands in the middle of what it speaks of, or beside that
// where it is so short that the number would hide it; never upon another, or above the pin.
// So it depends on where the axis ends.
func numbersOf(r Run, row int, x Scale) []number {
	width := x.Max / r.Frame.X().Max
	var list []number
	low := numberEdge // right of the cut, whose lines would cross a number
	if r.Frame.cut() {
		low += r.Frame.X().Share(float64(r.Frame.Start)) / width
	}
	var taken []float64
	if pin := r.Series[row].Done95; pin > 0 {
		taken = append(taken, r.Frame.X().Share(pin)/width)
	}
	for i, f := range r.brief() {
		if len(f.Fleets) == 0 || f.Fleets[0] != r.Series[row].Strategy.Key {
			continue
		}
		end := float64(r.Series[row].end()) // after which there is nothing to see
		from, to := r.Frame.X().Share(min(end, f.From))/width, r.Frame.X().Share(min(end, f.To))/width
		at := (from + to) / 2
		if to-from < 2*numberRoom {
			at = to + 0.7*numberRoom
		}
		at = beside(taken, low, at)
		taken = append(taken, at)
		list = append(list, number{i + 1, at * width})
	}
	return list
}

// beside is the place nearest to at that is not before low, nor off the axis or upon one that
// is taken.
func beside(taken []float64, low, at float64) float64 {
	at = min(1-numberEdge, max(low, at))
	for d := 0.0; d < 1; d += numberRoom / 6 {
		for _, place := range []float64{at + d, at - d} {
			free := !slices.ContainsFunc(taken, func(t float64) bool { return math.Abs(t-place) < numberRoom-1e-9 })
			if free && place >= low && place <= 1-numberEdge {
				return place
			}
		}
	}
	return at
}

func (n number) x() string { return percent(n.at) }

func (n number) text() string { return strconv.Itoa(n.n) }

// brief are the numbered sentences: the first findings where nobody has made them shorter.
func (r Run) brief() []Finding {
	if len(r.Brief) > 0 {
		return r.Brief
	}
	return r.Findings[:min(briefMost, len(r.Findings))]
}

const briefMost = 3

// Untold is the run without its sentences, for where only the rows are shown.
func (r Run) Untold() Run {
	r.Brief, r.Findings = nil, nil
	return r
}

// classes are those of a figure: of who is ahead, and of what is long to write.
func (f Figure) classes() templ.Attributes {
	var names []string
	if f.Best {
		names = append(names, "best")
	}
	if n := utf8.RuneCountInString(f.Text); n > 6 || f.Unit != "" && n+len(f.Unit) > 10 {
		names = append(names, "long")
	}
	if names == nil {
		return nil
	}
	return templ.Attributes{"class": strings.Join(names, " ")}
}

// unit is what stands small behind a figure.
func (f Figure) unit() string {
	if f.Unit == "" {
		return ""
	}
	return "\u00a0" + f.Unit
}
