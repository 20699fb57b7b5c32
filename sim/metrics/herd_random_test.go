package metrics

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unsafe"
)

// stream is a source of random retries: calm and crowded by turns, with several at
// one moment, and with pauses.
type stream struct {
	draws   *rand.Rand
	window  time.Duration
	clients int
	at      time.Duration
	gap     float64 // mean time between retries
	tied    float64 // share of retries that come with the one before
}

func newStream(draws *rand.Rand) *stream {
	s := &stream{draws: draws, clients: 1 + draws.IntN(1<<draws.IntN(12))}
	s.window = 1 + time.Duration(draws.Int64N(1<<(1+draws.IntN(34))))
	s.turn()
	return s
}

// turn lets the stream change its pace: from one retry in two windows to a thousand
// in one.
func (s *stream) turn() {
	retries := 0.5
	for range s.draws.IntN(11) {
		retries *= 2
	}
	s.gap = float64(s.window) / retries
	s.tied = 0
	switch s.draws.IntN(4) {
	case 0:
		s.tied = s.draws.Float64()
	case 1:
		s.tied = 0.99
	}
}

func (s *stream) next() (time.Duration, uint32) {
	switch n := s.draws.IntN(2000); {
	case n < 4:
		s.turn()
	case n == 4:
		s.at += s.window * time.Duration(s.draws.IntN(4))
	case n == 5:
		s.at += time.Duration(s.draws.Int64N(1 << 34))
	case n < 8:
		s.at += max(0, s.window-time.Duration(s.draws.IntN(2)))
	case s.draws.Float64() >= s.tied:
		s.at += time.Duration(s.gap * s.draws.ExpFloat64())
	}
	return s.at, uint32(s.draws.IntN(s.clients))
}

// Streams of all kinds against a plain herd, at the end and here and there before it.
// The herd is the same all the time, reset. What it handed out stays as it was.
func TestHerdAgreesWithPlainHerd(t *testing.T) {
	h := &Herd{}
	var before, kept []Wave
	for trial := range 2000 {
		draws := rand.New(rand.NewPCG(1, uint64(trial)))
		s := newStream(draws)
		burst := time.Duration(draws.Int64N(int64(s.window) << draws.IntN(10)))
		h.Reset(s.window, burst, s.clients)
		plain := newPlainHerd(s.window, burst)
		compare := func(i int) {
			t.Helper()
			if got, want := h.AppendWorst(nil), plain.Worst(); !slices.Equal(got, want) {
				t.Fatalf("trial %d, retry %d: the waves are %v, want %v", trial, i, got, want)
			}
			if got, want := h.Later(), plain.Later(); got != want {
				t.Fatalf("trial %d, retry %d: the largest after the first burst is %v, want %v", trial, i, got, want)
			}
		}
		each := 1 + draws.IntN(2000)
		for i := range 1 + draws.IntN(1<<(4+draws.IntN(9))) {
			at, client := s.next()
			h.Add(at, client)
			plain.Add(at, client)
			if i%each == 0 {
				compare(i)
			}
		}
		compare(-1)
		if !slices.Equal(before, kept) {
			t.Fatalf("trial %d: what was handed out became %v, was %v", trial, before, kept)
		}
		before, kept = h.AppendWorst(nil), plain.Worst()
	}
}

// Whatever comes, the log holds the retries of two windows, in not much more than 8
// bytes for each, and from run to run a herd needs no other memory.
func TestHerdMemory(t *testing.T) {
	const window, n = 100 * time.Millisecond, 1 << 17
	h := &Herd{}
	run := func() {
		h.Reset(window, 0, 1000)
		at := time.Duration(0)
		for i := range uint32(n) { // for two windows
			at = time.Duration(i) * (2 * window) / n
			h.Add(at, i%1000)
		}
		for i := range uint32(4 * n) { // and then less, with a gap now and then
			at += 2*window/n + 1
			if i%(1<<15) == 0 {
				at += 10 * time.Second
			}
			h.Add(at, i%1000)
		}
		h.AppendWorst(nil)
	}
	if allocs := testing.AllocsPerRun(2, run); allocs > 1 { // the waves
		t.Errorf("a run after the first allocates %v times", allocs)
	}
	bytes := len(h.before.slots)*int(unsafe.Sizeof(span{})) + 8*len(h.census.seen)
	for _, list := range []*block{h.log.first, h.log.free} {
		for b := list; b != nil; b = b.next {
			bytes += int(unsafe.Sizeof(*b))
		}
	}
	if each := float64(bytes) / n; each > 8.9 {
		t.Errorf("%.2f bytes a retry", each)
	}
}
