package metrics

import (
	"math"
	"math/bits"
	"time"

	"backofflab/sim/des"
)

const blockLen = 256

// block is some retries in the order of time: how long after its beginning they were, and of which clients.
// It ends early before one that is more than 4 s after its first.
type block struct {
	next    *block
	base    time.Duration // when the first was
	last    time.Duration // when the last was, of those that are judged
	before  int           // retries in the blocks before
	n       int           // retries in this one
	retries [blockLen]des.Stamp
}

// add appends a retry, false when it needs another block.
func (b *block) add(at time.Duration, client uint32) bool {
	since, n := uint64(at-b.base), b.n
	if since > math.MaxUint32 || uint(n) >= blockLen {
		return false
	}
	b.retries[n] = des.NewStamp(at-b.base, client)
	b.n = n + 1
	return true
}

// addAll appends the retries of a stretch, for which there is room, and returns how many they are.
// Within AddAll it would find its registers taken.
//
//go:noinline
func (b *block) addAll(r des.Stretch) int {
	moved, n := des.NewStamp(r.Base-b.base, 0), b.n
	for _, w := range r.Words {
		b.retries[n&(blockLen-1)] = moved + w.Stamp()
		n += int((1 - w.Attempt()) >> 31) // 0 of a first attempt, which the next is written over
	}
	added := n - b.n
	b.n = n
	return added
}

func (b *block) at(i int) time.Duration { return b.base + b.retries[i].Since() }

// after returns the first retry, from the i-th on, that is later than t, if the last
// is. It halves what is left without a branch, which could only be guessed.
func (b *block) after(i int, t time.Duration) int {
	if t < b.base {
		return i
	}
	since := uint64(t - b.base)
	for n := b.n - 1 - i; n > 0; {
		half := (n + 1) / 2
		_, later := bits.Sub64(since, uint64(b.retries[i+half-1].Since()), 0)
		i += half & (int(later) - 1)
		n -= half
	}
	return i
}

// place is that of a retry in a log.
type place struct {
	block *block
	i     int
}

func (p place) at() time.Duration { return p.block.at(p.i) }

// nth returns how many retries came before.
func (p place) nth() int { return p.block.before + p.i }

func (p place) next() place {
	if p.i+1 < p.block.n {
		return place{p.block, p.i + 1}
	}
	return place{p.block.next, 0}
}

// skip passes over the blocks that have nothing later than t. There must be one that has.
func (p place) skip(t time.Duration) place {
	for p.block.last <= t {
		p = place{p.block.next, 0}
	}
	return p
}

// after returns the place of the first retry, from this on, that is later than t.
// There must be one.
func (p place) after(t time.Duration) place {
	p = p.skip(t)
	return place{p.block, p.block.after(p.i, t)}
}
