package limit_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

func TestGCRASteps(t *testing.T) {
	walk(t, "no tolerance: one each 100 ms", limit.NewGCRA(10, 1), []step{
		{0, 1, true}, {100*ms - 1, 1, false}, {100 * ms, 1, true}, {100 * ms, 1, false},
		{250 * ms, 1, true}, {300 * ms, 1, false}, {350 * ms, 1, true},
	})
	walk(t, "a tolerance of two intervals", limit.NewGCRA(10, 3), []step{
		{0, 1, true}, {0, 1, true}, {0, 1, true}, {0, 1, false},
		{100*ms - 1, 1, false}, {100 * ms, 1, true}, {s, 4, false}, {s, 3, true}, {s, 1, false},
	})
	walk(t, "an interval of 3003003003.003 ns", limit.NewGCRA(0.333, 1), []step{
		{0, 1, true}, {3003003003, 1, false}, {3003003004, 1, true},
	})
	walk(t, "time does not run backwards", limit.NewGCRA(1, 2), []step{
		{5 * s, 2, true}, {4 * s, 1, false}, {6*s - 1, 1, false}, {6 * s, 1, true}, {0, 1, false},
	})
	ask(t, "time to the tolerance", func() limit.Limiter {
		g := limit.NewGCRA(0.333, 2)
		g.AllowN(0, 2)
		return g
	}(), []asked{{0, 3003003004}, {s, 2003003004}, {3003003003, 1}, {3003003004, 0}, {9 * s, 0}})
}

// A time or a level, the verdict is the same: GCRA, the token bucket and the
// leaky bucket agree about everything but where an admitted request waits.
func TestGCRAAndBucketsGiveTheSameVerdicts(t *testing.T) {
	admitted, rejected := 0, 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		milli, burst := int64(1)<<r.IntN(31)%1_000_000_000, 1+r.IntN(40)
		milli += r.Int64N(milli)
		perSecond := float64(milli) / 1000
		g, b, q := limit.NewGCRA(perSecond, burst), limit.NewTokenBucket(perSecond, burst), limit.NewLeakyBucket(perSecond, burst)
		var now time.Duration
		for i := range 300 {
			n := 1 + r.IntN(3)
			if wait := b.RetryAfter(now, 1); r.IntN(2) == 0 {
				now += max(0, wait-time.Duration(r.IntN(2))) // an edge, or just before it
			} else {
				now += time.Duration(r.Int64N(3e12/milli + 2))
			}
			if x, y, z := g.RetryAfter(now, n), b.RetryAfter(now, n), q.RetryAfter(now, n); x != y || y != z {
				t.Fatalf("rate %v, burst %d, call %d at %d: RetryAfter %d, bucket %d, queue %d", perSecond, burst, i, now, x, y, z)
			}
			x, y, z := g.AllowN(now, n), b.AllowN(now, n), q.AllowN(now, n)
			if x != y || y != z {
				t.Fatalf("rate %v, burst %d, call %d at %d, %d requests: %v, bucket %v, queue %v", perSecond, burst, i, now, n, x, y, z)
			}
			if x {
				admitted++
			} else {
				rejected++
			}
		}
	}
	if min(admitted, rejected) < 10_000 {
		t.Errorf("%d admitted and %d rejected show little", admitted, rejected)
	}
}
