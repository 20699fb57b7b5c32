package guard

import (
	"math"
	"testing"
	"time"
)

// A window agrees with a list of all that was ever counted.
func TestWindowAgainstAList(t *testing.T) {
	for _, length := range []time.Duration{0, 1, 7, 10, 1000, 1009} {
		w, part := newWindow(length), (length+windowParts-1)/windowParts
		type entry struct {
			at time.Duration
			by tally
		}
		var list []entry
		var now, latest time.Duration
		for i := range 3000 {
			x := uint32(i) * 2654435769 >> 7 // scattered steps: none, short, back, and now and then a long one
			switch x % 8 {
			case 0, 1:
			case 7:
				now += time.Duration(x/8%5) * length
			case 6:
				now -= min(now, length/3)
			default:
				now += time.Duration(x/8) % (length/4 + 1)
			}
			latest = max(latest, now)
			by := tally{int64(x % 3), int64(x % 2)}
			got := w.add(now, by)
			list = append(list, entry{latest, by})
			var want tally
			for _, e := range list {
				if length == 0 || e.at/part > latest/part-windowParts {
					want.add(e.by)
				}
			}
			if got != want || w.at(now) != want {
				t.Fatalf("length %d, step %d at %d: %v, want %v", length, i, now, got, want)
			}
		}
	}
}

// It reaches back by at most its length, and at least nine tenths of it.
func TestWindowReach(t *testing.T) {
	for at := range time.Duration(300) {
		w := newWindow(100)
		w.add(at, tally{all: 1})
		if got := w.at(at + 90); got.all != 1 {
			t.Errorf("counted at %d, it is forgotten 90 later", at)
		}
		if got := w.at(at + 100); got.all != 0 {
			t.Errorf("counted at %d, it is there 100 later", at)
		}
	}
	w := newWindow(math.MaxInt64)
	w.add(0, tally{all: 1})
	if got := w.at(math.MaxInt64); got.all != 1 {
		t.Error("the longest window forgets")
	}
}

func TestCubeRoot(t *testing.T) {
	for _, x := range []float64{0, 1, 8, 27, 1000, 0.001, 0.125, 1e-300, 1e300, math.SmallestNonzeroFloat64, math.MaxFloat64, 2, 12, 7.44, 1e6, 0.75} {
		if got, want := cubeRoot(x), math.Cbrt(x); math.Abs(got-want) > 4e-16*want {
			t.Errorf("cubeRoot(%v) = %v, want %v", x, got, want)
		}
	}
	for x := 1e-3; x < 1e6; x *= 1.0137 {
		if got, want := cubeRoot(x), math.Cbrt(x); math.Abs(got-want) > 4e-16*want {
			t.Errorf("cubeRoot(%v) = %v, want %v", x, got, want)
		}
	}
}
