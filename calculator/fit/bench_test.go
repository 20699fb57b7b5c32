package fit

import (
	"fmt"
	"testing"

	"backofflab/retry"
)

func BenchmarkAll(b *testing.B) {
	kind, _ := retry.Lookup("full")
	for _, n := range []int{5, 20, 200, 100_000} {
		log := drawn(kind.New(reference), n, 8, precise, 1)
		b.Run(fmt.Sprintf("delays=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				All(log, Options{})
			}
		})
	}
}
