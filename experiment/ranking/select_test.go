package ranking

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// given answers with a goal of its own for each system and replication.
func given(goal func(system, r int) float64) Source {
	return sourceOf(func(asked Request) Observations {
		var o Observations
		for r := asked.From; r < asked.From+asked.Runs; r++ {
			o.Goal = append(o.Goal, goal(asked.System, r))
		}
		return o
	})
}

// selected is the outcome of a selection that has no error.
func selected(t *testing.T, source Source, systems int, c Config) Outcome {
	t.Helper()
	o, err := Select(context.Background(), source, systems, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func constant(system, _ int) float64 { return float64(10 + system) }

func TestSelectAtItsEnds(t *testing.T) {
	noise := func(system, r int) float64 { return 100 + 5*score(7, uint64(system), uint64(r)) }
	for _, tt := range []struct {
		shows        string
		systems      int
		goal         func(system, r int) float64
		config       func(*Config)
		best         int
		ending       Ending
		observations int
		alike        []int
	}{
		{"a system alone is the best", 1, noise, nil, 0, Chosen, 4, nil},
		{"what does not vary is decided after the first stage", 3, constant, nil, 0, Chosen, 30, nil},
		{"so it is where it should be high", 3, constant, func(c *Config) { c.Higher = true }, 2, Chosen, 30, nil},
		{"two that are the same cannot be told apart", 2, func(_, r int) float64 { return noise(0, r) }, nil, 0, Tied, 20, []int{1}},
		{"two that are the same at 0", 2, func(int, int) float64 { return 0 }, nil, 0, Tied, 20, []int{1}},
		{"fractions that are the same in each run", 2, func(system, _ int) float64 { return 0.1 + 0.2*float64(system) }, nil, 0, Chosen, 20, nil},
		{"less than the indifference apart", 2, func(system, r int) float64 { return noise(0, r) + 0.1*float64(system) }, nil, 0, Chosen, 20, []int{1}},
		{"a best mean of 0 has no share: the race alone decides", 2, func(system, r int) float64 { return float64(system) * (1 + score(1, uint64(r))) }, nil, 0, Chosen, 24, nil},
	} {
		c := DefaultConfig()
		if tt.config != nil {
			tt.config(&c)
		}
		o := selected(t, given(tt.goal), tt.systems, c)
		if o.Best != tt.best || o.Ending != tt.ending || o.Observations != tt.observations || !slices.Equal(o.Alike, tt.alike) || !o.Sure {
			t.Errorf("%s: best %d (sure: %t), %v after %d observations, alike %v; want %d, %v, %d, %v",
				tt.shows, o.Best, o.Sure, o.Ending, o.Observations, o.Alike, tt.best, tt.ending, tt.observations, tt.alike)
		}
	}
}

// Where the best mean is 0 its share is nothing, and two that differ by chance only are never
// told apart: the budget ends it, unless a least indifference does.
func TestIndifferenceOfZero(t *testing.T) {
	around := func(system, r int) float64 { return float64(system * (1 - 2*(r%2))) }
	c := DefaultConfig()
	c.Budget = 1000
	if o := selected(t, given(around), 2, c); o.Ending != Spent || o.Observations > 1000 || o.Observations < 990 || len(o.Alike) != 1 {
		t.Errorf("without a least indifference: %v after %d, alike %v", o.Ending, o.Observations, o.Alike)
	}
	c.Least = 0.5
	if o := selected(t, given(around), 2, c); o.Ending == Spent || o.Indifference != 0.5 {
		t.Errorf("with one: %v after %d, indifference %v", o.Ending, o.Observations, o.Indifference)
	}
}

func TestNobodyIsLeft(t *testing.T) {
	failed := sourceOf(func(asked Request) Observations { return Observations{Failed: fmt.Sprint("no ", asked.System)} })
	o := selected(t, failed, 2, DefaultConfig())
	if o.Best != -1 || o.Sure || o.Ending != Nobody || o.Standings[1].Reason != "no 1" || o.Standings[1].Fate != Failed {
		t.Errorf("all failed: %+v", o)
	}
	c := DefaultConfig()
	c.Limits = []Limit{{Value: 0, Tolerance: 1}, {AtLeast: true, Value: 5, Tolerance: 1}}
	low := sourceOf(func(asked Request) Observations {
		o := Observations{Goal: make([]float64, asked.Runs), Limits: make([][]float64, 2)}
		for r := range asked.Runs {
			z := score(3, uint64(asked.System), uint64(asked.From+r))
			o.Limits[0], o.Limits[1] = append(o.Limits[0], -9+z), append(o.Limits[1], 2+z)
		}
		return o
	})
	var last State
	o, err := Select(context.Background(), low, 3, c, func(st State) { last = st })
	if err != nil || last.Left != 0 || last.Open != 0 || last.Best != -1 || last.Ahead != 0 {
		t.Errorf("%+v, %v; want nobody left", last, err)
	}
	for i, st := range o.Standings {
		if st.Fate != OverLimit || st.By != 1 || math.Abs(st.Limits[1].Mean-2) > 1.5 || st.Limits[1].Low >= st.Limits[1].High {
			t.Errorf("system %d: %+v; it breaks limit 1", i, st)
		}
	}
	if o.Best != -1 || o.Ending != Nobody || o.Independent != 0 || !math.IsNaN(o.Correlation) {
		t.Errorf("all break a limit: %+v", o)
	}
}

// A run that lacks a figure puts its system out, whichever figure and whatever its others are.
func TestLackingFigures(t *testing.T) {
	c := DefaultConfig()
	c.Limits = []Limit{{Value: 50, Tolerance: 1}}
	source := sourceOf(func(asked Request) Observations {
		o := Observations{Limits: make([][]float64, 1)}
		for r := asked.From; r < asked.From+asked.Runs; r++ {
			goal, limited := float64(10+asked.System), 40+score(uint64(r))
			switch {
			case asked.System == 0 && r == 5:
				goal = math.NaN()
			case asked.System == 1 && r >= 2:
				limited = math.Inf(1)
			case asked.System == 2 && r == 0:
				goal, limited = math.Inf(-1), math.NaN()
			case asked.System == 5 && r == 3:
				goal = math.NaN()
			case asked.System == 5 && r == 1:
				limited = math.NaN()
			}
			o.Goal, o.Limits[0] = append(o.Goal, goal), append(o.Limits[0], limited)
		}
		return o
	})
	o := selected(t, source, 6, c)
	for i, want := range map[int]Standing{
		0: {By: 5, Lacking: -1, Runs: 6}, 1: {By: 2, Lacking: 0, Runs: 4},
		2: {By: 0, Lacking: -1, Runs: 4}, 5: {By: 1, Lacking: 0, Runs: 4},
	} {
		if st := o.Standings[i]; st.Fate != Lacking || st.By != want.By || st.Lacking != want.Lacking || st.Runs != want.Runs {
			t.Errorf("system %d: %+v, want it to lack figure %d in replication %d of %d", i, st, want.Lacking, want.By, want.Runs)
		}
	}
	if o.Best != 3 || len(o.Alike) > 0 || o.Standings[0].Goal != (Estimate{10, 10, 10}) || o.Standings[2].Goal != (Estimate{}) {
		t.Errorf("best %d, alike %v, goals %+v and %+v", o.Best, o.Alike, o.Standings[0].Goal, o.Standings[2].Goal)
	}
}

// A system that may break a limit puts nobody out: its rival may be the best that keeps it. The
// indifference is that of the smaller mean, for either may be the best.
func TestWhoMayBreakALimitPutsNobodyOut(t *testing.T) {
	c := DefaultConfig()
	c.Limits, c.Budget = []Limit{{Value: 0, Tolerance: 0.001}}, 2000
	source := sourceOf(func(asked Request) Observations {
		o := Observations{Limits: make([][]float64, 1)}
		for r := asked.From; r < asked.From+asked.Runs; r++ {
			o.Goal = append(o.Goal, float64(50*(1+asked.System)))
			o.Limits[0] = append(o.Limits[0], float64(1-2*(r%2))-float64(9*asked.System))
		}
		return o
	})
	o, err := Select(context.Background(), source, 2, c, func(st State) {
		if st.Runs >= c.First && (st.Left != 2 || st.Open != 1 || st.Best != 1 || st.Fates[1] != Left) {
			t.Errorf("after %d: %+v", st.Runs, st)
		}
	})
	if err != nil || o.Ending != Spent || o.Best != 1 || !o.Sure || o.Observations != 2000 || o.Indifference != 1 {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestErrorsEndASelection(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	calls := 0
	cancelling := sourceOf(func(asked Request) Observations {
		if calls++; calls == 2 {
			cancel()
		}
		return Observations{Goal: make([]float64, asked.Runs)}
	})
	if _, err := Select(ended, cancelling, 2, DefaultConfig(), nil); !errors.Is(err, context.Canceled) || calls != 2 {
		t.Errorf("%v after %d calls", err, calls)
	}
	c := DefaultConfig()
	c.Limits = []Limit{{Tolerance: 1}}
	for want, o := range map[string]Observations{
		"system 0 has 3 values and 1 limited figures; asked were 4 and 1": {Goal: make([]float64, 3), Limits: make([][]float64, 1)},
		"system 0 has 4 values and 0 limited figures; asked were 4 and 1": {Goal: make([]float64, 4)},
		"system 0 has 1 values of limit 0; asked were 4":                  {Goal: make([]float64, 4), Limits: [][]float64{{1}}},
	} {
		if _, err := Select(context.Background(), sourceOf(func(Request) Observations { return o }), 1, c, nil); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	broken := errors.New("no worker")
	if _, err := Select(context.Background(), failing{broken}, 1, c, nil); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	if _, err := Select(context.Background(), failing{}, 1, c, nil); err == nil || !strings.Contains(err.Error(), "0 answers to 1") {
		t.Errorf("no answers: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Observe(context.Context, []Request) ([]Observations, error) { return nil, f.err }
