package guard

import (
	"time"

	"backofflab/retry"
)

var grpcBudgetKind = Kind{
	Key: "grpc", Name: "gRPC throttling",
	Rule:    "A failure takes a token, a success gives a part of one back; retries are made while the bucket is more than half full.",
	Source:  "gRPC proposal A6, retryThrottling",
	New:     func(p Params) retry.Guard { return NewGRPCBudget(p) },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// GRPCBudget stops all retries while failures prevail. Its count starts at
// BudgetTokens, its largest value. Any try that is rejected, unavailable or
// timed out takes 1 off, down to 0; any success adds BudgetRatio. A retry is
// made while the count is above half of the largest, and costs nothing itself.
//
// Permanent failures do not count: A6 takes only codes that are retryable, lest
// a malformed request look like a failing server.
//
// Source: gRPC proposal A6, "Throttling Retry Attempts and Hedged RPCs"; its
// example is maxTokens 10, tokenRatio 0.1. The count is in thousandths, as in
// grpc-java.
type GRPCBudget struct {
	full, perSuccess int64 // thousandths of a token
	count            int64
}

// NewGRPCBudget returns a budget with all its tokens.
func NewGRPCBudget(p Params) *GRPCBudget {
	full := steps(p.BudgetTokens, 1000)
	return &GRPCBudget{full: full, perSuccess: steps(p.BudgetRatio, 1000), count: full}
}

// Admit lets every first try through, and a retry while the count is above half.
func (b *GRPCBudget) Admit(_ time.Duration, t retry.Try, _ float64) (time.Duration, bool) {
	return 0, t.Attempt == 1 || 2*b.count > b.full
}

// Done counts the outcome.
func (b *GRPCBudget) Done(_ time.Duration, _ retry.Try, o retry.Outcome) {
	switch {
	case o == retry.Success:
		b.count = min(b.full, b.count+b.perSuccess)
	case o.Overload():
		b.count = max(0, b.count-1000)
	}
}

// Tokens returns the count.
func (b *GRPCBudget) Tokens() float64 { return float64(b.count) / 1000 }

// Quiet reports whether the bucket is full.
func (b *GRPCBudget) Quiet() bool { return b.count == b.full }

// Reset fills the bucket.
func (b *GRPCBudget) Reset() { b.count = b.full }
