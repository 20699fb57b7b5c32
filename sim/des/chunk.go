package des

// chunkWords is how many words a chunk, of 512 bytes, holds. Most windows of a small run hold a
// few, and a window of a large one is a chain of many.
const chunkWords = 63

// chunk is a piece of a chain of words. The last chunk of a chain leads to the
// first, so one pointer finds both ends.
type chunk struct {
	next  *chunk
	words [chunkWords]word
}

// chain is words in the order in which they came. All of its chunks are full but
// the last; how many more fit into that stands here, so that adding a word reads
// nothing else.
type chain struct {
	last *chunk
	left int
	full int // words in the chunks before the last
}

// grow appends an empty chunk to a chain.
func (c *chain) grow(from *chunks) {
	fresh := from.take()
	if c.last == nil {
		fresh.next = fresh
	} else {
		fresh.next = c.last.next
		c.last.next = fresh
		c.full += chunkWords
	}
	c.last, c.left = fresh, chunkWords
}

// piece returns the words of one of a chain's chunks.
func (c *chain) piece(at *chunk) []word {
	if at == c.last {
		return at.words[:chunkWords-c.left]
	}
	return at.words[:]
}

// copy copies the words of a chain, in the order in which they came.
func (c *chain) copy(to []word) {
	n := 0
	for at := c.last.next; ; at = at.next {
		n += copy(to[n:], c.piece(at))
		if at == c.last {
			return
		}
	}
}

// size counts the words of a chain.
func (c *chain) size() int {
	if c.last == nil {
		return 0
	}
	return c.full + chunkWords - c.left
}

// chunks hands out chunks, and takes them back to hand them out again.
type chunks struct {
	free   *chunk
	blocks int // that were allocated
}

// blockChunks is how many chunks are allocated at once.
const blockChunks = 128

func (f *chunks) take() *chunk {
	if f.free == nil {
		block := make([]chunk, blockChunks)
		f.blocks++
		for i := range len(block) - 1 {
			block[i].next = &block[i+1]
		}
		f.free = &block[0]
	}
	c := f.free
	f.free = c.next
	return c
}

// give takes back all chunks of a chain, and leaves it empty.
func (f *chunks) give(c *chain) {
	if c.last == nil {
		return
	}
	first := c.last.next
	c.last.next = f.free
	f.free, *c = first, chain{}
}
