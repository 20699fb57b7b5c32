package limit

import "time"

var leakyBucketKind = Kind{
	Key: "leaky-bucket", Name: "Leaky bucket",
	Unit: "places",
	Rule: "A queue that lets requests go on one by one, steadily; a request that finds it full is rejected.",
	Rate: true, Burst: true, Holds: true,
	New:     func(p Params) Limiter { return NewLeakyBucket(p.Rate, p.Burst) },
	AtOnce:  func(p Params) int { return p.Burst / p.cost() },
	LongRun: func(p Params) float64 { return p.Rate / float64(p.cost()) },
	Bound:   tokenBucketBound,
}

// LeakyBucket is a queue of Burst places that drains at Rate. A request that
// finds a place is admitted and goes on when its turn comes, 1/Rate after the
// one before it; into an empty queue, at once. Its place is free again 1/Rate
// after it has gone on, so a queue of one place spaces requests and holds none.
//
// The verdicts are a token bucket's (a free place is a token); the output is
// not: the bucket lets a burst through, the queue spreads it.
//
// Source: the leaky bucket of J. Turner, "New directions in communications",
// IEEE Communications Magazine 24(10), 1986, used as a queue. nginx limit_req
// without nodelay does the same, and counts only the places behind the first:
// its burst is Burst-1.
type LeakyBucket struct {
	places bucket        // free places
	wait   time.Duration // of the request admitted last
}

// NewLeakyBucket returns an empty queue of burst places (at most 1,000,000) that
// drains at rate requests a second (0.001 to 1,000,000).
func NewLeakyBucket(rate float64, burst int) *LeakyBucket {
	return &LeakyBucket{places: newRated(rate, burst)}
}

// AllowN takes n places if so many are free at time now.
func (b *LeakyBucket) AllowN(now time.Duration, n int) bool {
	b.places.refill(now)
	if !b.places.take(n) {
		return false
	}
	// What is ahead has drained when all places but these are free.
	b.wait = b.places.wait(now, int(b.places.size)-n)
	return true
}

// Wait returns how long the request admitted last is held, in nanoseconds
// rounded up; one that took n places goes on with the first of them.
func (b *LeakyBucket) Wait() time.Duration { return b.wait }

// RetryAfter returns how long it takes until n places are free, in nanoseconds
// rounded up.
func (b *LeakyBucket) RetryAfter(now time.Duration, n int) time.Duration {
	return b.places.wait(now, n)
}

// Reset empties the queue.
func (b *LeakyBucket) Reset() {
	b.places.fill()
	b.wait = 0
}
