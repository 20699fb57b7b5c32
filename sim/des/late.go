package des

// late is what comes to be within the window that is being read: a binary heap.
type late struct {
	heap []contender // none is before its parent, at (i-1)/2
}

// contender is a word, and its draw from the first time on that it is tied with another.
type contender struct {
	word  word
	draw  uint32
	drawn bool
}

// before is the order of words of one window.
func (q *Queue) before(a, b *contender) bool {
	if (a.word^b.word)>>kindShift != 0 {
		return a.word < b.word
	}
	return q.drawnBefore(a, b)
}

// drawnBefore is before of words of one moment and kind.
func (q *Queue) drawnBefore(a, b *contender) bool {
	if !a.drawn {
		a.draw, a.drawn = q.draw(a.word), true
	}
	if !b.drawn {
		b.draw, b.drawn = q.draw(b.word), true
	}
	if a.draw != b.draw {
		return a.draw < b.draw
	}
	return q.rank(a.word).compare(q.rank(b.word)) < 0
}

func (q *Queue) pushLate(w word) {
	c := contender{word: w}
	heap := append(q.late.heap, c)
	i := len(heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !q.before(&c, &heap[parent]) {
			break
		}
		heap[i] = heap[parent]
		i = parent
	}
	heap[i] = c
	q.late.heap = heap
}

func (q *Queue) popLate() {
	heap := q.late.heap
	moved := heap[len(heap)-1]
	heap = heap[:len(heap)-1]
	q.late.heap = heap
	if len(heap) == 0 {
		return
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			break
		}
		if right := child + 1; right < len(heap) && q.before(&heap[right], &heap[child]) {
			child = right
		}
		if !q.before(&heap[child], &moved) {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	heap[i] = moved
}
