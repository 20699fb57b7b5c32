package validation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/retry/guard"
)

// tokenBucket asks our token bucket and x/time/rate the same random questions.
func tokenBucket(l lab) Claim {
	c := Claim{
		ID: "V8", Title: "The token bucket of x/time/rate",
		Source: "golang.org/x/time/rate", SourceURL: "https://pkg.go.dev/golang.org/x/time/rate",
		Says:      "A token bucket with a lazily computed level, as most Go services have it.",
		Tolerance: "None: every verdict is the same. A sequence ends where the level is so close to a whole token that rounding decides: within 1e-6 of one, as its level is a float, or within what comes in a nanosecond, as it cuts waits to whole nanoseconds and so admits a little early. Above 1,000/s that is more than 1e-6. Waits may be 2 ns apart: ours are rounded up, those of floats cut.",
		Query:     l.canonical("limiter=token-bucket"),
	}
	sequences := l.pick(300, 20_000)
	counts := parallel(sequences, func(seed int) [2]int {
		compared, different := compareBuckets(uint64(seed))
		return [2]int{compared, different}
	})
	compared, different := 0, 0
	for _, n := range counts {
		compared, different = compared+n[0], different+n[1]
	}
	c.Rows = []Row{{
		What:   fmt.Sprintf("%s verdicts in %s random sequences: rates from 0.05 to 8,000/s, bursts from 1 to 50", number(float64(compared), 0), number(float64(sequences), 0)),
		Theirs: "admit or reject", Ours: "the same", Off: fmt.Sprintf("%d differ", different),
		Pass: different == 0 && compared > 300*sequences, Query: c.Query,
	}}
	furthest := time.Duration(0)
	for _, off := range parallel(sequences, func(seed int) time.Duration { return compareWaits(uint64(seed)) }) {
		furthest = max(furthest, off)
	}
	c.Rows = append(c.Rows, Row{
		What:   "Waits in as many sequences of 300 tokens: our throttle that delays, and Reserve",
		Theirs: "a wait", Ours: "the same", Off: fmt.Sprintf("at most %s", furthest),
		Pass: furthest <= waitsApart, Query: l.canonical("limiter=none&throttle=bucket"),
	})
	return verdict(c)
}

// waitsApart is by how much a wait may be off: ours are rounded up, and those of floats cut.
const waitsApart = 2 * time.Nanosecond

// compareWaits reserves tokens from both at the same times, and returns how far two waits are
// apart at most.
func compareWaits(seed uint64) (furthest time.Duration) {
	r := rand.New(rand.NewPCG(seed, 9))
	start := time.Unix(0, 0)
	perSecond := math.Round(math.Exp(r.Float64()*12-3)*1000)/1000 + 0.001
	burst := 1 + r.IntN(50)
	ours := guard.NewBucketThrottle(guard.Params{ThrottleRate: perSecond, ThrottleBurst: burst})
	theirs := rate.NewLimiter(rate.Limit(perSecond), burst)
	var now time.Duration
	for range 300 {
		now += time.Duration(r.ExpFloat64() / perSecond * 1e9 * (0.3 + 1.5*r.Float64()))
		wait, _ := ours.Admit(now, retry.Try{Attempt: 1}, 0)
		off := wait - theirs.ReserveN(start.Add(now), 1).DelayFrom(start.Add(now))
		furthest = max(furthest, off, -off)
	}
	return furthest
}

// compareBuckets asks both the same questions until they are too close to call, a
// thousand at most.
func compareBuckets(seed uint64) (compared, different int) {
	r := rand.New(rand.NewPCG(seed, 8))
	start := time.Unix(0, 0)
	perSecond := math.Round(math.Exp(r.Float64()*12-3)*1000)/1000 + 0.001
	burst := 1 + r.IntN(50)
	ours := limit.NewTokenBucket(perSecond, burst)
	theirs := rate.NewLimiter(rate.Limit(perSecond), burst)
	var now time.Duration
	for range 1000 {
		now += time.Duration(r.ExpFloat64() / perSecond * 1e9 * (0.3 + 2*r.Float64()))
		n := 1 + r.IntN(2)
		level := theirs.TokensAt(start.Add(now))
		if math.Abs(level-math.Round(level)) < max(1e-6, perSecond*1e-9) && level < float64(burst) {
			break
		}
		compared++
		if ours.AllowN(now, n) != theirs.AllowN(start.Add(now), n) {
			different++
		}
	}
	return compared, different
}
