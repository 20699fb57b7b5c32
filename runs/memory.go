package runs

import "sync"

// Memory is a number of bytes that runs share: each takes what it is estimated to need
// before it begins, and gives it back at its end.
type Memory struct {
	budget *budget
	size   int64
	used   int64 // guarded by the budget's lock
}

// budget is what all parts of a memory have in common.
type budget struct {
	mu    sync.Mutex
	whole *Memory
	told  []func() // called when some is free again
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

// tell has a function called whenever some is free again.
func (m *Memory) tell(free func()) {
	m.budget.mu.Lock()
	defer m.budget.mu.Unlock()
	m.budget.told = append(m.budget.told, free)
}

// has reports whether there is as much.
func (m *Memory) has(bytes int64) bool {
	m.budget.mu.Lock()
	defer m.budget.mu.Unlock()
	return m.used+bytes <= m.size && m.budget.whole.used+bytes <= m.budget.whole.size
}

// take takes so much, if there is as much.
func (m *Memory) take(bytes int64) bool {
	b := m.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	if m.used+bytes > m.size || b.whole.used+bytes > b.whole.size {
		return false
	}
	m.add(bytes)
	return true
}

// leave gives so much back, and tells those who wait for some. They must hold no lock.
func (m *Memory) leave(bytes int64) {
	b := m.budget
	b.mu.Lock()
	m.add(-bytes)
	told := b.told
	b.mu.Unlock()
	for _, free := range told {
		free()
	}
}

// add changes what is taken. The lock is held.
func (m *Memory) add(bytes int64) {
	m.used += bytes
	if whole := m.budget.whole; whole != m {
		whole.used += bytes
	}
}

// fits reports whether an owner may have as much memory as the turn needs, and there is as
// much. The lock is held.
func (turn *Turn) fits(o *owner) bool {
	m := turn.turns.memory
	if m == nil || turn.bytes == 0 || turn.lender != nil {
		return true
	}
	return (o.bytes == 0 || o.bytes+turn.bytes <= m.size/2) && m.has(turn.bytes)
}

// borrow takes the memory that it needs. The lock is held.
func (turn *Turn) borrow(o *owner) bool {
	m := turn.turns.memory
	if m == nil || turn.bytes == 0 || turn.lender != nil {
		return true
	}
	if !m.take(turn.bytes) {
		return false
	}
	turn.lender = o
	o.bytes += turn.bytes
	return true
}
