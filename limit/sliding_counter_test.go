package limit_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

func TestSlidingCounterSteps(t *testing.T) {
	const minute = time.Minute
	walk(t, "the source's example: 42 before, 18 now, 15 s gone: 49.5 of 50", limit.NewSlidingCounter(50, minute), []step{
		{30 * s, 42, true}, {75 * s, 18, true}, {75 * s, 2, false}, {75 * s, 1, true}, {75 * s, 1, false},
	})
	walk(t, "a full window weighs on the next", limit.NewSlidingCounter(2, 10*s), []step{
		{9 * s, 2, true}, {10*s - 1, 1, false}, {10 * s, 1, false}, {10*s + 1, 1, true}, {10*s + 1, 1, false},
		{15 * s, 1, false}, {15*s + 1, 1, true}, {20*s - 1, 1, false}, {20 * s, 1, false}, {20*s + 1, 1, true},
	})
	walk(t, "the window before the previous is forgotten", limit.NewSlidingCounter(2, 10*s), []step{
		{9 * s, 2, true}, {20 * s, 3, false}, {20 * s, 2, true}, {59 * s, 2, true},
	})
	walk(t, "and the count before that, too", limit.NewSlidingCounter(2, 10*s), []step{
		{0, 1, true}, {15 * s, 1, true}, {30 * s, 2, true},
	})
	walk(t, "all or none", limit.NewSlidingCounter(5, s), []step{{0, 3, true}, {0, 3, false}, {0, 2, true}})
	walk(t, "time does not run backwards", limit.NewSlidingCounter(1, s), []step{{2 * s, 1, true}, {s, 1, false}, {0, 1, false}})
}

func TestSlidingCounterRetryAfter(t *testing.T) {
	c := limit.NewSlidingCounter(2, 10*s)
	ask(t, "none came", c, []asked{{0, 0}})
	walk(t, "the quota", c, []step{{4 * s, 2, true}})
	ask(t, "to just after the start of the next window", c, []asked{{4 * s, 6*s + 1}, {10 * s, 1}, {10*s + 1, 0}, {20 * s, 0}})
	ask(t, "an earlier time counts as the latest", c, []asked{{0, 6*s + 1}})
	walk(t, "one more", c, []step{{11 * s, 1, true}})
	ask(t, "until the previous weighs less than one", c, []asked{{11 * s, 4*s + 1}, {15 * s, 1}, {15*s + 1, 0}})
}

// The rounded share against the rule in whole numbers of any size.
func TestSlidingCounterAgainstRule(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 7))
		quota, length := 1+r.IntN(1<<r.IntN(31)), 1+r.Int64N(1<<r.IntN(42))
		c := limit.NewSlidingCounter(quota, time.Duration(length))
		var now, window int64
		previous, current := 0, 0
		for i := range 300 {
			if now += r.Int64N(length/3 + 2); r.IntN(20) == 0 {
				now += r.Int64N(3 * length)
			}
			switch moved := now/length - window; {
			case moved == 1:
				previous, current = current, 0
			case moved > 1:
				previous, current = 0, 0
			}
			window = now / length
			n := 1 + r.IntN(quota/3+1)
			w, left := big.NewInt(length), big.NewInt(length-now%length)
			sum := new(big.Int).Mul(big.NewInt(int64(previous)), left)
			sum.Add(sum, new(big.Int).Mul(big.NewInt(int64(current+n-1)), w))
			want := sum.Cmp(new(big.Int).Mul(big.NewInt(int64(quota)), w)) < 0
			if got := c.AllowN(time.Duration(now), n); got != want {
				t.Fatalf("quota %d in %d, call %d at %d, %d before, %d now, %d asked: %v, want %v", quota, length, i, now, previous, current, n, got, want)
			}
			if want {
				current += n
			}
		}
	}
}
