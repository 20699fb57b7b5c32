// Package limit holds rate limiters that take the time as an argument.
//
// The time is a [time.Duration] since any fixed start, so the same code limits
// virtual clients in a run and real ones on the wall clock. A time before an
// earlier one counts as that earlier one. All arithmetic is on integers: a
// limiter's verdicts are the same on every machine.
//
// A limiter belongs to one goroutine.
package limit

import (
	"math"
	"time"
)

// Limiter admits or rejects requests.
type Limiter interface {
	// AllowN reports whether n more requests are admitted at time now. All of
	// them are, or none.
	AllowN(now time.Duration, n int) bool
}

// Params are what the limiters are made from. Every limiter takes what it needs
// and ignores the rest.
type Params struct {
	Rate   float64       // requests per second, in steps of 0.001
	Burst  int           // requests that may come at once
	Window time.Duration // length of a window
}

// Kind describes a limiter: its key in links, its name on screen, what it does,
// and whether Burst and Window matter to it.
type Kind struct {
	Key, Name, Rule string
	Burst, Window   bool
	New             func(Params) Limiter
}

// Kinds lists every limiter in the order in which screens show them. The caller
// owns the slice.
func Kinds() []Kind { return []Kind{tokenBucketKind, fixedWindowKind} }

// Lookup returns the limiter with that key, and whether there is one.
func Lookup(key string) (Kind, bool) {
	for _, kind := range Kinds() {
		if kind.Key == key {
			return kind, true
		}
	}
	return Kind{}, false
}

// milli is a rate in thousandths of a request per second.
func milli(rate float64) int64 { return int64(math.Round(rate * 1000)) }
