package limit

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestScaleAgainstBigNumbers(t *testing.T) {
	check := func(a, b, c int64) {
		t.Helper()
		down, rest := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(c), new(big.Int))
		up := new(big.Int).Set(down)
		if rest.Sign() > 0 {
			up.Add(up, big.NewInt(1))
		}
		fit := func(n *big.Int) int64 {
			if n.IsInt64() {
				return n.Int64()
			}
			return math.MaxInt64
		}
		if got := scale(a, b, c); got != fit(down) {
			t.Errorf("scale(%d, %d, %d) = %d, want %d", a, b, c, got, fit(down))
		}
		if got := scaleUp(a, b, c); got != fit(up) {
			t.Errorf("scaleUp(%d, %d, %d) = %d, want %d", a, b, c, got, fit(up))
		}
	}
	check(0, 5, 3)
	check(5, 0, 3)
	check(7, 1, 7)
	check(8, 1, 7)
	check(1<<62, 4, 1)                         // 2^64: its high half is the divisor
	check(1<<62, 2, 1)                         // 2^63: one too large
	check(math.MaxInt64, 1, 1)                 // the largest
	check(math.MaxInt64, 3, 2)                 // too large, and not whole
	check(math.MaxInt64, 2, 4)                 // rounded up, 2^62
	check(math.MaxInt64, math.MaxInt64, 1<<40) // far too large
	r := rand.New(rand.NewPCG(1, 1))
	for range 10_000 {
		check(r.Int64()>>r.IntN(63), r.Int64()>>r.IntN(63), 1+r.Int64()>>(1+r.IntN(62)))
	}
}

func TestSum(t *testing.T) {
	for _, tt := range []struct{ a, b, want int64 }{
		{1, 2, 3}, {math.MaxInt64 - 1, 1, math.MaxInt64}, {math.MaxInt64, 1, math.MaxInt64}, {math.MaxInt64, math.MaxInt64, math.MaxInt64},
	} {
		if got := sum(tt.a, tt.b); got != tt.want {
			t.Errorf("sum(%d, %d) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
