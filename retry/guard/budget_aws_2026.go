package guard

import "backofflab/retry"

var aws2026BudgetKind = Kind{
	Key: "aws-2026", Name: "AWS 2026",
	Rule:    "Of 500 tokens a retry takes 14, or 5 after a rejection, and its success gives them back; a first try's success gives 1.",
	Source:  "AWS SDKs of November 2026: aws-sdk-go-v2 1.48.0, and botocore with AWS_NEW_RETRIES_2026",
	New:     func(Params) retry.Guard { return NewAWSBudget(AWS2026Cost) },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// AWS2026Cost is what a retry takes by its cause since 2026: 14, and 5 after the
// service throttled. A service that says it is busy has told how to treat it;
// one that fails may be broken.
func AWS2026Cost(cause retry.Outcome) int {
	if cause == retry.Rejected {
		return 5
	}
	return 14
}
