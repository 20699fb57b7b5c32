package fit

import (
	"time"

	"backofflab/retry"
)

// law is the distribution of the delays of a strategy, which is its quantile function.
type law struct {
	retry.Strategy
	forgets bool // it has no memory
}

// last is the largest draw there is.
const last = 1 - 1.0/(1<<53)

// lawOf asks the strategy whether it has a memory.
func lawOf(s retry.Strategy) law {
	for k := 1; k <= 3; k++ {
		for _, u := range []float64{0.1, 0.6, 0.9} {
			if _, next := s.Delay(k, 0, u); next != 0 {
				return law{Strategy: s}
			}
		}
	}
	return law{Strategy: s, forgets: true}
}

// spot is a retry of a client whose strategy remembers something.
type spot struct {
	law
	retry  int
	memory time.Duration
	falls  bool          // longer delays come of smaller draws
	lo, hi time.Duration // the shortest and the longest delay
}

// before is the law of the delay before retry k.
func (l law) before(k int, memory time.Duration) spot {
	s := spot{law: l, retry: k, memory: memory}
	s.lo, _ = l.Delay(k, memory, 0)
	s.hi, _ = l.Delay(k, memory, last)
	if s.lo > s.hi { // as sethvargo/go-retry takes its percentages
		s.falls, s.lo, s.hi = true, s.hi, s.lo
	}
	return s
}

// at is the delay below which the share u of all delays are, and the memory it leaves.
func (s *spot) at(u float64) (delay, next time.Duration) {
	if s.falls {
		u = max(0, last-u)
	}
	return s.Delay(s.retry, s.memory, u)
}

// How closely a probability is found: to fine, or to coarse where that is a matter of two
// nanoseconds.
const (
	fine   = 1e-12
	coarse = 1e-6
)

// upTo is F(x), the probability of a delay of at most x. It is found between two draws, one
// that leads to x or less and one that leads above. Nearly all strategies are linear in the
// draw: then a straight line between the two ends is right at once, and a look right beside
// it proves it. Else the middle is.
func (s *spot) upTo(x time.Duration) float64 {
	switch {
	case x < s.lo:
		return 0
	case x >= s.hi:
		return 1
	}
	b := bracket{a: 0, b: last, fa: s.lo, fb: s.hi}
	for i := 0; !b.closed(); i++ {
		switch i % 4 {
		case 0:
			b.try(s, x, b.straight(x))
		case 1:
			b.try(s, x, b.beside())
		default:
			b.try(s, x, (b.a+b.b)/2)
		}
	}
	return b.straight(x)
}

// within is the probability of a delay from lo to hi, as the two ends of the draws.
func (s *spot) within(w window) (from, to float64) {
	return s.upTo(w.lo - 1), s.upTo(w.hi)
}

// possible says whether a delay of the window can be.
func (s *spot) possible(w window) bool { return w.hi >= s.lo && w.lo <= s.hi }

// bracket are two draws, a which leads to fa <= x, and b which leads to fb > x.
type bracket struct {
	a, b   float64
	fa, fb time.Duration
	raised bool // the one that was tried last is a
}

func (b *bracket) closed() bool {
	width := b.b - b.a
	return width <= fine || width <= coarse && b.fb-b.fa <= 2
}

func (b *bracket) try(s *spot, x time.Duration, u float64) {
	if u <= b.a || u >= b.b {
		u = (b.a + b.b) / 2
	}
	delay, _ := s.at(u)
	if b.raised = delay <= x; b.raised {
		b.a, b.fa = u, delay
	} else {
		b.b, b.fb = u, delay
	}
}

// straight is where a straight line from a to b is half a nanosecond above x.
func (b *bracket) straight(x time.Duration) float64 {
	return b.a + (b.b-b.a)*(float64(x-b.fa)+0.5)/float64(b.fb-b.fa)
}

// beside is two nanoseconds beside the last that was tried, on the side of the other.
func (b *bracket) beside() float64 {
	near := 2 * (b.b - b.a) / float64(b.fb-b.fa)
	if b.raised {
		return b.a + near
	}
	return b.b - near
}
