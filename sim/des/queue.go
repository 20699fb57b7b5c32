// Package des is the event queue of a discrete-event simulation.
//
// Virtual time is a [time.Duration] since the start of the run. Events come out
// in the order (time, kind, client, attempt), which is total: no two events of a run
// are equal, so no data structure decides which of two comes first.
//
// A queue belongs to one goroutine.
package des

import "time"

// Event is something that happens at one moment of virtual time.
type Event struct {
	At      time.Duration // virtual time
	Client  uint32        // whom it happens to
	Attempt uint32        // which of its attempts
	Ref     uint32        // whatever its handler needs to find; not part of the order
	Kind    uint8         // what happens; of several kinds at one moment the lowest comes first
}

// before is the total order of events.
func (e Event) before(f Event) bool {
	switch {
	case e.At != f.At:
		return e.At < f.At
	case e.Kind != f.Kind:
		return e.Kind < f.Kind
	case e.Client != f.Client:
		return e.Client < f.Client
	}
	return e.Attempt < f.Attempt
}

// Queue holds the events to come. The zero value is empty and ready for use.
type Queue struct {
	heap []Event // binary heap: no event is before its parent, at (i-1)/2
}

// Grow makes room for n more events.
func (q *Queue) Grow(n int) {
	grown := make([]Event, len(q.heap), len(q.heap)+n)
	copy(grown, q.heap)
	q.heap = grown
}

// Len returns how many events are to come.
func (q *Queue) Len() int { return len(q.heap) }

// Next returns the next event without taking it, and whether there is one.
func (q *Queue) Next() (Event, bool) {
	if len(q.heap) == 0 {
		return Event{}, false
	}
	return q.heap[0], true
}

// Push adds an event.
func (q *Queue) Push(e Event) {
	q.heap = append(q.heap, e)
	i := len(q.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !e.before(q.heap[parent]) {
			break
		}
		q.heap[i] = q.heap[parent]
		i = parent
	}
	q.heap[i] = e
}

// Pop takes the next event. It panics when there is none.
func (q *Queue) Pop() Event {
	first := q.heap[0]
	last := len(q.heap) - 1
	moved := q.heap[last]
	q.heap = q.heap[:last]
	if last > 0 {
		q.siftDown(moved)
	}
	return first
}

// siftDown puts e where the root was, below whatever comes before it.
func (q *Queue) siftDown(e Event) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(q.heap) {
			break
		}
		if right := child + 1; right < len(q.heap) && q.heap[right].before(q.heap[child]) {
			child = right
		}
		if !q.heap[child].before(e) {
			break
		}
		q.heap[i] = q.heap[child]
		i = child
	}
	q.heap[i] = e
}
