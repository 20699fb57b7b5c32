package raster

import (
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The fonts. A parsed font may be used by many at once, each with a buffer of its own.
var (
	regular = parsed(goregular.TTF)
	medium  = parsed(gomedium.TTF)
	bold    = parsed(gobold.TTF)
)

func parsed(ttf []byte) func() *sfnt.Font {
	return sync.OnceValue(func() *sfnt.Font {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err) // the module's own fonts
		}
		return f
	})
}

func fontOf(weight float64) *sfnt.Font {
	switch {
	case weight < 500:
		return regular()
	case weight <= 600:
		return medium()
	}
	return bold()
}

// face is a font in a size.
type face struct {
	font *sfnt.Font
	size float64
}

// finer is by how much outlines are loaded larger than they are drawn: fixed point
// numbers have six binary digits after the point.
const finer = 8

// line is set type: its outlines from the origin on, and how far it goes.
type line struct {
	shapes []polygon
	width  float64
}

// at returns the outlines from a place on.
func (l line) at(p point) []polygon {
	for _, shape := range l.shapes {
		for i := range shape.points {
			shape.points[i].x += p.x
			shape.points[i].y += p.y
		}
	}
	return l.shapes
}

// set sets words in a line, with kerning. A character that the font lacks is a gap
// where it is one, and else a box.
func (f face) set(words string) (line, error) {
	var l line
	var buffer sfnt.Buffer
	em := fixed.Int26_6(f.size*finer*64 + 0.5)
	if em == 0 {
		return l, nil
	}
	before := sfnt.GlyphIndex(0)
	for _, c := range words {
		glyph, err := f.font.GlyphIndex(&buffer, c)
		if err != nil {
			return l, err
		}
		if glyph == 0 {
			before = 0
			if width, ok := blank(c); ok {
				l.width += width * f.size
				continue
			}
			l.shapes = append(l.shapes, box(l.width, f.size)...)
			l.width += 0.62 * f.size
			continue
		}
		if before != 0 {
			if kern, err := f.font.Kern(&buffer, before, glyph, em, font.HintingNone); err == nil {
				l.width += units(kern)
			}
		}
		before = glyph
		segments, err := f.font.LoadGlyph(&buffer, glyph, em, nil)
		if err != nil {
			return l, err
		}
		l.shapes = append(l.shapes, contours(segments, l.width)...)
		advance, err := f.font.GlyphAdvance(&buffer, glyph, em, font.HintingNone)
		if err != nil {
			return l, err
		}
		l.width += units(advance)
	}
	return l, nil
}

func units(n fixed.Int26_6) float64 { return float64(n) / 64 / finer }

// box stands for a character that the font lacks.
func box(x, size float64) []polygon {
	left, right, top, line := x+0.07*size, x+0.55*size, -0.7*size, 0.06*size
	outer := polygon{points: []point{{left, top}, {right, top}, {right, 0}, {left, 0}}, closed: true}
	inner := polygon{points: []point{{left + line, top + line}, {left + line, -line}, {right - line, -line}, {right - line, top + line}}, closed: true}
	return []polygon{outer, inner}
}

// bends is into how many lines a curve of a letter is broken.
const bends = 5

// contours are a glyph's outlines, moved to the right, their curves as lines.
func contours(segments sfnt.Segments, shift float64) []polygon {
	at := func(p fixed.Point26_6) point { return point{units(p.X) + shift, units(p.Y)} }
	var shapes []polygon
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			shapes = append(shapes, polygon{points: []point{at(s.Args[0])}, closed: true})
			continue
		}
		shape := &shapes[len(shapes)-1]
		from := shape.points[len(shape.points)-1]
		switch s.Op {
		case sfnt.SegmentOpLineTo:
			shape.points = append(shape.points, at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			by, to := at(s.Args[0]), at(s.Args[1])
			for i := 1; i <= bends; i++ {
				t := float64(i) / bends
				shape.points = append(shape.points, between(between(from, by, t), between(by, to, t), t))
			}
		case sfnt.SegmentOpCubeTo:
			by, and, to := at(s.Args[0]), at(s.Args[1]), at(s.Args[2])
			for i := 1; i <= bends; i++ {
				t := float64(i) / bends
				a, b, c := between(from, by, t), between(by, and, t), between(and, to, t)
				shape.points = append(shape.points, between(between(a, b, t), between(b, c, t), t))
			}
		}
	}
	return shapes
}

func between(a, b point, t float64) point {
	return point{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t}
}
