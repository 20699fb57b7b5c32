package calculator

import (
	"slices"
	"time"
)

// Waiting is how long clients wait in all, after the first failure, until they give up because
// all attempts are used up or the next would start after the deadline.
type Waiting struct {
	ends []time.Duration // of the drawn clients, rising
}

func waitingOf(ends []time.Duration) Waiting {
	slices.Sort(ends)
	return Waiting{ends}
}

// After is the share of the clients that are still waiting after t, if every attempt fails.
func (w Waiting) After(t time.Duration) float64 {
	over, _ := slices.BinarySearch(w.ends, t+1)
	return float64(len(w.ends)-over) / float64(len(w.ends))
}

// Point is a share of the clients that are still waiting after T.
type Point struct {
	T     time.Duration
	Share float64
}

// Curve is After at about n times, where it falls: T rises, and Share falls from 1 to 0. It is
// straight, or a step, between one and the next.
func (w Waiting) Curve(n int) []Point {
	last := len(w.ends) - 1
	curve := []Point{{0, 1}, {w.ends[0], 1}}
	for i := range n {
		rank := i * last / max(1, n-1)
		curve = append(curve, Point{w.ends[rank], 1 - (float64(rank)+0.5)/float64(last+1)})
	}
	curve = append(curve, Point{w.ends[last], 0})
	return slices.CompactFunc(curve, func(a, b Point) bool { return a == b })
}

// Percentile is the time by which so many per cent of the clients have given up.
func (w Waiting) Percentile(percent int) time.Duration { return ranked(w.ends, percent) }

// Mean is how long clients wait on average.
func (w Waiting) Mean() time.Duration { return mean(w.ends) }
