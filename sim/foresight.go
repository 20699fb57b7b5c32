package sim

import (
	"time"

	"backofflab/sim/des"
)

// Which request an event needs is known long before its turn. Read one by one, each would be
// waited for; many at once overlap. That makes events cheap; no result depends on it.

// nearEvents is for how many events the engine looks ahead: enough that what it gets for them
// comes together, and few enough that it is still in the nearest cache when their turn comes.
const nearEvents = 128

// foresight is what is known of events to come.
type foresight struct {
	events  [nearEvents]des.Event
	left    int    // events to be handled until the engine looks ahead again
	fetched uint64 // so that what is read to have it near is read
}

// lookAhead reads the requests of the next events, if any comes before a time.
func (e *engine) lookAhead(until time.Duration) {
	e.queue.Next(until) // opens a window where the one before is over
	f, requests, asked := &e.foresight, e.requests, e.apart.asked
	near := e.queue.Ahead(f.events[:])
	f.left = max(1, len(near))
	for i := range near {
		id := requestOf(near[i].Client)
		if int(id) < len(requests) {
			f.fetched += uint64(requests[id].attempt)
		}
		if int(id) < len(asked) {
			f.fetched += uint64(asked[id].place)
		}
	}
}

// forget forgets it: another run begins.
func (f *foresight) forget() { f.left = 0 }
