// Package limit holds rate limiters that take the time as an argument.
//
// The time is a [time.Duration] since any fixed start, so the same code limits
// virtual clients in a run and real ones on the wall clock. It is 0 or later; a
// time before an earlier one counts as that earlier one. All arithmetic is on
// integers: a limiter's verdicts are the same on every machine.
//
// A limiter belongs to one goroutine. Deciding allocates no memory, but for the
// log of [SlidingLog] while it grows.
package limit

import (
	"math"
	"time"
)

// Limiter admits or rejects requests.
type Limiter interface {
	// AllowN reports whether a request that costs n (at least 1) is admitted at
	// time now. All of the cost is taken, or none. The cost is 1, or n requests
	// that come as one; where Kind.Tokens is set, it is the request's tokens.
	AllowN(now time.Duration, n int) bool

	// RetryAfter returns how long after now a request of cost n (at least 1)
	// would be admitted if nobody else came; 0 means now, [Never] that it never
	// would be. Where Kind.Tokens is set, it speaks of a request of Params.Tokens
	// instead. It has no effect on later verdicts.
	RetryAfter(now time.Duration, n int) time.Duration

	// Reset makes the limiter as it was when it was new, and keeps its memory.
	Reset()
}

// Shaper is a limiter that holds what it admits.
type Shaper interface {
	// Wait returns how long the request admitted last is held before it goes on.
	Wait() time.Duration
}

// Releaser is a limiter that wants to know when a request has left.
type Releaser interface {
	// Release tells that one admitted request has left at time now.
	Release(now time.Duration)
}

// Measurer is a Releaser whose limit follows how it goes with those it admits.
type Measurer interface {
	// Measure tells, before its Release, how long a request has been inside, how many
	// there were when it came, itself included, and whether it was dropped: it found no
	// place behind the limiter, waited for too long, or its caller was gone.
	Measure(took time.Duration, inside int, dropped bool)
	// Inside returns how many are inside.
	Inside() int
}

// Never is what RetryAfter returns for a request that no wait would get
// admitted: 146 years, so that it can be added to the time of any run.
const Never = time.Duration(1 << 62)

// Params are what the limiters are made from. Every limiter takes what it needs
// and ignores the rest.
type Params struct {
	Rate            float64       // requests, or points of a cost, per second: 0.001 to 1,000,000 in steps of 0.001
	Burst           int           // as many that may come at once, 1 to 1,000,000
	Cost            int           // points that a request takes of these, 0 or 1: one; for AtOnce, LongRun, Bound and Within
	Window          time.Duration // length of a window, > 0
	Concurrency     int           // requests that may be inside at a time, >= 1; at first where that changes
	Least, Most     int           // between which it stays then, 1 <= Least <= Most
	Target          time.Duration // a request that stays longer makes it fewer
	Shrink          float64       // to this share, above 0 and below 1, in steps of 0.000001
	TokensPerMinute int           // tokens of an LLM per minute, 1 to 1,000,000,000
	Tokens          int           // tokens of the request that RetryAfter speaks of
	MeanTokens      float64       // tokens that a request takes on average, at least 1
	OutputPerMinute int           // tokens of an LLM's answers per minute, 1 to 1,000,000,000; 0: as many as there are
	OutputTokens    int           // tokens of the answer to a request of which only its own tokens are known
	MeanOutput      float64       // tokens of an answer on average, at least 1; where OutputPerMinute is set
	CountRejected   bool          // a rejected request counts towards the requests per minute
}

// cost is what a request takes, at least 1.
func (p Params) cost() int { return max(1, p.Cost) }

// Kind describes a limiter: its key in links, its name on screen, what it does,
// and which Params matter to it (Tokens: TokensPerMinute, Tokens, OutputPerMinute,
// OutputTokens and CountRejected).
type Kind struct {
	Key, Name, Rule                          string
	Rate, Burst, Window, Concurrency, Tokens bool

	// Edges: all its room comes at the multiples of Params.Window.
	Edges bool

	// Unit is what its room is counted in, as Room returns it: tokens, places, requests.
	Unit string

	// Holds, Counts and Measures say whether the limiter is a Shaper, a Releaser and a
	// Measurer.
	Holds, Counts, Measures bool
	// Logs says that it keeps the time of each request that it admits, for a window.
	Logs bool

	// Lock marks the optimistic lock, which decides by versions, not by time: a
	// service takes a [Lock], and the limiter that New returns admits all.
	Lock bool

	New func(Params) Limiter

	// AtOnce returns the most requests that it admits at one moment, math.MaxInt
	// where nothing bounds them.
	AtOnce func(Params) int

	// LongRun returns how many requests a second it admits in the long run while more
	// than that come, however large its burst; +Inf where time does not bound them. With
	// Params.CountRejected it is what clients get who do not resend faster than Rate.
	LongRun func(Params) float64

	// Bound returns the most requests of Params.Cost that it admits within any
	// interval [t, t+d), math.MaxInt where nothing bounds them.
	Bound func(p Params, d time.Duration) int
}

// Within returns the most requests that it admits within d from a moment at which it has
// all its room on: a full bucket, the opening of a window. It is +Inf where nothing bounds
// them. Bound may be more: an interval across an edge can have the rest of a window
// besides.
func (k Kind) Within(p Params, d time.Duration) float64 {
	most := k.Bound(p, d)
	switch {
	case most == math.MaxInt:
		return math.Inf(1)
	case k.Tokens:
		return math.Floor(min(float64(most), float64(tokensBound(p, d))/p.MeanTokens, outputBound(p, d)))
	case k.Edges:
		return float64(scale(scaleUp(int64(max(d, 0)), 1, int64(p.Window)), int64(k.AtOnce(p)), 1))
	}
	return float64(most)
}
