// Package des is the event queue of a discrete-event simulation.
//
// Virtual time is a [time.Duration] since the start of the run. Events come out
// in the order (time, kind, draw, attempt, client), where [Draw] depends on the seed, the client
// and the attempt. So no data structure decides which of two comes first, nor does a client's
// number; two that are equal in all are the same to whoever takes them.
//
//	| read | next windows of the lap ... | the next lap ... | far laps ...
//	 late
//
// The queue is a ring of windows of time. An event goes to the end of its window's
// list, unsorted; when the turn of a window comes it is sorted, once. That makes an
// event cost the same few nanoseconds whether a thousand are waiting or ten million.
// What comes to be within the window that is being read goes into a small heap
// beside it, and what happens after the ring's last window waits by laps of the ring.
//
// A queue belongs to one goroutine.
package des

import (
	"math"
	"math/bits"
	"time"
)

// Windows of 2^24 ns are shorter than a network's round trip of 17 ms or more, so that
// little comes to be in the window that is read; and a million clients put hundreds of
// events into each, a thousand still a few.
const (
	lapBits     = 12           // a lap is 2^12 windows, 69 s
	ringWindows = 2 << lapBits // the ring holds the lap under way and the next
)

// Queue holds the events to come. Reset makes it ready for use.
type Queue struct {
	// The window that is being read: sorted words, and those that came late.
	base   time.Duration // when it begins
	sorted []word
	read   int       // how many of sorted were taken
	first  contender // of sorted that is not taken, if it was looked at
	late   late

	next   int64 // number of the window after it
	ahead  int64 // windows from there to the end of the ring
	lap    int64 // that is under way
	ring   [ringWindows]chain
	filled [ringWindows / 64]uint64 // a bit for each window of the ring that is not empty
	busy   int                      // how many those are
	far    far

	chunks  chunks
	sorter  sorter
	seed    uint64 // of the draws
	attempt uint32 // whose key is known: ties are often of one attempt
	key     uint32
	wide    []wide   // events that do not fit into a word
	unused  []uint32 // places among them
	draws   []word   // room to sort those of one moment,
	moment  []word   // and for their words
	ref     uint32
}

// Reset empties the queue, and breaks ties by another seed. It keeps its memory for what
// comes next.
func (q *Queue) Reset(seed uint64) {
	q.seed, q.attempt, q.key = seed, 0, keyOf(seed, 0)
	for q.busy > 0 {
		q.open()
	}
	q.far.clear()
	q.base, q.lap = 0, 0
	q.goOn(0)
	q.sorted, q.read, q.late.heap = q.sorted[:0], 0, q.late.heap[:0]
	q.wide, q.unused = q.wide[:0], q.unused[:0]
}

// Room is for how many events there is memory, which Reset keeps.
func (q *Queue) Room() int { return q.chunks.blocks * blockChunks * chunkWords }

// Push adds an event. Its time must not be before that of the last which was taken, or
// shown by Next. One at that very time comes out next if it is before all others,
// whatever was taken.
func (q *Queue) Push(e Event) {
	window := int64(e.At >> windowBits)
	c := &q.ring[window&(ringWindows-1)]
	if uint64(window-q.next) >= uint64(q.ahead) || c.left == 0 || !e.fits() {
		q.push(e, 0, !e.fits())
		return
	}
	c.last.words[chunkWords-c.left] = pack(e)
	c.left--
}

// PushAll is Push of several events, a little faster than one by one.
func (q *Queue) PushAll(events []Event) {
	next, ahead := q.next, uint64(q.ahead)
	for i := range events {
		e := &events[i]
		window := int64(e.At >> windowBits)
		c := &q.ring[window&(ringWindows-1)]
		if uint64(window-next) >= ahead || c.left == 0 || !e.fits() {
			q.push(*e, 0, !e.fits())
			next, ahead = q.next, uint64(q.ahead)
			continue
		}
		c.last.words[chunkWords-c.left] = pack(*e)
		c.left--
	}
}

// PushRef is Push with something that is not part of the order: Ref tells it when
// the event is taken.
func (q *Queue) PushRef(e Event, ref uint32) { q.push(e, ref, true) }

// Ref returns what the event was pushed with that was taken last, by PushRef.
func (q *Queue) Ref() uint32 { return q.ref }

// push is Push of any event to anywhere.
func (q *Queue) push(e Event, ref uint32, wide bool) {
	w, window := pack(e), int64(e.At>>windowBits)
	if wide {
		w = q.aside(e, ref)
	}
	switch {
	case window >= q.horizon():
		q.far.add(remote{e.At, w})
	case window >= q.next:
		q.put(window, w)
	case window == q.next-1:
		q.pushLate(w)
	default:
		panic("des: an event before what was taken or shown")
	}
}

// goOn sets which window is next.
func (q *Queue) goOn(window int64) {
	q.next, q.ahead = window, q.horizon()-window
}

// horizon is the first window that the ring does not hold.
func (q *Queue) horizon() int64 { return (q.lap + 2) << lapBits }

// put adds a word to a window of the ring.
func (q *Queue) put(window int64, w word) {
	slot := window & (ringWindows - 1)
	c := &q.ring[slot]
	if c.last == nil {
		q.filled[slot/64] |= 1 << (slot & 63)
		q.busy++
	}
	if c.left == 0 {
		c.grow(&q.chunks)
	}
	c.last.words[chunkWords-c.left] = w
	c.left--
}

// Len returns how many events are to come.
func (q *Queue) Len() int {
	n := len(q.sorted) - q.read + len(q.late.heap)
	for i := range q.ring {
		n += q.ring[i].size()
	}
	for _, list := range q.far.laps {
		n += len(list)
	}
	return n
}

// Take takes the next event if it is before a time.
func (q *Queue) Take(until time.Duration) (Event, bool) {
	if q.read == len(q.sorted) || len(q.late.heap) > 0 {
		return q.takeMerged(until)
	}
	w := q.sorted[q.read]
	at := q.base + time.Duration(w>>offsetShift)
	if at >= until {
		return Event{}, false
	}
	q.read++
	if w&isWide != 0 {
		return q.release(w), true
	}
	return unpack(at, w), true
}

// TakeBatch takes the next event before a time, and with it those that follow within
// a lookahead, not including its end, as many as lie ready and fit into what it is given.
// It returns them there, in order. Whoever pushes nothing nearer to an event than the
// lookahead may handle them as if they were taken one by one. With a lookahead of 0 it takes
// one.
func (q *Queue) TakeBatch(until, lookahead time.Duration, into []Event) []Event {
	first, ok := q.Take(until)
	if !ok {
		return into[:0]
	}
	into[0] = first
	if len(q.late.heap) > 0 {
		return into[:1]
	}
	end := min(until, first.At+lookahead) - q.base
	if end < fullWindow {
		return q.takeReady(word(max(end, 0))<<offsetShift, into)
	}
	return q.takeReady(math.MaxUint64, into)
}

// takeReady adds the words below an end to the first event of a batch.
func (q *Queue) takeReady(end word, into []Event) []Event {
	ready := q.sorted[q.read:]
	n := 1
	for _, w := range ready {
		if w >= end || n == len(into) || w&isWide != 0 {
			break
		}
		into[n] = unpack(q.base+time.Duration(w>>offsetShift), w)
		n++
	}
	q.read += n - 1
	return into[:n]
}

// takeMerged is Take where the window is read to its end, or some came late.
func (q *Queue) takeMerged(until time.Duration) (Event, bool) {
	if len(q.late.heap) == 0 {
		if q.read == len(q.sorted) && !q.open() {
			return Event{}, false
		}
		return q.Take(until)
	}
	w := q.late.heap[0].word
	isLate := q.read == len(q.sorted) || q.before(&q.late.heap[0], q.head())
	if !isLate {
		w = q.sorted[q.read]
	}
	at := q.base + time.Duration(w>>offsetShift)
	if at >= until {
		return Event{}, false
	}
	if isLate {
		q.popLate()
	} else {
		q.read++
	}
	if w&isWide != 0 {
		return q.release(w), true
	}
	return unpack(at, w), true
}

// head is the first of the sorted words that is not taken.
func (q *Queue) head() *contender {
	if w := q.sorted[q.read]; q.first.word != w {
		q.first = contender{word: w}
	}
	return &q.first
}

// Next returns the time of the next event, and whether there is one.
func (q *Queue) Next() (time.Duration, bool) {
	switch {
	case q.read == len(q.sorted) && len(q.late.heap) == 0 && !q.open():
		return 0, false
	case len(q.late.heap) == 0:
		return q.base + time.Duration(q.sorted[q.read]>>offsetShift), true
	case q.read == len(q.sorted):
		return q.base + time.Duration(q.late.heap[0].word>>offsetShift), true
	}
	return q.base + time.Duration(min(q.late.heap[0].word, q.sorted[q.read])>>offsetShift), true
}

// open makes the next window that is not empty the one that is read. Nothing may be
// left of the one before.
func (q *Queue) open() bool {
	for q.busy == 0 {
		if len(q.far.laps) == 0 {
			return false
		}
		q.enterLap(q.far.first())
	}
	window, ok := q.firstFilled()
	for !ok {
		q.enterLap(q.lap + 1)
		window, ok = q.firstFilled()
	}
	slot := window & (ringWindows - 1)
	q.base = time.Duration(window) << windowBits
	q.goOn(window + 1)
	q.filled[slot/64] &^= 1 << (slot & 63)
	c := &q.ring[slot]
	q.sorted, q.read, q.first = q.sorter.sort(q.sorted[:0], c), 0, contender{}
	q.chunks.give(c)
	q.busy--
	if q.sorter.ties {
		q.settle(q.sorted)
	}
	return true
}

// firstFilled finds the first window of the lap, from next on, that is not empty.
func (q *Queue) firstFilled() (int64, bool) {
	end := (q.lap + 1) << lapBits
	for from := q.next; from < end; from = from&^63 + 64 {
		slot := from & (ringWindows - 1)
		if rest := q.filled[slot/64] >> (slot & 63); rest != 0 {
			return from + int64(bits.TrailingZeros64(rest)), true
		}
	}
	return 0, false
}

// enterLap goes on to the end of the lap before one, and fetches what happens in that
// lap and the next. What the ring held lies in them.
func (q *Queue) enterLap(lap int64) {
	q.lap = lap
	q.goOn(lap << lapBits)
	for _, near := range [...]int64{lap, lap + 1} {
		for _, r := range q.far.take(near) {
			q.put(int64(r.at>>windowBits), r.word)
		}
	}
}

func lapOf(at time.Duration) int64 { return int64(at >> (windowBits + lapBits)) }
