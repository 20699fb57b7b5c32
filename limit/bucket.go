package limit

import (
	"math/bits"
	"time"
)

// bucket is a level that rises steadily up to its size; what is computed when
// someone asks. The level is whole tokens and a part of one, so it is exact and
// no size or rate overflows it.
type bucket struct {
	gain int64 // units per nanosecond, 1 <= gain < unit
	unit int64 // units of one token
	size int64 // tokens that it holds at most

	whole int64 // tokens in it at time last
	part  int64 // units in it beside the whole tokens
	last  time.Duration
}

// newRated returns a full bucket that gains so many tokens a second.
func newRated(rate float64, size int) bucket {
	gain, unit := exactly(rate)
	return newBucket(gain, unit, size)
}

// newBucket returns a full bucket.
func newBucket(gain, unit int64, size int) bucket {
	return bucket{gain: gain, unit: unit, size: int64(size), whole: int64(size)}
}

// fill makes the bucket as it was when it was new.
func (b *bucket) fill() { b.whole, b.part, b.last = b.size, 0, 0 }

// refill brings the level to time now.
func (b *bucket) refill(now time.Duration) {
	if now <= b.last {
		return
	}
	// Div64 cannot overflow: a nanosecond's gain is less than a token.
	high, low := bits.Mul64(uint64(now-b.last), uint64(b.gain))
	whole, part := bits.Div64(high, low, uint64(b.unit))
	b.last = now
	b.whole += int64(whole)
	b.part += int64(part)
	if b.part >= b.unit {
		b.whole++
		b.part -= b.unit
	}
	if b.whole >= b.size {
		b.whole, b.part = b.size, 0
	}
}

// take takes n tokens if there are that many at time last.
func (b *bucket) take(n int) bool {
	if int64(n) > b.whole {
		return false
	}
	b.whole -= int64(n)
	return true
}

// spill takes a token, or what is left of one.
func (b *bucket) spill() {
	if b.whole == 0 {
		b.part = 0
		return
	}
	b.whole--
}

// wait returns how long after now the bucket holds n tokens if nobody takes any.
func (b *bucket) wait(now time.Duration, n int) time.Duration {
	if int64(n) > b.size {
		return Never
	}
	if int64(n) <= b.whole {
		return 0
	}
	high, low := bits.Mul64(uint64(int64(n)-b.whole), uint64(b.unit))
	low, borrow := bits.Sub64(low, uint64(b.part), 0)
	wait, rest := bits.Div64(high-borrow, low, uint64(b.gain))
	if rest > 0 {
		wait++
	}
	return max(0, time.Duration(wait)-max(0, now-b.last))
}

// bucketBound is the most tokens that a bucket hands out within [t, t+d): a full
// one and what it gains between the first nanosecond and the last.
func bucketBound(gain, unit int64, size int, d time.Duration) int {
	if d <= 0 {
		return 0
	}
	return int(sum(int64(size), scale(int64(d-1), gain, unit)))
}
