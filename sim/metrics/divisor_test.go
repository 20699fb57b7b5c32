package metrics

import (
	"math/rand/v2"
	"testing"
	"time"
)

func checkDivide(t *testing.T, at, width time.Duration) {
	t.Helper()
	if got, want := newDivisor(width).divide(at), int(at/width); got != want {
		t.Fatalf("%d / %d is %d, want %d", at, width, got, want)
	}
}

// Times of every length by widths of every length, and on both sides of multiples,
// where a reciprocal that is a hair off shows.
func TestDivisor(t *testing.T) {
	const longest = 1<<63 - 1
	draws := rand.New(rand.NewPCG(1, 2))
	upTo := func(bits int) time.Duration { return time.Duration(draws.Uint64() >> (64 - bits)) }
	widths := []time.Duration{1, 2, 3, 5, 6, 7, 10, 641, time.Millisecond, time.Second, time.Hour, longest/2 + 1, longest - 1, longest}
	for bits := range 63 {
		power := time.Duration(1) << bits
		widths = append(widths, power, power+1, max(1, power-1), max(1, upTo(bits+1)))
	}
	for _, width := range widths {
		for _, at := range []time.Duration{0, 1, width - 1, width, longest - 1, longest} {
			checkDivide(t, at, width)
		}
		for range 500 {
			at := upTo(1 + draws.IntN(63))
			edge := at / width * width
			checkDivide(t, at, width)
			checkDivide(t, edge, width)
			checkDivide(t, max(0, edge-1), width)
			checkDivide(t, edge+min(width-1, longest-edge), width)
		}
	}
}

func FuzzDivisor(f *testing.F) {
	f.Add(int64(0), int64(1))
	f.Add(int64(1<<63-1), int64(3))
	f.Fuzz(func(t *testing.T, at, width int64) {
		if at >= 0 && width >= 1 {
			checkDivide(t, time.Duration(at), time.Duration(width))
		}
	})
}
