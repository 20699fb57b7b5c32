package runs

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	begin := time.Unix(0, 0)
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	even := func(ms int) float64 { return float64(ms) / 4000 }
	slower := func(ms int) float64 { return min(even(ms), 0.25+float64(ms-1000)/40_000) } // a tenth, from 1 s on
	stuck := func(ms int) float64 { return min(even(ms), 0.25) }
	for _, row := range []struct {
		name     string
		share    func(ms int) float64
		every    int // ms between samples
		until    int // ms
		now      int
		known    bool
		from, to int // ms left
	}{
		{"nothing has happened", even, 10, 0, 300, false, 0, 0},
		{"too early to tell", even, 10, 200, 200, false, 0, 0},
		{"even, early", even, 10, 300, 300, true, 3690, 3710},
		{"even, half way", even, 10, 2000, 2000, true, 1990, 2010},
		{"even, in large steps", even, 700, 2800, 2800, true, 1190, 1210},
		{"even, at the end", even, 10, 4000, 4000, true, 0, 1},
		{"slower, at once", slower, 10, 1100, 1100, true, 3_000, 5_000},
		{"slower, after a while", slower, 10, 10_000, 10_000, true, 18_000, 21_500},
		{"one sample, then nothing for long", stuck, 1000, 1000, 8000, true, 10_000, 40_000},
	} {
		var p pace
		p.begin(begin)
		for ms := row.every; ms <= row.until; ms += row.every {
			p.addSample(at(ms), row.share(ms))
			p.addSample(at(ms), row.share(ms)) // twice at one moment is once
		}
		left, ok := p.left(at(row.now))
		if ms := int(left.Milliseconds()); ok != row.known || ok && (ms < row.from || ms > row.to) {
			t.Errorf("%s: %d ms left, known: %v", row.name, ms, ok)
		}
	}
}

// From one sample to the next, what is told changes by little, although the run
// goes in fits and starts.
func TestPaceDoesNotJump(t *testing.T) {
	begin := time.Unix(0, 0)
	var p pace
	p.begin(begin)
	last, share := 0.0, 0.0
	for ms := 10; ms < 3000; ms += 10 {
		if ms/50%2 == 0 { // every other twentieth of a second
			share += 10.0 / 1600
		}
		now := begin.Add(time.Duration(ms) * time.Millisecond)
		p.addSample(now, share)
		left, ok := p.left(now)
		if seconds := left.Seconds(); ok {
			if ms > 500 && (seconds < 0.75*last || seconds > 1.25*last) {
				t.Errorf("after %d ms: %.2f s follow %.2f s", ms, seconds, last)
			}
			last = seconds
		}
	}
}
