package find

import (
	"cmp"
	"context"
	"math"
	"slices"

	"backofflab/experiment/ranking"
)

// front draws up which candidates no other beats in peak, wasted calls and completion: of
// those that keep the limits, or of all where none does. Only those near the front get enough
// replications for it to be certain; who is behind another by more than the margin in all
// three is taken to be off it.
func (s *source) front(ctx context.Context, o *Outcome) error {
	some := s.plotted(o)
	for _, i := range some {
		p := &o.Candidates[i]
		p.Plotted = true
		for axis, name := range o.Axes {
			p.Trade[axis] = meanOf(s.values(i, name)).Mean
		}
	}
	near := s.near(some, o)
	if err := s.upTo(ctx, near, frontRuns); err != nil {
		return err
	}
	points := make([][][]float64, len(near))
	for at, i := range near {
		for axis, name := range o.Axes {
			values := s.values(i, name)
			points[at] = append(points[at], values)
			o.Candidates[i].Trade[axis] = meanOf(values).Mean
		}
	}
	found, err := ranking.Front(points, o.Confidence)
	if err != nil {
		return err
	}
	for at, i := range near {
		o.Candidates[i].Front, o.Candidates[i].Certain = found[at].On, found[at].Certain
	}
	return nil
}

// margin is by what share a candidate must be behind another in all figures to be off the
// front without a closer look.
const margin = 0.02

// near are the candidates on the front or close to it, those that are behind by least first
// where they are too many.
func (s *source) near(some []int, o *Outcome) []int {
	type candidate struct {
		i      int
		behind float64
	}
	var close []candidate
	for _, i := range some {
		behind := 0.0
		for _, j := range some {
			behind = max(behind, behindBy(o.Candidates[i].Trade, o.Candidates[j].Trade))
		}
		if behind < margin {
			close = append(close, candidate{i, behind})
		}
	}
	slices.SortStableFunc(close, func(a, b candidate) int { return cmp.Compare(a.behind, b.behind) })
	near := make([]int, 0, len(close))
	for _, c := range close[:min(len(close), mostNear)] {
		near = append(near, c.i)
	}
	slices.Sort(near)
	return near
}

// behindBy is by what share a is behind b in each figure; 0 where it is ahead in one.
func behindBy(a, b [3]float64) float64 {
	least := math.Inf(1)
	for axis := range a {
		switch {
		case a[axis] < b[axis]:
			return 0
		case b[axis] != 0:
			least = min(least, (a[axis]-b[axis])/math.Abs(b[axis]))
		case a[axis] == 0:
			least = 0
		}
	}
	if math.IsInf(least, 1) {
		return 1
	}
	return least
}

// plotted are the candidates of the front.
func (s *source) plotted(o *Outcome) []int {
	var keeping, all []int
	for i, p := range o.Candidates {
		if !slices.ContainsFunc(o.Axes[:], func(name string) bool { return !whole(s.values(i, name)) }) {
			all = append(all, i)
			if p.Fate != ranking.OverLimit.String() && p.Fate != ranking.Lacking.String() {
				keeping = append(keeping, i)
			}
		}
	}
	if len(keeping) > 0 {
		return keeping
	}
	return all
}
