package found

import (
	"math"
	"strconv"

	"backofflab/web/templates/chart"
)

// Geometry of the chart, in pixels. Only x is a share of the width.
const (
	frontTop    = 26  // above each panel, for its name
	frontPlot   = 190 // height of a panel
	frontGap    = 26  // between the panels
	frontStep   = frontTop + frontPlot + frontGap
	frontBelow  = 46  // for the scale of x
	frontWidth  = 440 // of a chart between a desk and a phone: names must not meet on it
	frontLetter = 7.0 // width of a letter, about
)

func (f Front) height() string {
	return chart.Number(float64(len(f.Panels)*frontStep - frontGap + frontBelow))
}

// floor is the row of pixels of a panel's zero.
func floor(panel int) float64 { return float64(panel*frontStep + frontTop + frontPlot) }

func row(panel int, up float64) float64 { return floor(panel) - math.Round(up*frontPlot) }

func rowOf(panel int, y chart.Scale, at float64) string {
	return chart.Number(row(panel, y.Share(at)) + 0.5)
}

func percent(share float64) string { return chart.Number(100*share) + "%" }

// anchor is how the text of a tick stands: the outer ones flush with the chart.
func anchor(i, last int) string {
	switch i {
	case 0:
		return "start"
	case last:
		return "end"
	}
	return "middle"
}

// label is the name of a point and where it stands.
type label struct {
	Point
	row  float64 // of the point
	dy   float64
	left bool
}

// labels are the names in a panel, each at the first of some places around its point where it
// meets fewest of the others, of the points that matter and of the edges.
func (f Front) labels(panel int) []label {
	var placed []label
	for _, p := range f.Points {
		if p.Label == "" {
			continue
		}
		l := label{Point: p, row: row(panel, p.Up[panel])}
		best, fewest := l, math.MaxInt
		for _, dy := range []float64{-7, 17, -22, 32, -37, 47, -52, 62, -67, 77, -82, 92, -97, 107} {
			for _, left := range []bool{l.Share > 0.75, l.Share <= 0.75} {
				l.dy, l.left = dy, left
				if met := f.met(panel, l, placed); met < fewest {
					best, fewest = l, met
				}
			}
		}
		placed = append(placed, best)
	}
	return placed
}

// met counts what a name would lie on. What leaves the panel is the worst.
func (f Front) met(panel int, l label, placed []label) int {
	low, high := l.span()
	met := 0
	if low < 0 || high > frontWidth {
		met += 200
	}
	if y := l.row + l.dy; y < floor(panel)-frontPlot-2 || y > floor(panel)-3 {
		met += 200
	}
	for _, other := range placed {
		a, b := other.span()
		if low < b && a < high && math.Abs(l.row+l.dy-other.row-other.dy) < 15 {
			met += 30
		}
	}
	for _, p := range f.Points {
		x, y := p.Share*frontWidth, row(panel, p.Up[panel])
		if p.named() && p.Number != l.Number && x > low-6 && x < high+6 && y > l.row+l.dy-15 && y < l.row+l.dy+6 {
			met += 2
		}
	}
	return met
}

// span is the horizontal extent of a name, in pixels of a narrow chart.
func (l label) span() (low, high float64) {
	width, at := float64(len([]rune(l.Label)))*frontLetter+11, l.Share*frontWidth
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
		return "-10"
	}
	return "10"
}

// distant reports whether a line leads to the name.
func (l label) distant() bool { return l.dy < -12 || l.dy > 22 }

// class says how a point looks.
func (p Point) class(panel int) string {
	class := "front-dot " + p.Strategy.Class()
	switch {
	case p.Best:
		class += " chosen"
	case !p.Front:
		class += " behind"
	}
	if p.Label != "" {
		class += " named"
	}
	if p.Front && !p.Certain {
		class += " maybe"
	}
	if p.Beyond[panel] {
		class += " beyond"
	}
	return class
}

// radius is larger for what matters more.
func (p Point) radius() string {
	switch {
	case p.Best:
		return "7"
	case p.named():
		return "5"
	}
	return "3"
}

// group ties the marks of a policy in both panels together for a script.
func (p Point) group() string { return strconv.Itoa(p.Number) }
