package scenario

import (
	"slices"
	"strings"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/sim/rng"
)

// What the keys of a scenario name, for those who ask now and then. A run asks once:
// see Resolve.

// Limits are what the service's limiter is made from. The cost is the least that any client
// has: no more requests are admitted than of those.
func (s Scenario) Limits() (limit.Kind, limit.Params) {
	kind, _ := limit.Lookup(s.Limiter)
	least, most := s.Costs()
	if most > 1 && kind.Rate && !kind.Tokens {
		kind.Unit = "points"
	}
	return kind, limit.Params{
		Rate: s.Rate, Burst: s.Burst, Cost: least, Window: s.Window, Concurrency: s.Concurrency,
		Least: s.AIMDLeast, Most: s.AIMDMost, Target: s.AIMDTarget, Shrink: s.AIMDFactor,
		TokensPerMinute: s.TokensPerMinute, Tokens: s.Tokens, MeanTokens: s.MeanTokens(), CountRejected: s.RejectedCount == RejectedCounted,
		OutputPerMinute: s.OutputPerMinute, OutputTokens: s.OutputTokens, MeanOutput: s.MeanOutput(),
	}
}

// Bound is how many requests may be in the service at a time beside what the limiter admits;
// 0: any number.
func (s Scenario) Bound() int {
	if kind, _ := s.Limits(); kind.Rate {
		return s.Inside
	}
	return 0
}

// Arrives reports whether requests begin at times of their own, whatever becomes of those
// before: then they are counted, and not the clients.
func (s Scenario) Arrives() bool {
	return s.Population == PopulationOpen || s.Population == PopulationPeriodic
}

// SteadyNetwork reports whether the latency is always the same.
func (s Scenario) SteadyNetwork() bool {
	kind, _ := rng.LookupDistribution(s.Network)
	return kind.Constant
}

// SteadyService reports whether the service time is always the same.
func (s Scenario) SteadyService() bool {
	kind, _ := rng.LookupDistribution(s.ServiceDist)
	return kind.Constant
}

// SteadyThink reports whether clients always pause as long.
func (s Scenario) SteadyThink() bool {
	kind, _ := rng.LookupDistribution(s.ThinkDist)
	return kind.Constant
}

// SteadyTokens reports whether all requests have the same tokens.
func (s Scenario) SteadyTokens() bool {
	kind, _ := rng.LookupDistribution(s.TokensDist)
	return kind.Constant
}

// Honours reports whether clients take a Retry-After, and Obeys whether they are sent
// one that they take.
func (s Scenario) Honours() bool {
	rule, _ := retry.LookupRetryAfter(s.Honour)
	return !rule.Ignores
}

// Obeys is there with Honours.
func (s Scenario) Obeys() bool { return s.RetryAfter != AfterNone && s.Honours() }

// SendsRetryAfter reports whether anything may send a Retry-After: a limiter that rejects
// and, where the hint needs one, knows when it would admit; a constant goes with a 503 too.
func (s Scenario) SendsRetryAfter() bool {
	kind, _ := s.Limits()
	switch s.RetryAfter {
	case AfterNone:
		return false
	case AfterConstant:
		return s.Limiter != "none" || s.unavailable()
	case AfterWindow:
		return s.Limiter != "none"
	}
	return kind.Rate
}

// RejectionsCost reports whether an attempt that the limiter rejects takes time of a server.
func (s Scenario) RejectionsCost() bool {
	return s.RefusalCost > 0 && s.Servers > 0 && s.Limiter != "none"
}

// unavailable reports whether an attempt may be answered 503.
func (s Scenario) unavailable() bool {
	return s.Fail > 0 || s.Outage == OutageRefuse || s.Servers > 0 && s.working()
}

// Budgeted, Breaks and Throttled report whether any clients have a budget, a breaker, a
// throttle; Guarded whether any have one of them.
func (s Scenario) Budgeted() bool {
	return s.anyGuards(func(of Scenario) bool { return of.Budget != "none" })
}

// Breaks is there with Budgeted.
func (s Scenario) Breaks() bool {
	return s.anyGuards(func(of Scenario) bool { return of.Breaker != "off" })
}

// Throttled is there with Budgeted.
func (s Scenario) Throttled() bool {
	return s.anyGuards(func(of Scenario) bool { return of.Throttle != "none" })
}

// Refuses reports whether any clients have a throttle that refuses attempts; one that delays
// them stops none.
func (s Scenario) Refuses() bool {
	return s.anyGuards(func(of Scenario) bool {
		kind, _ := guard.LookupThrottle(of.Throttle)
		return kind.New != nil && !kind.Delays
	})
}

// Bounded reports whether any clients have a bound on their attempts in flight.
func (s Scenario) Bounded() bool {
	return s.anyGuards(func(of Scenario) bool { return of.InFlight > 0 })
}

// Guarded is there with Budgeted.
func (s Scenario) Guarded() bool {
	return s.anyGuards(func(of Scenario) bool { return of.guards().Some() })
}

// anyGuards asks about the scenario as each layer of each strategy has it.
func (s Scenario) anyGuards(has func(Scenario) bool) bool {
	return slices.ContainsFunc(s.Strategies, func(fleet string) bool {
		if !strings.Contains(fleet, "(") && !strings.Contains(fleet, "client:") {
			return has(s) // the innermost layer has what the scenario has, others have none
		}
		parts, _ := Shares(fleet)
		return slices.ContainsFunc(parts, func(part Share) bool { return slices.ContainsFunc(s.layers(part.Strategy), has) })
	})
}
