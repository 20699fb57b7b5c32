package tipping

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"backofflab/sim"
)

// moody is a walk whose levels do not tell its mood, and which may come down again from a high
// level: what splitting goes on from differs, and a level is no collapse.
var moody = walk{up: [2]float64{0.25, 0.6}, turns: 0.1, steps: 80, overload: 24}

// 200 estimates each of problems whose answer is known. Their mean is the answer within four of
// its standard errors, and at least 90 % of their intervals hold it: of 200 at 95 % fewer come
// once in 300 times. The seeds are fixed, so this holds always or never.
func TestSplittingOnKnownAnswers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		walk  walk
		truth float64
	}{
		{"M/M/1 at half load, 20 calls", busyPeriod(0.5, 20), overflows(0.5, 20)},
		{"M/M/1 at 0.3, 8 calls", busyPeriod(0.3, 8), overflows(0.3, 8)},
		{"a walk of two moods", moody, moody.collapses()},
	} {
		const estimates = 200
		sum, squares, covered, gain := 0.0, 0.0, 0, 0.0
		for seed := range uint64(estimates) {
			e, err := Split(t.Context(), tt.walk.system(), Effort{Runs: 50, Repetitions: 12, Seed: seed, Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			x := e.P / tt.truth
			sum, squares, gain = sum+x, squares+x*x, gain+e.Gain()/estimates
			if e.Low <= tt.truth && tt.truth <= e.High {
				covered++
			}
		}
		mean := sum / estimates
		deviation := math.Sqrt(squares/estimates - mean*mean)
		t.Logf("%s: %.3g; mean %.3f of it, each ± %.2f; %d of 200 intervals hold it; gain %.3g", tt.name, tt.truth, mean, deviation, covered, gain)
		if off := math.Abs(mean-1) * math.Sqrt(estimates) / deviation; off > 4 {
			t.Errorf("%s: the mean is %.3f of the truth, off by %.1f standard errors", tt.name, mean, off)
		}
		if covered < 180 {
			t.Errorf("%s: %d of 200 intervals hold the truth", tt.name, covered)
		}
	}
}

// Levels say where effort goes, not what comes of it: none, some beyond all collapses, and some
// that all runs come to.
func TestTheAnswerDoesNotDependOnLevels(t *testing.T) {
	w := moody
	w.overload = 12
	truth := w.collapses()
	for _, levels := range [][]int{nil, {5}, {1, 2, 40}, {30}, {6, 6, 20}} {
		const estimates = 300
		sum, squares := 0.0, 0.0
		for seed := range uint64(estimates) {
			r := repetition{splitter: splitter{simulate: w.system().New(), step: stepOfWalk, seed: seed}}
			if err := r.run(t.Context(), levels, 90); err != nil {
				t.Fatal(err)
			}
			sum, squares = sum+r.p, squares+r.p*r.p
		}
		mean := sum / estimates
		off := (mean - truth) * math.Sqrt(estimates) / math.Sqrt(squares/estimates-mean*mean)
		if math.Abs(off) > 4 {
			t.Errorf("levels %v: the mean is %v, off by %.1f standard errors of %v", levels, mean, off, truth)
		}
	}
}

// The work is that of all runs, and the gain what plain Monte Carlo takes more of it.
func TestSplittingSavesWork(t *testing.T) {
	e, err := Split(t.Context(), busyPeriod(0.5, 20).system(), Effort{Runs: 100, Repetitions: 20, Seed: 1, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if runs := e.Runs; runs < 100*20*len(e.Levels) || e.Work < int64(runs) || e.Gain() < 100 {
		t.Errorf("%+v, gain %v", e, e.Gain())
	}
	plain, err := Plain(t.Context(), busyPeriod(0.5, 20).system(), 20_000, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(e.Each-plain.Each) > 5*plain.Each/math.Sqrt(2000) {
		t.Errorf("a run takes %v, in plain runs %v", e.Each, plain.Each)
	}
}

// The same comes of any number of goroutines.
func TestSplittingIsAFunctionOfItsSeed(t *testing.T) {
	var first Estimate
	for workers := range 5 {
		e, err := Split(t.Context(), moody.system(), Effort{Runs: 30, Repetitions: 10, Seed: 3, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if workers == 0 {
			first = e
		}
		if !reflect.DeepEqual(e, first) {
			t.Errorf("%d workers: %+v, one: %+v", workers, e, first)
		}
	}
}

// Of what never happens nothing is said, and what always does is certain.
func TestWhatNeverOrAlwaysHappens(t *testing.T) {
	never, always := moody, moody
	never.overload, always.overload = 1000, 0
	for _, tt := range []struct {
		walk walk
		want [3]float64
	}{{never, [3]float64{0, 0, 1}}, {always, [3]float64{1, 1, 1}}} {
		e, err := Split(t.Context(), tt.walk.system(), Effort{Runs: 20, Repetitions: 5, Seed: 1, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]float64{e.P, e.Low, e.High}; got != tt.want || e.Gain() != 0 {
			t.Errorf("%v, want %v; gain %v", got, tt.want, e.Gain())
		}
	}
}

// Plain Monte Carlo is the share that collapses.
func TestPlainMonteCarlo(t *testing.T) {
	const runs, load, top = 40_000, 0.5, 6
	e, err := Plain(t.Context(), busyPeriod(load, top).system(), runs, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	truth := overflows(load, top)
	if off := math.Abs(e.P-truth) / math.Sqrt(truth*(1-truth)/runs); off > 4 || e.Low > truth || e.High < truth || e.Runs != runs {
		t.Errorf("%+v, off by %.1f standard errors of %v", e, off, truth)
	}
	if gain := e.Gain(); math.Abs(gain-1) > 1e-9 {
		t.Errorf("its gain over itself is %v", gain)
	}
}

func TestEffortsHaveBounds(t *testing.T) {
	for want, e := range map[string]Effort{
		"runs: 1; a stage has at least 2":         {Runs: 1, Repetitions: 2},
		"repetitions: 1; there may be 2 to 100":   {Runs: 2, Repetitions: 1},
		"repetitions: 101; there may be 2 to 100": {Runs: 2, Repetitions: 101},
	} {
		if _, err := Split(t.Context(), moody.system(), e); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", e, err, want)
		}
	}
}

// An error ends all, and is the one that is told.
func TestAnErrorOfASimulator(t *testing.T) {
	broken := errors.New("out of attempts")
	s := System{stepOfWalk, func() Simulator {
		return func(ctx context.Context, seeds []sim.Seeded) (Trajectory, error) {
			if seeds[0].Seed%8 == 0 {
				return Trajectory{}, broken
			}
			return Trajectory{Levels: []int{1}}, ctx.Err()
		}
	}}
	if _, err := Plain(t.Context(), s, 1000, 1, 2); !errors.Is(err, broken) {
		t.Errorf("plain: %v", err)
	}
	if _, err := Split(t.Context(), s, Effort{Runs: 100, Repetitions: 10, Seed: 1, Workers: 2}); !errors.Is(err, broken) {
		t.Errorf("split: %v", err)
	}
}
