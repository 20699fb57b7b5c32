package chart

import (
	"slices"
	"strconv"
	"strings"
)

// Geometry of the chart, in pixels. Only x is in per cent.
const (
	priceHeight = 262
	priceTop    = 18
	pricePlot   = 214
	priceLetter = 7.2 // width of a letter of a label, about
	priceWidth  = 340 // of the chart on a phone, where labels must not meet either
)

func (p Price) x() Scale {
	most := 0.0
	for _, point := range p.Points {
		most = max(most, point.Seconds)
	}
	return scaleTo(most, " s")
}

func (p Price) y() Scale {
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

// frontier are the points that no other beats in both, the soonest first.
func (p Price) frontier() []PricePoint {
	points := slices.Clone(p.Points)
	slices.SortStableFunc(points, func(a, b PricePoint) int {
		switch {
		case a.Seconds != b.Seconds:
			return order(a.Seconds, b.Seconds)
		default:
			return order(a.Wasted, b.Wasted)
		}
	})
	var best []PricePoint
	for _, point := range points {
		if len(best) == 0 || point.Wasted < best[len(best)-1].Wasted {
			best = append(best, point)
		}
	}
	return best
}

func order(a, b float64) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// steps is the frontier as a line, in per mille of both scales, y upwards: what lies
// above it and to its right is beaten by a point on it.
func (p Price) steps() string {
	var b strings.Builder
	for i, point := range p.frontier() {
		x, y := Number(1000*p.x().Share(point.Seconds)), Number(-1000*p.y().Share(point.Wasted))
		if i == 0 {
			b.WriteString("M" + x + " " + y)
			continue
		}
		b.WriteString("H" + x + "V" + y)
	}
	return b.String()
}

// label is a point with the place of its words: beside it, above the frontier where
// that passes, and where no other's are.
type label struct {
	PricePoint
	onFrontier bool
	left       bool
	x, y       float64 // of the point: share of the width, and pixels
	dy         float64 // of the words
}

// labels places the words of the points: to the right and a little above, so that the
// frontier, which goes right and down, meets none; else wherever there is room.
func (p Price) labels() []label {
	frontier := p.frontier()
	var out []label
	for _, point := range p.Points {
		l := label{PricePoint: point, onFrontier: slices.Contains(frontier, point)}
		l.x, l.y = p.x().Share(point.Seconds), priceTop+(1-p.y().Share(point.Wasted))*pricePlot
		best, fewest := l, len(p.Points)+1
		for _, left := range []bool{false, true} {
			for _, dy := range []float64{-6, 15, -20, 29} {
				l.left, l.dy = left, dy
				if met := l.meets(out, p.Points, p); met < fewest {
					best, fewest = l, met
				}
			}
		}
		out = append(out, best)
	}
	return out
}

// meets counts what the words would lie over; leaving the chart is worse than any.
func (l label) meets(placed []label, points []PricePoint, p Price) int {
	left, right := l.span()
	n := 0
	if left < 0 || right > priceWidth || l.y+l.dy < priceTop || l.y+l.dy > priceTop+pricePlot-2 {
		n += len(points)
	}
	for _, other := range placed {
		a, b := other.span()
		if left < b && a < right && l.y+l.dy < other.y+other.dy+14 && other.y+other.dy < l.y+l.dy+14 {
			n += 2
		}
	}
	for _, point := range points {
		x, y := p.x().Share(point.Seconds)*priceWidth, priceTop+(1-p.y().Share(point.Wasted))*pricePlot
		if point != l.PricePoint && x > left-6 && x < right+6 && y > l.y+l.dy-15 && y < l.y+l.dy+6 {
			n++
		}
	}
	return n
}

// span is from where to where the words reach, in pixels of a narrow chart.
func (l label) span() (left, right float64) {
	width := float64(len([]rune(l.Strategy.Name)))*priceLetter + 10
	at := l.x * priceWidth
	if l.left {
		return at - width, at
	}
	return at, at + width
}

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

// priceSentence is the chart's name for those who do not see it.
func priceSentence(p Price) string {
	parts := make([]string, len(p.Points))
	for i, point := range p.Points {
		parts[i] = point.Strategy.Name + " " + point.Words
	}
	return "Waiting time against waste: " + strings.Join(parts, "; ")
}

func (p Price) rowY(t Tick) string {
	return strconv.Itoa(int(priceTop+(1-p.y().Share(t.At))*pricePlot)) + ".5"
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
