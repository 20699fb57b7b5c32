package sim

import (
	"math"
	"testing"

	"backofflab/scenario/scenariotest"
)

func BenchmarkRun(b *testing.B) {
	for _, tt := range []struct{ name, changes string }{
		{"reference", ""},
		{"capacity", "servers=50&queue=1000&service=20ms&service-dist=exponential"},
		{"budget", "budget=ratio&process=100"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			w, attempts := NewWorkspace(scenariotest.With(scenariotest.Reference(10_000), tt.changes)), 0
			b.ReportAllocs()
			for b.Loop() {
				results, err := w.Simulate(b.Context(), 1, math.MaxInt64)
				if err != nil {
					b.Fatal(err)
				}
				attempts += results[0].Attempts
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(attempts), "ns/attempt")
		})
	}
}
