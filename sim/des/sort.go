package des

import (
	"math"
	"math/bits"
)

const (
	fewWords  = 32 // that are sorted by insertion
	digitBits = 8  // of which a byte holds one
	digitMask = 1<<digitBits - 1
)

// sorter sorts words, by all bits or by the upper ones. It deals them out by some of the
// topmost bits, digit after digit from the lowest, so that few have to change places after
// that. Where many have to, because words are alike in these bits, it deals them out by all
// bits.
type sorter struct {
	ties    bool                   // some are of one moment and kind, and in any order
	ends    [1 << digitBits]uint32 // of the piles
	scratch []word
}

// sort puts words in the order of moments and kinds. Those bits from the top on are alike.
func (s *sorter) sort(words []word, top int) {
	n := len(words)
	s.ties = false
	if n > fewWords && (words[0]^words[n-1])>>(top-digitBits) == 0 {
		top = bits.Len64(uint64(differences(words))) // a herd: its words begin alike
	}
	if top <= kindShift {
		s.ties = true
		return
	}
	s.order(words, top, kindShift, kindShift)
}

// sortDrawn sorts words that begin with a draw.
func (s *sorter) sortDrawn(words []word) { s.order(words, drawShift+clientBits, drawShift, 0) }

// order sorts words by the bits from one on, of which those above the top are alike. Those
// below low it does not deal them out by.
func (s *sorter) order(words []word, top, low, from int) {
	below, n, digits, width := word(1)<<from-1, len(words), 3, digitBits
	switch { // about as many piles as words
	case n <= fewWords:
		s.insert(words, below, math.MaxInt)
		return
	case n <= 4*fewWords:
		digits, width = 1, digitBits-2
	case n <= 4<<digitBits:
		digits = 1
	case n <= 1<<(2*digitBits-1):
		digits = 2
	}
	s.deal(words, max(low, top-digits*width), digits, width)
	if !s.insert(words, below, 4*n) {
		s.deal(words, low, 4, digitBits)
		s.insert(words, below, math.MaxInt)
	}
}

// deal sorts words by so many digits of a width, at most digitBits, from a bit on.
func (s *sorter) deal(words []word, from, digits, width int) {
	n := len(words)
	if len(s.scratch) < n {
		s.scratch = make([]word, n+n/4)
	}
	a, b := words, s.scratch[:n]
	if digits%2 == 1 {
		copy(b, a)
		a, b = b, a
	}
	for shift := from; digits > 0; digits, shift = digits-1, shift+width {
		s.dealOne(a, b, uint(shift), uint8(1<<width-1))
		a, b = b, a
	}
}

// dealOne deals words out by one digit. Within deal it would find its registers taken.
//
//go:noinline
func (s *sorter) dealOne(words, to []word, shift uint, mask uint8) {
	ends := &s.ends
	clear(ends[:int(mask)+1])
	for _, w := range words {
		ends[uint8(w>>(shift&63))&mask]++
	}
	sum := uint32(0)
	for i, n := range ends[:int(mask)+1] {
		ends[i&digitMask] = sum
		sum += n
	}
	for _, w := range words {
		end := &ends[uint8(w>>(shift&63))&mask]
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
