package scenario

import (
	"slices"

	"backofflab/retry"
	"backofflab/retry/library"
)

// Policy returns the retry policy of the clients that use a strategy.
func (s Scenario) Policy(strategy string) retry.Policy {
	kind, _ := library.Lookup(strategy)
	own := s.For(strategy)
	rule, _ := retry.LookupRetryAfter(own.Honour)
	return own.policy(kind, rule)
}

// For returns the scenario as the clients of one strategy have it: where that is a whole
// client of a library, with the library's attempts, outcomes that are retried, rule for
// Retry-After and deadline in place of the scenario's.
func (s Scenario) For(strategy string) Scenario {
	c, ok := library.ClientOf(strategy)
	if !ok {
		return s
	}
	s.Attempts, s.RetryOn, s.Deadline = c.Attempts, WordsOf(c.On), c.Deadline
	s.Honour, s.HonourLimit, s.HonourOver = c.RetryAfter, c.Limit, OverIgnored
	if c.GiveUp {
		s.HonourOver = OverGivesUp
	}
	return s
}

// SpeltOut returns the scenario of one strategy alone. A whole client becomes the delays of
// its library with its rules as settings: the same run.
func (s Scenario) SpeltOut(strategy string) Scenario {
	s = s.For(strategy)
	s.Strategies = []string{library.DelaysOf(strategy)}
	return s
}

// WholeClients returns the strategies, alone or in mixes, that are whole clients of
// libraries, in the order of the scenario; others says whether there are any besides.
func (s Scenario) WholeClients() (keys []string, others bool) {
	for _, fleet := range s.Strategies {
		parts, _ := Shares(fleet)
		for _, part := range parts {
			if _, whole := library.ClientOf(part.Strategy); !whole {
				others = true
			} else if !slices.Contains(keys, part.Strategy) {
				keys = append(keys, part.Strategy)
			}
		}
	}
	return keys, others
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
