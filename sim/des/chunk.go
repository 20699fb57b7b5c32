package des

// chunks is the memory of a calendar: words in chunks of one size, which is a power of two.
// The first word of a chunk says where the one before it begins, 0 where there is none. So the
// words of a window are a chain of chunks, all full but the last, and one number is all that a
// window needs: the place after its last word. It is a multiple of the size where the last chunk
// is full, and 0 where there is no word, as nothing lies in the chunk that begins at 0.
//
//	| - | link word word word | link word . . | ...
//	      ^ size                            ^ place
type chunks struct {
	words []word
	size  uint32 // of a chunk
	used  uint32 // where the chunks end that were handed out
	free  uint32 // where the first of those begins that were given back, each linked to the next
}

// Most windows of a small run hold a few words. Those of a large one hold thousands, and are
// spread over so much memory that a chunk pays which is a whole page of it.
const (
	chunkSize     = 64
	pageSize      = 512
	manyEvents    = 300_000
	smallestRoom  = 1 << 12
	growthDivisor = 2 // by a half
)

// reset gives all chunks back. There are to be about so many events at a time.
func (c *chunks) reset(events int) {
	c.size = chunkSize
	if events >= manyEvents {
		c.size = pageSize
	}
	c.used, c.free = c.size, 0
	if room := events + events/8; room > len(c.words) {
		c.words = make([]word, max(room, smallestRoom))
	}
}

// extend makes room after a place at which there is none: a chunk that follows the one before,
// if any.
func (c *chunks) extend(place uint32) uint32 {
	at := c.free
	if at != 0 {
		c.free = uint32(c.words[at])
	} else {
		at = c.used
		c.used += c.size
		if int(c.used) > len(c.words) {
			c.words = append(c.words, make([]word, max(int(c.size), smallestRoom, len(c.words)/growthDivisor))...)
		}
	}
	c.words[at] = 0
	if place != 0 {
		c.words[at] = word(place - c.size)
	}
	return at + 1
}

// beginning is where the chunk begins that ends at a place, or has its next word there.
func (c *chunks) beginning(place uint32) uint32 { return (place - 1) &^ (c.size - 1) }

// each hands out the words of a chain, chunk by chunk.
func (c *chunks) each(place uint32, do func(words []word)) {
	for place != 0 {
		at := c.beginning(place)
		do(c.words[at+1 : place])
		if place = uint32(c.words[at]); place != 0 {
			place += c.size
		}
	}
}

// empty appends the words of a chain to others, and gives its chunks back.
func (c *chunks) empty(place uint32, to []word) []word {
	for place != 0 {
		at := c.beginning(place)
		to = append(to, c.words[at+1:place]...)
		place = uint32(c.words[at])
		c.words[at], c.free = word(c.free), at
		if place != 0 {
			place += c.size
		}
	}
	return to
}
