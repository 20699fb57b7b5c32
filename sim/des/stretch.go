package des

import (
	"math"
	"slices"
	"time"
)

// Stretch is events in a row, of one window, in order. Its words lie in the queue, and are the
// caller's to change until the queue is asked for anything: a Push leaves them alone.
type Stretch struct {
	Base  time.Duration // when the window begins
	Words []Word
}

// At is the time of the i-th event.
func (r Stretch) At(i int) time.Duration { return r.Base + r.Words[i].Since() }

// First and Last are the times of the first event and of the last. There must be one.
func (r Stretch) First() time.Duration { return r.At(0) }

// Last is there with First.
func (r Stretch) Last() time.Duration { return r.At(len(r.Words) - 1) }

// TakeStretch takes the next event before a time, and with it those that follow within a lookahead,
// not including its end, at most so many. Whoever pushes nothing nearer to an event than the
// lookahead may handle them as if they were taken one by one. It takes none from when on one came
// late or is wide: then Take has the next, if there is any.
func (q *Queue) TakeStretch(until, lookahead time.Duration, most int) Stretch {
	if len(q.late.heap) > 0 {
		until = min(until, q.base+q.late.heap[0].word.Since())
	} else if q.read == len(q.sorted) && !q.open(until) {
		return Stretch{}
	}
	words := q.sorted[q.read:min(q.read+most, len(q.sorted))]
	if len(words) == 0 {
		return Stretch{}
	}
	end := min(until, q.base+words[0].Since()+lookahead) - q.base
	if end <= words[len(words)-1].Since() {
		words = words[:below(words, end)]
	}
	words = q.narrow(words)
	q.read += len(words)
	return Stretch{q.base, words}
}

// narrow returns those of some words that are before the first which is wide.
func (q *Queue) narrow(words []Word) []Word {
	if len(q.wide) > len(q.unused) {
		if i := slices.IndexFunc(words, func(w Word) bool { return w&isWide != 0 }); i >= 0 {
			return words[:i]
		}
	}
	return words
}

// below is how many words are before a time of their window.
func below(words []Word, end time.Duration) int {
	n, _ := slices.BinarySearchFunc(words, end, func(w Word, end time.Duration) int {
		if w.Since() < end {
			return -1
		}
		return 1
	})
	return n
}

// PushAgain pushes the next attempt of the client of each word of a stretch that was taken, with the
// same kind: each its delay and longer after the word. Neither may be negative. One whose time
// overflows comes last.
func (q *Queue) PushAgain(r Stretch, after []time.Duration, longer time.Duration) {
	next, ahead, width, base := q.next, uint64(q.ahead), q.width&63, r.Base+longer
	words, inChunk := q.chunks.words, q.chunks.size-1
	after = after[:len(r.Words)]
	for i, w := range r.Words {
		at := base + w.Since() + after[i]
		window := at >> width
		place := &q.places[window&(ringWindows-1)]
		who := w&(1<<offsetShift-1) + 1
		if p := *place; uint64(int64(window)-next) < ahead && p&inChunk != 0 && int(p) < len(words) && who&attemptMask != 0 {
			words[p] = word(at)<<offsetShift | who
			*place = p + 1
			continue
		}
		q.pushAgain(at, w)
		words = q.chunks.words
	}
}

// PushFirst pushes the first attempts of clients with numbers in a row, all of one kind, each so long
// after its time.
func (q *Queue) PushFirst(kind uint8, client uint32, times []time.Duration, after time.Duration) {
	next, ahead, width := q.next, uint64(q.ahead), q.width&63
	words, inChunk := q.chunks.words, q.chunks.size-1
	for i, t := range times {
		e := Event{At: t + after, Kind: kind, Client: client + uint32(i), Attempt: 1}
		window := e.At >> width
		place := &q.places[window&(ringWindows-1)]
		if p := *place; uint64(int64(window)-next) < ahead && p&inChunk != 0 && int(p) < len(words) && e.fits() {
			words[p] = pack(e)
			*place = p + 1
			continue
		}
		q.Push(e)
		words = q.chunks.words
	}
}

// pushAgain is PushAgain of one, to anywhere.
func (q *Queue) pushAgain(at time.Duration, w Word) {
	if at < 0 {
		at = math.MaxInt64
	}
	e := unpack(at, w)
	e.Attempt++
	q.Push(e)
}
