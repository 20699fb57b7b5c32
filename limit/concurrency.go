package limit

import (
	"math"
	"time"
)

var concurrencyKind = Kind{
	Key: "concurrency", Name: "Concurrency limit",
	Unit:        "places",
	Rule:        "So many requests inside at a time; one more is rejected until another has left.",
	Concurrency: true, Counts: true,
	New:     func(p Params) Limiter { return NewConcurrency(p.Concurrency) },
	AtOnce:  func(p Params) int { return p.Concurrency },
	LongRun: unbounded,
	Bound:   func(Params, time.Duration) int { return math.MaxInt },
}

// Concurrency admits while fewer than its limit are inside: admitted and not yet
// released. Time plays no part; by Little's law (inside = rate * time inside)
// the rate that it lets through is the limit over the time that requests stay.
//
// Source: connection limits such as nginx limit_conn, and the fixed limit of
// Netflix concurrency-limits.
type Concurrency struct{ limit, inside int }

// NewConcurrency returns a limiter with nobody inside.
func NewConcurrency(limit int) *Concurrency { return &Concurrency{limit: limit} }

// AllowN lets a request in that takes n places, if there are so many.
func (c *Concurrency) AllowN(_ time.Duration, n int) bool {
	if n > c.limit-c.inside {
		return false
	}
	c.inside += n
	return true
}

// Release frees one place; with nobody inside it does nothing.
func (c *Concurrency) Release(time.Duration) { c.inside = max(0, c.inside-1) }

// RetryAfter returns 0: when the next request leaves, nobody can tell.
func (c *Concurrency) RetryAfter(time.Duration, int) time.Duration { return 0 }

// Reset lets all out.
func (c *Concurrency) Reset() { c.inside = 0 }
