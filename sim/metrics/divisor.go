package metrics

import (
	"math/bits"
	"time"
)

// divisor divides times by a width without a division: it multiplies with the
// reciprocal, rounded up.
//
// With 2^(shift-1) < width <= 2^shift, the factor is (2^(63+shift) + e)/width for
// some e < width, and less than 2^64. The product with t, over 2^(63+shift), is
// t/width + t*e/(width*2^(63+shift)); for t < 2^63 what it is too large by is less
// than 1/width, too little to reach the next whole number. So the quotient is exact.
//
// Source: Granlund, Montgomery, Division by Invariant Integers using
// Multiplication, PLDI 1994.
type divisor struct {
	factor uint64
	shift  uint
}

func newDivisor(width time.Duration) divisor {
	w := uint64(width)
	shift := uint(bits.Len64(w - 1))
	one := uint64(1) // 2^(63+shift) in two words: in Go, what is shifted out is gone
	factor, rest := bits.Div64(one<<shift>>1, one<<(63+shift), w)
	if rest > 0 {
		factor++
	}
	return divisor{factor, shift}
}

// divide returns t/width. The time must not be negative.
func (d divisor) divide(t time.Duration) int {
	quotient, _ := bits.Mul64(uint64(t)<<1, d.factor)
	return int(quotient >> (d.shift & 63))
}
