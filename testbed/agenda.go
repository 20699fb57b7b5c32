package testbed

import (
	"cmp"
	"time"

	"backofflab/sim/des"
)

// What happens in a testbed, in the order in which it does at one moment: that of runs.
type what uint8

const (
	departs what = iota // a server is done with a job
	expires             // a job has waited for a server too long
	cancels             // the service notices that a client has gone
	reads               // a call reads the version of the optimistic lock
	arrives             // a call reaches the service
	enters              // a call that the limiter held comes to the servers
	answers             // an answer is back at its client
	lapses              // a script has held a call for as long as it says
)

// event is something that will happen. The service's name a call by caller and serial, for it may
// be over; all others have the call.
type event struct {
	at             time.Duration
	what           what
	draw           uint32 // orders those of one moment, as in a run
	caller, serial uint32
	job            uint32
	call           *call
}

// agenda is a heap of events, the next first.
type agenda struct {
	heap []event
	seed uint64 // of the draws
}

func (a *event) compare(b *event) int {
	switch {
	case a.at != b.at:
		return cmp.Compare(a.at, b.at)
	case a.what != b.what:
		return cmp.Compare(a.what, b.what)
	case a.draw != b.draw:
		return cmp.Compare(a.draw, b.draw)
	case a.serial != b.serial:
		return cmp.Compare(a.serial, b.serial)
	}
	return cmp.Compare(a.caller, b.caller)
}

func (a *agenda) push(e event) {
	e.draw = des.Draw(a.seed, e.caller, e.serial)
	a.heap = append(a.heap, e)
	heap, i := a.heap, len(a.heap)-1
	for ; i > 0 && e.compare(&heap[(i-1)/2]) < 0; i = (i - 1) / 2 {
		heap[i] = heap[(i-1)/2]
	}
	heap[i] = e
}

// next returns when the next event is, if there is one.
func (a *agenda) next() (time.Duration, bool) {
	if len(a.heap) == 0 {
		return 0, false
	}
	return a.heap[0].at, true
}

// take takes the next event if it is not after a time.
func (a *agenda) take(by time.Duration) (event, bool) {
	if len(a.heap) == 0 || a.heap[0].at > by {
		return event{}, false
	}
	first, last := a.heap[0], len(a.heap)-1
	moved := a.heap[last]
	a.heap[last] = event{} // nothing keeps its call
	a.heap = a.heap[:last]
	if last > 0 {
		a.sink(moved)
	}
	return first, true
}

// sink puts an event in place of the first.
func (a *agenda) sink(moved event) {
	heap, i := a.heap, 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			break
		}
		if right := child + 1; right < len(heap) && heap[right].compare(&heap[child]) < 0 {
			child = right
		}
		if moved.compare(&heap[child]) <= 0 {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	heap[i] = moved
}
