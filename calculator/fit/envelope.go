package fit

import (
	"math"

	"backofflab/calculator/observed"
)

// envelope is what the delays before each retry say of what a strategy can wait there. Retry
// k is at k-1.
type envelope struct {
	lows  []float64 // ns; the longest that a delay at least was: the upper bound is no lower
	highs []float64 // ns; the shortest that a delay at most was: the lower bound is no higher
	seen  []int     // delays
	total int       // all of them
	ended int       // those that were not cut short
	step  float64   // ns
	most  float64   // ns; the largest of lows
}

// maxRung is the last retry that has bounds of its own. By then every backoff that grows has
// reached a year, so that what comes later counts as this.
const maxRung = 64

// envelopeOf is that of all delays. With shift 1 retry 1 is left out, and retry 2 is the first.
func envelopeOf(clients []observed.Client, r Reading, shift int) envelope {
	e := envelope{step: float64(max(r.Step, unmeasured))}
	for _, c := range clients {
		for _, d := range c.Delays {
			if k := min(d.Retry-shift, maxRung); k >= 1 {
				e.add(k, r.whole(d.Delay, d.Censored), d.Censored)
			}
		}
	}
	return e
}

func (e *envelope) add(k int, w window, censored bool) {
	for len(e.seen) < k {
		e.lows, e.highs, e.seen = append(e.lows, 0), append(e.highs, math.Inf(1)), append(e.seen, 0)
	}
	e.lows[k-1] = max(e.lows[k-1], float64(w.lo))
	e.most = max(e.most, float64(w.lo))
	if !censored {
		e.highs[k-1] = min(e.highs[k-1], float64(w.hi))
		e.ended++
	}
	e.seen[k-1]++
	e.total++
}

// growth is how the backoff e(k) grows before the cap: base times this.
type growth struct {
	factor float64 // of an exponential one
	power  float64 // of a polynomial one; 0: it is none
	steps  []float64
}

// growthOf is that of an exponential backoff, over n retries.
func growthOf(factor float64, n int) growth {
	g := growth{factor: factor}
	for k := range n {
		g.steps = append(g.steps, math.Pow(factor, float64(k)))
	}
	return g
}

// powerOf is that of a polynomial backoff.
func powerOf(power float64, n int) growth {
	g := growth{power: power}
	for k := range n {
		g.steps = append(g.steps, math.Pow(float64(k+1), power))
	}
	return g
}

// spread is what jitter makes of a backoff e: from low*e to high*e + extra, evenly.
type spread struct {
	low, high float64
	extra     float64 // ns
	floor     float64 // ns; full jitter: the least that is drawn
}

// span is a range of a parameter, in ns.
type span struct{ lo, hi float64 }

func (s span) cut(lo, hi float64) span { return span{max(s.lo, lo), min(s.hi, hi)} }

// box are bases and caps under which no delay breaks a bound, if the cap holds from a retry on.
type box struct {
	growth
	spread
	base, cap span
	from      int     // the first retry at which the cap holds; one more than there are: none does
	rough     float64 // about the log-likelihood of its best
}

func (b box) empty() bool { return b.base.lo > b.base.hi || b.cap.lo > b.cap.hi }

// backoff is what delays say of e(k) under a jitter.
func (e *envelope) backoff(k int, j spread) span {
	s := span{0, math.Inf(1)}
	if e.seen[k] == 0 {
		return s
	}
	if e.lows[k] > j.floor+1000 { // else the floor alone explains it
		s.lo = max(0, e.lows[k]-j.extra) / j.high
	}
	if j.low > 0 {
		s.hi = e.highs[k] / j.low
	}
	return s
}

// boxes are the bases and caps that a growth and a jitter allow, one for each retry from which
// the cap may hold.
func (e *envelope) boxes(g growth, j spread, capped bool) []box {
	n := len(e.seen)
	var all []box
	for from := n; from >= 1; from-- {
		if b := e.box(g, j, from); !b.empty() {
			all = append(all, b)
		}
		if !capped || g.steps[n-1] == 1 {
			break
		}
	}
	return all
}

// box is the one of a cap that holds from that index on.
func (e *envelope) box(g growth, j spread, from int) box {
	b := box{growth: g, spread: j, base: span{0, math.Inf(1)}, cap: span{0, math.Inf(1)}, from: from + 1}
	for k := range e.seen {
		s := e.backoff(k, j)
		if k < from {
			b.base = b.base.cut(s.lo/g.steps[k], s.hi/g.steps[k])
		} else {
			b.cap = b.cap.cut(s.lo, s.hi)
		}
	}
	if from < len(e.seen) { // the cap is between the last two rungs around it
		b.cap = b.cap.cut(b.base.lo*g.steps[from-1], b.base.hi*g.steps[from])
		b.base = b.base.cut(b.cap.lo/g.steps[from], b.cap.hi/g.steps[from-1])
	}
	return b
}

// likelihood is about the logarithm of that of all delays, as if each filled one step.
func (e *envelope) likelihood(b *box, base, cap float64) (sum float64) {
	if b.low == b.high && b.floor == 0 { // as wide everywhere
		return -float64(e.total) * math.Log(max(1, b.extra/e.step))
	}
	for k, n := range e.seen {
		backoff := base * b.steps[k]
		if k+1 >= b.from {
			backoff = cap
		}
		width := max(b.floor, (b.high-b.low)*backoff) - b.floor
		sum -= float64(n) * math.Log(max(1, width/e.step))
	}
	return sum
}
