package limit

import "time"

var slidingCounterKind = Kind{
	Key: "sliding-counter", Name: "Sliding window counter",
	Unit: "requests",
	Rule: "So many requests in a window that slides: of the last window's count, the share that it still covers.",
	Rate: true, Window: true,
	New:     func(p Params) Limiter { return NewSlidingCounter(WindowQuota(p.Rate, p.Window), p.Window) },
	AtOnce:  func(p Params) int { return WindowQuota(p.Rate, p.Window) / p.cost() },
	LongRun: quotaRate,
	Bound:   slidingCounterBound,
}

// slidingCounterBound is what passes if the interval begins at the last
// nanosecond of a window, at which a whole quota comes. Every window that
// follows can admit another quota, spread over its length, and the last one as
// much of it as is over.
func slidingCounterBound(p Params, d time.Duration) int {
	if d <= 0 {
		return 0
	}
	quota, length, cost := int64(WindowQuota(p.Rate, p.Window)), int64(p.Window), int64(p.cost())
	windows := scaleUp(int64(d-1), 1, length) // after the first
	if windows == 0 {
		return int(quota / cost)
	}
	over := int64(d) - 2 - (windows-1)*length // offset of the last nanosecond
	points := sum(scale(windows, quota, 1), min(quota, scaleUp(quota, over, length)))
	return int(min(points/cost, scale(windows+1, quota/cost, 1)))
}

// SlidingCounter approximates a window that slides by two counters of fixed
// windows, as if the requests of the previous one had come evenly:
//
//	estimate = previous * (w-e)/w + current
//
// at offset e of the current window, of length w. A request is admitted while
// the estimate is below the quota. Windows are aligned at time 0.
//
// What came late in the previous window counts too little: within one window's
// length up to twice the quota can pass, though not at once.
//
// Source: Cloudflare, "How we built rate limiting capable of scaling to millions
// of domains", 2017; its example of 42 requests in the minute before, 18 in this
// one and 15 s gone is 42 * 45/60 + 18 = 49.5. Cloudflare counts every request,
// this counter those admitted.
type SlidingCounter struct {
	quota             int
	length            time.Duration
	window            int64 // number of the current window
	previous, current int
	last              time.Duration
}

// NewSlidingCounter returns a limiter that admits about quota requests within
// any window of that length, which must be positive.
func NewSlidingCounter(quota int, length time.Duration) *SlidingCounter {
	return &SlidingCounter{quota: quota, length: length}
}

// AllowN counts n requests at time now if the estimate is below the quota for
// each.
func (c *SlidingCounter) AllowN(now time.Duration, n int) bool {
	e := c.slide(now)
	// Rounding the share down changes no verdict: a whole number is below the
	// quota less a fraction just when it is below the quota.
	previous := scale(int64(c.previous), int64(c.length-e), int64(c.length))
	if n > c.quota-c.current-int(previous) {
		return false
	}
	c.current += n
	return true
}

// slide moves on to time now and returns its offset in the current window.
func (c *SlidingCounter) slide(now time.Duration) time.Duration {
	c.last = max(c.last, now)
	window := int64(c.last / c.length)
	switch window - c.window {
	case 0:
	case 1:
		c.previous, c.current = c.current, 0
	default:
		c.previous, c.current = 0, 0
	}
	c.window = window
	return c.last - time.Duration(window)*c.length
}

// RetryAfter returns how long it takes until the estimate leaves room for n.
// A window that has admitted its quota admits none any more, and the next one
// none at its very start.
func (c *SlidingCounter) RetryAfter(now time.Duration, n int) time.Duration {
	if n > c.quota {
		return Never
	}
	then := *c
	e := then.slide(now)
	if n <= c.quota-then.current {
		return max(0, then.offset(then.previous, c.quota-n-then.current)-e)
	}
	return c.length - e + then.offset(then.current, c.quota-n)
}

// offset returns where in a window the share of previous falls to room.
func (c *SlidingCounter) offset(previous, room int) time.Duration {
	if previous <= room {
		return 0
	}
	// previous * (w-e)/w < room+1, solved for the least e.
	return c.length + 1 - time.Duration(scaleUp(int64(room+1), int64(c.length), int64(previous)))
}

// Reset begins with window 0.
func (c *SlidingCounter) Reset() { c.window, c.previous, c.current, c.last = 0, 0, 0, 0 }
