package metrics

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// A million clients in a storm, a million retries in the first 200 ms and from then
// on fewer; and streams of some retries a millisecond.
func BenchmarkHerd(b *testing.B) {
	steady := func(perMs float64) func(float64) float64 {
		return func(float64) float64 { return perMs }
	}
	for _, tt := range []struct {
		name             string
		retries, clients int
		perMs            func(ms float64) float64
	}{
		{"Storm", 1 << 22, 1_000_000, func(ms float64) float64 { return max(50, 5000*min(1, math.Exp((200-ms)/500))) }},
		{"Steady400", 1 << 21, 1_000_000, steady(400)},
		{"Steady40", 1 << 20, 1_000_000, steady(40)},
		{"Steady1", 1 << 18, 1000, steady(1)},
	} {
		draws := rand.New(rand.NewPCG(1, 2))
		list := make([]arrival, tt.retries)
		ms := 0.0
		for i := range list {
			ms += draws.ExpFloat64() / tt.perMs(ms)
			list[i] = arrival{time.Duration(ms * 1e6), uint32(draws.IntN(tt.clients))}
		}
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			h := &Herd{}
			for b.Loop() {
				h.Reset(100*time.Millisecond, time.Second, tt.clients)
				for _, v := range list {
					h.Add(v.at, v.client)
				}
				h.AppendWorst(nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/retry")
		})
	}
}
