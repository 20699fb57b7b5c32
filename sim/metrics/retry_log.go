package metrics

import "time"

// slabLen is how many blocks are made at a time: 48 KB.
const slabLen = 23

// retryLog is a queue of retries. It takes little more than 8 bytes for each,
// whatever lies between them, and what was forgotten makes room for what comes.
type retryLog struct {
	first, last *block
	free        *block
}

// reset forgets everything.
func (l *retryLog) reset() {
	for l.first != nil {
		l.forget()
	}
	l.first = l.take()
	l.last = l.first
}

// turn gives the log an empty block, for retries from that time on.
func (l *retryLog) turn(at time.Duration) {
	if b := l.last; b.n > 0 {
		l.last = l.take()
		l.last.before = b.before + b.n
		b.next = l.last
	}
	l.last.base = at
}

// forget gives up the oldest block.
func (l *retryLog) forget() {
	b := l.first
	l.first = b.next
	b.next, l.free = l.free, b
}

// take returns an empty block: the one given up last, which may still be in the
// cache.
func (l *retryLog) take() *block {
	if l.free == nil {
		slab := make([]block, slabLen)
		for i := range slab {
			slab[i].next, l.free = l.free, &slab[i]
		}
	}
	b := l.free
	l.free = b.next
	b.next, b.base, b.before, b.n = nil, 0, 0, 0
	return b
}
