package sim

import (
	"fmt"
	"slices"

	"backofflab/scenario"
)

// Mode is how a fleet is simulated: the cheapest way that gives what the model says.
// No result depends on it, only the time and memory that a run takes.
type Mode uint8

// The modes, the cheapest first. Up to PerAnswer a run takes the fast path: the outcome
// of an attempt is known when it arrives, and requests keep no state.
const (
	LimiterBatched Mode = iota // as Batched, and a limiter is all that an attempt meets
	Batched                    // all that arrives within a round trip is handled together
	Foreseen                   // what follows from the next arrivals is computed ahead, and those handled together that do not depend on each other
	PerAttempt                 // an attempt is one event, its arrival
	PerAnswer                  // and so is its answer, at which guards learn of it
	PerRequest                 // requests keep their state; attempts go through the service by events
	PerEvent                   // clients act by events as well, each at its own moment
)

var modes = [...]string{"limiter, batched", "batched", "foreseen", "per attempt", "per answer", "per request", "per event"}

func (m Mode) String() string {
	if int(m) < len(modes) {
		return modes[m]
	}
	return fmt.Sprintf("Mode(%d)", uint8(m))
}

// MarshalText writes the mode by its name.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// batched reports whether attempts are handled a stretch at a time.
func (m Mode) batched() bool { return m <= Batched }

// fast reports whether the run takes the fast path.
func (m Mode) fast() bool { return m <= PerAnswer }

// modeRule says what forbids all modes that are cheaper than one.
type modeRule struct {
	mode    Mode
	reason  string
	applies func(r *scenario.Resolved, f scenario.Fleet, traced bool) bool
}

// modeRules are all there is to choosing a mode: the first that applies is the reason.
// docs/performance.md lists them.
var modeRules = slices.Concat(eventRules, statefulRules, fastRules)

var eventRules = []modeRule{
	{PerEvent, "clients share a budget, a breaker or a throttle, and crash, have many requests, or requests that have a state for another reason", func(r *scenario.Resolved, f scenario.Fleet, traced bool) bool {
		return len(f.Guards) > 0 && (r.Crash > 0 || r.Population != scenario.PopulationOnce || hasState(r, f, traced))
	}},
	{PerEvent, "clients share a budget, a breaker or a throttle, and an answer may come sooner or later than a round trip after its attempt left", func(r *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return len(f.Guards) > 0 && (!r.Network.Constant || r.Latency == 0 || r.Timeout > 0 || r.Working || r.Limiter.Holds)
	}},
	{PerEvent, "clients share a bound on attempts in flight, or a breaker that is to know when it let an attempt go that a throttle then held back", func(_ *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return slices.ContainsFunc(f.Guards, func(g scenario.Guards) bool {
			return g.InFlight > 0 || g.Dated() && g.Delays()
		})
	}},
	{PerEvent, "clients crash, and have many requests, or requests that have a state for another reason", func(r *scenario.Resolved, f scenario.Fleet, traced bool) bool {
		return r.Crash > 0 && (r.Population == scenario.PopulationOpen || hasState(r, f, traced))
	}},
	{PerEvent, "clients crash, and without a latency who comes back within a moment is behind all that were there", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Crash > 0 && r.Latency == 0
	}},
	{PerEvent, "clients send hedges, each at its own moment, or after as long as the attempts of others took", func(_ *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return slices.ContainsFunc(f.Parts, func(p scenario.Part) bool { return p.Hedging.Some() })
	}},
}

// statefulRules are those by which requests keep a state.
var statefulRules = []modeRule{
	{PerRequest, "every attempt is written down", func(_ *scenario.Resolved, _ scenario.Fleet, traced bool) bool {
		return traced
	}},
	{PerRequest, "retries are stacked in layers", func(_ *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return slices.ContainsFunc(f.Parts, func(p scenario.Part) bool { return len(p.Policies) > 1 })
	}},
	{PerRequest, "a client hangs up when its total timeout is over", func(_ *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return slices.ContainsFunc(f.Parts, func(p scenario.Part) bool { return p.Policies[0].Total > 0 })
	}},
	{PerRequest, "strategies have timeouts of their own", func(r *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return timeoutsOfTheirOwn(r, f)
	}},
	{PerRequest, "clients begin further requests", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Population == scenario.PopulationClosed || r.Population == scenario.PopulationPeriodic
	}},
	{PerRequest, "the requests of an open population come from clients with several strategies", func(r *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return r.Population == scenario.PopulationOpen && len(f.Parts) > 1
	}},
	{PerRequest, "with the optimistic lock others may write between a read and its write", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Limiter.Lock
	}},
	{PerRequest, "the queue is last in, first out, or by priority: who comes later delays a job", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Working && r.Discipline != scenario.FIFO
	}},
	{PerRequest, "service times grow with the load: who comes later delays a job", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Working && r.Slope > 0
	}},
	{PerRequest, "rejections take time of the servers, and nothing of what the limiter counts", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.RejectionsCost()
	}},
	{PerRequest, "the limiter holds attempts back, and others reach the servers before them", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Working && r.Limiter.Holds
	}},
	{PerRequest, "the limiter measures how long each attempt stays", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Limiter.Measures
	}},
	{PerRequest, "attempts that the limiter holds count among those in the service", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Limiter.Holds && r.Bound() > 0
	}},
	{PerRequest, "a client may stop waiting before its attempt arrives", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Timeout > 0 && (!r.Network.Constant || r.Timeout <= r.Latency)
	}},
	{PerRequest, "with a timeout and no latency a client is back at the moment at which it stops waiting", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Timeout > 0 && r.Latency == 0
	}},
	{PerRequest, "work stops when its caller hangs up, which makes room for others", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Timeout > 0 && r.Abandoned == scenario.AbandonedNoticed && (r.Working || r.Limiter.Holds)
	}},
}

var fastRules = []modeRule{
	{PerAnswer, "clients share a budget, a breaker or a throttle, and what one learns changes what others do", func(_ *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return len(f.Guards) > 0
	}},
	{PerAttempt, "a client stops waiting after its timeout", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Timeout > 0
	}},
	{PerAttempt, "each request has a deadline of its own", func(r *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return slices.ContainsFunc(f.Parts, func(p scenario.Part) bool { return p.Policies[0].Deadline > 0 })
	}},
	{PerAttempt, "refusals carry a Retry-After, each its own", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.RetryAfter != scenario.AfterNone
	}},
	{PerAttempt, "the fleet mixes strategies", func(_ *scenario.Resolved, f scenario.Fleet, _ bool) bool {
		return len(f.Parts) > 1
	}},
	{PerAttempt, "answers may come at once, and clients crash, or attempts meet more than a limiter", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return answersAtOnce(r) && (r.Crash > 0 || !limiterAlone(r))
	}},
	{Foreseen, "without a latency an answer comes at once", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return r.Network.Constant && answersAtOnce(r)
	}},
	{Foreseen, "the latency varies, and an answer may come at once", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return answersAtOnce(r)
	}},
	{Batched, "attempts meet more than a limiter: faults, servers, or what a limiter counts or holds", func(r *scenario.Resolved, _ scenario.Fleet, _ bool) bool {
		return !limiterAlone(r)
	}},
	{LimiterBatched, "there is no cheaper one", func(*scenario.Resolved, scenario.Fleet, bool) bool { return true }},
}

// hasState reports whether requests keep a state, whatever guards they have.
func hasState(r *scenario.Resolved, f scenario.Fleet, traced bool) bool {
	return slices.ContainsFunc(statefulRules, func(rule modeRule) bool { return rule.applies(r, f, traced) })
}

// answersAtOnce reports whether there is no time within which no answer comes.
func answersAtOnce(r *scenario.Resolved) bool { return !r.Network.Constant || r.Latency == 0 }

func limiterAlone(r *scenario.Resolved) bool {
	config := ServiceOf(r)
	return config.LimiterAlone()
}

func timeoutsOfTheirOwn(r *scenario.Resolved, f scenario.Fleet) bool {
	return slices.ContainsFunc(f.Parts, func(p scenario.Part) bool { return p.Policies[len(p.Policies)-1].Timeout != r.Timeout })
}

// modeOf returns how a fleet is simulated, and why not in a cheaper way.
func modeOf(r *scenario.Resolved, f scenario.Fleet, traced bool) (Mode, string) {
	for _, rule := range modeRules {
		if rule.applies(r, f, traced) {
			return rule.mode, rule.reason
		}
	}
	panic("sim: the last rule of modes always applies")
}

// FleetMode is how a fleet is simulated, and why not in a cheaper way.
type FleetMode struct {
	Fleet  string // its key
	Mode   Mode
	Reason string
}

// Modes returns how the fleets of a scenario are simulated, in its order. The scenario must
// be valid.
func Modes(s scenario.Scenario) []FleetMode {
	r := scenario.Resolve(s)
	all := make([]FleetMode, len(r.Fleets))
	for i, fleet := range r.Fleets {
		mode, reason := modeOf(&r, fleet, false)
		all[i] = FleetMode{fleet.Key, mode, reason}
	}
	return all
}
