package testbed

import (
	"runtime"
	"strconv"
	"testing"

	"backofflab/scenario"
)

// What a testbed takes of memory, when it is new and when its bounds are used up: each client
// different, each request failed. On a public server 200 of them must fit.
func TestMemoryOfATestbed(t *testing.T) {
	fresh := heapOf(t, 0)
	full := heapOf(t, 10_000)
	t.Logf("new: %d KB, full: %d KB", fresh>>10, full>>10)
	if fresh > 200<<10 || full > 3<<20 {
		t.Errorf("new: %d KB, full: %d KB", fresh>>10, full>>10)
	}
}

// heapOf returns the memory of a testbed that had so many requests.
func heapOf(t *testing.T, requests int) int {
	const beds = 4
	p := NewPool(Limits{PerSecond: 1_000_000})
	defer p.Close()
	s := scenario.Default()
	s.Latency, s.Fail = 0, 1
	script, _ := ParseScript("429 retry-after=1 x5000")
	before := heap()
	for range beds {
		bed, err := p.Start(Config{Scenario: s, Script: script, Tell: Tell{ByHeader, "X-Client"}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range requests {
			ask(bed, "a client with a rather long name, "+strconv.Itoa(i%5000))
		}
		if requests > 0 {
			bed.Snapshot()
		}
	}
	return (heap() - before) / beds
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
