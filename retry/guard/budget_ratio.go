package guard

import (
	"backofflab/retry"
)

var ratioBudgetKind = Kind{
	Key: "ratio", Name: "Ratio",
	Rule:    "Every first try puts a part of a token into a bucket, every retry takes a whole one, and there must be more than one.",
	Source:  "Marc Brooker, 2022; Finagle's RetryBudget adds tokens by time",
	New:     func(p Params) retry.Guard { return NewRatioBudget(p) },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// NewRatioBudget returns a full bucket.
func NewRatioBudget(p Params) *retry.Budget {
	return retry.NewBudget(p.BudgetTokens, p.BudgetRatio, p.BudgetFloor)
}
