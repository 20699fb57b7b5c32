package limit_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"backofflab/sim/limit"
)

type step struct {
	at   time.Duration
	n    int
	want bool
}

func walk(t *testing.T, shows string, l limit.Limiter, steps []step) {
	t.Helper()
	for i, s := range steps {
		if got := l.AllowN(s.at, s.n); got != s.want {
			t.Errorf("%s, step %d: AllowN(%v, %d) = %v", shows, i, s.at, s.n, got)
		}
	}
}

func TestTokenBucketSteps(t *testing.T) {
	const ms = time.Millisecond
	walk(t, "starts full, refills one token each 100 ms", limit.NewTokenBucket(10, 2), []step{
		{0, 1, true}, {0, 1, true}, {0, 1, false},
		{100*ms - 1, 1, false}, {100 * ms, 1, true}, {100 * ms, 1, false},
		{time.Second, 2, true}, {time.Second, 1, false},
	})
	walk(t, "never holds more than its burst", limit.NewTokenBucket(1000, 3), []step{
		{time.Hour, 4, false}, {time.Hour, 3, true}, {time.Hour, 1, false},
	})
	walk(t, "all or none", limit.NewTokenBucket(1, 5), []step{{0, 3, true}, {0, 3, false}, {0, 2, true}})
	walk(t, "time does not run backwards", limit.NewTokenBucket(1, 1), []step{
		{5 * time.Second, 1, true}, {4 * time.Second, 1, false}, {5*time.Second - 1, 1, false}, {6*time.Second - 1, 1, false}, {6 * time.Second, 1, true},
	})
	walk(t, "a third of a token a second", limit.NewTokenBucket(0.333, 1), []step{
		{0, 1, true}, {3 * time.Second, 1, false}, {3003003003, 1, false}, {3003003004, 1, true},
	})
	walk(t, "the largest there is", limit.NewTokenBucket(1e6, 1e6), []step{
		{0, 1e6, true}, {0, 1, false}, {math.MaxInt64, 1e6, true}, {math.MaxInt64, math.MaxInt, false},
	})
}

func TestFixedWindowSteps(t *testing.T) {
	const s = time.Second
	walk(t, "a quota per aligned window", limit.NewFixedWindow(2, 10*s), []step{
		{3 * s, 1, true}, {9 * s, 1, true}, {10*s - 1, 1, false},
		{10 * s, 1, true}, {10 * s, 1, true}, {10 * s, 1, false}, {19 * s, 1, false},
		{45 * s, 2, true}, {49 * s, 1, false},
	})
	walk(t, "all or none", limit.NewFixedWindow(5, s), []step{{0, 3, true}, {0, 3, false}, {0, 2, true}})
	walk(t, "time does not run backwards", limit.NewFixedWindow(1, s), []step{{2 * s, 1, true}, {s, 1, false}})
}

func TestWindowQuota(t *testing.T) {
	for _, tt := range []struct {
		rate   float64
		window time.Duration
		want   int
	}{
		{10, 10 * time.Second, 100},
		{20, 250 * time.Millisecond, 5},
		{0.3, 10 * time.Second, 3},
		{0.3, 9 * time.Second, 2},
		{0.001, 999 * time.Second, 0},
		{0.001, 1000 * time.Second, 1},
		{1e6, time.Hour, 3_600_000_000},
	} {
		if got := limit.WindowQuota(tt.rate, tt.window); got != tt.want {
			t.Errorf("WindowQuota(%v, %v) = %d, want %d", tt.rate, tt.window, got, tt.want)
		}
	}
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

// In no span of time does a bucket admit more than its burst and what it gains.
func TestTokenBucketNeverAdmitsMoreThanItMay(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		perSecond, burst := float64(1+r.IntN(100)), 1+r.IntN(20)
		b := limit.NewTokenBucket(perSecond, burst)
		var now time.Duration
		var admitted []time.Duration
		for range 500 {
			now += time.Duration(r.Int64N(int64(2e9 / perSecond)))
			if b.AllowN(now, 1) {
				admitted = append(admitted, now)
			}
		}
		for i := range admitted {
			for j := i; j < len(admitted); j++ {
				if n, most := float64(j-i+1), float64(burst)+perSecond*(admitted[j]-admitted[i]).Seconds(); n > most+1e-6 {
					t.Fatalf("rate %v, burst %d: %v admitted between %v and %v, at most %v may be", perSecond, burst, n, admitted[i], admitted[j], most)
				}
			}
		}
	}
}

func TestKinds(t *testing.T) {
	for _, kind := range limit.Kinds() {
		l := kind.New(limit.Params{Rate: 2, Burst: 2, Window: time.Second})
		if !l.AllowN(0, 2) || l.AllowN(0, 1) {
			t.Errorf("%s does not admit just two at the start", kind.Key)
		}
	}
	if _, known := limit.Lookup("nonsense"); known {
		t.Error("Lookup finds a limiter that does not exist")
	}
}
