package retry

import (
	"time"
)

// Try is an attempt that asks a guard.
type Try struct {
	Attempt int     // 1 for the first try
	Cause   Outcome // of the attempt before; Success when Attempt is 1
	// At is when the guard admitted it. Admit does not look at it, Done does: it
	// tells what was sent before a breaker opened from the probes after that.
	At time.Duration
}

// Guard is a retry budget, a breaker or a throttle, shared by the clients of one
// process. Times run from any fixed start; one before an earlier one counts as
// that earlier one.
type Guard interface {
	// Admit answers whether a try may be made. A first try asks when it is sent; a
	// retry asks a guard that ends requests (a budget) when it is decided, before its
	// backoff, and any other when it is sent. With a wait above 0 it is admitted, and is
	// to be sent that much later. A guard that refuses has taken nothing. u was drawn
	// uniformly from [0, 1).
	Admit(now time.Duration, t Try, u float64) (wait time.Duration, ok bool)
	// Done tells what came of a try that was admitted at t.At, once for each of
	// them. NotSent means that it was never sent (another guard refused it, or its
	// client forgot it in a crash), and gives back what Admit took. Breakers and throttles
	// hear it of an attempt that its caller cancelled, too, and budgets that it Failed.
	Done(now time.Duration, t Try, o Outcome)
	// Reset makes it as it was when it was new.
	Reset()
}

// A guard may have more to say to a real client. Each of these methods is called as Admit
// is, by one goroutine at a time.
type (
	// ender is a guard beside the budget that ends requests, too: it is asked when a
	// retry is decided.
	ender interface{ GivesUp() bool }
	// quieter reports whether, as things are, a first try and its success would change
	// nothing: a client then asks it nothing about them. Where a first try that was not
	// asked about fails, Done is told, with the time of that as its At.
	quieter interface{ Quiet() bool }
	// counter is a budget that has to know what is under way. What it returns is asked about
	// every attempt when that is sent, refuses none, and is told when it ended.
	counter interface{ UnderWay() Guard }
	// stater is a breaker that says how it stands.
	stater interface{ State() State }
)

// State is how a breaker stands.
type State uint8

// The states of a breaker.
const (
	Closed   State = iota // lets everything through
	Open                  // lets nothing through, or no retry
	HalfOpen              // lets probes through
)

var states = [...]string{"closed", "open", "half open"}

// String returns the state in words.
func (s State) String() string { return name(states[:], int(s)) }
