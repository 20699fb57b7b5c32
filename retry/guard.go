package retry

import (
	"math"
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
	// Admit answers whether a try may be sent at now. With a wait above 0 it is
	// admitted, and is to be sent that much later. A guard that refuses has taken
	// nothing. u was drawn uniformly from [0, 1).
	Admit(now time.Duration, t Try, u float64) (wait time.Duration, ok bool)
	// Done tells what came of a try that was admitted at t.At, once for each of
	// them. NotSent means that another guard refused it, and gives back what
	// Admit took.
	Done(now time.Duration, t Try, o Outcome)
}

// GuardParams are what guards are made from. Every guard takes what it needs and
// ignores the rest. The ranges are what the guards can compute with.
type GuardParams struct {
	BudgetTokens float64 // ratio, grpc: size of the bucket, 0.001 to 1,000,000 tokens in steps of 0.001
	BudgetRatio  float64 // tokens per first try (ratio) or per success (grpc), 0 to 1,000,000 in steps of 0.001
	BudgetFloor  float64 // ratio: tokens per second besides, 0 to 1,000,000 in steps of 0.001

	BreakerRatio      float64       // share of failures above which it opens, 0 to 1 in steps of 0.000001; for retries any, >= 0
	BreakerWindow     time.Duration // how far back it counts; 0: all that was
	BreakerMin        int           // calls within the window below which it stays closed
	BreakerOpen       time.Duration // time that it sends nothing
	BreakerOpenJitter float64       // share of BreakerOpen that is added at most, >= 0
	BreakerProbes     int           // tries that must succeed to close it again, >= 1

	ThrottleK      float64       // sre: K, requests per accepted one before it refuses any, >= 1
	ThrottleWindow time.Duration // sre: how far back it counts; 0: all that was
}

// DefaultGuards returns the published values: the token bucket of Brooker's
// retry simulation (2022; gRPC A6 shows 10 tokens and the same ratio), the
// breaker of Polly v8, whose ratio is that of Brooker's, and the throttle of the
// Google SRE book. BudgetFloor is 0 in Brooker's; Finagle's is 10.
func DefaultGuards() GuardParams {
	return GuardParams{
		BudgetTokens: 5, BudgetRatio: 0.1,
		BreakerRatio: 0.1, BreakerWindow: 30 * time.Second, BreakerMin: 100,
		BreakerOpen: 5 * time.Second, BreakerProbes: 1,
		ThrottleK: 2, ThrottleWindow: 2 * time.Minute,
	}
}

// GuardKind describes a guard: its key in links, its name on screen, what it
// does and where it comes from.
type GuardKind struct {
	Key, Name, Rule, Source string
	New                     func(GuardParams) Guard // nil: there is no guard
	// GivesUp: a retry that it refuses ends the request (GiveUpBudget), and it
	// never refuses a first try. Otherwise what it refuses is an attempt that was
	// NotSent, which the policy may retry.
	GivesUp bool
}

// Budgets lists the retry budgets in the order in which screens show them. The
// caller owns the slice.
func Budgets() []GuardKind {
	return []GuardKind{noBudgetKind, ratioBudgetKind, grpcBudgetKind, awsBudgetKind, aws2026BudgetKind}
}

// Breakers lists the circuit breakers, as Budgets does.
func Breakers() []GuardKind {
	return []GuardKind{noBreakerKind, ratioBreakerKind, retryBreakerKind}
}

// Throttles lists the adaptive throttles, as Budgets does.
func Throttles() []GuardKind {
	return []GuardKind{noThrottleKind, sreThrottleKind, awsThrottleKind}
}

var (
	noBudgetKind = GuardKind{Key: "none", Name: "None", Rule: "Retries are not limited.", Source: "most clients"}

	noBreakerKind = GuardKind{Key: "off", Name: "Off", Rule: "Nothing is broken off.", Source: "most clients"}

	noThrottleKind = GuardKind{Key: "none", Name: "None", Rule: "Nothing is held back.", Source: "most clients"}
)

// LookupBudget returns the budget with that key, and whether there is one.
func LookupBudget(key string) (GuardKind, bool) { return lookupGuard(Budgets(), key) }

// LookupBreaker returns the breaker with that key, and whether there is one.
func LookupBreaker(key string) (GuardKind, bool) { return lookupGuard(Breakers(), key) }

// LookupThrottle returns the throttle with that key, and whether there is one.
func LookupThrottle(key string) (GuardKind, bool) { return lookupGuard(Throttles(), key) }

func lookupGuard(kinds []GuardKind, key string) (GuardKind, bool) {
	for _, kind := range kinds {
		if kind.Key == key {
			return kind, true
		}
	}
	return GuardKind{}, false
}

// steps is x in whole steps, so many to one: 0.1 in thousandths is 100.
func steps(x float64, perOne int64) int64 { return int64(math.Round(x * float64(perOne))) }
