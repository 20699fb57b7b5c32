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

// addRun is add of each attempt of a run.
func (b *busiest) addRun(r des.Run) {
	if r.Last() < b.end {
		b.n += len(r.Words)
	} else {
		b.addEach(r)
	}
}

//go:noinline
func (b *busiest) addEach(r des.Run) {
	for i := range r.Words {
		b.add(r.At(i))
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
