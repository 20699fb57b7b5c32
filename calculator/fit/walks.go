package fit

import (
	"math"
	"slices"
	"time"

	"backofflab/retry"
)

// walks are the guesses of decorrelated jitter: the base is no longer than any delay and no
// shorter than a third of the first, the cap is no shorter than any delay. Where the cap comes
// after the draw it is itself a delay that many have.
func walks(after bool) func(*envelope, *sample) []guess {
	return func(e *envelope, s *sample) []guess {
		bases := span{0, slices.Min(append(slices.Clone(e.highs), math.Inf(1)))}
		if len(e.lows) > 0 {
			bases.lo = e.lows[0] / 3
		}
		if math.IsInf(bases.hi, 1) || bases.lo > bases.hi {
			return nil
		}
		caps := append(above(span{e.most, math.Inf(1)}, max(1, e.ended), e.step), math.Inf(1))
		if after {
			caps = append(caps, float64(s.values()[s.delays-1]))
		}
		var all []guess
		for _, base := range below(bases, max(1, e.ended), e.step) {
			for _, cap := range caps {
				all = append(all, walk(s, e, base, cap, after))
			}
		}
		return best(all, maxGuesses/2)
	}
}

func walk(s *sample, e *envelope, base, cap float64, after bool) guess {
	g := guess{Params: retry.Params{Base: time.Duration(base), Cap: retry.Nanoseconds(cap), Factor: 1}}
	g.count(base)
	if g.Cap < retry.MaxDelay {
		g.count(cap)
	}
	g.rough = s.walked(e.step, base, cap, after) - g.cost(e.total)
	return g
}

// walked is about the log-likelihood of a walk, as if what was seen were exact.
func (s *sample) walked(step, base, cap float64, after bool) (sum float64) {
	for _, c := range s.clients {
		previous, next := base, 1
		for _, d := range c.Delays {
			known := d.Retry == next
			if next = d.Retry + 1; !known {
				previous = max(base, float64(d.Delay))
				continue
			}
			width := max(step, 3*previous-base)
			switch at := float64(d.Delay); {
			case !after:
				width = max(step, min(cap, 3*previous)-base)
			case at >= cap-step/2: // the share of the draws that the cap cut off
				width = step * width / max(step, base+width-cap)
			}
			sum -= math.Log(max(1, width/step))
			previous = max(base, float64(d.Delay))
		}
	}
	return sum
}

// lists are the guesses of a list of delays: one, what was seen. With a single client any
// delays are a list, so each retry but the last must have been seen twice.
func lists(e *envelope, _ *sample) []guess {
	var delays []time.Duration
	seen, twice := 0, 0
	for k, n := range e.seen {
		if e.lows[k] > e.highs[k] {
			return nil
		}
		if n > 0 {
			seen++
		}
		if n > 1 {
			twice++
		}
		delays = append(delays, time.Duration(middle(e.lows[k], min(e.highs[k], e.lows[k]+2*e.step))))
	}
	if seen == 0 || len(delays) == maxRung || 2*twice < seen {
		return nil
	}
	g := guess{Params: retry.Params{Delays: delays}}
	for _, d := range delays {
		g.count(float64(d))
	}
	g.rough = -g.cost(e.total)
	return []guess{g}
}

// middle is a round value of a range, or its middle.
func middle(lo, hi float64) float64 {
	if round := between(lo, hi, 1); len(round) > 0 {
		return round[0]
	}
	return (lo + hi) / 2
}
