package guard

import (
	"math"
	"time"

	"backofflab/retry"
)

var bucketThrottleKind = Kind{
	Key: "bucket", Name: "Bucket that delays",
	Rule:   "Every attempt takes a token from a bucket that refills steadily; where none is left, it waits until its own has come.",
	Source: "Kubernetes client-go's BucketRateLimiter; Limiter.Wait of golang.org/x/time/rate",
	New:    func(p Params) retry.Guard { return NewBucketThrottle(p) },
	Delays: true, Verdict: retry.GiveUpThrottle,
}

// bucketToken is one token in the unit of a bucket's level, which grows by 1000*rate units
// in a nanosecond.
const bucketToken = int64(1e12)

// BucketThrottle delays, and refuses nothing. Its bucket starts full with ThrottleBurst
// tokens and gains ThrottleRate of them a second, up to full. Every try, a first one or a
// retry, takes a token when it is to be sent. Where there is none it takes the next that
// nobody has, and waits until that has come. What was not sent gives its token back, to
// those who ask later; waits that were given stay as they are.
//
// With 10 a second and a burst of 100, of 1,000 tries at once 100 go at once, the next after
// 100ms, the last after 90s.
//
// Source: golang.org/x/time/rate v0.16.0, Reserve, in integers; there a token comes back
// only if nobody has taken a later one. client-go v0.37.2 has such a bucket in
// util/workqueue/default_rate_limiters.go, of 10 a second and 100, but asks it for retries
// alone and when they are decided: an item waits for the longer of its own backoff and the
// bucket's delay. This one is asked once the backoff is over.
type BucketThrottle struct {
	full, perNano int64
	level         int64 // at time last; below 0: owed
	last          time.Duration
}

// NewBucketThrottle returns a full bucket.
func NewBucketThrottle(p Params) *BucketThrottle {
	full := int64(p.ThrottleBurst) * bucketToken
	return &BucketThrottle{full: full, perNano: steps(p.ThrottleRate, 1000), level: full}
}

// Admit takes a token, and returns the wait until it has come.
func (b *BucketThrottle) Admit(now time.Duration, _ retry.Try, _ float64) (time.Duration, bool) {
	b.refill(now)
	// Four million tokens may be owed: more would not fit.
	b.level = max(b.level-bucketToken, math.MinInt64/2)
	if b.level >= 0 {
		return 0, true
	}
	return time.Duration((-b.level + b.perNano - 1) / b.perNano), true // rounded up
}

// Done gives back the token of what was not sent.
func (b *BucketThrottle) Done(now time.Duration, _ retry.Try, o retry.Outcome) {
	b.refill(now)
	if o == retry.NotSent {
		b.level = min(b.full, b.level+bucketToken)
	}
}

func (b *BucketThrottle) refill(now time.Duration) {
	if now <= b.last {
		return
	}
	elapsed := int64(now - b.last)
	b.last = now
	// Asked this way round, elapsed*perNano cannot overflow below.
	if elapsed > (b.full-b.level)/b.perNano {
		b.level = b.full
		return
	}
	b.level += elapsed * b.perNano
}

// Reset fills the bucket, and begins anew at time 0.
func (b *BucketThrottle) Reset() { b.level, b.last = b.full, 0 }
