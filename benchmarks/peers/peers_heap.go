package main

import "time"

// slot is an event in 16 bytes, held by value.
type slot struct {
	at              time.Duration
	client, attempt uint32
}

func (s slot) before(t slot) bool {
	return s.at < t.at || s.at == t.at && s.client < t.client
}

// slots is a binary heap: none is before its parent, at (i-1)/2.
type slots []slot

func (h *slots) push(s slot) {
	*h = append(*h, s)
	i := len(*h) - 1
	for i > 0 && s.before((*h)[(i-1)/2]) {
		(*h)[i] = (*h)[(i-1)/2]
		i = (i - 1) / 2
	}
	(*h)[i] = s
}

func (h *slots) pop() slot {
	first, last := (*h)[0], len(*h)-1
	moved := (*h)[last]
	*h = (*h)[:last]
	if last > 0 {
		h.replace(moved)
	}
	return first
}

// replace puts s in place of the first.
func (h slots) replace(s slot) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if right := child + 1; right < len(h) && h[right].before(h[child]) {
			child = right
		}
		if !h[child].before(s) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = s
}

// runHeap is about the least that a simulator of this job can do. A retry takes the
// place of the attempt before it, in one walk down the heap.
func runHeap(j *job) (attempts int) {
	h := make(slots, 0, j.clients)
	for client := range uint32(j.clients) {
		h.push(slot{at: j.first(client), client: client, attempt: 1})
	}
	for len(h) > 0 {
		s := h[0]
		if wait, again := j.arrive(s.client, s.attempt, s.at); again {
			h.replace(slot{at: s.at + wait, client: s.client, attempt: s.attempt + 1})
		} else {
			h.pop()
		}
	}
	return j.attempts
}
