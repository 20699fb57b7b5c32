package scenario

import (
	"slices"
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
	Points  int              // that an attempt takes from a limiter that counts no tokens; a part may have its own

	Fleets []Fleet // in the order of Strategies

	Widths   []time.Duration // that bins may have
	End      time.Duration   // when the run stops at the latest
	Working  bool            // serving takes time, or may
	Capacity float64         // requests a second that can be served; 0 where nothing bounds it
}

// Fleet is what the clients of one run are made of.
type Fleet struct {
	Key    string
	Parts  []Part
	Guards []Guards // that each of its processes has
}

// Part is the clients of a fleet that use one strategy.
type Part struct {
	Share
	Policies []retry.Policy // of its layers, the outermost first
	Points   int            // that an attempt takes from a limiter that counts no tokens
	Priority int
	Start    time.Duration // when the first of its clients start
	Hedging  Hedging
	Guards   []int // which of the fleet's guards its layers ask, NoGuards: none
}

// NoGuards stands for the guards of a layer that has none.
const NoGuards = -1

// Guards is what the clients of a process share who ask it: a breaker, a throttle, a budget.
type Guards struct {
	Kinds  []guard.Kind // in the order in which they are asked
	Params guard.Params
	// InFlight is how many attempts may be under way, of those that the kinds let go; the others
	// wait for one to end, in the order in which they came. 0: any number.
	InFlight int
}

// Some reports whether there are any.
func (g Guards) Some() bool { return len(g.Kinds) > 0 || g.InFlight > 0 }

// Dated reports whether any of the kinds has to be told when it admitted what is over.
func (g Guards) Dated() bool {
	return slices.ContainsFunc(g.Kinds, func(k guard.Kind) bool { return k.Dated })
}

// Delays reports whether any of the kinds may hold an attempt back for a while.
func (g Guards) Delays() bool {
	return slices.ContainsFunc(g.Kinds, func(k guard.Kind) bool { return k.Delays })
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
	r.Points = s.points()
	for _, key := range s.Strategies {
		r.Fleets = append(r.Fleets, s.fleet(key))
	}
	return r
}

// points are what an attempt of the clients of a scenario takes from a limiter that counts no
// tokens.
func (s Scenario) points() int {
	if kind, _ := limit.Lookup(s.Limiter); kind.Rate {
		return s.Cost
	}
	return 1
}

// Cost is what a request takes from the limiter: its points, or its tokens as they are drawn.
func (r *Resolved) Cost(points int, tokens rng.Stream, caller, request uint32) int {
	if !r.Limiter.Tokens {
		return points
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

// fleet looks up what a fleet is made of. The guards of the scenario are shared by all of a
// process's clients, those that a layer has of its own by the clients of its part.
func (s Scenario) fleet(key string) Fleet {
	fleet := Fleet{Key: key}
	shared := NoGuards
	shares, _ := Shares(key)
	for _, share := range shares {
		own := s.For(share.Strategy)
		part := Part{Share: share, Policies: s.Policies(share.Strategy), Points: own.points(), Priority: own.Priority, Start: own.Start, Hedging: s.Hedging(share.Strategy)}
		for i, of := range s.layers(share.Strategy) {
			guards, own := of.guards(), ownsGuards(Layers(share.Strategy)[i])
			slot := len(fleet.Guards)
			switch {
			case !guards.Some():
				slot = NoGuards
			case !own && shared != NoGuards:
				slot = shared
			default:
				fleet.Guards = append(fleet.Guards, guards)
			}
			if !own {
				shared = slot
			}
			part.Guards = append(part.Guards, slot)
		}
		fleet.Parts = append(fleet.Parts, part)
	}
	return fleet
}

// guards are the breaker, the throttle and the budget of the innermost layer. When each is
// asked is said by its kind.
func (s Scenario) guards() Guards {
	breaker, _ := guard.LookupBreaker(s.Breaker)
	throttle, _ := guard.LookupThrottle(s.Throttle)
	budget, _ := guard.LookupBudget(s.Budget)
	g := Guards{InFlight: s.InFlight, Params: guard.Params{
		BudgetTokens: s.BudgetTokens, BudgetRatio: s.BudgetRatio, BudgetFloor: s.BudgetFloor, BudgetMin: s.BudgetMin,
		BreakerRatio: s.BreakerRatio, BreakerWindow: s.BreakerWindow, BreakerMin: s.BreakerMin,
		BreakerFailures: s.BreakerFailures, BreakerCalls: s.BreakerCalls,
		BreakerOpen: s.BreakerOpen, BreakerOpenJitter: s.BreakerOpenJitter, BreakerProbes: s.BreakerProbes,
		ThrottleK: s.ThrottleK, ThrottleWindow: s.ThrottleWindow, ThrottleRate: s.ThrottleRate, ThrottleBurst: s.ThrottleBurst,
	}}
	for _, kind := range []guard.Kind{breaker, throttle, budget} {
		if kind.New != nil {
			g.Kinds = append(g.Kinds, kind)
		}
	}
	return g
}
