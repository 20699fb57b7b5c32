package ranking

import (
	"fmt"
	"math"
)

// Point is where a system stands among others in several figures.
type Point struct {
	On      bool // no other is at least as low in the means of all figures and lower in one
	By      int  // one that is, or -1
	Certain bool // that it is on the front, or not, is so with the confidence of all points at once
}

// Front says which systems are not dominated: points holds the values of each, by figure and
// replication, and the lower the better. Replication r must have the same random numbers in
// all; a system may have fewer of them than others. One whose figure is lacking in a run (see
// [Observations]) has that figure worse than all that have it in each.
//
// A front is by means. What is certain rests on paired t intervals of all pairs and figures,
// at the confidence for all of them together (Bonferroni). A system is off the front for
// certain where another is certainly no worse in each figure and better in one; on it, where
// it is certainly better than each other in some figure, or the same in all.
func Front(points [][][]float64, confidence float64) ([]Point, error) {
	if err := comparable(points); err != nil {
		return nil, err
	}
	if !(confidence >= 0.5 && confidence < 1) {
		return nil, fmt.Errorf("confidence is %v; it must be from 0.5 to below 1", confidence)
	}
	k := len(points)
	f := front{points: points, tail: (1 - confidence) / 2}
	if pairs := k * (k - 1) / 2; pairs > 0 {
		f.tail /= float64(pairs * len(points[0]))
	}
	for _, point := range points {
		f.means = append(f.means, meansOf(point))
	}
	all := make([]Point, k)
	for i := range points {
		all[i] = f.point(i)
	}
	return all, nil
}

// comparable returns an error where systems have not the same figures, or a figure not as many
// values as another.
func comparable(points [][][]float64) error {
	for i, point := range points {
		if len(point) != len(points[0]) || len(point) == 0 {
			return fmt.Errorf("point %d has %d figures; it must have one at least, and as many as the first, %d", i, len(point), len(points[0]))
		}
		for _, values := range point {
			if len(values) != len(point[0]) || len(values) == 0 {
				return fmt.Errorf("point %d has figures of %d and %d replications; they must be as many, and one at least", i, len(point[0]), len(values))
			}
		}
	}
	return nil
}

type front struct {
	points    [][][]float64
	means     [][]float64 // by system and figure; infinite where a run lacks it
	tail      float64     // on each side of each interval
	quantiles quantiles
}

func meansOf(point [][]float64) []float64 {
	var means []float64
	for _, values := range point {
		m := mean(values)
		for _, x := range values {
			if !there(x) {
				m = math.Inf(1)
			}
		}
		means = append(means, m)
	}
	return means
}

func (f *front) point(i int) Point {
	p := Point{On: true, By: -1}
	certainlyOn, certainlyOff := true, false
	for j := range f.points {
		if j == i {
			continue
		}
		dominated := f.dominates(j, i)
		if !(p.On && certainlyOn) && !(dominated && !certainlyOff) {
			continue // this pair changes nothing
		}
		better, same, off := f.certainly(i, j)
		certainlyOn = certainlyOn && (better || same)
		if dominated {
			p.On, p.By, certainlyOff = false, j, off
		}
	}
	p.Certain = p.On && certainlyOn || certainlyOff
	return p
}

// dominates says whether j does i, by means.
func (f *front) dominates(j, i int) bool {
	lower := false
	for v, m := range f.means[j] {
		if m > f.means[i][v] {
			return false
		}
		lower = lower || m < f.means[i][v]
	}
	return lower
}

// certainly says what the intervals of i's figures minus j's do: that i is better in one, that
// both are the same in all, that j is no worse in any and better in one.
func (f *front) certainly(i, j int) (better, same, dominated bool) {
	same = true
	noWorse := true
	for v := range f.means[i] {
		low, high := f.interval(i, j, v)
		better = better || high < 0
		same = same && low == 0 && high == 0
		noWorse = noWorse && low >= 0
		dominated = dominated || low > 0
	}
	return better, same, dominated && noWorse
}

// interval is the paired t interval of i's figure minus j's; all numbers, with fewer than two
// pairs.
func (f *front) interval(i, j, figure int) (low, high float64) {
	mi, mj := f.means[i][figure], f.means[j][figure]
	a, b := f.points[i][figure], f.points[j][figure]
	n := min(len(a), len(b))
	switch {
	case math.IsInf(mi, 1) && math.IsInf(mj, 1):
		return 0, 0
	case math.IsInf(mi, 1) || math.IsInf(mj, 1):
		return mi - mj, mi - mj
	case n < 2:
		return math.Inf(-1), math.Inf(1)
	}
	m, s2 := difference(a[:n], b[:n])
	half := float64(f.quantiles.of(f.tail, n-1) * math.Sqrt(s2/float64(n)))
	return m - half, m + half
}
