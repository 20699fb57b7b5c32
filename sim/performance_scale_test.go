//go:build unix

package sim

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// grown is a run in fresh memory: what it took, and how much memory it holds when it is over.
type grown struct {
	took     time.Duration // CPU time
	attempts int
	bytes    uint64
}

func growing(s scenario.Scenario) grown {
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, begin := live(), cpu()
	w := NewWorkspace(s)
	results, err := w.Simulate(context.Background(), s.Seed, math.MaxInt64)
	if err != nil {
		panic(err)
	}
	g := grown{took: cpu() - begin}
	for _, r := range results {
		g.attempts += r.Attempts
	}
	if after := live(); after > before {
		g.bytes = after - before
	}
	runtime.KeepAlive(w)
	return g
}

// slope is the power by which something grows from one size to the next: 1 where it grows as the
// size does, 0 where it stays.
func slope(from, to, times float64) string {
	if from == 0 {
		return "—"
	}
	return fmt.Sprintf("%.2f", math.Log(to/from)/math.Log(times))
}

// scale measures how time and memory grow with clients, with strategies and with bins.
func (p *performance) scale() {
	p.section("Scale", "the reference job", "attempts", "CPU time, ns an attempt", "its slope", "memory held", "its slope")
	grow := func(name string, sizes []int, of func(size int) scenario.Scenario) {
		var last grown
		for i, n := range sizes {
			g := growing(of(n))
			cells := []string{fmt.Sprintf("%d %s", n, name), fmt.Sprint(g.attempts), fmt.Sprintf("%.1f ms, %.0f", g.took.Seconds()*1e3, g.took.Seconds()*1e9/float64(g.attempts)), "—", fmt.Sprintf("%.1f MB", float64(g.bytes)/1e6), "—"}
			if i > 0 {
				times := float64(n) / float64(sizes[i-1])
				cells[3], cells[5] = slope(last.took.Seconds(), g.took.Seconds(), times), slope(float64(last.bytes), float64(g.bytes), times)
			}
			p.row(cells...)
			last = g
		}
	}
	grow("clients", []int{1_000, 10_000, 100_000, 1_000_000, 10_000_000}, scenariotest.Reference)
	grow("strategies, 10,000 clients", []int{1, 2, 4, 8}, func(n int) scenario.Scenario {
		s := scenariotest.Reference(10_000)
		s.Strategies = []string{"full", "equal", "decorrelated", "exponential", "fixed", "linear", "proportional", "decorrelated-aws"}[:n]
		return s
	})
	grow("bins at least, 10,000 clients", []int{100, 1_000, scenario.MaxBins}, func(n int) scenario.Scenario {
		s := scenariotest.Reference(10_000)
		s.Bin = 20 * time.Second / time.Duration(n)
		return s
	})
}
