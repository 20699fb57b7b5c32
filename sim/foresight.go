package sim

import (
	"time"

	"backofflab/sim/des"
	"backofflab/sim/rng"
)

// What an event needs can be known long before its turn: which request is its own, and how long
// its answer will travel. Got one by one, each would be waited for: a request for the memory of
// the machine, a trip for the end of a chain of multiplications. Got for many at once, they
// overlap. That makes events cheap; no result depends on it.

// nearEvents is for how many events the engine looks ahead: enough that what it gets for them
// comes together, and few enough that it is still in the nearest cache when their turn comes.
const nearEvents = 128

// foresight is what is known of events to come.
type foresight struct {
	events  [nearEvents]des.Event
	left    int    // events to be handled until the engine looks ahead again
	fetched uint64 // so that what is read to have it near is read

	// On the fast path, where trips are drawn: those that follow from the arrivals to come.
	draws       [nearEvents]float64
	back, there [nearEvents]time.Duration
	known       int // of how many arrivals
	next        int // of these, the one that comes next, but for those that came late
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

// backOf is how long the answer to an arrival on the fast path travels.
func (e *engine) backOf(client, attempt uint32) time.Duration {
	f := &e.foresight
	if f.next == f.known {
		e.foresee()
	} else if v := &f.events[f.next]; v.Client == client && v.Attempt == attempt {
		f.next++
		return f.back[f.next-1]
	}
	return e.travel(e.draws.back, client, attempt)
}

// thereOf is how long the next attempt after that of backOf travels.
func (e *engine) thereOf(client, attempt uint32) time.Duration {
	f := &e.foresight
	if f.next > 0 {
		if v := &f.events[f.next-1]; v.Client == client && v.Attempt+1 == attempt {
			return f.there[f.next-1]
		}
	}
	return e.travel(e.draws.there, client, attempt)
}

// foresee draws the trips of the arrivals that lie ready, as if all of them were rejected.
func (e *engine) foresee() {
	f := &e.foresight
	near := e.queue.Ahead(f.events[:])
	f.known, f.next = len(near), 0
	e.tripsOf(near, e.draws.back, 0, f.back[:])
	e.tripsOf(near, e.draws.there, 1, f.there[:])
}

// tripsOf draws the trips one way of the attempts so many after those of some events.
func (e *engine) tripsOf(events []des.Event, way rng.Stream, after uint32, trips []time.Duration) {
	draws, travel := e.foresight.draws[:len(events)], e.scenario.Travel
	for i := range draws {
		draws[i] = way.Float64(events[i].Client, events[i].Attempt+after)
	}
	for i, u := range draws {
		trips[i] = travel.At(u)
	}
}

// forget forgets it: the seed is another.
func (f *foresight) forget() { f.left, f.known, f.next = 0, 0, 0 }
