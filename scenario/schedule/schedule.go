package schedule

import (
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/rng"
)

const (
	// Pictured is the last retry that pictures show: by then most policies have reached
	// their cap.
	Pictured = 12

	// Clients is the number of clients whose delays are drawn.
	Clients = 1000
)

// Schedule is the delay before each retry of the clients of one fleet, if every attempt
// fails and no answer carries Retry-After.
//
// The figures are quantiles over [Clients] clients, whose draws are the same in every
// scenario and under every strategy. Those of a strategy without jitter are exact.
type Schedule struct {
	Strategy string  // the fleet's key
	Retries  []Delay // in the order of retries

	// Made is the last retry that any client makes: max attempts - 1, or what the deadline
	// leaves of them.
	Made int

	// CapAt is the first retry at which the cap bounds the delay of the client that
	// draws the longest, 0 where it never does. Cap is that cap: the scenario's, or a
	// library's own. A mixed fleet has none.
	CapAt   int
	Cap     time.Duration
	Library bool // Cap is a library's own

	// Other is nil but where a library waits otherwise after a rejection than after any
	// other failure; it has the delays of the case that this Schedule has not.
	// AfterRejection says which this one has: that of rejections, where the scenario has any.
	Other          *Schedule
	AfterRejection bool
}

// Delay are the backoff delays of all clients before one retry, as if there were no
// deadline. Quantiles are those of the nearest rank.
type Delay struct {
	Retry                           int
	Min, P5, Median, P95, Max, Mean time.Duration

	// Share of the clients wait exactly Mode, the most common delay. Both are 0
	// where no two clients wait alike.
	Mode  time.Duration
	Share float64

	// Total are the sums of each client's delays up to this retry.
	Total Total

	// Late is the share of the clients that do not make this retry, because it, or
	// one before, would start after the deadline. What an attempt takes besides the
	// delays counts as two mean latencies.
	Late float64
}

// Total is how long clients wait in all.
type Total struct{ Min, Median, P95, Max, Mean time.Duration }

// InAll are the figures of the last retry that any client makes, and whether there is one.
func (w Schedule) InAll() (Delay, bool) {
	for _, r := range w.Retries {
		if r.Retry == w.Made {
			return r, true
		}
	}
	return Delay{}, false
}

// Picture are the retries that pictures show, of those that any client makes.
func (w Schedule) Picture() []Delay {
	n := slices.IndexFunc(w.Retries, func(r Delay) bool { return r.Retry > min(w.Made, Pictured) })
	if n < 0 {
		n = len(w.Retries)
	}
	return w.Retries[:n]
}

// drawSeed is the seed of the delays. It is not the scenario's, so a policy has one
// schedule.
const drawSeed = 1

// Endless is longer than any run: longer delays, and sums of them, count as this.
const Endless = 10_000 * time.Hour

// All returns the schedules of the policy of s with all retries that it allows, one for each
// fleet in the order of the scenario, which must be valid. It is a pure function and
// simulates nothing.
func All(s scenario.Scenario) []Schedule { return schedules(s, func(int) bool { return true }) }

// Of is All for people, with fewer retries: all up to the last that pictures show; those at
// which a cap is reached; 20, 50, 100, 200, 500; and the last of all. It takes a millisecond
// or two where attempts are few.
func Of(s scenario.Scenario) []Schedule {
	steps := map[int]bool{20: true, 50: true, 100: true, 200: true, 500: true, s.Attempts - 1: true}
	for _, fleet := range s.Strategies {
		if parts, _ := scenario.Shares(fleet); len(parts) == 1 {
			at, _, _ := capped(s, parts[0].Strategy, Rejects(s))
			steps[at] = true
		}
	}
	return schedules(s, func(k int) bool { return k <= Pictured || steps[k] })
}

func schedules(s scenario.Scenario, shown func(k int) bool) []Schedule {
	var crowds []*crowd
	for _, fleet := range s.Strategies {
		c := crowdOf(s, fleet, Rejects(s))
		crowds = append(crowds, c)
		if c.apart {
			c.other = crowdOf(s, fleet, !Rejects(s))
			crowds = append(crowds, c.other)
		}
	}
	stream, draws := drawn()
	scratch := make([]time.Duration, 2*Clients)
	most := 0
	for _, c := range crowds {
		most = max(most, c.attempts)
	}
	for k := 1; k < most; k++ {
		deal(stream, k, draws)
		for _, c := range crowds {
			if k >= c.attempts {
				continue
			}
			c.wait(k, draws)
			c.note(k, leftAfter(s.For(c.Strategy), k), shown(k) || k == c.attempts-1, scratch)
		}
	}
	var all []Schedule
	for i := 0; i < len(crowds); i++ {
		c := crowds[i]
		if c.other != nil {
			other := c.other.Schedule // and not all of what it was made from
			c.Other = &other
			i++ // it comes next
		}
		all = append(all, c.Schedule)
	}
	return all
}

// Rejects reports whether clients meet rejections that they retry: what a library waits
// after one is then the case to show.
func Rejects(s scenario.Scenario) bool {
	return s.Limiter != "none" && slices.Contains(s.RetryOn, "rejected")
}

// drawn is what the draws of all clients are dealt from, and where to.
func drawn() (rng.Stream, []float64) {
	return rng.New(drawSeed, rng.Jitter), make([]float64, Clients)
}

// deal draws u for every client before retry k: one from the middle of each thousandth of
// [0, 1), in an order that is drawn (Latin hypercube sampling). Means of delays that are
// linear in u, as most are, have no error then, and quantiles hardly any.
func deal(stream rng.Stream, k int, draws []float64) {
	for i := range draws {
		j := int(stream.Float64(uint32(i), uint32(k)) * float64(i+1))
		draws[i] = draws[j]
		draws[j] = (float64(i) + 0.5) / float64(len(draws))
	}
}

// leftAfter is how much of the deadline the delays before k retries may take, Endless
// where there is none.
func leftAfter(s scenario.Scenario, k int) time.Duration {
	if s.Deadline == 0 {
		return Endless
	}
	return s.Deadline - time.Duration(k)*2*s.Latency
}

// strategyOf is what spaces the retries, after a rejection or after another failure.
func strategyOf(s scenario.Scenario, key string, rejected bool) retry.Strategy {
	policy := s.Policy(key)
	if rejected {
		return policy.After(retry.Rejected)
	}
	return policy.Strategy
}

// capped says from which retry on the cap bounds a strategy, which cap that is, and
// whether it is a library's own. Jitter may lead beyond a cap or stay below it, so
// whether a strategy has reached it shows by what a slightly lower one changes.
func capped(s scenario.Scenario, key string, rejected bool) (at int, limit time.Duration, l bool) {
	const longest = 1 - 1.0/(1<<53)
	lower := s
	lower.Cap -= max(1, lower.Cap/1000)
	kind, _ := scenario.KindOf(key)
	limit = s.Cap
	if kind.Library {
		limit = kind.Cap
	}
	own, other := strategyOf(s, key, rejected), strategyOf(lower, key, rejected)
	farthest := max(64, s.Attempts-1) // retries to look at: twice 32 doublings at least
	var memory, otherMemory time.Duration
	for k := 1; k <= farthest && limit > 0; k++ {
		var delay, otherDelay time.Duration
		delay, memory = own.Delay(k, memory, longest)
		otherDelay, otherMemory = other.Delay(k, otherMemory, longest)
		if delay != otherDelay || kind.Library && delay >= limit-limit/1000 {
			return k, limit, kind.Library
		}
	}
	return 0, 0, kind.Library
}
