package des

import (
	"math/bits"
	"slices"
)

const (
	fewWords  = 24 // that are sorted by insertion
	digitBits = 11 // of a digit at most
)

// sorter sorts the words of a window: it deals them out by their topmost bits, about
// one to a pile, and sorts the piles by insertion. Piles that are larger, because
// many words are alike in these bits, are dealt out again by those in which they
// differ.
type sorter struct {
	first   piles
	levels  []*piles // one for each time that words are dealt out again
	scratch []word
}

// piles says how large piles are, then where each begins, then where it ends.
type piles [1 << digitBits]uint32

// sort returns the words of a chain in order, in the memory of others.
func (s *sorter) sort(into []word, c *chain) []word {
	n := c.size()
	words := slices.Grow(into[:0], n)[:n]
	if n <= fewWords {
		c.copy(words)
		insert(words)
		return words
	}
	top, width := 64, digits(n)
	if first, last := c.last.next.words[0], c.last.words[chunkWords-c.left-1]; (first^last)>>(64-width) == 0 {
		top = bits.Len64(c.differences()) // a herd: its words begin alike
		width = min(top, width)
	}
	shift, mask := uint(top-width), word(1)<<width-1
	ends := s.first[:1<<width]
	clear(ends)
	for at := c.last.next; ; at = at.next {
		for _, w := range c.piece(at) {
			ends[w>>(shift&63)&mask]++
		}
		if at == c.last {
			break
		}
	}
	largest := begin(ends)
	for at := c.last.next; ; at = at.next {
		for _, w := range c.piece(at) {
			end := &ends[w>>(shift&63)&mask]
			words[*end] = w
			*end++
		}
		if at == c.last {
			break
		}
	}
	s.finish(words, ends, largest, 0)
	return words
}

// digits is how many bits deal n words out to about as many piles, or twice.
func digits(n int) int { return min(digitBits, bits.Len(uint(n))) }

// finish sorts the piles.
func (s *sorter) finish(words []word, ends []uint32, largest uint32, level int) {
	if largest <= fewWords {
		insert(words) // which moves no word out of its pile
		return
	}
	from := uint32(0)
	for _, end := range ends {
		s.settle(words[from:end], level)
		from = end
	}
}

// settle sorts words that were dealt out so many times.
func (s *sorter) settle(words []word, level int) {
	switch {
	case len(words) <= fewWords:
		insert(words)
	case !slices.IsSorted(words): // those that are all alike are
		s.deal(words, level)
	}
}

// deal sorts words by the topmost of the bits in which they differ, and then each
// pile.
func (s *sorter) deal(words []word, level int) {
	if len(s.scratch) < len(words) {
		s.scratch = make([]word, len(words)+len(words)/4)
	}
	if level == len(s.levels) {
		s.levels = append(s.levels, new(piles))
	}
	top := bits.Len64(differences(words))
	width := min(top, digits(len(words)))
	shift, mask := top-width, word(1)<<width-1

	ends := s.levels[level]
	clear(ends[:mask+1])
	for _, w := range words {
		ends[w>>(shift&63)&mask&(1<<digitBits-1)]++
	}
	largest := begin(ends[:mask+1])
	dealt := s.scratch[:len(words)]
	for _, w := range words {
		pile := w >> (shift & 63) & mask & (1<<digitBits - 1)
		dealt[ends[pile]] = w
		ends[pile]++
	}
	copy(words, dealt)
	s.finish(words, ends[:mask+1], largest, level+1)
}

// differences are the bits in which any two words differ.
func differences(words []word) word {
	every, any := words[0], words[0]
	for _, w := range words {
		every &= w
		any |= w
	}
	return every ^ any
}

// begin turns the sizes of piles into where each begins, and returns the largest.
func begin(sizes []uint32) (largest uint32) {
	sum := uint32(0)
	for i, n := range sizes {
		sizes[i] = sum
		sum += n
		largest = max(largest, n)
	}
	return largest
}

// insert sorts a few words.
func insert(words []word) {
	for i := 1; i < len(words); i++ {
		w, k := words[i], i
		for ; k > 0 && words[k-1] > w; k-- {
			words[k] = words[k-1]
		}
		words[k] = w
	}
}
