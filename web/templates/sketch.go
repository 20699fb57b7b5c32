package templates

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"backofflab/web/templates/chart"
)

// Size of a sketch in its own units, and where its plot is. What points at something stands
// above the plot.
const (
	sketchWidth  = 200
	sketchHeight = 72
	sketchTop    = 12
	sketchBase   = 68
)

// Sketch is a small picture beside a word, made of layers, the lowest first.
type Sketch struct {
	Caption string
	Tone    string // colour of the strategy that is drawn
	Width   int    // 0: as usual
	Layers  []Layer
}

// width is that of its view.
func (s Sketch) width() string { return strconv.Itoa(cmp.Or(s.Width, sketchWidth)) }

// Layer is a path, and how it is drawn: "full", "pale" and "behind" are areas, "line",
// "limit", "thread" and "mark" are lines, "span" is a stretch of time.
type Layer struct{ Class, D string }

// Plot is the scale of a sketch: both begin at 0. Bars have a width on X.
type Plot struct {
	X, Y, Bar float64
	Width     float64 // in units of the sketch; 0: as usual
}

func (p Plot) x(v float64) float64 { return min(v, p.X) / p.X * p.width() }

func (p Plot) width() float64 { return cmp.Or(p.Width, sketchWidth) }

func (p Plot) y(v float64) float64 {
	return sketchBase - max(0, min(v, p.Y))/p.Y*(sketchBase-sketchTop)
}

// path writes coordinates: a letter, then numbers.
type path struct{ strings.Builder }

func (d *path) to(command string, numbers ...float64) {
	d.WriteString(command)
	for i, n := range numbers {
		if i > 0 {
			d.WriteByte(' ')
		}
		d.WriteString(chart.Number(math.Round(n*10) / 10))
	}
}

// Bars are counts of equal width, as far as they lie between two levels.
func (p Plot) Bars(counts []int, from, to float64) string {
	var d path
	for i, n := range counts {
		if float64(n) <= from {
			continue
		}
		d.to("M", p.x(float64(i)*p.Bar), p.y(from))
		d.to("V", p.y(min(float64(n), to)))
		d.to("H", p.x(float64(i+1)*p.Bar))
		d.to("V", p.y(from))
	}
	return d.String()
}

// Over are counts of equal width on top of others.
func (p Plot) Over(counts, below []int) string {
	var d path
	for i, n := range counts {
		if n > 0 {
			p.box(&d, float64(i)*p.Bar, float64(i+1)*p.Bar, float64(below[i]), float64(below[i]+n))
		}
	}
	return d.String()
}

func (p Plot) box(d *path, left, right, low, high float64) {
	d.to("M", p.x(left), p.y(low))
	d.to("V", p.y(high))
	d.to("H", p.x(right))
	d.to("V", p.y(low))
	d.to("z")
}

// Steps is the line through values that hold until the next.
func (p Plot) Steps(values []int) string {
	var d path
	d.to("M", 0, p.y(0))
	for i, v := range values {
		d.to("V", p.y(float64(v)))
		d.to("H", p.x(float64(i+1)*p.Bar))
	}
	return d.String()
}

// Level is a line across, at a height.
func (p Plot) Level(height float64) string {
	var d path
	d.to("M", 0, p.y(height))
	d.to("H", p.width())
	return d.String()
}

// Span is the ground behind a stretch of the horizontal axis.
func (p Plot) Span(from, to float64) string {
	var d path
	p.box(&d, from, to, 0, p.Y)
	return d.String()
}

// Bracket is above a stretch of the axis, and points down at both of its ends. A short
// one is as wide as is seen.
func (p Plot) Bracket(from, to float64) string {
	left, right := p.x(from), p.x(to)
	if right-left < 6 {
		left = max(1, (left+right)/2-3)
		right = left + 6
	}
	var d path
	d.to("M", left, sketchTop-3)
	d.to("V", sketchTop-8)
	d.to("H", right)
	d.to("V", sketchTop-3)
	return d.String()
}

// Pin stands on the axis, with a head on top.
func (p Plot) Pin(at, height float64) string {
	x, y := p.x(at), p.y(height)
	var d path
	d.to("M", x, sketchBase)
	d.to("V", y)
	d.to("M", x-3, y)
	d.to("a", 3, 3, 0, 1, 1, 6, 0)
	d.to("a", 3, 3, 0, 1, 1, -6, 0)
	return d.String()
}

// Dot is a round mark.
func (p Plot) Dot(x, y float64) string {
	var d path
	d.to("M", p.x(x)-5, p.y(y))
	d.to("a", 5, 5, 0, 1, 1, 10, 0)
	d.to("a", 5, 5, 0, 1, 1, -10, 0)
	return d.String()
}

// rowHeight is that of one of n rows.
func rowHeight(n int) float64 { return (sketchBase - sketchTop + 8) / float64(max(1, n)) }

func rowMiddle(row, of int) float64 { return sketchTop - 8 + rowHeight(of)*(float64(row)+0.5) }

// Thread is the line of a row, one of some.
func (p Plot) Thread(row, of int, from, to float64) string {
	var d path
	d.to("M", p.x(from), rowMiddle(row, of))
	d.to("H", p.x(to))
	return d.String()
}

// Bead is a mark on a row: as long as it lasted, and never too short to be seen.
func (p Plot) Bead(row, of int, from, to float64) string {
	half := min(4, rowHeight(of)/2-1)
	left := min(p.x(from), p.width()-4)
	var d path
	d.to("M", left, rowMiddle(row, of)-half)
	d.to("H", max(left+3.5, p.x(to)-0.7))
	d.to("v", 2*half)
	d.to("H", left)
	d.to("z")
	return d.String()
}

// Ring is a frame around a part of a row.
func (p Plot) Ring(row, of int, from, to float64) string {
	half := rowHeight(of)/2 - 0.5
	left, right := max(1, p.x(from)-4), min(p.width()-1, max(p.x(to), p.x(from)+3.5)+4)
	var d path
	d.to("M", left, rowMiddle(row, of)-half)
	d.to("H", right)
	d.to("v", 2*half)
	d.to("H", left)
	d.to("z")
	return d.String()
}

// Range is a column of several: from a value to another, and the line at one between.
func (p Plot) Range(column, of int, low, middle, high float64) (area, line string) {
	width := p.X / float64(max(1, of))
	left, right := (float64(column)+0.15)*width, (float64(column)+0.85)*width
	var a, l path
	p.box(&a, left, right, low, high)
	l.to("M", p.x(left), p.y(middle))
	l.to("H", p.x(right))
	return a.String(), l.String()
}
