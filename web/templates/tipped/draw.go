package tipped

import (
	"math"
	"strings"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// Geometry of the loop, in pixels. Only x is a share of the width.
const (
	units      = 1000 // of the width and the height of a plot
	levels     = 3    // rows of labels above it
	levelRoom  = 17
	plotTop    = levels*levelRoom + 4
	plotHeight = 200
	plotBelow  = 24 // for the labels of the axis
	labelAbove = 9  // of a label over its line
	labelBelow = 20 // and under it
)

func (l Loop) height() string { return chart.Number(plotTop + plotHeight + plotBelow) }

func (l Loop) x(at float64) string { return chart.Number(math.Round(units * l.X.Share(at))) }
func (l Loop) y(v float64) string {
	return chart.Number(math.Round(units * (1 - l.Y.Share(v))))
}

// percent is a place on the axis for an attribute.
func (l Loop) percent(at float64) string { return chart.Number(100*l.X.Share(at)) + "%" }

// row is the pixel row of a value.
func (l Loop) row(v float64) float64 {
	return plotTop + math.Round(plotHeight*(1-l.Y.Share(v)))
}

// path is a line through the means.
func (l Loop) path(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.WriteString(command + l.x(p.At) + " " + l.y(p.Mean))
	}
	return b.String()
}

// band is where most runs are: along the upper ends, and back along the lower ones.
func (l Loop) band(points []Point) string {
	if len(points) == 0 {
		return ""
	}
	var there, back string
	for i, p := range points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		there += command + l.x(p.At) + " " + l.y(p.High)
		back = "L" + l.x(p.At) + " " + l.y(p.Low) + back
	}
	return there + back + "z"
}

// column is a stretch of the axis over the whole height.
func (l Loop) column(low, high float64) string {
	return "M" + l.x(low) + " 0H" + l.x(high) + "V" + chart.Number(units) + "H" + l.x(low) + "z"
}

// middle is where the names of the two lines stand: in the middle of the region.
func (l Loop) middle() float64 { return (l.Region.Low + l.Region.High) / 2 }

// named reports whether the lines can be named where both are.
func (l Loop) named() bool {
	return l.Region != nil && covers(l.Up, l.middle()) && covers(l.Down, l.middle())
}

func covers(points []Point, at float64) bool {
	return len(points) > 1 && points[0].At <= at && at <= points[len(points)-1].At
}

// over is the pixel row of a line at a place.
func (l Loop) over(points []Point, at float64) float64 {
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		if at <= to.At {
			share := (at - from.At) / (to.At - from.At)
			return l.row(from.Mean + share*(to.Mean-from.Mean))
		}
	}
	return l.row(0)
}

// nameRow is where the name of a line stands: that of the upper one above it, that of the lower
// one below, unless that is where the axis is.
func (l Loop) nameRow(points []Point) string { return chart.Number(l.nameAt(points)) }

func (l Loop) nameAt(points []Point) float64 {
	row := l.over(points, l.middle())
	upper := min(l.over(l.Up, l.middle()), l.over(l.Down, l.middle()))
	if row > upper && row+labelBelow < plotTop+plotHeight {
		return row + labelBelow
	}
	return row - labelAbove
}

// beside is how the name of a line stands there: where the line is steep, on the side to which it
// leads away from the name.
func (l Loop) beside(points []Point) (dx, anchor string) {
	aside := bothReach * l.X.Max
	rise := l.over(points, l.middle()-aside) - l.over(points, l.middle()+aside)
	if l.over(points, l.middle()) < l.nameAt(points) {
		rise = -rise
	}
	switch {
	case rise > nameSteep:
		return "6", "end"
	case rise < -nameSteep:
		return "-6", "start"
	}
	return "0", "middle"
}

func (l Loop) nameDX(points []Point) string     { dx, _ := l.beside(points); return dx }
func (l Loop) nameAnchor(points []Point) string { _, anchor := l.beside(points); return anchor }

// Room around the name of the region: to both sides, as a share of the axis, and to the lines.
const (
	bothReach = 0.14
	bothRoom  = 26 // pixels, of which a name of a line may take a part
	nameSteep = 12 // pixels that a line rises beside its name
)

// roomy reports whether the region's name stands clear of both lines.
func (l Loop) roomy() bool {
	row := (l.over(l.Up, l.middle()) + l.over(l.Down, l.middle())) / 2
	for _, points := range [][]Point{l.Up, l.Down} {
		for _, aside := range []float64{-1, -0.5, 0, 0.5, 1} {
			at := l.middle() + aside*bothReach*l.X.Max
			if covers(points, at) && math.Abs(l.over(points, at)-row) < bothRoom {
				return false
			}
		}
	}
	return true
}

// between is the pixel row of the region's name: half-way between the lines.
func (l Loop) between() string {
	return chart.Number((l.over(l.Up, l.middle()) + l.over(l.Down, l.middle())) / 2)
}

func (m Mark) top() string { return chart.Number(float64(m.Level*levelRoom) + 3) }

// beside is how a label stands at its line.
func (m Mark) beside() (dx, anchor string) {
	if m.Left {
		return "-5", "end"
	}
	return "5", "start"
}

func (m Mark) dx() string     { dx, _ := m.beside(); return dx }
func (m Mark) anchor() string { _, anchor := m.beside(); return anchor }

// tick is how the text of a tick stands: the outer ones flush with the chart.
func tick(i, all int) string {
	switch i {
	case 0:
		return "start"
	case all - 1:
		return "end"
	}
	return "middle"
}

// tick is the same of the axis, which may go on after its last label.
func (l Loop) tick(i int) string {
	if i > 0 && l.X.Share(l.X.Ticks[i].At) < 1 {
		return "middle"
	}
	return tick(i, len(l.X.Ticks))
}

// wrong marks a field whose value is none.
func wrong(problem string) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

// at is a place of the distribution on a strip.
func (s Seeds) at(v float64) string { return chart.Number(math.Round(units * s.Scale.Share(v))) }

// bar is a stretch of a strip, so many units above and below its middle.
func (s Seeds) bar(low, high float64, half float64) string {
	top, bottom := chart.Number(stripMiddle-half), chart.Number(stripMiddle+half)
	return "M" + s.at(low) + " " + top + "H" + s.at(high) + "V" + bottom + "H" + s.at(low) + "z"
}

// line is an upright line on a strip.
func (s Seeds) line(at, half float64) string {
	return "M" + s.at(at) + " " + chart.Number(stripMiddle-half) + "v" + chart.Number(2*half)
}

// Geometry of a strip, in pixels.
const (
	stripHeight = 34
	stripMiddle = stripHeight / 2
)
