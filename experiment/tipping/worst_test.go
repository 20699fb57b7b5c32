package tipping

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Intervals of Clopper and Pearson as tables have them, and what is at the ends.
func TestSharesHaveTheirInterval(t *testing.T) {
	for _, tt := range []struct {
		found, n  int
		low, high float64
	}{
		{0, 10, 0, 0.30850},
		{1, 10, 0.00253, 0.44502},
		{5, 10, 0.18709, 0.81291},
		{10, 10, 0.69150, 1},
		{3, 1000, 0.00062, 0.00874},
		{500, 1000, 0.46855, 0.53145},
		{999, 1000, 0.99444, 0.99997},
	} {
		low, high := share(tt.found, tt.n)
		if math.Abs(low-tt.low) > 6e-6 || math.Abs(high-tt.high) > 6e-6 {
			t.Errorf("%d of %d: %.5f to %.5f, want %.5f to %.5f", tt.found, tt.n, low, high, tt.low, tt.high)
		}
	}
	// Of many: about as many standard errors as those of the normal distribution.
	const n = 100_000
	low, high := share(30_000, n)
	err := math.Sqrt(0.3 * 0.7 / n)
	if math.Abs((0.3-low)/err-1.96) > 0.01 || math.Abs((high-0.3)/err-1.96) > 0.01 {
		t.Errorf("30,000 of 100,000: %v to %v", low, high)
	}
}

func TestRarity(t *testing.T) {
	// 1 of 999: 0.474 % at most, and 1 - 0.05^(1/999) = 0.299 % beyond it.
	if r := rarityOf(1, 999); math.Abs(r.AsBad-0.004739) > 1e-5 || math.Abs(r.Worse-(1-math.Pow(0.05, 1.0/999))) > 1e-9 {
		t.Errorf("%+v", r)
	}
	if r := rarityOf(2, 999); r.AsBad < 0.006 {
		t.Errorf("of two alike: %+v", r)
	}
	if r := rarityOf(3, 3); r.AsBad != 1 {
		t.Errorf("all alike: %+v", r)
	}
}

// Where a value is drawn from a distribution that is known, the bounds hold in 95 % of cases: of
// Worse exactly, of AsBad in no fewer, and also where values are alike. The tolerance is four
// standard errors of 2,000 cases.
func TestBoundsOnTheWorstHold(t *testing.T) {
	const cases, n, tolerance = 2000, 60, 4 * 0.00487
	for _, kinds := range []float64{0, 20} { // 0: all values differ
		r := rand.New(rand.NewPCG(1, uint64(kinds)))
		share, beyond := 0, 0
		values := make([]float64, n)
		for range cases {
			for i := range values {
				if values[i] = r.Float64(); kinds > 0 {
					values[i] = math.Floor(kinds*values[i]*values[i]) / kinds
				}
			}
			above := func(x float64) float64 { return 1 - x }
			least := func(x float64) float64 { return 1 - x }
			if kinds > 0 {
				above = func(x float64) float64 { return 1 - math.Sqrt(min(1, x+1/kinds)) }
				least = func(x float64) float64 { return 1 - math.Sqrt(x) }
			}
			worst, alike := slices.Max(values), 0
			for _, x := range values {
				if x == worst {
					alike++
				}
			}
			rare := rarityOf(alike, n)
			if least(worst) <= rare.AsBad {
				share++
			}
			if above(worst) <= rare.Worse {
				beyond++
			}
		}
		s, b := float64(share)/cases, float64(beyond)/cases
		if s < 0.95-tolerance || b < 0.95-tolerance || kinds == 0 && b > 0.95+tolerance {
			t.Errorf("%v kinds: bounds hold in %.3f and %.3f of cases", kinds, s, b)
		}
	}
}
