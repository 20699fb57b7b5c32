package scenario

import (
	"backofflab/retry"
	"backofflab/retry/library"
)

// Policy returns the retry policy of the clients that use a strategy.
func (s Scenario) Policy(strategy string) retry.Policy {
	kind, _ := library.Lookup(strategy)
	rule, _ := retry.LookupRetryAfter(s.Honour)
	return s.policy(kind, rule)
}

func (s *Scenario) policy(kind retry.Kind, rule retry.RetryAfterKind) retry.Policy {
	params := retry.Params{Base: s.Base, Factor: s.Factor, Cap: s.Cap, Offset: s.Offset, Share: s.Jitter, Extra: s.Extra}
	var rejected retry.Strategy
	if kind.Rejected != nil {
		rejected = kind.Rejected(params)
	}
	return retry.Policy{
		Strategy:    kind.New(params),
		Rejected:    rejected,
		MaxAttempts: s.Attempts,
		Timeout:     s.Timeout,
		Deadline:    s.Deadline,
		On:          outcomes(s.RetryOn),
		RetryAfter: retry.RetryAfter{
			Rule:   rule.New(retry.RetryAfterParams{Share: s.HonourJitter, Backoff: params}),
			Limit:  s.HonourLimit,
			GiveUp: s.HonourOver == OverGivesUp,
			Clamp:  s.HonourOver == OverClamped,
		},
	}
}

// retried are the outcomes that a policy may retry, by their words in links.
var retried = []struct {
	word    string
	outcome retry.Outcome
}{
	{"rejected", retry.Rejected},
	{"unavailable", retry.Unavailable},
	{"timed-out", retry.TimedOut},
	{"not-sent", retry.NotSent},
	{"failed", retry.Failed},
}

// OutcomeWords returns the words of all of them.
func OutcomeWords() []string { return WordsOf(^retry.Outcomes(0)) }

// WordsOf returns the words that links have for a set of outcomes, in their order.
func WordsOf(set retry.Outcomes) []string {
	var words []string
	for _, r := range retried {
		if set.Has(r.outcome) {
			words = append(words, r.word)
		}
	}
	return words
}

func outcomes(words []string) retry.Outcomes {
	var set retry.Outcomes
	for _, r := range retried {
		for _, word := range words {
			if word == r.word {
				set = set.With(r.outcome)
			}
		}
	}
	return set
}
