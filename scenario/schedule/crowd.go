package schedule

import (
	"math/bits"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// crowd are the clients of one fleet on their way through their retries, and the schedule
// as far as they are.
type crowd struct {
	Schedule
	attempts int    // that its clients make at most
	other    *crowd // the same clients in the other case, where that differs
	apart    bool   // it does

	parts    []scenario.Share
	spacings []spacing         // of the parts
	memories [][]time.Duration // of the strategies of each layer
	delays   []time.Duration
	totals   []time.Duration
	between  bool // the last retry noted is there only while it is the last made
}

// crowdOf is a fleet before its first retry, each of them after a rejection or after another
// failure.
func crowdOf(s scenario.Scenario, fleet string, rejected bool) *crowd {
	c := &crowd{
		Schedule: Schedule{Strategy: fleet, AfterRejection: rejected},
		delays:   make([]time.Duration, Clients), totals: make([]time.Duration, Clients),
	}
	c.parts, _ = scenario.Shares(fleet)
	for _, p := range c.parts {
		c.attempts = max(c.attempts, s.Calls(p.Strategy))
	}
	for _, p := range c.parts {
		policies := s.Policies(p.Strategy)
		c.spacings = append(c.spacings, spacingOf(policies, rejected))
		for i, policy := range policies {
			c.apart = c.apart || policy.Rejected != nil
			if i == len(c.memories) {
				c.memories = append(c.memories, make([]time.Duration, Clients))
			}
		}
	}
	if _, ok := scenario.KindOf(fleet); ok {
		c.CapAt, c.Cap, c.Library = capped(s, c.parts[0].Strategy, rejected)
	}
	return c
}

// wait takes all clients through their delays before retry k.
func (c *crowd) wait(k int, draws []float64) {
	spacing := c.spacings[0]
	layer, n := spacing.retry(k)
	for client, u := range draws {
		if len(c.spacings) > 1 {
			spacing = c.spacings[scenario.ShareOf(c.parts, uint32(client))]
			layer, n = spacing.retry(k)
		}
		delay, memory := spacing[layer].strategy.Delay(n, c.memories[layer][client], u)
		c.delays[client], c.memories[layer][client] = min(delay, Endless), memory
		for inner := layer + 1; inner < len(spacing); inner++ {
			c.memories[inner][client] = 0 // its next request begins
		}
		c.totals[client] = min(c.totals[client]+c.delays[client], Endless)
	}
}

// note writes retry k down if it is shown, if it is the last that anybody makes before the
// deadline, or the first that nobody does.
func (c *crowd) note(k int, left time.Duration, shown bool, scratch []time.Duration) {
	before := c.Made
	if slices.Min(c.totals) <= left {
		c.Made = k
	}
	if c.between && c.Made == k {
		c.Retries = c.Retries[:len(c.Retries)-1]
	}
	c.between = false
	if shown || left < Endless && before == k-1 {
		c.Retries = append(c.Retries, delayOf(k, c.delays, c.totals, left, scratch))
		c.between = !shown
	}
}

// delayOf are the figures of retry k. Clients whose delays add up to more than left do not
// make it.
func delayOf(k int, delays, totals []time.Duration, left time.Duration, scratch []time.Duration) Delay {
	n := len(delays)
	sorted := sortDelays(delays, scratch)
	w := Delay{
		Retry: k,
		Min:   sorted[0], P5: ranked(sorted, 5), Median: ranked(sorted, 50), P95: ranked(sorted, 95), Max: sorted[n-1], Mean: mean(delays),
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
	w.Total = Total{sorted[0], ranked(sorted, 50), ranked(sorted, 95), sorted[n-1], mean(totals)}
	inTime, _ := slices.BinarySearch(sorted, left+1)
	w.Late = float64(n-inTime) / float64(n)
	return w
}

// mean adds up a thousandth of each value and what that leaves, so that no sum is too large.
func mean(values []time.Duration) time.Duration {
	n := time.Duration(len(values))
	whole, rest := time.Duration(0), time.Duration(0)
	for _, v := range values {
		whole += v / n
		rest += v % n
	}
	return whole + rest/n
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

// spacing is what spaces the calls of a client, by layer, the outermost first.
type spacing []struct {
	strategy retry.Strategy
	attempts int
}

func spacingOf(policies []retry.Policy, rejected bool) spacing {
	all := make(spacing, len(policies))
	for i, p := range policies {
		all[i].strategy, all[i].attempts = p.Strategy, p.MaxAttempts
		if rejected {
			all[i].strategy = p.After(retry.Rejected)
		}
	}
	return all
}

// retry says which layer makes retry k of all that reach the service, and which of its own
// that is, where every call fails alike: the innermost, unless its attempts are used up.
func (s spacing) retry(k int) (layer, n int) {
	n = k
	for layer = len(s) - 1; layer > 0 && n%s[layer].attempts == 0; layer-- {
		n /= s[layer].attempts
	}
	if layer > 0 {
		n %= s[layer].attempts
	}
	return layer, n
}
