package limit_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"backofflab/limit"
)

func TestTokenBucketSteps(t *testing.T) {
	walk(t, "starts full, refills one token each 100 ms", limit.NewTokenBucket(10, 2), []step{
		{0, 1, true}, {0, 1, true}, {0, 1, false},
		{100*ms - 1, 1, false}, {100 * ms, 1, true}, {100 * ms, 1, false},
		{s, 2, true}, {s, 1, false},
	})
	walk(t, "never holds more than its burst", limit.NewTokenBucket(1000, 3), []step{
		{time.Hour, 4, false}, {time.Hour, 3, true}, {time.Hour, 1, false},
	})
	walk(t, "holds no part above its burst", limit.NewTokenBucket(1, 2), []step{
		{0, 1, true}, {s + s/2, 2, true}, {2 * s, 1, false}, {2*s + s/2, 1, true},
	})
	walk(t, "all or none", limit.NewTokenBucket(1, 5), []step{{0, 3, true}, {0, 3, false}, {0, 2, true}})
	walk(t, "time does not run backwards", limit.NewTokenBucket(1, 1), []step{
		{5 * s, 1, true}, {4 * s, 1, false}, {5*s - 1, 1, false}, {6*s - 1, 1, false}, {6 * s, 1, true},
	})
	walk(t, "a third of a token a second", limit.NewTokenBucket(0.333, 1), []step{
		{0, 1, true}, {3 * s, 1, false}, {3003003003, 1, false}, {3003003004, 1, true},
	})
	walk(t, "parts add up to a token", limit.NewTokenBucket(1, 2), []step{
		{0, 2, true}, {600 * ms, 1, false}, {1200 * ms, 1, true}, {2*s - 1, 1, false}, {2 * s, 1, true},
	})
	walk(t, "the largest there is", limit.NewTokenBucket(1e6, 1e6), []step{
		{0, 1e6, true}, {0, 1, false}, {math.MaxInt64, 1e6, true}, {math.MaxInt64, math.MaxInt, false},
	})
}

func TestTokenBucketRetryAfter(t *testing.T) {
	b := limit.NewTokenBucket(0.333, 2)
	ask(t, "a full one has a token", b, []asked{{0, 0}})
	walk(t, "both taken", b, []step{{0, 2, true}})
	ask(t, "rounded up, less what has passed", b, []asked{
		{0, 3003003004}, {s, 2003003004}, {3003003003, 1}, {3003003004, 0}, {9 * s, 0},
	})
	walk(t, "later", b, []step{{s, 1, false}})
	ask(t, "an earlier time counts as the latest", b, []asked{{0, 2003003004}, {s, 2003003004}})
}

// Published result V8: golang.org/x/time/rate gives the same verdict to any
// sequence of calls, but where its float level is within 1e-6 of a whole token.
// There the two may part, and the sequence ends.
func TestTokenBucketAgreesWithXTimeRate(t *testing.T) {
	start := time.Unix(0, 0)
	compared := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		perSecond := math.Round(math.Exp(r.Float64()*12-3)*1000)/1000 + 0.001
		burst := 1 + r.IntN(50)
		ours, theirs := limit.NewTokenBucket(perSecond, burst), rate.NewLimiter(rate.Limit(perSecond), burst)
		var now time.Duration
		for i := range 1000 {
			now += time.Duration(r.ExpFloat64() / perSecond * 1e9 * (0.3 + 2*r.Float64()))
			n := 1 + r.IntN(2)
			level := theirs.TokensAt(start.Add(now))
			if math.Abs(level-math.Round(level)) < 1e-6 && level < float64(burst) {
				break
			}
			compared++
			if a, b := ours.AllowN(now, n), theirs.AllowN(start.Add(now), n); a != b {
				t.Fatalf("seed %d, call %d at %v, level %.9f: ours %v, x/time/rate %v", seed, i, now, level, a, b)
			}
		}
	}
	if compared < 100_000 {
		t.Errorf("only %d calls were compared", compared)
	}
}
