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
	"math/bits"
	"time"
)

// Windows are 2^24 ns long, 16.8 ms, unless what is to come comes nearer than that. A million
// clients put hundreds of events into each, a thousand still a few. Much narrower ones would
// hold none, and the ring would end too soon.
const (
	narrowest   = 20           // the logarithm of the shortest window, 1 ms
	lapBits     = 12           // a lap is 2^12 windows, 69 s of the longest
	ringWindows = 2 << lapBits // the ring holds the lap under way and the next
)

// Windows is how many windows may hold events at once, each in memory of its own.
const Windows = ringWindows

// Queue holds the events to come. Reset makes it ready for use.
type Queue struct {
	// The window that is being read: sorted words, and those that came late.
	base   time.Duration // what the offsets of its words count from
	sorted []word
	read   int       // how many of sorted were taken
	first  contender // of sorted that is not taken, if it was looked at
	late   late

	width  uint                     // logarithm of how long a window is
	next   int64                    // number of the window after it
	ahead  int64                    // windows from there to the end of the ring
	lap    int64                    // that is under way
	places [ringWindows]uint32      // after the last word of each window of the ring, see chunks
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

// Reset empties the queue, and breaks ties by another seed. There are to be about so many
// events at a time; with more it grows. It keeps its memory for what comes next.
//
// The reach is how long after one event most of those come that it causes, or more; 0, if any
// time. It is about speed alone: windows are shorter where they can be so short that none of
// these comes to be in the window that is being read.
func (q *Queue) Reset(seed uint64, reach time.Duration, events int) {
	q.seed, q.attempt, q.key = seed, 0, keyOf(seed, 0)
	if q.busy > 0 {
		clear(q.places[:])
		clear(q.filled[:])
		q.busy = 0
	}
	q.chunks.reset(events)
	q.far.clear()
	q.width = windowBits
	if reach>>narrowest > 0 {
		q.width = min(windowBits, uint(bits.Len64(uint64(reach))-1))
	}
	q.base, q.lap = 0, 0
	q.goOn(0)
	q.sorted, q.read, q.late.heap = q.sorted[:0], 0, q.late.heap[:0]
	q.wide, q.unused = q.wide[:0], q.unused[:0]
}

// Room is for how many events there is memory, which Reset keeps.
func (q *Queue) Room() int { return len(q.chunks.words) }

// Push adds an event. Its time must not be before that of the last which was taken, or
// shown by Next. One at that very time comes out next if it is before all others,
// whatever was taken.
func (q *Queue) Push(e Event) {
	window := int64(e.At >> (q.width & 63))
	slot := window & (ringWindows - 1)
	p := q.places[slot]
	if uint64(window-q.next) >= uint64(q.ahead) || p&(q.chunks.size-1) == 0 || !e.fits() {
		q.push(e, 0, !e.fits())
		return
	}
	q.chunks.words[p] = pack(e)
	q.places[slot] = p + 1
}

// PushRef is Push with something that is not part of the order: Ref tells it when
// the event is taken.
func (q *Queue) PushRef(e Event, ref uint32) { q.push(e, ref, true) }

// Ref returns what the event was pushed with that was taken last, by PushRef.
func (q *Queue) Ref() uint32 { return q.ref }

// push is Push of any event to anywhere.
func (q *Queue) push(e Event, ref uint32, wide bool) {
	w, window := pack(e), q.windowOf(e.At)
	if wide {
		w = q.aside(e, ref)
	}
	switch {
	case window >= q.horizon():
		q.far.add(window>>lapBits, remote{e.At, w})
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
	p := q.places[slot]
	if p == 0 {
		q.filled[slot/64] |= 1 << (slot & 63)
		q.busy++
	}
	if p&(q.chunks.size-1) == 0 {
		p = q.chunks.extend(p)
	}
	q.chunks.words[p] = w
	q.places[slot] = p + 1
}

// Len returns how many events are to come.
func (q *Queue) Len() int {
	n := len(q.sorted) - q.read + len(q.late.heap)
	q.eachWindow(q.horizon(), func(_ int64, words []word) { n += len(words) })
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

// takeMerged is Take where the window is read to its end, or some came late.
func (q *Queue) takeMerged(until time.Duration) (Event, bool) {
	if len(q.late.heap) == 0 {
		if q.read == len(q.sorted) && !q.open(until) {
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

// Next returns the time of the next event, and whether there is one before a time.
func (q *Queue) Next(until time.Duration) (time.Duration, bool) {
	var first word
	switch {
	case q.read == len(q.sorted) && len(q.late.heap) == 0 && !q.open(until):
		return 0, false
	case len(q.late.heap) == 0:
		first = q.sorted[q.read]
	case q.read == len(q.sorted):
		first = q.late.heap[0].word
	default:
		first = min(q.late.heap[0].word, q.sorted[q.read])
	}
	at := q.base + first.Since()
	return at, at < until
}

// open makes the next window that is not empty the one that is read, if it begins before a
// time. Nothing may be left of the one before.
func (q *Queue) open(until time.Duration) bool {
	last := q.windowOf(until - 1)
	for q.busy == 0 {
		if len(q.far.laps) == 0 || q.far.first()<<lapBits > last {
			return false
		}
		q.enterLap(q.far.first())
	}
	window, ok := q.firstFilled(q.next, (q.lap+1)<<lapBits)
	for !ok {
		if (q.lap+1)<<lapBits > last {
			return false
		}
		q.enterLap(q.lap + 1)
		window, ok = q.firstFilled(q.next, (q.lap+1)<<lapBits)
	}
	if window > last {
		return false
	}
	slot := window & (ringWindows - 1)
	q.base = q.baseOf(window)
	q.goOn(window + 1)
	q.sorted, q.read, q.first = q.chunks.empty(q.places[slot], q.sorted[:0]), 0, contender{}
	q.places[slot] = 0
	q.filled[slot/64] &^= 1 << (slot & 63)
	q.busy--
	if q.sorter.sort(q.sorted, offsetShift+int(q.width)); q.sorter.ties {
		q.settle(q.sorted)
	}
	return true
}

// firstFilled finds the first window of some in the ring that is not empty.
func (q *Queue) firstFilled(from, end int64) (int64, bool) {
	for ; from < end; from = from&^63 + 64 {
		slot := from & (ringWindows - 1)
		if rest := q.filled[slot/64] >> (slot & 63); rest != 0 {
			from += int64(bits.TrailingZeros64(rest))
			return from, from < end
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
			q.put(q.windowOf(r.at), r.word)
		}
	}
}

func (q *Queue) windowOf(at time.Duration) int64 { return int64(at >> (q.width & 63)) }

// baseOf is what the words of a window count from: the last beginning of a window of the longest
// kind, in which shorter ones lie.
func (q *Queue) baseOf(window int64) time.Duration {
	return time.Duration(window) << (q.width & 63) &^ (fullWindow - 1)
}
