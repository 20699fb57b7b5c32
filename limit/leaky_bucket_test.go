package limit_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

func TestLeakyBucketSteps(t *testing.T) {
	walk(t, "three places, one drains each 100 ms", limit.NewLeakyBucket(10, 3), []step{
		{0, 1, true}, {0, 1, true}, {0, 1, true}, {0, 1, false},
		{100*ms - 1, 1, false}, {100 * ms, 1, true}, {100 * ms, 1, false},
		{s, 3, true}, {s, 1, false},
	})
	walk(t, "one place spaces requests and holds none", limit.NewLeakyBucket(10, 1), []step{
		{0, 1, true}, {100*ms - 1, 1, false}, {100 * ms, 1, true},
	})
	walk(t, "more than it has", limit.NewLeakyBucket(10, 3), []step{{0, 4, false}, {0, 2, true}, {0, 2, false}})
}

func TestLeakyBucketWait(t *testing.T) {
	b := limit.NewLeakyBucket(3, 4)
	for i, tt := range []struct {
		at   time.Duration
		n    int
		ok   bool
		wait time.Duration
	}{
		{0, 1, true, 0},             // into an empty queue: at once
		{0, 1, true, 333333334},     // behind one, rounded up
		{0, 2, true, 666666667},     // behind two
		{0, 1, false, 666666667},    // a rejection leaves the wait alone
		{s / 2, 1, true, 833333334}, // the queue ends at 4/3 s
		{s / 2, 1, false, 833333334},
		{1666666666, 1, true, 1}, // the queue ends at 5/3 s
		{2 * s, 1, true, 0},      // just empty again
		{2 * s, 1, true, 333333334},
		{s, 1, true, 666666667},      // an earlier time counts as 2 s
		{10 * s, 4, true, 0},         // a full house at once
		{10*s + s/3 + 1, 1, true, s}, // behind three
		{10*s + s/3 + 1, 1, false, s},
		{10*s + 2*s/3 + 1, 1, true, s},
		{10*s + 2*s/3 + 1, 2, false, s},
	} {
		if ok := b.AllowN(tt.at, tt.n); ok != tt.ok || b.Wait() != tt.wait {
			t.Errorf("step %d: AllowN(%v, %d) = %v, wait %d; want %v, %d", i, tt.at, tt.n, ok, b.Wait(), tt.ok, tt.wait)
		}
	}
}

// The queue against exact fractions: a request goes on when what is ahead of it
// has drained, and is rejected when that leaves it no place.
func TestLeakyBucketAgainstFractions(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 40 {
		milli, burst := 1+r.Int64N(50_000), 1+r.IntN(8)
		b := limit.NewLeakyBucket(float64(milli)/1000, burst)
		interval := big.NewRat(1e12, milli)
		places := func(n int) *big.Rat { return new(big.Rat).Mul(interval, big.NewRat(int64(n), 1)) }
		drained, now := new(big.Rat), int64(0)
		for i := range 200 {
			now += r.Int64N(2e12/milli + 2)
			n := 1 + r.IntN(2)
			turn := big.NewRat(now, 1)
			if drained.Cmp(turn) > 0 {
				turn.Set(drained)
			}
			end := new(big.Rat).Add(turn, places(n))
			ok := end.Cmp(new(big.Rat).Add(big.NewRat(now, 1), places(burst))) <= 0
			if got := b.AllowN(time.Duration(now), n); got != ok {
				t.Fatalf("rate %d/1000, %d places, call %d at %d: %v, want %v", milli, burst, i, now, got, ok)
			}
			if !ok {
				continue
			}
			drained = end
			wait := new(big.Rat).Sub(turn, big.NewRat(now, 1))
			up := new(big.Int).Add(wait.Num(), new(big.Int).Sub(wait.Denom(), big.NewInt(1)))
			if want := up.Quo(up, wait.Denom()).Int64(); int64(b.Wait()) != want {
				t.Fatalf("rate %d/1000, %d places, call %d at %d: waits %d, want %d", milli, burst, i, now, b.Wait(), want)
			}
		}
	}
}
