package guard

import (
	"time"

	"backofflab/retry"
)

var awsBudgetKind = Kind{
	Key: "aws", Name: "AWS standard",
	Rule:    "Of 500 tokens a retry takes 5, or 10 after a timeout, and its success gives them back; a first try's success gives 1.",
	Source:  "botocore retries, standard mode",
	New:     func(Params) retry.Guard { return NewAWSBudget(awsStandardCost) },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// awsQuota is how many tokens an AWS budget starts with, and has at most.
const awsQuota = 500

// AWSBudget is the retry quota of the AWS SDKs. It starts with 500 tokens and
// never has more. A retry takes what its cause costs, or is refused if there is
// less. A retry that succeeds gives back what it took, but not what failed
// retries before it took; a first try that succeeds gives 1.
//
// Source: botocore/retries/quota.py and standard.py (RetryQuota,
// RetryQuotaChecker).
type AWSBudget struct {
	cost    func(cause retry.Outcome) int
	refills bool // a success fills the quota up, and goes on above it
	tokens  int
}

// NewAWSBudget returns a full quota of retries at that cost.
func NewAWSBudget(cost func(cause retry.Outcome) int) *AWSBudget {
	return &AWSBudget{cost: cost, tokens: awsQuota}
}

// awsStandardCost is what a retry takes by its cause: 5, and 10 after a timeout.
func awsStandardCost(cause retry.Outcome) int {
	if cause == retry.TimedOut {
		return 10
	}
	return 5
}

// Admit lets every first try through, and a retry that can be paid for.
func (b *AWSBudget) Admit(_ time.Duration, t retry.Try, _ float64) (time.Duration, bool) {
	if t.Attempt == 1 {
		return 0, true
	}
	cost := b.cost(t.Cause)
	if cost > b.tokens {
		return 0, false
	}
	b.tokens -= cost
	return 0, true
}

// Done gives back for a success, and for a retry that was not sent.
func (b *AWSBudget) Done(_ time.Duration, t retry.Try, o retry.Outcome) {
	back := 0
	switch {
	case t.Attempt > 1 && (o == retry.Success || o == retry.NotSent):
		back = b.cost(t.Cause)
	case t.Attempt == 1 && o == retry.Success:
		back = 1
	}
	if b.refills && o == retry.Success {
		b.tokens = max(awsQuota, b.tokens+back)
		return
	}
	b.tokens = min(max(awsQuota, b.tokens), b.tokens+back)
}

// Tokens returns what is left of the quota.
func (b *AWSBudget) Tokens() float64 { return float64(b.tokens) }

// Quiet reports whether the quota is full, and stays so at a success.
func (b *AWSBudget) Quiet() bool { return b.tokens == awsQuota && !b.refills }

// Reset fills the quota.
func (b *AWSBudget) Reset() { b.tokens = awsQuota }
