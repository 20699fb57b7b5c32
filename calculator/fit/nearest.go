package fit

import (
	"math"
	"slices"
	"time"

	"backofflab/calculator/observed"
	"backofflab/retry"
)

// nearest is a kind that cannot make the delays under any parameters, with those under which
// it cannot make the fewest: the backoff goes through the middle of what it would have to be.
func (s *sample) nearest(kind retry.Kind, r Reading) Candidate {
	found := Candidate{Key: kind.Key, Name: kind.Name, Reading: r, Likelihood: math.Inf(-1), Score: math.Inf(-1)}
	e := envelopeOf(s.all, r, 0)
	least := math.MaxInt
	for _, p := range s.middling(kind, &e) {
		strategy := kind.New(p)
		if n := s.outside(lawOf(strategy), r, least); n < least {
			least, found.Params, found.strategy = n, p, strategy
		}
	}
	if least == 0 { // they can, but so could any delays: a list of what was seen once
		found.strategy = nil
		return found
	}
	found.Broken = least
	found.finish(s)
	return found
}

// outside counts the delays that a strategy cannot make, up to enough of them.
func (s *sample) outside(l law, r Reading, enough int) (n int) {
	for _, c := range s.clients {
		memory := time.Duration(0)
		for _, d := range c.Delays {
			at := l.before(d.Retry, memory)
			if !at.possible(r.whole(d.Delay, d.Censored)) {
				if n++; n >= enough {
					return n
				}
			}
			if !l.forgets {
				memory = d.Delay
			}
		}
	}
	return n
}

// middling are parameters in the middle of the delays.
func (s *sample) middling(kind retry.Kind, e *envelope) []retry.Params {
	most := retry.Nanoseconds(e.most)
	if kind.Key == "list" {
		return []retry.Params{{Delays: s.medians(len(e.seen))}}
	}
	var all []retry.Params
	for _, f := range []float64{1, 1.5, 2, 3} {
		g := growthOf(f, len(e.seen))
		if kind.Key == "linear" || kind.Key == "polynomial" {
			g = powerOf(f, len(e.seen))
		}
		for from := 1; from <= len(e.seen); from++ {
			all = append(all, retry.Params{
				Base: s.scaled(g, from), Factor: max(1, f), Cap: max(most, 1), Power: f,
				Share: 0.5, Extra: max(time.Millisecond, most/10),
			})
		}
	}
	return all
}

// scaled is the median of the delays up to a retry, in units of their growth.
func (s *sample) scaled(g growth, upTo int) time.Duration {
	var all []float64
	each(s.clients, func(d observed.Delay) {
		if k := min(d.Retry, maxRung); k <= upTo {
			all = append(all, float64(d.Delay)/g.steps[k-1])
		}
	})
	if len(all) == 0 {
		return time.Millisecond
	}
	slices.Sort(all)
	return max(1, retry.Nanoseconds(all[len(all)/2]))
}

// medians are those of the first n retries.
func (s *sample) medians(n int) []time.Duration {
	of := make([][]time.Duration, n)
	each(s.clients, func(d observed.Delay) { k := min(d.Retry, n) - 1; of[k] = append(of[k], d.Delay) })
	all := make([]time.Duration, n)
	for k, values := range of {
		if slices.Sort(values); len(values) > 0 {
			all[k] = values[len(values)/2]
		}
	}
	return all
}

func each(clients []observed.Client, do func(observed.Delay)) {
	for _, c := range clients {
		for _, d := range c.Delays {
			do(d)
		}
	}
}
