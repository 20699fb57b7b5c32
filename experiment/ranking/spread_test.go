package ranking

import (
	"math"
	"slices"
	"testing"
)

// A tenth is no number of the machine, so ten of them have a mean that is not quite it.
func TestWhatIsAlikeHasNoVariance(t *testing.T) {
	tenths := slices.Repeat([]float64{0.1}, 10)
	if v := variance(tenths); v != 0 {
		t.Errorf("the variance of ten tenths is %v", v)
	}
	if m, v := difference(tenths, make([]float64, 10)); v != 0 || math.Abs(m-0.1) > 1e-15 {
		t.Errorf("ten differences of a tenth have the mean %v and the variance %v", m, v)
	}
	if v := variance([]float64{1e6, 1e6 + 1e-3}); v == 0 {
		t.Error("what differs a little has no variance")
	}
}

func TestSpread(t *testing.T) {
	a, b := []float64{1, 2, 3, 6}, []float64{2, 1, 5, 4}
	if m, v := difference(a, b); m != 0 || v != 10./3 {
		t.Errorf("the differences have the mean %v and the variance %v, want 0 and 10/3", m, v)
	}
	if c := correlation(a, b); math.Abs(c-7/math.Sqrt(14*10)) > 1e-15 {
		t.Errorf("correlation %v", c)
	}
	if c := correlation(a, []float64{2, 2, 2, 2}); !math.IsNaN(c) {
		t.Errorf("correlation %v with what does not vary", c)
	}
}

// The median is of the correlations that are known, the lower of two.
func TestMedianCorrelation(t *testing.T) {
	for want, known := range map[float64][]float64{0.5: {0.9, 0.1, 0.5}, 0.2: {0.3, 0.2, math.NaN(), math.NaN()}} {
		var o Outcome
		for _, c := range known {
			o.Standings = append(o.Standings, Standing{Correlation: c})
		}
		if got := o.correlation(); got != want {
			t.Errorf("%v: %v, want %v", known, got, want)
		}
	}
}
