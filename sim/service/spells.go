package service

import (
	"slices"
	"time"

	"backofflab/sim/rng"
)

// spells are transient failures with a memory, the two-state chain of Gilbert (1960): bad
// spells, in which every attempt fails, and good ones, in which none does, alternate in
// virtual time. The lengths of both are drawn from exponential distributions.
//
// The chain is a function of the seed and the time, whoever asks, so every strategy meets
// the same. To be known at any time without a walk from the start, it begins anew every
// spellsInBlock spells, in the state that it has at any time by chance.
type spells struct {
	window  transient     // when there are failures, and the share of the time that is bad
	run     time.Duration // mean length of a bad spell
	block   int64         // that ends holds; -1: none
	bad     bool          // it begins with a bad spell
	ends    []time.Duration
	streams spellStreams
}

// spellStreams are the draws of the state in which a block begins, and of the lengths.
type spellStreams struct{ first, lengths rng.Stream }

func newSpellStreams(seed uint64) spellStreams {
	return spellStreams{rng.New(seed, rng.Spells), rng.New(seed, rng.SpellLengths)}
}

const spellsInBlock = 1000

func (f *spells) meet(now time.Duration, _ *faultDraws, _ Attempt) Fate {
	if f.window.open(now) && f.badAt(now) {
		return FailsForNow
	}
	return Passes
}

func (f *spells) reseed(seed uint64) {
	f.block = -1
	f.streams = newSpellStreams(seed)
}

// renew draws the spells that begin after a time by another seed. The one under way then ends
// when it would have.
func (f *spells) renew(now time.Duration, seed uint64) {
	f.badAt(now) // fills its block
	under, _ := slices.BinarySearch(f.ends, now-time.Duration(f.block)*f.length()+1)
	f.streams = newSpellStreams(seed)
	f.ends = f.ends[:under+1]
	f.extend()
}

// good is the mean length of a good spell. Beyond years it is cut: no run is so long, and
// times would overflow.
func (f *spells) good() time.Duration {
	mean := float64(f.run) * (1 - f.window.probability) / f.window.probability
	return time.Duration(min(mean, 1<<57))
}

// length is how long a block is.
func (f *spells) length() time.Duration {
	return min(f.run+f.good(), 1<<60/(spellsInBlock/2)) * (spellsInBlock / 2)
}

// badAt reports whether a time is in a bad spell.
func (f *spells) badAt(now time.Duration) bool {
	length := f.length()
	if block := int64(now / length); block != f.block {
		f.fill(block)
	}
	spell, _ := slices.BinarySearch(f.ends, now-time.Duration(f.block)*length+1) // the first that ends later
	return f.bad == (spell%2 == 0)
}

// fill draws the ends of the spells of a block, counted from its beginning.
func (f *spells) fill(block int64) {
	f.block, f.ends = block, f.ends[:0]
	f.bad = f.streams.first.Float64(uint32(block), 0) < f.window.probability
	f.extend()
}

// extend draws the ends of the spells that the block does not have yet.
func (f *spells) extend() {
	lengths := map[bool]rng.Distribution{true: exponential(f.run), false: exponential(f.good())}
	end := time.Duration(0)
	if n := len(f.ends); n > 0 {
		end = f.ends[n-1]
	}
	for length := f.length(); end < length; {
		i := len(f.ends)
		bad := f.bad == (i%2 == 0)
		end += lengths[bad].At(f.streams.lengths.Float64(uint32(f.block), uint32(i)))
		f.ends = append(f.ends, end)
	}
}

func exponential(mean time.Duration) rng.Distribution {
	kind, _ := rng.LookupDistribution("exponential")
	return kind.New(rng.Params{Mean: mean})
}
