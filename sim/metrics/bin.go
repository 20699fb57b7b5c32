package metrics

// bin is what was counted in one bin, side by side in a line of the cache.
type bin struct {
	kinds     [kinds]int // attempts that reached the service, by Kind
	completed int
	begun     int
	ended     int
	timedOut  int
	queued    int // by how much that changes in the bin
}

// levels are what there is at the end of a bin.
type levels struct{ inFlight, queued, open int }

func (b *bin) add(o bin) {
	for kind, n := range o.kinds {
		b.kinds[kind] += n
	}
	b.completed += o.completed
	b.begun += o.begun
	b.ended += o.ended
	b.timedOut += o.timedOut
	b.queued += o.queued
}
