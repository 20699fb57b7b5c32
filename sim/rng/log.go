package rng

import "math"

// ln 2 in two parts. The first has its last 21 bits zero, so a whole number of
// up to 20 bits times it is exact; the second is what it lacks.
const (
	ln2High = 0x1.62e42feep-1
	ln2Low  = 0x1.a39ef35793c76p-33
)

// inverseOdds[n] is 1/(2n+3).
var inverseOdds = [...]float64{
	1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21,
}

// Log returns the natural logarithm of x, within 1e-15 of it, relative to it:
// the same on every machine. Log(0) is -Inf, Log(+Inf) is +Inf, and there is none
// of a negative number or NaN, which give NaN.
//
// With x = 2^k * f, f from sqrt(1/2) to sqrt(2), and s = (f-1) / (f+1), ln x is
// k ln 2 + 2 atanh s, and atanh s = s + s^3/3 + s^5/5 + ... Here |s| < 0.172, so
// the first term that is left out, s^23/23, is below 1e-18 of the sum.
func Log(x float64) float64 {
	bits, scaled := math.Float64bits(x), int64(0)
	if bits-smallestNormal >= infinity-smallestNormal {
		switch {
		case math.IsNaN(x) || x < 0:
			return math.NaN()
		case x == 0:
			return math.Inf(-1)
		case math.IsInf(x, 1):
			return x
		}
		bits, scaled = math.Float64bits(x*(1<<52)), 52
	}
	// How often sqrt(1/2) is to be doubled to come near x, without a branch: for every other x
	// it would be taken.
	k := int64(bits-rootOfHalf) >> 52
	f := math.Float64frombits(bits - uint64(k)<<52)
	k -= scaled
	s := (f - 1) / (f + 1)
	square := s * s
	sum := float64(inverseOdds[9]*square) + inverseOdds[8]
	sum = float64(sum*square) + inverseOdds[7]
	sum = float64(sum*square) + inverseOdds[6]
	sum = float64(sum*square) + inverseOdds[5]
	sum = float64(sum*square) + inverseOdds[4]
	sum = float64(sum*square) + inverseOdds[3]
	sum = float64(sum*square) + inverseOdds[2]
	sum = float64(sum*square) + inverseOdds[1]
	sum = float64(sum*square) + inverseOdds[0]
	// Small terms first, so that only the last two sums round at full size. To
	// double is exact, fused or not.
	small := float64(2*s*square*sum) + float64(float64(k)*ln2Low)
	return float64(float64(k)*ln2High) + (2*s + small)
}

// The bits of some numbers: as numbers themselves, they are in the order of these.
const (
	smallestNormal = 0x0010000000000000
	rootOfHalf     = 0x3fe6a09e667f3bcd
	infinity       = 0x7ff0000000000000
)

// log1p is ln(1 + x) for x >= 0, also where the sum y = 1 + x loses most of x. The
// logarithm is taken of y and not of 1 + x, but near 1 the quotient ln(y) / (y-1)
// is all but the same for both, and y-1 is exact.
//
// Source: Goldberg, What Every Computer Scientist Should Know About
// Floating-Point Arithmetic, 1991, theorem 4.
func log1p(x float64) float64 {
	y := 1 + x
	if y == 1 {
		return x
	}
	return x * (Log(y) / (y - 1))
}
