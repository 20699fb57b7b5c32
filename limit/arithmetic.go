package limit

import (
	"math"
	"math/bits"
)

// exactly is a rate in requests per second as whole numbers: rate * nanoseconds is
// gain * nanoseconds / unit requests. It is whole thousandths of a request per second, or
// else per minute or hour, or per day where it is at most one a second; what is none of these
// is rounded to the first.
func exactly(rate float64) (gain, unit int64) {
	for _, seconds := range []float64{1, 60, 3600, 86400} {
		if gain := math.Round(rate * 1000 * seconds); gain/1000/seconds == rate && (seconds < 86400 || rate <= 1) {
			return int64(gain), perMilli * int64(seconds)
		}
	}
	return int64(math.Round(rate * 1000)), perMilli
}

// perMilli turns thousandths of a request per second into requests: at a rate of one
// thousandth, a request takes 1e12 ns.
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
