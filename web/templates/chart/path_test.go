package chart

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Whatever the counts and wherever a run is cut into frames, the segments of the
// frames are, joined, the path of the whole.
func TestAppendEqualsWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		bins := random.IntN(3*chunkBins + 2)
		series := make([][]int, 1+random.IntN(5))
		for i := range series {
			series[i] = counts(random, bins)
		}
		var bars, steps, band []byte
		total, totals := 0, make([]int, len(series))
		for start := 0; start < bins; {
			end := start + 1 + random.IntN(bins-start)
			for bin := start; bin < end; bin++ {
				if StartsChunk(bin) {
					bars = AppendMove(bars, bin, 0)
					steps = AppendMove(steps, bin, total)
					band = AppendMove(band, bin, 0)
				}
				bars = AppendBar(bars, series[0][bin])
				steps = AppendStep(steps, series[0][bin])
				low, high := Spread(totals)
				band = AppendRange(band, low, high)
				total += series[0][bin]
				for i := range series {
					totals[i] += series[i][bin]
				}
			}
			start = end
		}
		compare(t, "bars", string(bars), BarPath(series[0]))
		compare(t, "steps", string(steps), StepPath(series[0]))
		compare(t, "range", string(band), RangePath(series))
	}
}

func compare(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: appended %q, whole %q", what, got, want)
	}
}

func counts(random *rand.Rand, bins int) []int {
	out := make([]int, bins)
	for i := range out {
		if random.IntN(3) > 0 {
			out[i] = random.IntN(1 << random.IntN(20))
		}
	}
	return out
}

func TestChunks(t *testing.T) {
	bars := BarPath(make([]int, 2*chunkBins+1))
	chunks := Chunks(bars)
	if len(chunks) != 3 || strings.Join(chunks, "") != bars {
		t.Errorf("%d chunks of %q", len(chunks), bars)
	}
	for _, chunk := range chunks {
		if strings.LastIndexByte(chunk, 'M') != 0 {
			t.Errorf("chunk %q does not begin with its only M", chunk)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, c := range []struct{ what, got, want string }{
		{"an empty bin keeps to the baseline", BarPath([]int{3, 0, 12}), "M0 0v-3h1V0h1v-12h1V0"},
		{"a total rises at the end of its bin", StepPath([]int{2, 0, 5}), "M0 0h1v-2h1h1v-5"},
		{"the range of one series is empty", RangePath([][]int{{1, 2}}), "M0 0m1 0m1 0"},
		{"the range lies between the totals", RangePath([][]int{{1, 0}, {3, 0}}), "M0 0m1 0m0-1v-2h1v2m0 1"},
		{"no series, no range", RangePath(nil), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	second := Chunks(StepPath(slices.Repeat([]int{1}, chunkBins+1)))[1]
	if second != "M32-32h1v-1" {
		t.Errorf("a chunk begins where the last one ended: got %q", second)
	}
}

// A small chart spans the time in which there is load. What is far above the rest is cut, so
// that the rest has a shape; what is next to nothing stays low.
func TestSmallOf(t *testing.T) {
	herds := make([]int, 2*SmallColumns, 100)
	for i := range herds {
		herds[i] = 1
	}
	herds[0], herds[1], herds[40], herds[60] = 1000, 1000, 28, 27
	for what, tt := range map[string]struct {
		attempts []int
		want     map[int]int // heights, by column
	}{
		"nothing at all":           {nil, nil},
		"nothing yet":              {[]int{0, 0}, nil},
		"bins that are wider":      {[]int{1, 2, 0, 0}, map[int]int{0: 14, 21: 14, 22: 28, 43: 28}},
		"a first burst is cut":     {append(slices.Clone(herds), 0, 0, 0), map[int]int{0: 28, 1: 2, 20: 17, 30: 16}},
		"a trickle stays a little": {append([]int{4000}, slices.Repeat([]int{1}, 43)...), map[int]int{0: 28, 1: 1, 43: 1}},
	} {
		small := SmallOf(Series{Strategy: Strategy{Tone: "gold"}, Attempts: tt.attempts})
		if (tt.want == nil) != (small.Columns == nil) || small.Tone != "gold" {
			t.Errorf("%s: %+v", what, small)
		}
		for column, height := range tt.want {
			if small.Columns[column] != height {
				t.Errorf("%s: column %d is %d high, want %d", what, column, small.Columns[column], height)
			}
		}
	}
}
