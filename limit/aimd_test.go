package limit_test

import (
	"testing"
	"time"

	"backofflab/limit"
)

func TestAIMDSteps(t *testing.T) {
	type measure struct {
		took    time.Duration
		inside  int
		dropped bool
		want    int // places that are free then
	}
	p := limit.Params{Concurrency: 10, Least: 4, Most: 12, Target: s, Shrink: 0.9}
	a := limit.NewAIMD(p)
	for i, m := range []measure{
		{s, 4, false, 10}, // less than half of it is used
		{s, 5, false, 11}, // half of it is
		{s, 6, false, 12},
		{s, 12, false, 12},      // there are no more
		{s + 1, 1, false, 10},   // floor(10.8), however few there were
		{s, 1, true, 9},         // dropped, though it was quick
		{0, 9, true, 8},         // floor(8.1)
		{2 * s, 9, false, 7},    // floor(7.2)
		{2 * s, 9, false, 6},    // floor(6.3)
		{2 * s, 9, false, 5},    // floor(5.4)
		{2 * s, 9, false, 4},    // floor(4.5)
		{2 * s, 9, false, 4},    // no fewer
		{500 * ms, 2, false, 5}, // twice 2 is 4
		{500 * ms, 2, false, 5}, // and less than 5
	} {
		a.Measure(m.took, m.inside, m.dropped)
		if got := a.Room(0); got != float64(m.want) {
			t.Errorf("measure %d: room for %v, want %d", i, got, m.want)
		}
	}
	a.Reset()
	if got := a.Room(0); got != 10 {
		t.Errorf("after Reset there is room for %v, want 10", got)
	}
}

// A limit that shrinks lets nobody in until so many have left.
func TestAIMDBelowThoseInside(t *testing.T) {
	a := limit.NewAIMD(limit.Params{Concurrency: 4, Least: 1, Most: 100, Target: s, Shrink: 0.5})
	for range 4 {
		a.AllowN(0, 1)
	}
	a.Measure(2*s, 4, false)
	a.Release(2 * s)
	if a.Inside() != 3 || a.Room(2*s) != 0 || a.AllowN(2*s, 1) {
		t.Errorf("three of two inside: %d, room %v", a.Inside(), a.Room(2*s))
	}
	a.Release(2 * s)
	a.Release(2 * s)
	if !a.AllowN(2*s, 1) || a.AllowN(2*s, 1) {
		t.Error("one of two inside: one more, and no other")
	}
}
