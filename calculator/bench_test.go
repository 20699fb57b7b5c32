package calculator

import "testing"

// BenchmarkOf is what the page computes while somebody types.
func BenchmarkOf(b *testing.B) {
	for _, query := range []string{"", "strategy=decorrelated", "strategy=exponential", "attempts=1000"} {
		b.Run(query, func(b *testing.B) {
			a, err := Parse(query)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				Of(a)
			}
		})
	}
}
