package raster

import "math"

// pen is how a line is drawn: width and dashes in units of the document.
type pen struct {
	width      float64
	dashes     []float64 // lengths of ink and gap in turn; nil: no gaps
	cap, join  string    // as SVG names them
	miterLimit float64
}

// outline is what a pen covers along some lines: polygons that all turn the same
// way, so that where they overlap counts once.
func (p pen) outline(lines []polygon) []polygon {
	var out []polygon
	for _, line := range lines {
		line.points = apart(line.points, line.closed)
		if len(p.dashes) > 0 {
			for _, dash := range p.cut(line) {
				out = p.along(out, dash)
			}
			continue
		}
		out = p.along(out, line)
	}
	return out
}

// apart leaves out points that are where the one before is.
func apart(points []point, closed bool) []point {
	kept := make([]point, 0, len(points))
	for _, p := range points {
		if len(kept) == 0 || kept[len(kept)-1] != p {
			kept = append(kept, p)
		}
	}
	if closed && len(kept) > 1 && kept[0] == kept[len(kept)-1] {
		kept = kept[:len(kept)-1]
	}
	return kept
}

// along appends the outline of one line without gaps.
func (p pen) along(out []polygon, line polygon) []polygon {
	points, half := line.points, p.width/2
	if len(points) == 1 { // a dot, if the ends of lines are drawn at all
		switch p.cap {
		case "round":
			out = append(out, disc(points[0], half))
		case "square":
			out = append(out, bar(point{points[0].x - half, points[0].y}, point{points[0].x + half, points[0].y}, half, 0, 0))
		}
		return out
	}
	sections := len(points) - 1
	if line.closed {
		sections++
	}
	for i := range sections {
		a, b := points[i], points[(i+1)%len(points)]
		before, after := 0.0, 0.0
		first, last := i == 0 && !line.closed, i == sections-1 && !line.closed
		if p.cap == "square" {
			if first {
				before = half
			}
			if last {
				after = half
			}
		}
		out = append(out, bar(a, b, half, before, after))
		if p.cap == "round" && first {
			out = append(out, disc(a, half))
		}
		switch {
		case !last:
			out = p.corner(out, a, b, points[(i+2)%len(points)], half)
		case p.cap == "round":
			out = append(out, disc(b, half))
		}
	}
	return out
}

// bar is a straight piece of a line, made longer at its ends.
func bar(a, b point, half, before, after float64) polygon {
	dx, dy, length := a.to(b)
	dx, dy = dx/length, dy/length
	a = point{a.x - dx*before, a.y - dy*before}
	b = point{b.x + dx*after, b.y + dy*after}
	nx, ny := -dy*half, dx*half
	return polygon{points: []point{{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}, {b.x + nx, b.y + ny}, {a.x + nx, a.y + ny}}, closed: true}
}

// corner fills the gap on the outer side of a corner at b.
func (p pen) corner(out []polygon, a, b, c point, half float64) []polygon {
	ux, uy, in := a.to(b)
	vx, vy, on := b.to(c)
	ux, uy, vx, vy = ux/in, uy/in, vx/on, vy/on
	turn, along := ux*vy-uy*vx, ux*vx+uy*vy
	if math.Abs(turn) < 1e-9 && along > 0 {
		return out
	}
	if p.join == "round" {
		return append(out, disc(b, half))
	}
	side := half
	if turn > 0 { // the outer side is the other one
		side = -half
	}
	from := point{b.x - uy*side, b.y + ux*side}
	to := point{b.x - vy*side, b.y + vx*side}
	wedge := []point{b, from, to}
	// The tip of a miter is as far from b as the halved angle says.
	if cos2 := (1 + along) / 2; p.join == "miter" && cos2*p.miterLimit*p.miterLimit >= 1 {
		mx, my := from.x+to.x-2*b.x, from.y+to.y-2*b.y
		if size := math.Hypot(mx, my); size > 1e-9 {
			reach := half / math.Sqrt(cos2) / size
			wedge = []point{b, from, {b.x + mx*reach, b.y + my*reach}, to}
		}
	}
	return append(out, turned(polygon{points: wedge, closed: true}))
}

// turned makes a polygon go round as bars and discs do.
func turned(p polygon) polygon {
	area := 0.0
	for i, a := range p.points {
		b := p.points[(i+1)%len(p.points)]
		area += a.x*b.y - a.y*b.x
	}
	if area < 0 {
		for i, j := 0, len(p.points)-1; i < j; i, j = i+1, j-1 {
			p.points[i], p.points[j] = p.points[j], p.points[i]
		}
	}
	return p
}

// disc is a circle, as round as its size needs.
func disc(at point, radius float64) polygon {
	sides := max(8, min(64, int(8*math.Sqrt(radius)+8)))
	p := polygon{closed: true}
	for i := range sides {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(sides))
		p.points = append(p.points, point{at.x + radius*cos, at.y + radius*sin})
	}
	return p
}

// mostDashes bounds the dashes of a line.
const mostDashes = 20_000

// cut returns the dashes of a line.
func (p pen) cut(line polygon) []polygon {
	points := line.points
	if line.closed && len(points) > 1 {
		points = append(points[:len(points):len(points)], points[0])
	}
	var out []polygon
	dash, left := 0, p.dashes[0]
	var run []point
	for i := 0; i+1 < len(points) && len(out) < mostDashes; i++ {
		a, b := points[i], points[i+1]
		dx, dy, length := a.to(b)
		for gone := 0.0; gone < length && len(out) < mostDashes; {
			step := min(left, length-gone)
			ink := dash%2 == 0
			if ink && len(run) == 0 {
				run = append(run, point{a.x + dx*gone/length, a.y + dy*gone/length})
			}
			gone += step
			if left -= step; ink {
				run = append(run, point{a.x + dx*gone/length, a.y + dy*gone/length})
			}
			if left > 0 {
				continue
			}
			if ink {
				out, run = append(out, polygon{points: apart(run, false)}), nil
			}
			dash++
			left = p.dashes[dash%len(p.dashes)]
		}
	}
	if len(run) > 1 {
		out = append(out, polygon{points: apart(run, false)})
	}
	return out
}
