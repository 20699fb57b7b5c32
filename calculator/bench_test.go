package calculator

import "testing"

// BenchmarkTables are what the page computes while somebody types, and the longest answers.
func BenchmarkTables(b *testing.B) {
	for _, query := range []string{"strategy=full", "strategy=decorrelated", "strategy=exponential", "strategy=full&attempts=1000", "strategy=decorrelated&attempts=1000"} {
		a, err := Parse(query)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("page?"+query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Of(a)
			}
		})
		b.Run("JSON?"+query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				All(a)
			}
		})
	}
}
