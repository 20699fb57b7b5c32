package metrics

import (
	"math"
	"time"

	"backofflab/sim/des"
)

// Herd finds the moments at which clients came back together: the windows
// (t-window, t] with the most retries, wherever they begin.
//
// A window lasts from its first retry to its last. It is a wave when no window that
// shares a moment with it has more retries, and none before it as many. So waves do
// not overlap, the swell before a wave and the ebb after it are no waves of their
// own, and the largest is the fullest window there is, the first of several.
//
// An Add does little more than write a retry down. Once a block of them is full, its
// windows are judged together, and most blocks are passed over: their windows are
// too small to matter. Memory grows to the retries of the fullest time of two windows,
// beside a bit for each client.
type Herd struct {
	window time.Duration
	burst  time.Duration // the first lasts until then
	log    retryLog
	judged int   // retries of the log's last block that are
	tail   place // where the next window begins, or before
	census census
	grid   grid

	// Spans with windows that the next may overlap. Those are left out whose windows
	// are all too small to matter, or none larger than a later one, which does for them.
	before ring[span]

	pending Wave           // a wave, unless what follows exceeds it; its clients when needed
	from    place          // its first retry
	worst   [maxWaves]Wave // that nothing can exceed any more, largest first

	later     Wave  // the fullest window that begins after the first burst
	laterFrom place // its first retry, until its clients are counted
}

// NewHerd returns a herd without retries, of clients 0 to clients-1, whose first burst
// lasts until a time. The window must be positive.
func NewHerd(window, burst time.Duration, clients int) *Herd {
	h := &Herd{}
	h.Reset(window, burst, clients)
	return h
}

// Reset makes the herd what NewHerd returns, but keeps its memory.
func (h *Herd) Reset(window, burst time.Duration, clients int) {
	h.log.reset()
	h.before.reset()
	h.grid.reset()
	h.census.clients = clients
	h.window, h.burst, h.judged, h.tail = window, burst, 0, place{h.log.first, 0}
	h.pending, h.from, h.worst, h.later, h.laterFrom = Wave{}, place{}, [maxWaves]Wave{}, Wave{}, place{}
}

// Add counts a retry that reaches the service, no earlier than the one before.
func (h *Herd) Add(at time.Duration, client uint32) {
	if !h.log.last.add(at, client) {
		h.turn(at, client)
	}
}

// turn is an Add that needs another block.
func (h *Herd) turn(at time.Duration, client uint32) {
	h.begin(at)
	h.log.last.add(at, client)
}

// begin begins another block, for retries from a time on.
func (h *Herd) begin(at time.Duration) {
	h.judge()
	h.judged = 0
	h.log.turn(at)
}

// AddAll is Add of each retry of a stretch, which are all attempts but the first of a request. It
// returns how many these are.
func (h *Herd) AddAll(r des.Stretch) (retries int) {
	for len(r.Words) > 0 {
		b := h.log.last
		n := min(len(r.Words), blockLen-b.n)
		if n > 0 && r.At(n-1)-b.base <= math.MaxUint32 {
			retries += b.addAll(des.Stretch{Base: r.Base, Words: r.Words[:n]})
			r.Words = r.Words[n:]
			continue
		}
		for r.Words[0].Attempt() == 1 {
			if r.Words = r.Words[1:]; len(r.Words) == 0 {
				return retries
			}
		}
		h.begin(r.First())
	}
	return retries
}

// AppendWorst appends the largest waves so far to others: at most three, largest first
// and of equal ones the earlier first. The last may still grow. Even a lone retry is a
// wave, of one.
func (h *Herd) AppendWorst(to []Wave) []Wave {
	h.judge()
	worst := h.worst
	if h.pending.Retries > 0 {
		h.countPending()
		insert(&worst, h.pending)
	}
	n := 0
	for n < maxWaves && worst[n].Retries > 0 {
		n++
	}
	return append(to, worst[:n]...)
}

// Later returns the fullest window so far that begins after the first burst, the first of
// several; one of no retries where there is none. It need not be a wave: one that ebbs has
// a larger one just before.
func (h *Herd) Later() Wave {
	h.judge()
	h.settleLater()
	return h.later
}

// Index returns the herd index of the retries so far, and how wide its windows are. Both
// are 0 where there are too few retries, or all come at nearly one moment.
func (h *Herd) Index() (index float64, width time.Duration) {
	h.judge()
	return h.grid.index()
}

// least returns how many retries are too few to matter: those of the third wave. A
// window with no more can take no place among the worst, now or later. Nor does it
// keep another from doing so, for that has more.
func (h *Herd) least() int { return h.worst[maxWaves-1].Retries }

// judge looks at the windows that end with the retries which came since the last
// time.
func (h *Herd) judge() {
	b := h.log.last
	if h.judged < b.n {
		h.grid.add(b, h.judged, b.n)
	}
	for h.judged < b.n {
		from, to := h.judged, b.n
		b.last = b.at(to - 1)
		if first := b.at(from); b.last-first >= h.window {
			to = b.after(from, first+h.window-1)
		}
		h.pass(b, from, to)
		h.judged = to
	}
}

// pass takes the herd past a span.
func (h *Herd) pass(b *block, from, to int) {
	s := span{block: b, from: from, to: to}
	first, last := s.starts(), s.ends()
	h.close(first)
	h.tail = h.tail.skip(first - h.window)
	s.most = b.before + to - h.tail.block.before // with all of the block in which the first window begins
	if s.most > h.least() || last >= h.burst && s.most > h.later.Retries {
		h.tail = h.tail.after(first - h.window)
		s.tail = h.tail
		s.most = b.before + to - s.tail.nth()
	}
	if least := h.least(); s.most > least {
		h.tail = h.tail.after(last - h.window)
		s.last = b.before + to - h.tail.nth()
		if middle := (from + to) / 2; s.last <= least && middle > from+4 {
			// Of fewer retries it is known better how many windows hold at most.
			h.tail = s.tail
			h.pass(b, from, middle)
			h.pass(b, middle, to)
			return
		}
		if !h.overshadows(&s, last) {
			h.examine(&s, last)
		}
		for h.before.len() > 0 && h.before.last().most <= s.last {
			h.before.pop()
		}
		h.before.push(s)
	}
	for h.before.len() > 0 && h.before.first().ends() <= last-h.window {
		h.before.shift()
	}
	h.close(last)
	h.lookLater(&s, last)
	h.forget()
}

// lookLater looks for a window of a span that begins after the first burst and is fuller
// than all before.
func (h *Herd) lookLater(s *span, last time.Duration) {
	if h.laterFrom.block != nil && h.later.To <= last-h.window {
		h.settleLater()
	}
	if last < h.burst || s.most <= h.later.Retries {
		return
	}
	after := *s
	after.tail = after.tail.after(h.burst - 1)
	if w, from := after.fullestIn(h.window, max(s.starts(), h.burst)-1, last, h.later.Retries); w.Retries > 0 {
		h.later, h.laterFrom = w, from
	}
}

// settleLater counts the clients of the fullest window after the first burst: once nothing
// overlaps it, so no retry is looked at often.
func (h *Herd) settleLater() {
	if h.laterFrom.block != nil {
		h.later.Clients = h.census.count(h.laterFrom, h.later.Retries)
		h.laterFrom = place{}
	}
}

// overshadows reports whether an earlier window, which all the windows of a span
// overlap, is as large as any of them: the pending wave, or the last of the oldest
// span. Then there is no wave in it. Nor does a window there exceed the pending wave:
// if it overlaps that, so does the earlier one, which did not exceed it.
func (h *Herd) overshadows(s *span, last time.Duration) bool {
	if h.pending.Retries >= s.most && h.pending.To > last-h.window {
		return true
	}
	for i := range h.before.len() {
		if v := h.before.at(i); v.ends() > last-h.window {
			return v.last >= s.most
		}
	}
	return false
}

// examine looks at the largest window of a span, the only one there that may be a
// wave. It settles the pending wave, if that is exceeded or out of reach.
func (h *Herd) examine(s *span, last time.Duration) {
	w, from := s.fullest(h.window)
	s.most, s.known = w.Retries, true
	if h.pending.Retries > 0 {
		reached := w
		if h.pending.To <= last-h.window {
			reached, _ = s.fullestIn(h.window, s.starts()-1, h.pending.To+h.window-1, h.pending.Retries)
		}
		if reached.Retries > h.pending.Retries {
			h.pending = Wave{}
		}
		h.close(last)
	}
	if h.pending.Retries == 0 && w.Retries > h.least() && !h.exceeded(w) {
		h.pending, h.from = w, from
	}
}

// exceeded reports whether a window overlaps one of the spans before that has as many
// retries.
func (h *Herd) exceeded(w Wave) bool {
	beyond := w.To - h.window
	for i := h.before.len() - 1; i >= 0; i-- {
		s := h.before.at(i)
		switch within := s.starts() > beyond; {
		case s.ends() <= beyond:
			return false
		case s.last >= w.Retries || within && s.known && s.most >= w.Retries:
			return true
		case s.most < w.Retries:
		case within:
			v, _ := s.fullest(h.window)
			s.most, s.known = v.Retries, true
			if v.Retries >= w.Retries {
				return true
			}
		default:
			if v, _ := s.fullestIn(h.window, beyond, s.ends(), w.Retries-1); v.Retries > 0 {
				return true
			}
		}
	}
	return false
}

// close puts the pending wave among the worst once windows that end at t do not
// overlap it, and so none to come.
func (h *Herd) close(t time.Duration) {
	if h.pending.Retries > 0 && h.pending.To <= t-h.window {
		h.countPending()
		insert(&h.worst, h.pending)
		h.pending = Wave{}
	}
}

// countPending counts the clients of the pending wave: only when it is among the
// worst or may be, and as such waves do not overlap, no retry is looked at often.
func (h *Herd) countPending() {
	if h.pending.Clients == 0 {
		h.pending.Clients = h.census.count(h.from, h.pending.Retries)
	}
}

// forget gives up the blocks that nothing needs any more.
func (h *Herd) forget() {
	needed := h.tail.block.before
	if h.before.len() > 0 {
		needed = min(needed, h.before.first().tail.block.before)
	}
	if h.pending.Retries > 0 {
		needed = min(needed, h.from.block.before)
	}
	if h.laterFrom.block != nil {
		needed = min(needed, h.laterFrom.block.before)
	}
	for h.log.first.before < needed {
		h.log.forget()
	}
}
