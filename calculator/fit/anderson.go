package fit

import (
	"math"
	"slices"
)

// andersonDarling is the statistic A² of draws that should be uniform on (0, 1):
// -n - 1/n * sum of (2i-1) * ln(u(i) * (1 - u(n+1-i))) over the draws in order. It is large
// where they are not, above all at both ends. Draws are kept a little away from the ends.
func andersonDarling(draws []float64) float64 {
	sorted := slices.Clone(draws)
	slices.Sort(sorted)
	n, sum := len(sorted), 0.0
	for i, u := range sorted {
		sum += float64(2*i+1) * (math.Log(inside(u)) + math.Log(1-inside(sorted[n-1-i])))
	}
	return -float64(n) - sum/float64(n)
}

func inside(u float64) float64 { return min(1-1e-12, max(1e-12, u)) }

// pAndersonDarling is the probability that n uniform draws have a statistic above z.
//
// Source: Marsaglia and Marsaglia, "Evaluating the Anderson-Darling Distribution", Journal of
// Statistical Software 9(2), 2004: the limit for many draws in its short form, and what few
// draws change of it, to the fourth digit. For one draw the distribution is known:
// A² = -1 - ln(u(1-u)).
func pAndersonDarling(n int, z float64) float64 {
	if n == 1 {
		return 1 - math.Sqrt(max(0, 1-4*math.Exp(-1-z)))
	}
	if z <= 0.01 {
		return 1
	}
	x := manyDraws(z)
	return min(1, max(1e-9, 1-x-fewDraws(n, x)))
}

// manyDraws is the probability of a statistic up to z as n goes to infinity.
func manyDraws(z float64) float64 {
	if z < 2 {
		return math.Exp(-1.2337141/z) / math.Sqrt(z) *
			polynomial(z, 2.00012, 0.247105, -0.0649821, 0.0347962, -0.011672, 0.00168691)
	}
	return math.Exp(-math.Exp(polynomial(z, 1.0776, -2.30695, 0.43424, -0.082433, 0.008056, -0.0003146)))
}

// fewDraws is what n draws add to that probability where it is x.
func fewDraws(n int, x float64) float64 {
	of := float64(n)
	if x > 0.8 {
		return polynomial(x, -130.2137, 745.2337, -1705.091, 1950.646, -1116.360, 255.7844) / of
	}
	edge := 0.01265 + 0.1757/of
	if x < edge {
		t := x / edge
		return math.Sqrt(t) * (1 - t) * (49*t - 102) * (0.0037/(of*of) + 0.00078/of + 0.00006) / of
	}
	t := (x - edge) / (0.8 - edge)
	return polynomial(t, -0.00022633, 6.54034, -14.6538, 14.458, -8.259, 1.91864) * (0.04213 + 0.01365/of) / of
}

// polynomial is c0 + c1*x + c2*x² and so on.
func polynomial(x float64, c ...float64) (sum float64) {
	for i := len(c) - 1; i >= 0; i-- {
		sum = sum*x + c[i]
	}
	return sum
}

// combined is the p of several independent p's together: -2 times the sum of their logarithms
// has a chi-squared distribution with two degrees of freedom for each (Fisher, "Statistical
// Methods for Research Workers", 1925), whose tail is a sum where the degrees are even.
func combined(ps []float64) float64 {
	half := 0.0
	for _, p := range ps {
		half -= math.Log(max(p, 1e-300))
	}
	term, sum := 1.0, 1.0
	for i := 1; i < len(ps); i++ {
		term *= half / float64(i)
		sum += term
	}
	return min(1, sum*math.Exp(-half))
}
