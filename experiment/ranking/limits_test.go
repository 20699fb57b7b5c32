package ranking

import (
	"context"
	"testing"
)

// limited answers with goals that differ by chance, and for the limited figure of system 0
// what is given; that of the others is far below 0.
func limited(figure func(r int) float64) Source {
	return sourceOf(func(asked Request) Observations {
		o := Observations{Limits: make([][]float64, 1)}
		for r := asked.From; r < asked.From+asked.Runs; r++ {
			x := -9 + score(8, uint64(r))
			if asked.System == 0 {
				x = figure(r)
			}
			o.Goal = append(o.Goal, 100+20*score(9, uint64(asked.System), uint64(r)))
			o.Limits[0] = append(o.Limits[0], x)
		}
		return o
	})
}

func TestLimitsAreJudged(t *testing.T) {
	steps := func(first, then float64, after int) func(int) float64 {
		return func(r int) float64 {
			if r < after {
				return first
			}
			return then
		}
	}
	for _, tt := range []struct {
		shows  string
		figure func(r int) float64
		fate   Fate
		runs   int
	}{
		{"a figure that is at the limit in all runs keeps it", steps(0, 0, 0), Left, 10},
		{"one that is above it in all runs breaks it, after the first stage", steps(1, 1, 0), OverLimit, 10},
		{"five runs that are alike are not believed", steps(1, -40, 5), Left, 10},
		{"what varies and is far above breaks it at once", func(r int) float64 { return 9 + score(6, uint64(r)) }, OverLimit, 4},
		{"what is as far above and varies more, after some", func(r int) float64 { return 9 + 9*score(6, uint64(r)) }, OverLimit, 12},
	} {
		c := DefaultConfig()
		c.Limits = []Limit{{Value: 0, Tolerance: 0.5}}
		c.Budget = 24
		o := selected(t, limited(tt.figure), 2, c)
		if st := o.Standings[0]; st.Fate != tt.fate || st.Runs < tt.runs || tt.fate == OverLimit && st.Runs > tt.runs {
			t.Errorf("%s: %v after %d, want %v after %d", tt.shows, st.Fate, st.Runs, tt.fate, tt.runs)
		}
	}
}

// What is at the limit in all runs is known to keep it, so nothing is open of a system alone.
func TestAtTheLimitIsKept(t *testing.T) {
	c := DefaultConfig()
	c.Limits = []Limit{{Value: 0, Tolerance: 0.5}}
	if o := selected(t, limited(func(int) float64 { return 0 }), 1, c); o.Ending != Chosen || !o.Sure || o.Observations != 10 {
		t.Errorf("%v after %d observations, sure: %t", o.Ending, o.Observations, o.Sure)
	}
}

// A limit that is kept for sure is not looked at again: its test has had its chance to err.
func TestLimitIsJudgedOnce(t *testing.T) {
	c := DefaultConfig()
	c.Limits = []Limit{{Value: 0, Tolerance: 0.5}}
	c.Indifference, c.Budget = 0.001, 400
	o := selected(t, limited(func(r int) float64 {
		if r < 10 {
			return -9 + score(6, uint64(r))
		}
		return 900 + score(6, uint64(r))
	}), 2, c)
	if st := o.Standings[0]; st.Fate != Left || st.Runs < 100 || st.Limits[0].Low < 0 {
		t.Errorf("%+v; want it left with a figure over the limit", st)
	}
}

// What may still come is twice what the triangle of two systems has left.
func TestAheadIsTheTriangleOfAPair(t *testing.T) {
	p := problem{systems: 2, mean: same(100), sd: same(5), shape: normal}
	var goals [2][]float64
	seen := sourceOf(func(asked Request) Observations {
		one, _ := p.source(3).Observe(context.Background(), []Request{asked})
		goals[asked.System] = append(goals[asked.System], one[0].Goal...)
		return one[0]
	})
	o, err := Select(context.Background(), seen, 2, p.settings(), func(st State) {
		if st.Runs != 10 || st.Left < 2 {
			return
		}
		_, s2 := difference(goals[0], goals[1])
		delta := 0.02 * min(mean(goals[0]), mean(goals[1]))
		if want := 2 * (longest(breadth(0.0375, 10), s2, delta) - 10); float64(st.Ahead) < want-1 || float64(st.Ahead) > want {
			t.Errorf("%d are ahead, want %v", st.Ahead, want)
		}
	})
	if err != nil || o.Observations <= 20 {
		t.Errorf("%d observations, %v; the test is about more than the first stage", o.Observations, err)
	}
}
