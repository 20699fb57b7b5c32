package sweep

import (
	"cmp"
	"math"
	"slices"
)

// finest is the share of the axis below which a gap between two values is not split.
const finest = 1.0 / 100

// bend is by how much of its range a curve must be off the straight line through the values
// beside one, for the curve to bend there.
const bend = 0.05

// addition is a value to add to an axis, and how much it would tell.
type addition struct {
	toY   bool
	value string
	worth float64
}

// refinements are up to n additions that would tell most: half-way between two values where the
// curves of a figure cross, or bend, along either axis. There are none where nothing does.
func refinements(s Sweep, t Table, n int) []addition {
	width, height := len(t.Xs), len(t.Ys)
	rows, columns := make([][]Cell, height), make([][]Cell, width)
	for i, c := range t.Cells {
		rows[i/width] = append(rows[i/width], c)
		columns[i%width] = append(columns[i%width], c)
	}
	var all []addition
	for _, along := range []struct {
		toY   bool
		axis  Axis
		spots []Spot
		lines [][]Cell
	}{{false, s.X, t.Xs, rows}, {true, s.Y, t.Ys, columns}} {
		if along.axis.Numeric() {
			for _, a := range additions(along.axis, along.spots, along.lines, s.Figures) {
				a.toY = along.toY
				all = append(all, a)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b addition) int { return cmp.Compare(b.worth, a.worth) })
	return all[:min(n, len(all))]
}

// additions are those to one axis: lines are the cells along it, one line for each value of the
// other axis.
func additions(axis Axis, spots []Spot, lines [][]Cell, figures []string) (all []addition) {
	for i := range len(spots) - 1 {
		a, b := spots[i], spots[i+1]
		value := axis.between(a.Value, b.Value)
		at := axis.At(value)
		share := axis.share(b.At) - axis.share(a.At)
		if value == "" || at <= a.At || at >= b.At || share < finest {
			continue
		}
		worth := 0.0
		for _, cells := range lines {
			worth += share * worthOf(axis, spots, cells, figures, i) / float64(len(lines))
		}
		if worth > 0 {
			all = append(all, addition{value: value, worth: worth})
		}
	}
	return all
}

// share is where a number lies on the axis, from 0 to 1.
func (a Axis) share(at float64) float64 {
	low, high := a.At(a.Values[0]), a.At(a.Values[len(a.Values)-1])
	if a.Logarithmic() {
		low, high, at = math.Log(low), math.Log(high), math.Log(at)
	}
	if high == low {
		return 0
	}
	return (at - low) / (high - low)
}

// worthOf is how much happens between places i and i+1 of a line of cells: 1 for each pair of
// curves that cross, and for each curve by how much it bends at either end.
func worthOf(axis Axis, spots []Spot, cells []Cell, figures []string, i int) float64 {
	worth := 0.0
	if !cells[i].Known() || !cells[i+1].Known() {
		return worth
	}
	for _, name := range figures {
		column, _ := columnOf(name)
		for a := range cells[i].Fleets {
			c := curve{axis, spots, cells, a, column}
			worth += max(c.bendAt(i), c.bendAt(i+1))
			for b := range a {
				if c.crosses(curve{axis, spots, cells, b, column}, i) {
					worth++
				}
			}
		}
	}
	return worth
}

// curve is a figure of a fleet along an axis.
type curve struct {
	axis          Axis
	spots         []Spot
	cells         []Cell
	fleet, column int
}

// point is a mean and its standard error.
type point struct{ y, err float64 }

// at is the mean at a place, where there is one.
func (c curve) at(i int) (point, bool) {
	if i < 0 || i >= len(c.cells) || !c.cells[i].Known() {
		return point{}, false
	}
	s := c.cells[i].Fleets[c.fleet][c.column]
	return point{s.Mean, s.SD / math.Sqrt(float64(max(1, s.Runs)))}, s.Runs > 0
}

// likely is how many standard errors something must be, or it may as well be chance: nothing
// is added where nothing but that bends a curve.
const likely = 2

// crosses reports whether another curve is above this one on one side of a gap, and below it
// on the other, and not by chance on both.
func (c curve) crosses(other curve, i int) bool {
	before, sure1 := c.minus(other, i)
	after, sure2 := c.minus(other, i+1)
	return before*after < 0 && (sure1 || sure2)
}

// minus is how far this curve is above another, and whether that is likely not chance.
func (c curve) minus(other curve, i int) (gap float64, sure bool) {
	a, ok1 := c.at(i)
	b, ok2 := other.at(i)
	if !ok1 || !ok2 {
		return 0, false
	}
	gap = a.y - b.y
	return gap, math.Abs(gap) > likely*math.Hypot(a.err, b.err)
}

// bendAt is by how much of its range the curve is off the line through the places beside
// one; 0 where that is little, or at an end.
func (c curve) bendAt(i int) float64 {
	before, ok1 := c.at(i - 1)
	here, ok2 := c.at(i)
	after, ok3 := c.at(i + 1)
	span := c.span()
	if !ok1 || !ok2 || !ok3 || span == 0 {
		return 0
	}
	left, middle, right := c.axis.share(c.spots[i-1].At), c.axis.share(c.spots[i].At), c.axis.share(c.spots[i+1].At)
	share := (middle - left) / (right - left)
	off := math.Abs(here.y - before.y - (after.y-before.y)*share)
	chance := math.Hypot(here.err, math.Hypot(before.err*(1-share), after.err*share))
	if off > bend*span && off > likely*chance {
		return off / span
	}
	return 0
}

// span is the range of the curve.
func (c curve) span() float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range c.cells {
		if p, ok := c.at(i); ok {
			low, high = min(low, p.y), max(high, p.y)
		}
	}
	return max(0, high-low)
}
