package fit

import (
	"math"
	"time"

	"backofflab/calculator/observed"
)

// draw is what a delay says of the draw that made it.
type draw struct {
	retry  int
	u      float64
	follow bool // it is of the retry right after that of the draw before, of the same client
}

// transformed is what a strategy makes of delays.
type transformed struct {
	draws      []draw  // of all delays that are not certain under the strategy
	likelihood float64 // log of the probability of what was seen
	breaks     []Break // the first of the delays that cannot be
	broken     int     // all of them
}

// How many pasts are carried along.
const (
	pastsFine   = 16
	pastsCoarse = 64
	pastsTimes  = 12 // of strategies without memory: where the times were cut
)

// filter turns the delays of a sample into draws, as one strategy has them.
type filter struct {
	law
	sample  *sample
	reading Reading
	pasts   []time.Duration // what the strategy may remember, all alike likely
	spare   []time.Duration
	spots   []spot
	from    []float64 // of each past: the draws that lead into what was seen
	to      []float64
	number  uint32 // of the delay, over all clients
	transformed
}

// transform is what a strategy makes of the delays of a sample. It gives up at the first
// that cannot be, unless all are to be told.
func transform(l law, s *sample, r Reading, tell bool) transformed {
	f := &filter{law: l, sample: s, reading: r}
	n := 1
	switch {
	case l.forgets && r.Rounding == Between:
		n = pastsTimes
	case l.forgets:
	case s.fineSteps() && !s.late:
		n = pastsFine
	default:
		n = pastsCoarse
	}
	f.pasts, f.spare = make([]time.Duration, n), make([]time.Duration, n)
	f.spots, f.from, f.to = make([]spot, n), make([]float64, n), make([]float64, n)
	f.draws = make([]draw, 0, s.delays)
	for _, c := range s.clients {
		if f.client(c.Delays); f.broken > 0 && !tell {
			break
		}
	}
	if f.broken > 0 {
		f.likelihood = math.Inf(-1)
	}
	return f.transformed
}

// client goes through the delays of one client, up to the first that cannot be.
func (f *filter) client(delays []observed.Delay) {
	clear(f.pasts)
	next, follows := 1, false
	for _, d := range delays {
		f.number++
		if d.Retry < next {
			clear(f.pasts) // it began anew
			next = 1
		}
		for ; next < d.Retry && !f.forgets; next++ {
			f.imagine(next)
			follows = false
		}
		next = d.Retry + 1
		total := f.weigh(d)
		if total <= 0 {
			f.breaking(d)
			return
		}
		follows = f.see(d.Retry, total, follows)
		if !f.forgets {
			f.remember(d.Retry, total)
		}
	}
}

// imagine takes all pasts through a retry that was not seen.
func (f *filter) imagine(k int) {
	for i := range f.pasts {
		s := f.before(k, f.pasts[i])
		_, f.pasts[i] = s.at(f.share(i, 0, last))
	}
}

// share is a draw of a range for one of the pasts. The first and the last past have its ends,
// or what is rare would be taken for impossible.
func (f *filter) share(i int, from, to float64) float64 {
	switch i {
	case 0:
		return from
	case len(f.pasts) - 1:
		return to
	}
	return from + f.sample.chance.Float64(f.number, uint32(16+i))*(to-from)
}

// weigh finds, for each past, the draws that lead to what was seen, and returns how many
// there are in all.
func (f *filter) weigh(d observed.Delay) (total float64) {
	for i := range f.pasts {
		f.spots[i] = f.before(d.Retry, f.pasts[i])
		w := f.reading.around(d.Delay, d.Censored, i, len(f.pasts))
		f.from[i], f.to[i] = 0, 0
		if f.spots[i].possible(w) {
			f.from[i], f.to[i] = f.spots[i].within(w)
		}
		total += f.to[i] - f.from[i]
	}
	return total
}

// certain says that no draw leads to anything else, so that there is nothing to test.
func (f *filter) certain() bool {
	for i := range f.from {
		if p := f.to[i] - f.from[i]; p > 0 && p < 1-1e-9 {
			return false
		}
	}
	return true
}

// see notes one of the draws, if it says anything.
func (f *filter) see(k int, total float64, follows bool) bool {
	n := len(f.pasts)
	f.likelihood += math.Log(min(1, total/float64(n)*f.reading.part(n)))
	if f.certain() {
		return false
	}
	i := f.pick(f.sample.chance.Float64(f.number, 1) * total)
	u := f.from[i] + f.sample.chance.Float64(f.number, 0)*(f.to[i]-f.from[i])
	f.draws = append(f.draws, draw{k, u, follows})
	return true
}

// pick returns the past in which a place of the sum of all probabilities lies.
func (f *filter) pick(place float64) (i int) {
	for ; i < len(f.pasts)-1; i++ {
		if place -= f.to[i] - f.from[i]; place < 0 {
			break
		}
	}
	for i > 0 && f.to[i] <= f.from[i] {
		i--
	}
	return i
}

// remember draws as many pasts anew, in proportion to how likely each made what was seen, in
// the opposite order: where times were cut, the longer the delay was of what may have been seen,
// the later in its step it ended, and the more is cut off the next one's beginning.
func (f *filter) remember(k int, total float64) {
	n := len(f.pasts)
	shift := f.sample.chance.Float64(f.number, 3)
	i, passed := 0, f.to[0]-f.from[0]
	for j := range n {
		place := (float64(j) + shift) / float64(n) * total
		for i < n-1 && passed <= place {
			i++
			passed += f.to[i] - f.from[i]
		}
		back := n - 1 - j
		_, f.spare[back] = f.spots[i].at(min(last, f.share(back, f.from[i], f.to[i])))
	}
	f.pasts, f.spare = f.spare, f.pasts
}

// breaking notes a delay that cannot be.
func (f *filter) breaking(d observed.Delay) {
	low, high := f.spots[0].lo, f.spots[0].hi
	for _, s := range f.spots {
		low, high = min(low, s.lo), max(high, s.hi)
	}
	b := broken{first: f.breaks, count: f.broken}
	b.add(d, low, high)
	f.breaks, f.broken = b.first, b.count
}
