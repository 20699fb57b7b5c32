package des

import (
	"math"
	"math/bits"
	"slices"
)

const (
	fewWords  = 8 // that are sorted by insertion
	digitBits = 11
)

// sorter sorts words, by all bits or by the upper ones. It deals them out by some of the
// topmost bits, digit after digit from the lowest, so that few have to change places after
// that. Where many have to, because words are alike in these bits, it deals them out by all
// bits.
type sorter struct {
	ties    bool // some are of one moment and kind, and in any order
	ends    [1 << digitBits]uint32
	scratch []word
}

// sort returns the words of a chain in the order of moments and kinds, in the memory of
// others.
func (s *sorter) sort(into []word, c *chain) []word {
	n := c.size()
	words := slices.Grow(into[:0], n)[:n]
	c.copy(words)
	s.ties = false
	top := 64
	if n > fewWords && (words[0]^words[n-1])>>(64-digitBits) == 0 {
		top = bits.Len64(differences(words)) // a herd: its words begin alike
	}
	if top <= kindShift {
		s.ties = true
		return words
	}
	s.order(words, top, kindShift, kindShift)
	return words
}

// sortDrawn sorts words that begin with a draw.
func (s *sorter) sortDrawn(words []word) { s.order(words, drawShift+clientBits, drawShift, 0) }

// order sorts words by the bits from one on, of which those above the top are alike. Those
// below low it does not deal them out by.
func (s *sorter) order(words []word, top, low, from int) {
	below, n := word(1)<<from-1, len(words)
	switch {
	case n <= fewWords:
		s.insert(words, below, math.MaxInt)
		return
	case n < 1<<digitBits:
		width := bits.Len(uint(n)) // about as many piles as words, or twice
		s.deal(words, max(low, top-width), width, 1)
	case n < 1<<17:
		s.deal(words, max(low, top-20), 10, 2)
	default: // more piles would not fit into the caches
		s.deal(words, max(low, top-24), 8, 3)
	}
	if !s.insert(words, below, 4*n) {
		s.deal(words, low, 7, 4)
		s.insert(words, below, math.MaxInt)
	}
}

// deal sorts words by some digits of a width, at most digitBits, from a bit on.
func (s *sorter) deal(words []word, from, width, digits int) {
	n := len(words)
	if len(s.scratch) < n {
		s.scratch = make([]word, n+n/4)
	}
	a, b := words, s.scratch[:n]
	if digits%2 == 1 {
		copy(b, a)
		a, b = b, a
	}
	for shift := from; shift < from+width*digits; shift += width {
		s.dealOne(a, b, uint(shift)&63, 1<<width-1)
		a, b = b, a
	}
}

// dealOne deals words out by one digit.
func (s *sorter) dealOne(words, to []word, shift uint, mask word) {
	ends := s.ends[:mask+1]
	clear(ends)
	for _, w := range words {
		ends[w>>(shift&63)&mask]++
	}
	sum := uint32(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	for _, w := range words {
		end := &ends[w>>(shift&63)&mask]
		to[*end] = w
		*end++
	}
}

// insert sorts words by the bits that are not below, and notes whether any are alike in
// these. It returns false, before they are sorted, when that takes more than some moves.
func (s *sorter) insert(words []word, below word, moves int) bool {
	for i := 1; i < len(words); i++ {
		w, k := words[i], i
		if words[i-1] < w&^below {
			continue
		}
		for ; k > 0 && words[k-1] > w|below; k-- {
			words[k] = words[k-1]
		}
		words[k] = w
		if k > 0 && words[k-1]|below == w|below {
			s.ties = true
		}
		if moves -= i - k; moves < 0 {
			return false
		}
	}
	return true
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
