package sim

import (
	"time"

	"backofflab/sim/des"
)

// busiest finds when the most attempts reach the service within a slice of a width, the
// first of several. Slices begin at 0, one after the other: they are the bins, unless
// those became wider.
type busiest struct {
	width time.Duration
	end   time.Duration // of the slice under way
	n     int           // attempts in it
	from  time.Duration // when the busiest begins
	most  int           // attempts in that
}

// add counts an attempt, no earlier than the one before.
func (b *busiest) add(at time.Duration) {
	if at >= b.end {
		b.turn(at)
	}
	b.n++
}

// addAll is add of several.
func (b *busiest) addAll(events []des.Event) {
	if events[len(events)-1].At < b.end {
		b.n += len(events)
	} else {
		b.addEach(events)
	}
}

//go:noinline
func (b *busiest) addEach(events []des.Event) {
	for i := range events {
		b.add(events[i].At)
	}
}

// turn goes on to the slice of a time.
//
//go:noinline
func (b *busiest) turn(at time.Duration) {
	if b.n > b.most {
		b.from, b.most = b.end-b.width, b.n
	}
	b.end, b.n = (at/b.width+1)*b.width, 0
}
