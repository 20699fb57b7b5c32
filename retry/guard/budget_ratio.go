package guard

import (
	"time"

	"backofflab/retry"
)

var ratioBudgetKind = Kind{
	Key: "ratio", Name: "Ratio",
	Rule:    "Every first try puts a part of a token into a bucket, every retry takes a whole one, and there must be more than one.",
	Source:  "Marc Brooker, 2022; Finagle's RetryBudget adds tokens by time",
	New:     func(p Params) retry.Guard { return NewRatioBudget(p) },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// budgetToken is one token in the unit of a bucket's level, which grows by
// 1000*rate units in a nanosecond: 1 token = 1e9 ns * 1000 units of rate.
const budgetToken = int64(1e12)

// RatioBudget lets about so many retries through per first try. Its bucket of
// BudgetTokens starts full. A first try adds BudgetRatio, a second of time adds
// BudgetFloor, neither beyond full. A retry needs more than one token, so a full
// bucket of 5 has 4 retries in it, and takes one.
//
// What a first try added stays when it was not sent after all.
//
// Source: Marc Brooker, "Fixing retries with token buckets and circuit
// breakers", 2022, and its simulator: 5 tokens, 0.1 per first try, no floor.
type RatioBudget struct {
	full, perFirst int64 // units
	perNano        int64 // units per nanosecond
	level          int64 // units, at time last
	last           time.Duration
}

// NewRatioBudget returns a full bucket.
func NewRatioBudget(p Params) *RatioBudget {
	full := steps(p.BudgetTokens, 1000) * (budgetToken / 1000)
	return &RatioBudget{
		full:     full,
		perFirst: steps(p.BudgetRatio, 1000) * (budgetToken / 1000),
		perNano:  steps(p.BudgetFloor, 1000),
		level:    full,
	}
}

// Admit lets every first try through, and a retry for one of more than one
// tokens.
func (b *RatioBudget) Admit(now time.Duration, t retry.Try, _ float64) (time.Duration, bool) {
	b.refill(now)
	switch {
	case t.Attempt == 1:
		b.put(b.perFirst)
	case b.level > budgetToken:
		b.level -= budgetToken
	default:
		return 0, false
	}
	return 0, true
}

// Done returns the token of a retry that was not sent.
func (b *RatioBudget) Done(now time.Duration, t retry.Try, o retry.Outcome) {
	b.refill(now)
	if o == retry.NotSent && t.Attempt > 1 {
		b.put(budgetToken)
	}
}

// Tokens returns what is in the bucket, as of the last call.
func (b *RatioBudget) Tokens() float64 { return float64(b.level) / float64(budgetToken) }

func (b *RatioBudget) put(units int64) { b.level = min(b.full, b.level+units) }

func (b *RatioBudget) refill(now time.Duration) {
	if now <= b.last {
		return
	}
	elapsed := int64(now - b.last)
	b.last = now
	// Asked this way round, elapsed*perNano cannot overflow below.
	if b.perNano > 0 && elapsed > (b.full-b.level)/b.perNano {
		b.level = b.full
		return
	}
	b.level += elapsed * b.perNano
}

// Reset fills the bucket, and begins anew at time 0.
func (b *RatioBudget) Reset() { b.level, b.last = b.full, 0 }
