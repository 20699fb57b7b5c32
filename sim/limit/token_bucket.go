package limit

import "time"

var tokenBucketKind = Kind{
	Key: "token-bucket", Name: "Token bucket",
	Rule:  "A bucket of tokens refills steadily; a request takes one or is rejected.",
	Burst: true,
	New:   func(p Params) Limiter { return NewTokenBucket(p.Rate, p.Burst) },
}

// One token in the unit of the bucket's level, which grows by rate*1000 units in
// a nanosecond: 1 token = 1e9 ns * 1000 units of rate.
const token = int64(1e12)

// TokenBucket admits while it has tokens. It starts full and refills by Rate
// tokens a second, up to Burst; the refill is computed when a request asks.
//
// golang.org/x/time/rate is the model; its level is a float, this one an
// integer, so they may differ only where the level is within rounding of a
// whole token.
type TokenBucket struct {
	rate  int64 // units per nanosecond
	full  int64 // units
	level int64 // units, at time last
	last  time.Duration
}

// NewTokenBucket returns a full bucket of burst tokens (at most 1,000,000) that
// gains rate tokens a second (0.001 to 1,000,000).
func NewTokenBucket(rate float64, burst int) *TokenBucket {
	full := int64(burst) * token
	return &TokenBucket{rate: milli(rate), full: full, level: full}
}

// AllowN takes n tokens if there are that many at time now.
func (b *TokenBucket) AllowN(now time.Duration, n int) bool {
	b.refill(now)
	// Division, because n tokens may be more than an int64 of units.
	if int64(n) > b.level/token {
		return false
	}
	b.level -= int64(n) * token
	return true
}

func (b *TokenBucket) refill(now time.Duration) {
	if now <= b.last {
		return
	}
	elapsed := int64(now - b.last)
	b.last = now
	// Asked this way round, elapsed*rate cannot overflow below.
	if elapsed > (b.full-b.level)/b.rate {
		b.level = b.full
		return
	}
	b.level += elapsed * b.rate
}
