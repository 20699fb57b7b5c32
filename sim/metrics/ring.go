package metrics

// ring is a queue that also gives back its last. It grows to what it holds at its
// fullest, by doubling, and stays so. The zero value is empty and ready for use.
type ring[T any] struct {
	slots []T // as many as a power of two
	head  int // where the first is
	count int
}

func (r *ring[T]) len() int       { return r.count }
func (r *ring[T]) at(i int) *T    { return &r.slots[r.slot(i)] }
func (r *ring[T]) first() *T      { return r.at(0) }
func (r *ring[T]) last() *T       { return r.at(r.count - 1) }
func (r *ring[T]) pop()           { r.count-- }
func (r *ring[T]) reset()         { r.head, r.count = 0, 0 }
func (r *ring[T]) slot(i int) int { return (r.head + i) & (len(r.slots) - 1) }

func (r *ring[T]) push(v T) {
	if r.count == len(r.slots) {
		r.grow()
	}
	r.slots[r.slot(r.count)] = v
	r.count++
}

func (r *ring[T]) shift() {
	r.head = r.slot(1)
	r.count--
}

func (r *ring[T]) grow() {
	slots := make([]T, max(16, 2*len(r.slots)))
	n := copy(slots, r.slots[r.head:])
	copy(slots[n:], r.slots[:r.head])
	r.slots, r.head = slots, 0
}
