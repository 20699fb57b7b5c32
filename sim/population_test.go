package sim

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Where the rate does not change an arrival is where the formula for all rates puts it, to the last
// bit.
func TestArrivalsAtOneRate(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	for range 100_000 {
		rate, area := math.Exp(r.Float64()*40-20), math.Exp(r.Float64()*40-30)
		root := math.Sqrt(float64(rate * rate))
		if want, got := 2*area/(rate+root), (segment{from: rate, to: rate, length: 1}).inverse(area); got != want {
			t.Fatalf("rate %v, area %v: %v, want %v", rate, area, got, want)
		}
	}
}
