package sweep

import (
	"syscall"
	"testing"
	"time"

	"backofflab/experiment/job"
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

// A hundred cells of a hundred replications at 1,000 clients: 10,000 runs, of one strategy and
// of four.
func BenchmarkSweep(b *testing.B) {
	for _, fleets := range []struct{ name, strategies string }{{"one", "full"}, {"four", "exponential,full,equal,decorrelated"}} {
		b.Run(fleets.name, func(b *testing.B) {
			s := sweepOf(b, "clients=1000&runs=100&strategies="+fleets.strategies+"&x=cap:log(1s,60s,25)&y=base:log(50ms,1s,4)")
			began := processorTime(b)
			for b.Loop() {
				if table, err := s.Run(b.Context(), job.Local{}, 5_000_000, ignore); err != nil || table.Runs != 10_000 {
					b.Fatal(table.Runs, err)
				}
			}
			b.ReportMetric((processorTime(b)-began).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}
