package limit

import (
	"math"
	"time"
)

var tokenBucketKind = Kind{
	Key: "token-bucket", Name: "Token bucket",
	Unit: "tokens",
	Rule: "A bucket of tokens refills steadily; a request takes one or is rejected.",
	Rate: true, Burst: true,
	New:     func(p Params) Limiter { return NewTokenBucket(p.Rate, p.Burst) },
	AtOnce:  func(p Params) int { return p.Burst / p.cost() },
	LongRun: func(p Params) float64 { return p.Rate / float64(p.cost()) },
	Bound:   tokenBucketBound,
}

// tokenBucketBound is Burst + Rate*d in points, also for what gives the same verdicts.
func tokenBucketBound(p Params, d time.Duration) int {
	gain, unit := exactly(p.Rate)
	return bucketBound(gain, unit, p.Burst, d) / p.cost()
}

// TokenBucket admits while it has tokens. It starts full and refills by Rate
// tokens a second, up to Burst; the refill is computed when a request asks.
//
// Source: golang.org/x/time/rate is the model. Its level is a float, this one is
// exact, so they may differ only where the level is within rounding of a whole
// token.
type TokenBucket struct {
	tokens bucket
	empty  time.Duration // there is no token before this time: most rejections need no more
	latest time.Duration // time of the last of these
}

// NewTokenBucket returns a full bucket of burst tokens (at most 1,000,000) that
// gains rate tokens a second (0.001 to 1,000,000).
func NewTokenBucket(rate float64, burst int) *TokenBucket {
	return &TokenBucket{tokens: newRated(rate, burst), empty: math.MinInt64}
}

// AllowN takes n tokens if there are that many at time now.
func (b *TokenBucket) AllowN(now time.Duration, n int) bool {
	if now < b.empty {
		b.latest = max(b.latest, now)
		return false
	}
	return b.allow(now, n)
}

func (b *TokenBucket) allow(now time.Duration, n int) bool {
	b.empty = math.MinInt64
	b.tokens.refill(max(b.latest, now))
	taken := b.tokens.take(n)
	if b.tokens.whole == 0 {
		b.empty = b.tokens.last + b.tokens.wait(b.tokens.last, 1)
	}
	return taken
}

// RetryAfter returns how long it takes until there are n tokens, in nanoseconds
// rounded up.
func (b *TokenBucket) RetryAfter(now time.Duration, n int) time.Duration {
	now = max(b.latest, now)
	if n == 1 && now < b.empty {
		return b.empty - max(now, b.tokens.last)
	}
	return b.tokens.wait(now, n)
}

// Reset fills the bucket.
func (b *TokenBucket) Reset() {
	b.tokens.fill()
	b.empty, b.latest = math.MinInt64, 0
}
