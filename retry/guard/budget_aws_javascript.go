package guard

import "backofflab/retry"

var awsJSBudgetKind = Kind{
	Key: "aws-js", Name: "AWS JavaScript",
	Rule:    "Of 500 tokens a retry takes 10, or 5 after a rejection. Any success fills the quota up again, so it stops retries only while nothing succeeds.",
	Source:  "smithy-lang/smithy-typescript at 67ade41, packages/util-retry/src/StandardRetryStrategy.ts",
	New:     func(Params) retry.Guard { return NewAWSJSBudget() },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// NewAWSJSBudget returns a full quota of the AWS SDK for JavaScript before 2026. A success sets
// it to the larger of 500 and what is there with what the success gives back, where the SDKs
// for other languages have the smaller: so it is full after each, and may hold more.
func NewAWSJSBudget() *AWSBudget {
	return &AWSBudget{cost: awsJSCost, refills: true, tokens: awsQuota}
}

// awsJSCost is what a retry takes by its cause: 5 after the service throttled, and 10 after
// any other failure that passes.
func awsJSCost(cause retry.Outcome) int {
	if cause == retry.Rejected {
		return 5
	}
	return 10
}
