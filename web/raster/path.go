package raster

import (
	"fmt"
	"math"
	"strconv"
)

// farthest is how far from the origin a coordinate may be.
const farthest = 1e6

type point struct{ x, y float64 }

func (p point) to(q point) (dx, dy, length float64) {
	dx, dy = q.x-p.x, q.y-p.y
	return dx, dy, math.Hypot(dx, dy)
}

// polygon is a line through some points, back to the first where it is closed.
type polygon struct {
	points []point
	closed bool
}

// parsePath reads path data: M, L, H, V and Z in either case.
func parsePath(d string) ([]polygon, error) {
	r := pathReader{text: d}
	for {
		command, ok := r.next()
		if !ok {
			break
		}
		if err := r.draw(command); err != nil {
			return nil, fmt.Errorf("path at byte %d: %w", r.at, err)
		}
	}
	return r.shapes, nil
}

// pathReader is in the middle of path data. A shape under way is the last.
type pathReader struct {
	text   string
	at     int
	shapes []polygon
	here   point
	before byte // the command that more numbers would repeat; 0: none
}

// next finds the next command: a letter, or numbers that repeat the one before.
func (r *pathReader) next() (byte, bool) {
	r.skip()
	if r.at == len(r.text) {
		return 0, false
	}
	if c := r.text[r.at]; c|' ' >= 'a' && c|' ' <= 'z' {
		r.at++
		return c, true
	}
	return r.before, true
}

func (r *pathReader) draw(command byte) error {
	relative := command >= 'a'
	origin := point{}
	if relative {
		origin = r.here
	}
	to, err := r.here, error(nil)
	switch command &^ ' ' {
	case 'M', 'L':
		if to.x, err = r.number(origin.x); err == nil {
			to.y, err = r.number(origin.y)
		}
	case 'H':
		to.x, err = r.number(origin.x)
	case 'V':
		to.y, err = r.number(origin.y)
	case 'Z':
		return r.closeShape()
	default:
		return fmt.Errorf("command %q is not one that is drawn", string(command))
	}
	if err != nil {
		return err
	}
	r.here, r.before = to, command
	if command&^' ' == 'M' {
		r.before = 'L' | command&' '
		r.shapes = append(r.shapes, polygon{points: []point{to}})
		return nil
	}
	if len(r.shapes) == 0 {
		return fmt.Errorf("it does not begin with M")
	}
	shape := &r.shapes[len(r.shapes)-1]
	if shape.closed { // a shape that begins where the last one ended
		r.shapes = append(r.shapes, polygon{points: []point{shape.points[0]}})
		shape = &r.shapes[len(r.shapes)-1]
	}
	shape.points = append(shape.points, to)
	return nil
}

func (r *pathReader) closeShape() error {
	if len(r.shapes) == 0 {
		return fmt.Errorf("it does not begin with M")
	}
	shape := &r.shapes[len(r.shapes)-1]
	shape.closed = true
	r.here, r.before = shape.points[0], 0
	return nil
}

func (r *pathReader) skip() {
	for r.at < len(r.text) && (r.text[r.at] == ' ' || r.text[r.at] == ',' || r.text[r.at] == '\n' || r.text[r.at] == '\t') {
		r.at++
	}
}

// number reads one, counted from an origin.
func (r *pathReader) number(origin float64) (float64, error) {
	r.skip()
	start, dotted := r.at, false
	for r.at < len(r.text) {
		c := r.text[r.at]
		sign := (c == '-' || c == '+') && (r.at == start || r.text[r.at-1]|' ' == 'e')
		dot := c == '.' && !dotted
		if !(c >= '0' && c <= '9' || sign || dot || r.at > start && c|' ' == 'e') {
			break
		}
		dotted = dotted || dot
		r.at++
	}
	n, err := coordinate(r.text[start:r.at])
	if err != nil {
		return 0, err
	}
	if n += origin; math.Abs(n) > farthest {
		return 0, fmt.Errorf("%g is farther than %g", n, farthest)
	}
	return n, nil
}

// coordinate reads a number that is near enough to be drawn.
func coordinate(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(math.Abs(n) <= farthest) {
		return 0, fmt.Errorf("%q is no coordinate", text)
	}
	return n, nil
}
