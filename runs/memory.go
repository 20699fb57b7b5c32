package runs

import "sync"

// Memory is a number of bytes that runs share: each takes what it is estimated to need
// before it begins, and gives it back at its end. Of those who wait whoever fits is served,
// in the order in which they came.
type Memory struct {
	budget *budget
	size   int64
	used   int64 // guarded by the budget's lock
}

// budget is what all parts of a memory have in common.
type budget struct {
	mu      sync.Mutex
	whole   *Memory
	waiting []*waiter
}

// waiter waits for a share. done is closed once it has it.
type waiter struct {
	memory *Memory
	bytes  int64
	done   chan struct{}
}

// NewMemory returns a budget of so many bytes.
func NewMemory(size int64) *Memory {
	m := &Memory{size: size}
	m.budget = &budget{whole: m}
	return m
}

// Part returns so much of the memory, which its users cannot exceed. It is not kept free for
// them.
func (m *Memory) Part(size int64) *Memory {
	return &Memory{budget: m.budget, size: min(size, m.size)}
}

// Size is the number of bytes in all.
func (m *Memory) Size() int64 { return m.size }

// InUse is the number of bytes that are taken.
func (m *Memory) InUse() int64 {
	m.budget.mu.Lock()
	defer m.budget.mu.Unlock()
	return m.used
}

// take asks for a share, which is there once done of what it returns is closed. Whoever
// waits no longer calls leave.
func (m *Memory) take(bytes int64) *waiter {
	b := m.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	w := &waiter{m, bytes, make(chan struct{})}
	b.waiting = append(b.waiting, w)
	b.serve()
	return w
}

// serve gives shares to those who fit. The lock is held.
func (b *budget) serve() {
	left := b.waiting[:0]
	for _, w := range b.waiting {
		if m := w.memory; m.used+w.bytes > m.size || b.whole.used+w.bytes > b.whole.size {
			left = append(left, w)
			continue
		}
		w.add(w.bytes)
		close(w.done)
	}
	clear(b.waiting[len(left):])
	b.waiting = left
}

// add changes what is taken. The lock is held.
func (w *waiter) add(bytes int64) {
	w.memory.used += bytes
	if whole := w.memory.budget.whole; whole != w.memory {
		whole.used += bytes
	}
}

// leave gives a share back, or waits for it no longer.
func (w *waiter) leave() {
	b := w.memory.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-w.done:
		w.add(-w.bytes)
	default:
		for i, other := range b.waiting {
			if other == w {
				b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
				break
			}
		}
	}
	b.serve()
}
