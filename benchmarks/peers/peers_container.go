package main

import (
	"container/heap"
	"time"
)

// appointment is an event as container/heap is mostly used: behind a pointer.
type appointment struct {
	at              time.Duration
	client, attempt uint32
}

type calendar []*appointment

func (c calendar) Len() int { return len(c) }
func (c calendar) Less(i, k int) bool {
	if c[i].at != c[k].at {
		return c[i].at < c[k].at
	}
	return c[i].client < c[k].client
}
func (c calendar) Swap(i, k int) { c[i], c[k] = c[k], c[i] }
func (c *calendar) Push(x any)   { *c = append(*c, x.(*appointment)) }
func (c *calendar) Pop() any {
	last := len(*c) - 1
	x := (*c)[last]
	(*c)[last] = nil
	*c = (*c)[:last]
	return x
}

// runContainer is a loop over the heap of the standard library. As most who write
// one, it allocates each event.
func runContainer(j *job) (attempts int) {
	var c calendar
	for client := range uint32(j.clients) {
		heap.Push(&c, &appointment{at: j.first(client), client: client, attempt: 1})
	}
	for len(c) > 0 {
		a := heap.Pop(&c).(*appointment)
		if wait, again := j.arrive(a.client, a.attempt, a.at); again {
			heap.Push(&c, &appointment{at: a.at + wait, client: a.client, attempt: a.attempt + 1})
		}
	}
	return j.attempts
}
