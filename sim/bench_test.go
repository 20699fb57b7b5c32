package sim

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// reference is the job that speeds are compared by: n clients start within 100 ms,
// the service admits a twentieth of them a second, and they retry with full jitter.
func reference(n int) Scenario {
	s := Default()
	s.Clients, s.Spread, s.Latency, s.Bin = n, 100*time.Millisecond, 10*time.Millisecond, 100*time.Millisecond
	s.Rate, s.Burst = float64(n)/20, max(1, n/200)
	s.Strategies, s.Base, s.Cap, s.Attempts = []string{"full"}, 100*time.Millisecond, 20*time.Second, 50
	return s
}

func BenchmarkReference(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		s := reference(n)
		b.Run(fmt.Sprintf("engine/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			attempts := 0
			for b.Loop() {
				r, err := Simulate(b.Context(), s, math.MaxInt64)
				if err != nil {
					b.Fatal(err)
				}
				attempts = r[0].Attempts
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*attempts), "ns/attempt")
		})
		b.Run(fmt.Sprintf("heap/%d", n), func(b *testing.B) {
			var h heapRun
			attempts := 0
			for b.Loop() {
				attempts = h.run(s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*attempts), "ns/attempt")
		})
	}
}
