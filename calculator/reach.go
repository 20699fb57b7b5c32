package calculator

import (
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario/schedule"
)

// reach is between what a strategy's next delay can be. What a strategy remembers is followed
// from its ends: most strategies rise or fall with it, so theirs are the ends of the delay. For
// one that does neither, what lies between the ends is followed as well, at so many places.
type reach struct {
	strategy retry.Strategy
	memories []time.Duration // that the next retry may begin with, rising
}

// places is how many memories are followed at most.
const places = 129

// follows are the draws that memories are followed with.
var follows = []float64{0, 0.25, 0.5, 0.75, beforeOne}

func reachOf(s retry.Strategy) *reach { return &reach{s, []time.Duration{0}} }

// next returns the least and the largest delay before retry k. It must be asked for each retry
// from 1 on.
func (r *reach) next(k int) (least, most time.Duration) {
	least = schedule.Endless
	var memories []time.Duration
	for _, memory := range r.memories {
		for _, u := range follows {
			d, next := r.strategy.Delay(k, memory, u)
			least, most = min(least, d), max(most, d)
			memories = append(memories, next)
		}
	}
	slices.Sort(memories)
	r.memories = thinned(slices.Compact(memories))
	return least, min(most, schedule.Endless)
}

// thinned are some of rising values, the first and the last among them.
func thinned(values []time.Duration) []time.Duration {
	if len(values) <= places {
		return values
	}
	some := make([]time.Duration, places)
	for i := range some {
		some[i] = values[i*(len(values)-1)/(places-1)]
	}
	return some
}
