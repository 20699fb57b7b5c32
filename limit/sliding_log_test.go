package limit_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

func TestSlidingLogSteps(t *testing.T) {
	walk(t, "two within any 10 s", limit.NewSlidingLog(2, 10*s), []step{
		{3 * s, 1, true}, {9 * s, 1, true}, {13*s - 1, 1, false},
		{13 * s, 1, true}, {13 * s, 1, false}, {19*s - 1, 1, false}, {19 * s, 1, true}, {19 * s, 1, false},
		{45 * s, 2, true}, {45 * s, 1, false},
	})
	walk(t, "all or none, and each keeps its time", limit.NewSlidingLog(5, s), []step{
		{0, 3, true}, {1, 3, false}, {1, 2, true}, {s - 1, 1, false}, {s, 4, false}, {s, 3, true}, {s + 1, 2, true}, {s + 1, 1, false},
	})
	walk(t, "time does not run backwards", limit.NewSlidingLog(1, s), []step{
		{2 * s, 1, true}, {s, 1, false}, {3*s - 1, 1, false}, {3 * s, 1, true},
	})
}

func TestSlidingLogRetryAfter(t *testing.T) {
	l := limit.NewSlidingLog(2, 10*s)
	walk(t, "one left", l, []step{{3 * s, 1, true}})
	ask(t, "one left", l, []asked{{3 * s, 0}})
	walk(t, "none left", l, []step{{9 * s, 1, true}})
	ask(t, "until the oldest leaves", l, []asked{{9 * s, 4 * s}, {13*s - 1, 1}, {13 * s, 0}, {99 * s, 0}})
	ask(t, "an earlier time counts as the latest", l, []asked{{0, 4 * s}})
}

// The ring against a plain list of times, through growth and wrapping around.
func TestSlidingLogAgainstList(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 6))
		quota, length := 1+r.IntN(100), time.Duration(1+r.Int64N(200))
		l := limit.NewSlidingLog(quota, length)
		var list []time.Duration
		var now time.Duration
		for i := range 1000 {
			now += time.Duration(r.IntN(4))
			n, inside := 1+r.IntN(2), 0
			for _, at := range list {
				if at > now-length && at <= now {
					inside++
				}
			}
			want := inside+n <= quota
			if got := l.AllowN(now, n); got != want {
				t.Fatalf("quota %d in %d, call %d at %d with %d inside: %v, want %v", quota, length, i, now, inside, got, want)
			}
			for range n {
				if want {
					list = append(list, now)
				}
			}
		}
	}
}
