package ranking

import (
	"math"
	"testing"
)

// Quantiles of tables: Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.10,
// whose A(t) is 1 minus twice the tail.
func TestStudentQuantilesOfTables(t *testing.T) {
	for _, tt := range []struct {
		tail    float64
		freedom int
		want    float64
	}{
		{0.1, 1, 3.078}, {0.025, 1, 12.706}, {0.005, 1, 63.657}, {0.0005, 1, 636.619},
		{0.025, 2, 4.303}, {0.0005, 3, 12.924}, {0.005, 5, 4.032}, {0.0005, 5, 6.869},
		{0.025, 9, 2.262}, {0.005, 10, 3.169}, {0.0005, 20, 3.850}, {0.1, 30, 1.310},
		{0.025, 60, 2.000}, {0.25, 1, 1}, {0.25, 4, 0.741}, {0.4, 10, 0.260}, {0.0005, 120, 3.373}, {0.025, 10_000_000, 1.960},
	} {
		if got := studentQuantile(tt.tail, tt.freedom); math.Abs(got-tt.want) > 0.0006 {
			t.Errorf("tail %v, freedom %d: %.4f, want %.3f", tt.tail, tt.freedom, got, tt.want)
		}
	}
}

// Half of the distribution is above 0.
func TestStudentTailOfZero(t *testing.T) {
	for _, freedom := range []float64{1, 5, 1e6} {
		if got := studentTail(0, freedom); got != 0.5 {
			t.Errorf("freedom %v: %v, want 0.5", freedom, got)
		}
	}
}

// With one, two and four degrees of freedom quantiles are known in closed form, so the far
// tails that a thousand systems need can be held against them.
func TestStudentQuantilesOfFarTails(t *testing.T) {
	for _, p := range []float64{0.4, 0.05, 1e-3, 1e-6, 1e-9, 1e-12} {
		a := math.Sqrt(4 * p * (1 - p))
		for freedom, want := range map[int]float64{
			1: 1 / math.Tan(math.Pi*p),
			2: (1 - 2*p) * math.Sqrt2 / a,
			4: 2 * math.Sqrt(math.Cos(math.Acos(a)/3)/a-1),
		} {
			if got := studentQuantile(p, freedom); math.Abs(got/want-1) > 1e-6 {
				t.Errorf("tail %g, freedom %d: %v, want %v", p, freedom, got, want)
			}
		}
	}
}

// The levels of all looks come to no more than the whole, and the first has most.
func TestLooksShareALevel(t *testing.T) {
	sum := 0.0
	for j := 1; j <= 1000; j++ {
		sum += atLook(0.25, j)
	}
	if sum > 0.25 || sum < 0.2497 {
		t.Errorf("1,000 looks have %v of 0.25", sum)
	}
}

// All tests together must not err more often than promised, with limits and without.
func TestLevelsShareTheChanceOfAWrongSelection(t *testing.T) {
	for _, limits := range []int{0, 1, 3} {
		c := DefaultConfig()
		c.Limits = make([]Limit, limits)
		for _, systems := range []int{2, 24, 1000} {
			l, others := levelsOf(c, systems), float64(systems-1)
			checks := float64(systems - 1 + limits)
			all := others*(l.race+l.sequential) + checks*(l.limits+l.triangle)
			if math.Abs(all-0.05) > 1e-12 {
				t.Errorf("%d systems, %d limits: %v in all, want 0.05", systems, limits, all)
			}
		}
	}
}

// The triangle of Kim and Nelson, by hand: (2 * 0.05 / 9)^(-2/9) = 2.7182, so eta is 0.8591
// and h² 15.463; with S² = 4 and a delta of 1 it begins at 30.9, and ends after 61.9
// replications.
func TestTriangle(t *testing.T) {
	h2 := breadth(0.05/9, 10)
	for _, tt := range []struct {
		shows     string
		got, want float64
	}{
		{"h²", h2, 15.463},
		{"the edge after 10", edge(h2, 4, 1, 10), 25.927},
		{"the edge after 62", edge(h2, 4, 1, 62), 0},
		{"the end", longest(h2, 4, 1), 61.85},
		{"nothing varies", edge(h2, 0, 1, 10), 0},
		{"nothing varies and nobody is indifferent", edge(h2, 0, 0, 10), 0},
		{"nobody is indifferent", edge(h2, 4, 0, 10), math.Inf(1)},
	} {
		if got := tt.got; got != tt.want && !(math.Abs(got-tt.want) < 0.01) {
			t.Errorf("%s: %v, want %v", tt.shows, got, tt.want)
		}
	}
}

func TestNextLook(t *testing.T) {
	for _, tt := range []struct {
		first int
		want  []int
	}{
		{4, []int{4, 6, 8, 10}},
		{5, []int{4, 5, 7, 9}},
		{10, []int{4, 6, 10, 12, 15, 18, 22, 27, 33}},
		{20, []int{4, 6, 9, 13, 20, 25}},
	} {
		n := 0
		for i, want := range tt.want {
			if n = nextLook(n, tt.first); n != want {
				t.Errorf("first stage of %d: look %d is after %d, want %d", tt.first, i+1, n, want)
			}
		}
	}
}
