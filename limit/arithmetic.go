package limit

import (
	"math"
	"math/bits"
)

// milli is a rate in thousandths of a request per second.
func milli(rate float64) int64 { return int64(math.Round(rate * 1000)) }

// perMilli turns thousandths of a request per second into requests: at a rate
// of one thousandth, a request takes 1e12 ns. So with a rate in thousandths,
// rate * nanoseconds / perMilli is a number of requests.
const perMilli = int64(1e12)

// scale is a*b/c, rounded down, for a, b >= 0 and c > 0. The product may be of
// any size; a result above math.MaxInt64 is math.MaxInt64.
func scale(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high >= uint64(c) {
		return math.MaxInt64
	}
	quotient, _ := bits.Div64(high, low, uint64(c))
	return int64(min(quotient, math.MaxInt64))
}

// scaleUp is a*b/c, rounded up; otherwise as scale.
func scaleUp(a, b, c int64) int64 {
	quotient := scale(a, b, c)
	// The low halves are enough to see whether anything was rounded away.
	if quotient < math.MaxInt64 && a*b != quotient*c {
		quotient++
	}
	return quotient
}

// sum is a+b for a, b >= 0, at most math.MaxInt64.
func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
