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

// with changes fields of a scenario, given as in a link.
func (s Scenario) with(changes string) Scenario {
	for _, pair := range splitPairs(changes) {
		f, known := fieldNamed(pair[0])
		if !known {
			panic("no field " + pair[0])
		}
		if err := f.set(&s, pair[1]); err != nil {
			panic(fmt.Sprintf("%s=%s: %v", pair[0], pair[1], err))
		}
	}
	if err := s.Validate(); err != nil {
		panic(err)
	}
	return s
}

func BenchmarkRun(b *testing.B) {
	for _, tt := range []struct{ name, changes string }{
		{"reference", ""},
		{"capacity", "servers=50&queue=1000&service=20ms&service-dist=exponential"},
		{"budget", "budget=ratio&process=100"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			w, attempts := newWorkspace(reference(10_000).with(tt.changes)), 0
			b.ReportAllocs()
			for b.Loop() {
				results, err := w.simulate(b.Context(), 1, math.MaxInt64)
				if err != nil {
					b.Fatal(err)
				}
				attempts += results[0].Attempts
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(attempts), "ns/attempt")
		})
	}
}
