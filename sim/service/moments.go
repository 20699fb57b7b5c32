package service

import "time"

// moments are times, the earliest first: a binary heap.
type moments []time.Duration

func (m *moments) push(at time.Duration) {
	heap := append(*m, at)
	i := len(heap) - 1
	for ; i > 0 && heap[(i-1)/2] > at; i = (i - 1) / 2 {
		heap[i] = heap[(i-1)/2]
	}
	heap[i] = at
	*m = heap
}

// pop takes the earliest away.
func (m *moments) pop() {
	last := len(*m) - 1
	moved := (*m)[last]
	*m = (*m)[:last]
	if last > 0 {
		m.replaceFirst(moved)
	}
}

// replaceFirst puts another time in place of the earliest.
func (m moments) replaceFirst(at time.Duration) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(m) {
			break
		}
		if right := child + 1; right < len(m) && m[right] < m[child] {
			child = right
		}
		if m[child] >= at {
			break
		}
		m[i] = m[child]
		i = child
	}
	m[i] = at
}
