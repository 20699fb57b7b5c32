package limit

import (
	"math"
	"time"
)

var aimdKind = Kind{
	Key: "aimd", Name: "Adaptive limit (AIMD)",
	Unit:        "places",
	Rule:        "So many requests inside at a time, one more after each that goes well, and a share of them after one that is slow or dropped.",
	Concurrency: true, Counts: true, Measures: true,
	New:     func(p Params) Limiter { return NewAIMD(p) },
	AtOnce:  func(p Params) int { return p.Concurrency },
	LongRun: unbounded,
	Bound:   func(Params, time.Duration) int { return math.MaxInt },
}

// AIMD is a [Concurrency] whose limit follows what it measures: additive increase,
// multiplicative decrease. It begins at Params.Concurrency. A request that was inside for
// longer than Target, or was dropped, makes the limit
//
//	limit = floor(limit * Shrink)
//
// and any other one
//
//	limit = limit + 1 if 2 * inside >= limit
//
// where inside is how many there were when it came, itself included. The limit stays
// within Least and Most. So while all of it is used and requests are quick it grows by
// half in the time that they take, from L to L + floor(L/2) + 1; once they are slow, each of
// those inside shrinks it.
//
// Source: AIMDLimit of Netflix concurrency-limits 0.5.4, as of 2026-01-12, of which
// onDropped and onSuccess are Measure; its own numbers are 20 to begin with and at
// least, 200 at most, 0.9 and 5 s. It multiplies floats: floor(limit * 0.57) of a
// hundred is 56 there, and 57 here.
type AIMD struct {
	places        Concurrency
	start         int
	least, most   int
	shrink, parts int64 // shrink of so many parts
	target        time.Duration
}

// NewAIMD returns a limiter with nobody inside. It takes Concurrency, Least, Most, Target
// and Shrink.
func NewAIMD(p Params) *AIMD {
	const parts = 1_000_000
	return &AIMD{
		places: Concurrency{limit: p.Concurrency}, start: p.Concurrency, least: p.Least, most: p.Most,
		shrink: int64(math.Round(p.Shrink * parts)), parts: parts, target: p.Target,
	}
}

// AllowN lets a request in that takes n places, if there are so many.
func (a *AIMD) AllowN(now time.Duration, n int) bool { return a.places.AllowN(now, n) }

// Inside returns how many are inside.
func (a *AIMD) Inside() int { return a.places.inside }

// Measure moves the limit.
func (a *AIMD) Measure(took time.Duration, inside int, dropped bool) {
	limit := a.places.limit
	switch {
	case dropped || took > a.target:
		limit = int(scale(int64(limit), a.shrink, a.parts))
	case 2*inside >= limit:
		limit++
	}
	a.places.limit = min(a.most, max(a.least, limit))
}

// Release frees one place; with nobody inside it does nothing.
func (a *AIMD) Release(now time.Duration) { a.places.Release(now) }

// RetryAfter returns 0: when the next request leaves, nobody can tell.
func (a *AIMD) RetryAfter(time.Duration, int) time.Duration { return 0 }

// Room is the number of free places, none where more are inside than the limit is now.
func (a *AIMD) Room(now time.Duration) float64 { return max(0, a.places.Room(now)) }

// Reset lets all out, and forgets what was measured.
func (a *AIMD) Reset() { a.places = Concurrency{limit: a.start} }
