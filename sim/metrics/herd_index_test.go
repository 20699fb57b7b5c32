package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// indexOf is the herd index of retries at some times, in any order.
func indexOf(times []time.Duration) (index float64, width time.Duration) {
	slices.Sort(times)
	h := NewHerd(100*time.Millisecond, 0, 1)
	for _, at := range times {
		h.Add(at, 0)
	}
	return h.Index()
}

// independent are retries of clients that know nothing of each other: a Poisson process
// of a rate per second, until an end in seconds.
func independent(draws *rand.Rand, end, most float64, rate func(t float64) float64) (times []time.Duration) {
	for t := draws.ExpFloat64() / most; t < end; t += draws.ExpFloat64() / most {
		if draws.Float64()*most < rate(t) {
			times = append(times, time.Duration(t*1e9))
		}
	}
	return times
}

// herds are so many herds of m, each within a width, one every 4 s.
func herds(draws *rand.Rand, n, m int, width time.Duration) (times []time.Duration) {
	for k := range n {
		for range m {
			times = append(times, time.Duration(k)*4*time.Second+time.Duration(draws.Float64()*float64(width)))
		}
	}
	return times
}

// Clients that know nothing of each other have an index of about 1, whatever the trend:
// the largest of some twenty chance values that are 1 in the mean.
func TestHerdIndexOfIndependentClients(t *testing.T) {
	for name, rate := range map[string]func(t float64) float64{
		"constant":         func(float64) float64 { return 100 },
		"decaying":         func(t float64) float64 { return 2000 * math.Exp(-t/5) },
		"decaying slower":  func(t float64) float64 { return 1000 / (1 + t) },
		"waving":           func(t float64) float64 { return 100 * (1 + math.Sin(2*math.Pi*t/20)) },
		"with stragglers":  func(t float64) float64 { return 2000*math.Exp(-t/5) + 0.05 },
		"many, decaying":   func(t float64) float64 { return 8000 * math.Exp(-t/5) },
		"few":              func(float64) float64 { return 2 },
		"slowly beginning": func(t float64) float64 { return 5 * min(t, 60) },
	} {
		sum, most := 0.0, 0.0
		for seed := range uint64(20) {
			end, top := 60.0, 2000.0
			switch name {
			case "with stragglers":
				end = 1000
			case "many, decaying":
				top = 8000
			}
			index, _ := indexOf(independent(rand.New(rand.NewPCG(7, seed)), end, top, rate))
			sum, most = sum+index/20, max(most, index)
		}
		t.Logf("%s: %.2f in the mean, at most %.2f", name, sum, most)
		if sum < 0.8 || sum > 1.5 || most > 4 {
			t.Errorf("%s: %.2f in the mean, at most %.2f", name, sum, most)
		}
	}
}

// Herds of m have an index of about m, and of twice the clients twice that.
func TestHerdIndexOfHerds(t *testing.T) {
	for _, width := range []time.Duration{0, 50 * time.Millisecond, time.Second} {
		for _, m := range []int{10, 100, 1000} {
			var once, twice float64
			for seed := range uint64(10) {
				draws := rand.New(rand.NewPCG(8, seed))
				one, _ := indexOf(herds(draws, 40, m, width))
				two, _ := indexOf(herds(draws, 40, 2*m, width))
				once, twice = once+one/10, twice+two/10
			}
			t.Logf("%d within %v: %.1f, twice as many %.1f", m, width, once, twice)
			if ratio := once / float64(m); ratio < 0.7 || ratio > 1.8 {
				t.Errorf("%d within %v: %.1f", m, width, once)
			}
			if ratio := twice / once; ratio < 1.9 || ratio > 2.1 {
				t.Errorf("%d within %v: %.1f, of twice as many %.1f", m, width, once, twice)
			}
		}
	}
}

// Where there is one moment and no more, nothing can be said of how the retries come.
func TestHerdIndexOfTooLittle(t *testing.T) {
	const ms = time.Millisecond
	for name, times := range map[string][]time.Duration{
		"nobody":          nil,
		"one":             {5 * time.Second},
		"all at once":     {ms, ms, ms, ms},
		"within 30 cells": {0, 10 * ms, 30 * ms},
	} {
		if index, width := indexOf(times); index != 0 || width != 0 {
			t.Errorf("%s: %v within %v", name, index, width)
		}
	}
	if index, _ := indexOf([]time.Duration{0, 0, 0, indexCells<<indexShift - 1}); index < 1 {
		t.Errorf("in a grid that is full: %v", index)
	}
	if index, width := indexOf([]time.Duration{0, 0, 0, 34 * ms}); index < 1 || width != 1<<20 {
		t.Errorf("three at once and one 34 ms later: %v within %v", index, width)
	}
}

// Retries that are looked for and retries that are counted one by one make the same grid.
func TestGridCountsEachOnce(t *testing.T) {
	draws := rand.New(rand.NewPCG(9, 9))
	for range 300 {
		var g grid
		g.reset()
		h := &Herd{}
		h.Reset(100*time.Millisecond, 0, 1)
		var times []time.Duration
		at := time.Duration(draws.Int64N(1 << 36))
		for range 1 + draws.IntN(5000) {
			at += time.Duration(draws.Int64N(1 << draws.IntN(30)))
			times = append(times, at)
			h.Add(at, 0)
		}
		h.judge()
		shift := uint(indexShift)
		for int((at-times[0])>>shift) >= indexCells {
			shift++
		}
		var want [indexCells]uint32
		for _, t := range times {
			want[(t-times[0])>>shift]++
		}
		if h.grid.cells != want || h.grid.count != len(times) {
			t.Fatalf("%d retries from %v to %v are counted otherwise", len(times), times[0], at)
		}
	}
}
