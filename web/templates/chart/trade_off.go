package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
)

// Geometry of the chart, in pixels. Only x is in per cent.
const (
	tradeOffTop    = 24
	tradeOffPlot   = 214
	tradeOffFloor  = tradeOffTop + tradeOffPlot
	tradeOffHeight = tradeOffFloor + 42
	tradeOffLetter = 7.2 // width of a letter of a label, about
	tradeOffWidth  = 270 // of the chart on a phone: labels must not overlap there either
)

// Where a few strategies take so much longer that the others would lie on top of each other,
// the time axis breaks: the others have its first part, and those few what is left, in their
// order and with a tick of their own.
const (
	farFrom = 2.5 // times as long as the one before takes the first of the few

	// Shares of the width.
	nearHigh = 0.81
	breakAt  = 0.84
	farLow   = 0.9
	farHigh  = 0.98
)

// far are the times of those beyond the break, shortest first, and the longest of the others.
func (p TradeOff) far() (beyond []float64, near float64) {
	var all []float64
	for _, point := range p.Points {
		all = append(all, point.Seconds)
	}
	slices.Sort(all)
	for i := len(all) - 1; 2*i >= len(all) && i > 1; i-- { // the others are the half at least, and more than one
		if all[i] > farFrom*all[i-1] && all[i-1] > 0 {
			return all[i:], all[i-1]
		}
	}
	return nil, all[len(all)-1]
}

func (p TradeOff) broken() bool {
	beyond, _ := p.far()
	return len(beyond) > 0
}

// x is the scale of the times before the break.
func (p TradeOff) x() Scale {
	_, most := p.far()
	unit, name := timeUnit(most)
	s := scaleTo(most/unit, name)
	s.Max *= unit
	for i := range s.Ticks {
		s.Ticks[i].At *= unit
	}
	return s
}

// share is where a time lies, as a share of the width.
func (p TradeOff) share(seconds float64) float64 {
	beyond, _ := p.far()
	switch x := p.x(); {
	case len(beyond) == 0:
		return x.Share(seconds)
	case seconds <= x.Max:
		return nearHigh * x.Share(seconds)
	case beyond[0] == beyond[len(beyond)-1]:
		return (farLow + farHigh) / 2
	}
	return farLow + (farHigh-farLow)*(seconds-beyond[0])/(beyond[len(beyond)-1]-beyond[0])
}

// times are the labels of the time axis. Beyond the break there is room for one.
func (p TradeOff) times() []mark {
	var marks []mark
	ticks := p.x().Ticks
	for i, t := range ticks {
		marks = append(marks, mark{at: percent(p.share(t.At)), text: t.Text, anchor: anchorOf(i, len(ticks)-1)})
	}
	if beyond, _ := p.far(); len(beyond) > 0 {
		last := beyond[len(beyond)-1]
		marks = append(marks, mark{at: percent(p.share(last)), text: format.Elapsed(time.Duration(last * float64(time.Second))), anchor: "middle"})
	}
	return marks
}

func (p TradeOff) y() Scale {
	most := 0.0
	for _, point := range p.Points {
		most = max(most, point.Wasted)
	}
	return scaleTo(most, "")
}

// scaleTo is a scale from zero to a tick at or above most.
func scaleTo(most float64, unit string) Scale {
	if most <= 0 {
		most = 1
	}
	return ticks(most, niceStep(most), 1, unit)
}

// frontier is the Pareto frontier: the points that no other beats in both, fastest first.
func (p TradeOff) frontier() []TradeOffPoint {
	points := slices.Clone(p.Points)
	slices.SortStableFunc(points, func(a, b TradeOffPoint) int {
		return cmp.Or(cmp.Compare(a.Seconds, b.Seconds), cmp.Compare(a.Wasted, b.Wasted))
	})
	var best []TradeOffPoint
	for _, point := range points {
		if len(best) == 0 || point.Wasted < best[len(best)-1].Wasted {
			best = append(best, point)
		}
	}
	return best
}

// steps is the frontier as a line, in per mille of both scales, y upwards: what lies
// above it and to its right is beaten by a point on it.
func (p TradeOff) steps() string {
	var b strings.Builder
	for i, point := range p.frontier() {
		x, y := Number(1000*p.share(point.Seconds)), Number(-1000*p.y().Share(point.Wasted))
		if i == 0 {
			b.WriteString("M" + x + " " + y)
			continue
		}
		b.WriteString("H" + x + "V" + y)
	}
	return b.String()
}

// label is a point and where its words stand, clear of the frontier and of other labels
// if possible.
type label struct {
	TradeOffPoint
	onFrontier bool
	left       bool
	x, y       float64 // of the point: share of the width, and pixels
	dy         float64 // of the words
}

// labels places the words of the points: right of the point and a little above, as the
// frontier goes right and down; else at the first of sixteen places with fewest collisions.
func (p TradeOff) labels() []label {
	frontier := p.frontier()
	var out []label
	for _, point := range p.Points {
		l := label{TradeOffPoint: point, onFrontier: slices.Contains(frontier, point)}
		l.x, l.y = p.share(point.Seconds), tradeOffTop+(1-p.y().Share(point.Wasted))*tradeOffPlot
		best, fewest := l, len(p.Points)+1
		for _, left := range []bool{false, true} {
			for _, dy := range []float64{-6, 15, -20, 29, -34, 43, -48, 57} {
				l.left, l.dy = left, dy
				if met := l.collisions(out, p.Points, p); met < fewest {
					best, fewest = l, met
				}
			}
		}
		out = append(out, best)
	}
	return out
}

// collisions counts the labels and points that the words would overlap. Words outside the
// chart count as more than that.
func (l label) collisions(placed []label, points []TradeOffPoint, p TradeOff) int {
	left, right := l.span()
	n := 0
	if left < 0 || right > tradeOffWidth || l.y+l.dy < tradeOffTop || l.y+l.dy > tradeOffTop+tradeOffPlot-2 {
		n += len(points)
	}
	for _, other := range placed {
		a, b := other.span()
		if left < b && a < right && l.y+l.dy < other.y+other.dy+14 && other.y+other.dy < l.y+l.dy+14 {
			n += 2
		}
	}
	for _, point := range points {
		x, y := p.share(point.Seconds)*tradeOffWidth, tradeOffTop+(1-p.y().Share(point.Wasted))*tradeOffPlot
		if point != l.TradeOffPoint && x > left-6 && x < right+6 && y > l.y+l.dy-15 && y < l.y+l.dy+6 {
			n++
		}
	}
	return n
}

// span is the horizontal extent of the words, in pixels of a narrow chart.
func (l label) span() (left, right float64) {
	width := float64(len([]rune(l.Strategy.Brief())))*tradeOffLetter + 10
	at := l.x * tradeOffWidth
	if l.left {
		return at - width, at
	}
	return at, at + width
}

// distant reports whether a line must say which point the words belong to.
func (l label) distant() bool { return l.dy < -10 || l.dy > 20 }

func (l label) anchor() string {
	if l.left {
		return "end"
	}
	return "start"
}

func (l label) dx() string {
	if l.left {
		return "-9"
	}
	return "9"
}

// tradeOffSentence is the chart's description for screen readers.
func tradeOffSentence(p TradeOff) string {
	parts := make([]string, len(p.Points))
	for i, point := range p.Points {
		parts[i] = point.Strategy.Name + " " + point.Words
	}
	return "Waiting time against waste: " + strings.Join(parts, "; ")
}

func (p TradeOff) rowY(t Tick) string {
	return strconv.Itoa(int(tradeOffTop+(1-p.y().Share(t.At))*tradeOffPlot)) + ".5"
}

// anchorOf is how the words of a tick stand: the outer ones flush with the chart.
func anchorOf(i, last int) string {
	switch i {
	case 0:
		return "start"
	case last:
		return "end"
	}
	return "middle"
}
