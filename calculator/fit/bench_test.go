package fit

import (
	"fmt"
	"testing"
	"time"

	"backofflab/retry"
)

// What an answer costs: as usual, and where most pasts are carried along.
func BenchmarkAll(b *testing.B) {
	for _, of := range []struct {
		name     string
		strategy retry.Strategy
		seen     measurement
	}{
		{"full, milliseconds", retry.Full{Params: reference}, precise},
		{"decorrelated, whole seconds", retry.Decorrelated{Params: slowed(reference)}, wholeSeconds},
		{"decorrelated, times to the second", retry.Decorrelated{Params: slowed(reference)}, measurement{step: time.Second, rounding: Between}},
	} {
		for _, n := range []int{5, 20, 200, 100_000} {
			log := drawn(of.strategy, n, 8, of.seen, 1)
			b.Run(fmt.Sprintf("%s, delays=%d", of.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					All(log, Options{})
				}
			})
		}
	}
}
