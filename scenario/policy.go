package scenario

import (
	"cmp"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// Policy returns the retry policy of the clients that use a strategy; where it has layers,
// that of the outermost.
func (s Scenario) Policy(strategy string) retry.Policy { return s.Policies(strategy)[0] }

// Policies returns the retry policies of the layers of a strategy, the outermost first.
func (s Scenario) Policies(strategy string) []retry.Policy {
	var all []retry.Policy
	for i, of := range s.layers(strategy) {
		kind, _ := Layers(strategy)[i].kind()
		rule, _ := retry.LookupRetryAfter(of.Honour)
		all = append(all, of.policy(kind, rule))
	}
	return all
}

// For returns the scenario as the clients of one strategy have it: where that is a whole
// client of a library, with the library's attempts, outcomes that are retried, rule for
// Retry-After, deadline and, if it has them, timeouts and guards in place of the scenario's; and
// with the strategy's own settings in place of both. Where it has layers, it is the outermost layer's.
func (s Scenario) For(strategy string) Scenario { return s.layers(strategy)[0] }

// layers returns the scenario as each layer of a strategy has it, the outermost first. The
// scenario's timeout and guards are of an attempt that reaches the service, so only the
// innermost has those, and its deadline and total timeout are of the whole request, so only
// the outermost has these: others have what they set themselves.
func (s Scenario) layers(strategy string) []Scenario {
	layers := Layers(strategy)
	all := make([]Scenario, len(layers))
	for i, l := range layers {
		all[i] = s.Inherited(layers, i).ofLayer(l)
	}
	return all
}

// Inherited returns the scenario as one of some layers, the outermost first, inherits it:
// what is of an attempt that reaches the service only the innermost has, and what is of the
// whole request only the outermost. Others have what they set themselves.
func (s Scenario) Inherited(layers []Layer, i int) Scenario {
	if i > 0 {
		s.Deadline, s.TotalTimeout = 0, 0
	}
	if i < len(layers)-1 {
		s.Timeout = 0
		s.Budget, s.Breaker, s.Throttle, s.InFlight = "none", "off", "none", 0
	}
	return s
}

func (s Scenario) ofLayer(l Layer) Scenario {
	c, whole := library.ClientOf(l.Strategy)
	if whole {
		s.Attempts, s.RetryOn, s.Deadline = c.Attempts, WordsOf(c.On), c.Deadline
		s.Honour, s.HonourLimit, s.HonourOver = c.RetryAfter, c.Limit, OverIgnored
		switch {
		case c.GiveUp:
			s.HonourOver = OverGivesUp
		case c.Clamp:
			s.HonourOver = OverClamped
		}
		if c.Share > 0 {
			s.HonourJitter = c.Share
		}
		if c.Timeout > 0 {
			s.Timeout = c.Timeout
		}
		if c.Total > 0 {
			s.TotalTimeout = c.Total
		}
		if c.Guarded() {
			s = s.withGuards(c.Guards)
		}
	}
	s = s.withOwn(l)
	if c.CapEnds {
		kind, _ := l.kind()
		s.Attempts = min(s.Attempts, library.UntilCap(kind.New(retry.Params{})))
	}
	if l.Strategy == "list" && s.DelaysThen == DelaysEnd {
		s.Attempts = min(s.Attempts, len(s.Delays)+1)
	}
	return s
}

// withGuards returns the scenario with the guards of a library in place of its own.
func (s Scenario) withGuards(g library.Guards) Scenario {
	s.Budget, s.Breaker, s.Throttle = cmp.Or(g.Budget, "none"), "off", cmp.Or(g.Throttle, "none")
	s.BudgetTokens, s.BudgetRatio, s.BudgetMin = cmp.Or(g.BudgetTokens, s.BudgetTokens), g.BudgetRatio, g.BudgetMin
	s.ThrottleRate, s.ThrottleBurst = cmp.Or(g.ThrottleRate, s.ThrottleRate), cmp.Or(g.ThrottleBurst, s.ThrottleBurst)
	return s
}

// Hedging is what the clients of a strategy do about an attempt that is slow.
type Hedging struct {
	After      time.Duration // an attempt goes so long unanswered before a copy of it is sent
	Percentile float64       // in its place where above 0: that of how long attempts took, 1 to 99.99
	Most       int           // copies of one attempt, the first not counted
	Left       bool          // those that are out when one succeeds run on
}

// Some reports whether there are hedges.
func (h Hedging) Some() bool { return h.After > 0 || h.Percentile > 0 }

// Copies is of how many copies an attempt consists at most, the first included.
func (h Hedging) Copies() int {
	if !h.Some() {
		return 1
	}
	return 1 + h.Most
}

// Hedging returns what the clients of a strategy do about an attempt that is slow. Where it
// has layers, it is what any of them does.
func (s Scenario) Hedging(strategy string) Hedging {
	var h Hedging
	for _, own := range s.layers(strategy) {
		if h = (Hedging{own.Hedge, own.HedgePercentile, own.Hedges, own.HedgeLosers == LosersLeft}); h.Some() {
			break
		}
	}
	return h
}

// Hedged returns the strategies, alone or in mixes, that send hedges, in the order of the
// scenario.
func (s Scenario) Hedged() (strategies []string) {
	for _, fleet := range s.Strategies {
		parts, _ := Shares(fleet)
		for _, part := range parts {
			if s.Hedging(part.Strategy).Some() && !slices.Contains(strategies, part.Strategy) {
				strategies = append(strategies, part.Strategy)
			}
		}
	}
	return strategies
}

// SpeltOut returns the scenario of one strategy of one layer alone, its own settings as those
// of the scenario, except those of the delays of a library, which stay its own. A whole client
// becomes the delays of its library with its rules as settings: the same run.
func (s Scenario) SpeltOut(strategy string) Scenario {
	s = s.For(strategy)
	s.Strategies = []string{Layers(strategy)[0].delays().Key()}
	return s
}

// WholeClients returns the strategies, alone or in mixes, that are whole clients of
// libraries, in the order of the scenario; others says whether there are any besides.
func (s Scenario) WholeClients() (keys []string, others bool) {
	for _, fleet := range s.Strategies {
		parts, _ := Shares(fleet)
		for _, part := range parts {
			for _, l := range Layers(part.Strategy) {
				if _, whole := library.ClientOf(l.Strategy); !whole {
					others = true
				} else if !slices.Contains(keys, l.Key()) {
					keys = append(keys, l.Key())
				}
			}
		}
	}
	return keys, others
}

func (s *Scenario) policy(kind retry.Kind, rule retry.RetryAfterKind) retry.Policy {
	params := retry.Params{Base: s.Base, Factor: s.Factor, Cap: s.Cap, Offset: s.Offset, Share: s.Jitter, Extra: s.Extra, Floor: s.Floor, Power: s.Power, Delays: s.Delays}
	if kind.Key != "full" {
		params.Floor = 0 // or the rule honour-full, which draws full jitter, would have it
	}
	var rejected retry.Strategy
	if kind.Rejected != nil {
		rejected = kind.Rejected(params)
	}
	strategy := kind.New(params)
	if s.FirstRetry == FirstAtOnce {
		strategy = retry.AtOnce{Strategy: strategy}
		if rejected != nil {
			rejected = retry.AtOnce{Strategy: rejected}
		}
	}
	return retry.Policy{
		Strategy:    strategy,
		Rejected:    rejected,
		MaxAttempts: s.Attempts,
		Timeout:     s.Timeout,
		Total:       s.TotalTimeout,
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
