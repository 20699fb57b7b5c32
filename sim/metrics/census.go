package metrics

// census counts distinct clients.
type census struct {
	clients int
	seen    []uint64 // a bit a client, made when first needed; none is set between counts
}

// count returns how many clients there are among n retries from a place on.
func (c *census) count(from place, n int) int {
	words := (c.clients + 63) / 64
	if words > len(c.seen) {
		c.seen = make([]uint64, words)
	}
	seen, distinct := c.seen[:words], 0
	for b, i := from.block, from.i; n > 0; b, i = b.next, 0 {
		some := b.retries[i:min(b.n, i+n)]
		for _, r := range some {
			client := r.Client()
			word, bit := seen[client/64], client%64
			distinct += int(^word >> bit & 1)
			seen[client/64] = word | 1<<bit
		}
		n -= len(some)
	}
	clear(seen)
	return distinct
}
