package schedule

import (
	"math/bits"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/sim/rng"
)

const (
	// MaxRetries is the last retry of a Schedule: by then most policies have reached
	// their cap.
	MaxRetries = 12

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
	Retries  []Delay // of retry 1, 2, … up to max attempts - 1, MaxRetries at most

	// CapAt is the first retry at which the cap bounds the delay of the client that
	// draws the longest, 0 where it never does; it may lie beyond Retries. Cap is
	// that cap: the scenario's, or a library's own. A mixed fleet has none.
	CapAt   int
	Cap     time.Duration
	Library bool // Cap is a library's own
}

// Delay are the backoff delays of all clients before one retry, as if there were no
// deadline. Quantiles are those of the nearest rank.
type Delay struct {
	Min, P5, Median, P95, Max time.Duration

	// Share of the clients wait exactly Mode, the most common delay. Both are 0
	// where no two clients wait alike.
	Mode  time.Duration
	Share float64

	// TotalMedian and TotalP95 are of the sum of the delays up to this retry.
	TotalMedian, TotalP95 time.Duration

	// Late is the share of the clients that do not make this retry, because it, or
	// one before, would start after the deadline. What an attempt takes besides the
	// delays counts as two mean latencies.
	Late float64
}

// made reports whether any client makes the retry.
func (w Delay) made() bool { return w.Late < 1 }

// Last is how many retries any client makes before the deadline, up to
// MaxRetries.
func (w Schedule) Last() int {
	if n := slices.IndexFunc(w.Retries, func(r Delay) bool { return !r.made() }); n >= 0 {
		return n
	}
	return len(w.Retries)
}

// drawSeed is the seed of the delays. It is not the scenario's, so a policy has one
// schedule.
const drawSeed = 1

// endless is longer than any run.
const endless = 10_000 * time.Hour

// Of returns the schedules of the policy of s, one for each fleet in the order of the
// scenario, which must be valid. It is a pure function, simulates
// nothing, and takes a millisecond or two.
func Of(s scenario.Scenario) []Schedule {
	stream := rng.New(drawSeed, rng.Jitter)
	last := min(s.Attempts-1, MaxRetries)
	draws := make([]float64, last*Clients)
	for k := range last {
		for client := range Clients {
			draws[k*Clients+client] = stream.Float64(uint32(client), uint32(k+1))
		}
	}
	all := make([]Schedule, len(s.Strategies))
	scratch := make([]time.Duration, 2*Clients)
	for i, fleet := range s.Strategies {
		all[i] = fleetSchedule(s, fleet, draws, scratch)
	}
	return all
}

// fleetSchedule is the schedule of one fleet; scratch is for sortDelays.
func fleetSchedule(s scenario.Scenario, fleet string, draws []float64, scratch []time.Duration) Schedule {
	parts, _ := scenario.Shares(fleet)
	var strategies []retry.Strategy
	for _, p := range parts {
		strategies = append(strategies, s.Policy(p.Strategy).Strategy)
	}
	w := Schedule{Strategy: fleet}
	if len(parts) == 1 {
		w.CapAt, w.Cap, w.Library = capped(s, parts[0].Strategy)
	}
	memories, totals := make([]time.Duration, Clients), make([]time.Duration, Clients)
	delays := make([]time.Duration, Clients)
	for k := 1; k*Clients <= len(draws); k++ {
		for client, u := range draws[(k-1)*Clients : k*Clients] {
			strategy := strategies[scenario.ShareOf(parts, uint32(client))]
			delay, memory := strategy.Delay(k, memories[client], u)
			delays[client], memories[client] = min(delay, endless), memory
			totals[client] = min(totals[client]+delays[client], endless)
		}
		w.Retries = append(w.Retries, delayOf(delays, totals, leftAfter(s, k), scratch))
	}
	return w
}

// leftAfter is how much of the deadline the delays before k retries may take, endless
// where there is none.
func leftAfter(s scenario.Scenario, k int) time.Duration {
	if s.Deadline == 0 {
		return endless
	}
	return s.Deadline - time.Duration(k)*2*s.Latency
}

// delayOf are the figures of one retry. Clients whose delays add up to more than left do
// not make it.
func delayOf(delays, totals []time.Duration, left time.Duration, scratch []time.Duration) Delay {
	n := len(delays)
	sorted := sortDelays(delays, scratch)
	w := Delay{
		Min: sorted[0], P5: ranked(sorted, 5), Median: ranked(sorted, 50), P95: ranked(sorted, 95), Max: sorted[n-1],
	}
	most := 1
	for from, to := 0, 0; from < n; from = to {
		for to < n && sorted[to] == sorted[from] {
			to++
		}
		if to-from > most {
			most = to - from
			w.Mode, w.Share = sorted[from], float64(most)/float64(n)
		}
	}
	sorted = sortDelays(totals, scratch)
	w.TotalMedian, w.TotalP95 = ranked(sorted, 50), ranked(sorted, 95)
	inTime, _ := slices.BinarySearch(sorted, left+1)
	w.Late = float64(n-inTime) / float64(n)
	return w
}

// ranked is a percentile by nearest rank.
func ranked(sorted []time.Duration, percent int) time.Duration {
	return sorted[(percent*len(sorted)+99)/100-1]
}

// sortDelays returns values, none of them negative, in order. It works in scratch, which
// has room for twice as many, and leaves values as they are. The leading sixteen
// bits of their range are sorted byte by byte, which leaves little to compare: there
// are many to sort while a slider moves.
func sortDelays(values, scratch []time.Duration) []time.Duration {
	from, to := scratch[:len(values)], scratch[len(values):2*len(values)]
	copy(from, values)
	low, high := slices.Min(values), slices.Max(values)
	if low == high {
		return from
	}
	shift := max(0, bits.Len64(uint64(high-low))-16)
	for range 2 {
		var places [257]int
		for _, v := range from {
			places[int(byte((v-low)>>shift))+1]++
		}
		for i := range 255 {
			places[i+1] += places[i]
		}
		for _, v := range from {
			at := &places[byte((v-low)>>shift)]
			to[*at] = v
			*at++
		}
		from, to = to, from
		shift += 8
	}
	for i := 1; i < len(from); i++ {
		v, at := from[i], i
		for ; at > 0 && from[at-1] > v; at-- {
			from[at] = from[at-1]
		}
		from[at] = v
	}
	return from
}

// capped says from which retry on the cap bounds a strategy, which cap that is, and
// whether it is a library's own. Jitter may lead beyond a cap or stay below it, so
// whether a strategy has reached it shows by what a slightly lower one changes.
func capped(s scenario.Scenario, key string) (at int, limit time.Duration, l bool) {
	const farthest = 64 // retries to look at: twice 32 doublings
	const longest = 1 - 1.0/(1<<53)
	lower := s
	lower.Cap -= max(1, lower.Cap/1000)
	kind, _ := library.Lookup(key)
	limit = s.Cap
	if kind.Library {
		limit = kind.Cap
	}
	own, other := s.Policy(key).Strategy, lower.Policy(key).Strategy
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
