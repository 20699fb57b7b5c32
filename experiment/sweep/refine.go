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

// refinements are up to n values that would tell most: half-way between two where the curves
// of a figure cross, or bend. There are none where nothing does.
func refinements(x Axis, t Table, figures []string, n int) []string {
	type gap struct {
		value string
		worth float64
	}
	var gaps []gap
	for i := range len(t.Xs) - 1 {
		a, b := t.Xs[i], t.Xs[i+1]
		value := x.between(a.Value, b.Value)
		at := x.At(value)
		share := x.share(b.At) - x.share(a.At)
		if value == "" || at <= a.At || at >= b.At || share < finest {
			continue
		}
		if worth := share * worthOf(x, t, figures, i); worth > 0 {
			gaps = append(gaps, gap{value, worth})
		}
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.worth, a.worth) })
	var values []string
	for _, g := range gaps[:min(n, len(gaps))] {
		values = append(values, g.value)
	}
	return values
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

// worthOf is how much happens between x i and i+1: 1 for each pair of curves that cross, and
// for each curve by how much it bends at either end.
func worthOf(x Axis, t Table, figures []string, i int) float64 {
	worth := 0.0
	for _, name := range figures {
		column, _ := columnOf(name)
		fleets := len(t.Cells[i].Fleets)
		if !t.Cells[i+1].Known() {
			continue
		}
		for a := range fleets {
			c := curve{x, t, a, column}
			worth += max(c.bendAt(i), c.bendAt(i+1))
			for b := range a {
				if c.crosses(curve{x, t, b, column}, i) {
					worth++
				}
			}
		}
	}
	return worth
}

// curve is a figure of a fleet over the axis.
type curve struct {
	x             Axis
	table         Table
	fleet, column int
}

// point is a mean and its standard error.
type point struct{ y, err float64 }

// at is the mean at a place, where there is one.
func (c curve) at(i int) (point, bool) {
	if i < 0 || i >= len(c.table.Cells) || !c.table.Cells[i].Known() {
		return point{}, false
	}
	s := c.table.Cells[i].Fleets[c.fleet][c.column]
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
	left, middle, right := c.x.share(c.table.Xs[i-1].At), c.x.share(c.table.Xs[i].At), c.x.share(c.table.Xs[i+1].At)
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
	for i := range c.table.Cells {
		if p, ok := c.at(i); ok {
			low, high = min(low, p.y), max(high, p.y)
		}
	}
	return max(0, high-low)
}
