package guard

import (
	"math"
	"time"

	"backofflab/retry"
)

// Params are what guards are made from. Every guard takes what it needs and
// ignores the rest. The ranges are what the guards can compute with. There are no
// defaults here: those of a scenario are the only ones.
type Params struct {
	BudgetTokens float64 // ratio, grpc: size of the bucket, 0.001 to 1,000,000 tokens in steps of 0.001
	BudgetRatio  float64 // tokens per first try (ratio) or per success (grpc), or retries per attempt under way (concurrent), 0 to 1,000,000 in steps of 0.001
	BudgetFloor  float64 // ratio: tokens per second besides, 0 to 1,000,000 in steps of 0.001
	BudgetMin    int     // concurrent: retries that may be under way in any case, >= 0

	BreakerRatio      float64       // share of failures above which it opens, 0 to 1 in steps of 0.000001; for retries any, >= 0
	BreakerWindow     time.Duration // ratio: how far back it counts; 0: all that was
	BreakerMin        int           // ratio, count: calls within the window below which it stays closed
	BreakerFailures   int           // consecutive: failures in a row, >= 1
	BreakerCalls      int           // count: how many calls back it counts, >= 1
	BreakerOpen       time.Duration // time that it sends nothing
	BreakerOpenJitter float64       // share of BreakerOpen that is added at most, >= 0
	BreakerProbes     int           // tries that must succeed to close it again, >= 1

	ThrottleK      float64       // sre: K, requests per accepted one before it refuses any, >= 1
	ThrottleWindow time.Duration // sre: how far back it counts; 0: all that was
	ThrottleRate   float64       // bucket: tokens per second, 0.001 to 1,000,000 in steps of 0.001
	ThrottleBurst  int           // bucket: size of the bucket, 1 to 1,000,000 tokens
}

// Kind describes a guard: its key in links, its name on screen, what it
// does and where it comes from.
type Kind struct {
	Key, Name, Rule, Source string
	New                     func(Params) retry.Guard // nil: there is no guard
	// GivesUp: it is asked about a retry when that is decided, before the backoff, and
	// what it refuses ends the request there and then; it never refuses a first try.
	// Otherwise it is asked when an attempt is sent, and what it refuses is one that was
	// NotSent, which the policy may retry.
	GivesUp bool
	// Delays: it refuses nothing, and makes attempts wait.
	Delays bool
	// Dated: what it makes of an attempt that is over depends on when it had admitted it, see
	// [retry.Try]. To others it may be said anything.
	Dated bool
	// Verdict is what a request counts as that ends because the guard refused.
	Verdict retry.Verdict
}

// steps is x in whole steps, so many to one: 0.1 in thousandths is 100.
func steps(x float64, perOne int64) int64 { return int64(math.Round(x * float64(perOne))) }
