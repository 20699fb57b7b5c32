package scenario

import (
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/sim/rng"
)

// Resolved is a scenario of which every key has been looked up: what a run is made
// from. Its own fields stand before the scenario's of the same name, so r.Limiter is
// the limiter's kind, and not its key.
type Resolved struct {
	Scenario

	Limiter       limit.Kind
	LimiterParams limit.Params

	Network rng.Kind
	Travel  rng.Distribution // how long an attempt or its answer is under way
	Work    rng.Distribution // service time, without slope and brownout
	Pause   rng.Distribution // think time
	Charge  rng.Distribution // tokens of a request, one a nanosecond
	Answers rng.Distribution // tokens of its answer
	Points  int              // that an attempt takes from a limiter that counts no tokens

	Guards      []guard.Kind // of every process, in the order in which they are asked
	GuardParams guard.Params

	Fleets []Fleet // in the order of Strategies

	Widths   []time.Duration // that bins may have
	End      time.Duration   // when the run stops at the latest
	Working  bool            // serving takes time, or may
	Capacity float64         // requests a second that can be served; 0 where nothing bounds it
}

// Fleet is what the clients of one run are made of.
type Fleet struct {
	Key   string
	Parts []Part
}

// Part is the clients of a fleet that use one strategy.
type Part struct {
	Share
	Policies []retry.Policy // of its layers, the outermost first
}

// Resolve looks up every key of a scenario, which must be valid.
func Resolve(s Scenario) Resolved {
	r := Resolved{Scenario: s, Widths: s.Widths(), End: s.End(), Working: s.working(), Capacity: s.Capacity()}
	r.Limiter, r.LimiterParams = s.Limits()
	r.Network, _ = rng.LookupDistribution(s.Network)
	r.Travel = r.Network.New(rng.Params{Mean: s.Latency, Deviation: s.LatencySD})
	r.Work = distribution(s.ServiceDist, rng.Params{Mean: s.Service, Deviation: s.ServiceSD, Slow: s.Slow, SlowShare: s.SlowShare})
	r.Pause = distribution(s.ThinkDist, rng.Params{Mean: s.Think})
	r.Charge = distribution(s.TokensDist, rng.Params{Mean: time.Duration(s.Tokens)})
	r.Answers = distribution(s.TokensDist, rng.Params{Mean: time.Duration(s.OutputTokens)})
	r.Guards, r.GuardParams = s.guards(), guard.Params{
		BudgetTokens: s.BudgetTokens, BudgetRatio: s.BudgetRatio, BudgetFloor: s.BudgetFloor, BudgetMin: s.BudgetMin,
		BreakerRatio: s.BreakerRatio, BreakerWindow: s.BreakerWindow, BreakerMin: s.BreakerMin,
		BreakerFailures: s.BreakerFailures, BreakerCalls: s.BreakerCalls,
		BreakerOpen: s.BreakerOpen, BreakerOpenJitter: s.BreakerOpenJitter, BreakerProbes: s.BreakerProbes,
		ThrottleK: s.ThrottleK, ThrottleWindow: s.ThrottleWindow, ThrottleRate: s.ThrottleRate, ThrottleBurst: s.ThrottleBurst,
	}
	r.Points = 1
	if r.Limiter.Rate {
		r.Points = s.Cost
	}
	for _, key := range s.Strategies {
		shares, _ := Shares(key)
		fleet := Fleet{Key: key}
		for _, share := range shares {
			fleet.Parts = append(fleet.Parts, Part{share, s.Policies(share.Strategy)})
		}
		r.Fleets = append(r.Fleets, fleet)
	}
	return r
}

// Cost is what a request takes from the limiter: its points, or its tokens as they are drawn.
func (r *Resolved) Cost(tokens rng.Stream, caller, request uint32) int {
	if !r.Limiter.Tokens {
		return r.Points
	}
	drawn := int(r.Charge.At(tokens.Float64(caller, request)))
	return max(1, min(drawn, r.TokensPerMinute))
}

// Output is what the answer to a request takes from the limiter, as it is drawn; 0 where it
// takes nothing of its own.
func (r *Resolved) Output(outputs rng.Stream, caller, request uint32) int {
	if !r.Limiter.Tokens || r.OutputPerMinute == 0 {
		return 0
	}
	drawn := int(r.Answers.At(outputs.Float64(caller, request)))
	return max(1, min(drawn, r.OutputPerMinute))
}

func distribution(key string, p rng.Params) rng.Distribution {
	kind, _ := rng.LookupDistribution(key)
	return kind.New(p)
}

// guards are the breaker, the throttle and the budget that there are. When each is asked
// is said by its kind.
func (s Scenario) guards() []guard.Kind {
	breaker, _ := guard.LookupBreaker(s.Breaker)
	throttle, _ := guard.LookupThrottle(s.Throttle)
	budget, _ := guard.LookupBudget(s.Budget)
	var kinds []guard.Kind
	for _, kind := range []guard.Kind{breaker, throttle, budget} {
		if kind.New != nil {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
