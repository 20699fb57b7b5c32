package sim

import (
	"testing"
	"time"

	"backofflab/limit"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/rng"
)

// heapRun is the reference job and nothing else, on a hand-written binary heap of
// 16-byte events: what one writes who wants it fast and has no model to keep.
type heapRun struct {
	heap []heapEvent
}

type heapEvent struct {
	at   int64
	rest uint64 // client and attempt
}

func (a heapEvent) before(b heapEvent) bool {
	return a.at < b.at || a.at == b.at && a.rest < b.rest
}

func (h *heapRun) push(e heapEvent) {
	h.heap = append(h.heap, e)
	i := len(h.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !e.before(h.heap[parent]) {
			break
		}
		h.heap[i] = h.heap[parent]
		i = parent
	}
	h.heap[i] = e
}

func (h *heapRun) pop() heapEvent {
	first, moved := h.heap[0], h.heap[len(h.heap)-1]
	h.heap = h.heap[:len(h.heap)-1]
	n, i := len(h.heap), 0
	if n == 0 {
		return first
	}
	for {
		child := 2*i + 1
		if child >= n {
			break
		}
		if child+1 < n && h.heap[child+1].before(h.heap[child]) {
			child++
		}
		if !h.heap[child].before(moved) {
			break
		}
		h.heap[i] = h.heap[child]
		i = child
	}
	h.heap[i] = moved
	return first
}

// run returns the attempts made, which are those of the engine.
func (h *heapRun) run(s scenario.Scenario) int {
	bucket := limit.NewTokenBucket(s.Rate, s.Burst)
	starts, jitter := rng.New(s.Seed, rng.Arrivals), rng.New(s.Seed, rng.Jitter)
	var perBin [scenario.MaxBins]int
	width := s.Widths()[0]
	h.heap = h.heap[:0]
	for id := range uint32(s.Clients) {
		at := time.Duration(starts.Float64(id, 0) * float64(s.Spread))
		h.push(heapEvent{int64(at + s.Latency), uint64(id)<<16 | 1})
	}
	attempts := 0
	for len(h.heap) > 0 {
		e := h.pop()
		at, id, attempt := time.Duration(e.at), uint32(e.rest>>16), uint32(e.rest&0xffff)
		attempts++
		perBin[at/width]++
		if bucket.AllowN(at, 1) || int(attempt) == s.Attempts {
			continue
		}
		rung := min(s.Cap, s.Base<<min(attempt-1, 30))
		delay := time.Duration(jitter.Float64(id, attempt) * float64(rung))
		h.push(heapEvent{int64(at + 2*s.Latency + delay), uint64(id)<<16 | uint64(attempt+1)})
	}
	return attempts
}

func TestHeapRunIsTheReferenceJob(t *testing.T) {
	s := scenariotest.Reference(1000)
	if got, want := new(heapRun).run(s), simulate(t, s)[0].Attempts; got != want {
		t.Errorf("%d attempts on the heap, %d by the engine", got, want)
	}
}
