package fit

import (
	"time"

	"backofflab/calculator/observed"
)

// Break is a delay that a strategy cannot make.
type Break struct {
	Line     int // of the text
	Retry    int
	Value    time.Duration // what was seen
	Censored bool          // it was at least that
	Low      time.Duration // the shortest and the longest delay that the strategy has there
	High     time.Duration
}

// keptBreaks is how many of them a candidate names.
const keptBreaks = 5

// broken are the delays outside the bounds of a strategy.
type broken struct {
	reading Reading
	first   []Break
	count   int
}

func (b *broken) add(d observed.Delay, low, high time.Duration) {
	b.count++
	if len(b.first) < keptBreaks {
		b.first = append(b.first, Break{Line: d.Line, Retry: d.Retry, Value: d.Delay, Censored: d.Censored, Low: low, High: high})
	}
}

// look holds delays against the bounds of a strategy without memory.
func (b *broken) look(l law, clients []observed.Client) {
	var at [maxRung + 1]spot
	for k := range at {
		at[k] = l.before(max(1, k), 0)
	}
	each(clients, func(d observed.Delay) {
		s := at[min(d.Retry, maxRung)]
		if d.Retry > maxRung {
			s = l.before(d.Retry, 0)
		}
		if !s.possible(b.reading.whole(d.Delay, d.Censored)) {
			b.add(d, s.lo, s.hi)
		}
	})
}
