package rng

import "math"

// inverseFactorials[n] is 1/n!.
var inverseFactorials = [...]float64{
	1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
	1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200,
}

// Exp returns e^x, within 1e-15 of it, relative to it, where that is a normal
// number: the same on every machine. Above 709.79 it is +Inf, below -745.14 it
// is 0, and Exp(NaN) is NaN.
//
// With x = k ln 2 + r, |r| <= ln(2)/2, e^x is 2^k * e^r, and e^r is its power
// series up to r^14/14!; the first term that is left out is below 1e-19.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	k := math.Floor(x/math.Ln2 + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	sum := 0.0
	for n := len(inverseFactorials) - 1; n >= 0; n-- {
		sum = float64(sum*r) + inverseFactorials[n]
	}
	return math.Ldexp(sum, int(k))
}
