package limit_test

import (
	"testing"
	"time"

	"backofflab/limit"
)

// One attempt at each limiter, under twice its rate.
func BenchmarkAllow(b *testing.B) {
	p := limit.Params{Rate: 1000, Burst: 100, Window: s, Concurrency: 100, TokensPerMinute: 6_000_000, Tokens: 100}
	for _, kind := range limit.Kinds() {
		b.Run(kind.Key, func(b *testing.B) {
			b.ReportAllocs()
			l, n := kind.New(p), cost(kind, p)
			var now time.Duration
			for b.Loop() {
				now += 500 * time.Microsecond
				l.AllowN(now, n)
			}
		})
	}
}
