package chart

import (
	"strings"
	"testing"
	"time"
)

// towering is a run of 80 s in bins of 250 ms: a burst of 2 500 attempts a second in the
// first four seconds, herds of 640 after it, and a capacity of 40.
func towering() Frame {
	return Frame{Bins: 280, Bin: 250 * time.Millisecond, Rate: 40, Start: 16, Peak: 625, Later: 160}
}

func TestFirstBurstLeavesTheChart(t *testing.T) {
	whole := towering().Whole()
	for _, tt := range []struct {
		shows  string
		change func(*Frame)
		max    float64 // of the scale, per second
	}{
		{"herds beside a burst four times as high", func(*Frame) {}, 700},
		{"a burst three times as high", func(f *Frame) { f.Later = 210 }, 2500},
		{"nothing after the burst", func(f *Frame) { f.Later = 0 }, 2500},
		{"no herd after the burst", func(f *Frame) { f.Later = 19 }, 2500},
		{"a burst that is much of the run", func(f *Frame) { f.Bins = 50 }, 2500},
		{"a population without a first burst", func(f *Frame) { f.Start = 0 }, 2500},
		{"a baseline alike", func(f *Frame) { b := towering(); b.Later = 200; f.Baseline = &b }, 800},
		{"a baseline whose burst stays", func(f *Frame) { f.Baseline = &whole }, 2500},
	} {
		f := towering()
		tt.change(&f)
		axes, err := AxesOf(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Load().Max / f.Bin.Seconds(); got != tt.max || strings.Contains(axes.Load.HTML, `class="cut"`) != (tt.max < 2500) {
			t.Errorf("%s: the scale ends at %g/s, want %g; %s", tt.shows, got, tt.max, axes.Load.HTML)
		}
	}
}

// A frame counts the same whether bins come one after the other or strategy by strategy.
func TestCountKnowsTheBurst(t *testing.T) {
	f := Frame{Start: 2}
	for bin, n := range []int{5, 9, 3, 4, 1} {
		f.Count(bin, n)
	}
	if f.Peak != 9 || f.Later != 4 {
		t.Errorf("the peak is %d, later %d, want 9 and 4", f.Peak, f.Later)
	}
}
