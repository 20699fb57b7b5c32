package chart

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// endingAt is a run of series that make one attempt a bin up to these ends, in bins of 250 ms.
func endingAt(ends ...int) Run {
	bins := slices.Max(ends)
	r := Run{Frame: Frame{Bins: bins, Bin: 250 * time.Millisecond, Rate: 1, Peak: 1}}
	for i, end := range ends {
		s := Series{Strategy: Strategy{Key: string(rune('a' + i))}, Attempts: make([]int, bins)}
		for bin := range end {
			s.Attempts[bin] = 1
		}
		r.Series = append(r.Series, s)
	}
	return r
}

func TestNearAxis(t *testing.T) {
	for _, c := range []struct {
		shows          string
		run            Run
		seconds        float64 // at which the near axis ends; 0: none is offered
		first          bool
		second, fourth string // what these rows say
	}{
		{"four alike", endingAt(40, 44, 52, 48), 0, false, "", ""},
		{"one six times as long", endingAt(40, 44, 240, 48), 0, false, "", ""},
		{"one eight times as long", endingAt(40, 44, 320, 40), 15, false, "", ""},
		{"one that squeezes three", endingAt(40, 800, 44, 40), 15, true, "goes on until 3 min 20 s", ""},
		{"two that squeeze three", endingAt(40, 800, 44, 900, 40), 15, true, "goes on until 3 min 20 s", "goes on until 3 min 45 s"},
		{"two that squeeze two", endingAt(40, 800, 44, 900), 0, false, "", ""},
		{"one that squeezes one", endingAt(40, 800), 10, false, "goes on until 3 min 20 s", ""},
		{"one alone", endingAt(800), 0, false, "", ""},
		{"nothing yet", Run{Frame: Frame{Bin: time.Second}, Series: make([]Series, 4)}, 0, false, "", ""},
	} {
		x, offered, first := c.run.near()
		if offered != (c.seconds > 0) || first != c.first || offered && x.Max*c.run.Frame.Bin.Seconds() != c.seconds {
			t.Errorf("%s: the near axis ends at %v s, offered %v, first %v", c.shows, x.Max*c.run.Frame.Bin.Seconds(), offered, first)
		}
		for row, want := range map[int]string{1: c.second, 3: c.fourth} {
			if row < len(c.run.Series) && strings.ReplaceAll(goesOn(c.run, row), "\u00a0", " ") != want {
				t.Errorf("%s: row %d says %q, want %q", c.shows, row, goesOn(c.run, row), want)
			}
		}
	}
	asked := endingAt(40, 800, 44, 40)
	asked.Question = &Question{}
	if _, offered, _ := asked.near(); offered {
		t.Error("the axis answers a question")
	}
}

// Numbers lie neither on one another nor above a pin, nor off the axis or on the cut.
func TestNumbersHaveRoom(t *testing.T) {
	r := endingAt(280, 280)
	at := func(from, to float64) Finding { return Finding{Fleets: []string{"a"}, From: from, To: to} }
	for _, c := range []struct {
		shows string
		brief []Finding
		done  float64
		want  []float64 // in bins of 280
	}{
		{"a herd has its number beside it", []Finding{at(100, 104)}, 0, []float64{115.76}},
		{"a gap has it in the middle", []Finding{at(100, 140)}, 0, []float64{120}},
		{"three of one moment", []Finding{at(100, 140), at(100, 140), at(100, 140)}, 0, []float64{120, 136.8, 103.2}},
		{"the pin is there", []Finding{at(100, 140)}, 120, []float64{136.8}},
		{"at the start", []Finding{at(0, 0)}, 0, []float64{11.76}},
		{"after the end", []Finding{at(900, 900)}, 0, []float64{271.6}},
		{"of another row", []Finding{{Fleets: []string{"b"}, From: 1, To: 2}, {}}, 0, nil},
	} {
		r.Brief, r.Series[0].Done95 = c.brief, c.done
		list := numbersOf(r, 0, r.Frame.X())
		if len(list) != len(c.want) {
			t.Errorf("%s: %v", c.shows, list)
			continue
		}
		for i, n := range list {
			if n.n != i+1 || math.Abs(n.at*280-c.want[i]) > 280*numberRoom/6 {
				t.Errorf("%s: number %d stands at %.1f, want %.1f", c.shows, n.n, n.at*280, c.want[i])
			}
			for _, other := range list[:i] {
				if math.Abs(other.at-n.at) < numberRoom-1e-6 {
					t.Errorf("%s: numbers %d and %d meet", c.shows, n.n, other.n)
				}
			}
		}
	}
	r.Frame.Start, r.Frame.Peak, r.Frame.Later = 40, 900, 100
	r.Brief = []Finding{at(0, 0)}
	if n := numbersOf(r, 0, r.Frame.X())[0]; n.at*280 < 40 {
		t.Errorf("the number stands on the cut, at %v", n.at*280)
	}
}

func TestLimitIsNamedWhereThereIsRoom(t *testing.T) {
	busy, pinned := endingAt(280, 100, 90), endingAt(280, 100, 90)
	pinned.Series[1].Done95 = 260
	for _, c := range []struct {
		shows string
		run   Run
		want  int
	}{
		{"the first that is empty at the right", busy, 1},
		{"but for one with a pin there", pinned, 2},
		{"before there is anything", Run{Frame: busy.Frame, Series: make([]Series, 3)}, 2},
	} {
		if got := quietest(c.run); got != c.want {
			t.Errorf("%s: row %d, want %d", c.shows, got, c.want)
		}
	}
}
