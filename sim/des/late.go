package des

// late is what comes to be within the window that is being read: a binary heap.
type late struct {
	heap []word // none is before its parent, at (i-1)/2
}

func (q *Queue) pushLate(w word) {
	heap := append(q.late.heap, w)
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !q.before(w, heap[parent]) {
			break
		}
		heap[i] = heap[parent]
		i = parent
	}
	heap[i] = w
	q.late.heap = heap
}

func (q *Queue) popLate() word {
	heap := q.late.heap
	first, moved := heap[0], heap[len(heap)-1]
	heap = heap[:len(heap)-1]
	q.late.heap = heap
	if len(heap) == 0 {
		return first
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			break
		}
		if right := child + 1; right < len(heap) && q.before(heap[right], heap[child]) {
			child = right
		}
		if !q.before(heap[child], moved) {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	heap[i] = moved
	return first
}
