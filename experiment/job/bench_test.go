package job

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// processorTime is what this process has used of all cores: on a busy machine it says more
// than the clock.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A search for a policy asks for many tasks of few runs: what does it cost that each has
// another scenario?
func BenchmarkTask(b *testing.B) {
	for _, fleets := range []struct{ name, strategies string }{{"one", "full"}, {"four", "full,equal,decorrelated,exponential"}} {
		for _, runs := range []int{1, 4, 16, 64} {
			b.Run(fmt.Sprintf("%s/runs=%d", fleets.name, runs), func(b *testing.B) {
				b.ReportAllocs()
				desk, n, began := &Desk{}, 0, processorTime(b)
				for b.Loop() {
					n++
					task := NewTask(parsed(b, fmt.Sprintf("clients=1000&base=%dms&strategies=%s", 100+n%100, fleets.strategies)), 0, runs, most)
					if s, err := desk.Simulate(b.Context(), task); err != nil || s.Failed != "" {
						b.Fatal(s.Failed, err)
					}
				}
				b.ReportMetric(float64((processorTime(b)-began).Microseconds())/float64(n*runs), "cpu-µs/run")
			})
		}
	}
}
