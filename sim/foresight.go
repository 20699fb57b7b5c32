package sim

import (
	"time"

	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// What an event needs can be known long before its turn: which request is its own, how long its
// answer will travel, when its client would be back if it were rejected. Got one by one, each
// would be waited for: a request for the memory of the machine, a trip for the end of a chain of
// multiplications. Got for many at once, they overlap. That makes events cheap; no result
// depends on it.

// nearEvents is for how many events the engine looks ahead: enough that what it gets for them
// comes together, and few enough that it is still in the nearest cache when their turn comes.
const nearEvents = 128

// foresight is what is known of events to come.
type foresight struct {
	events  [nearEvents]des.Event
	left    int    // events to be handled until the engine looks ahead again
	fetched uint64 // so that what is read to have it near is read

	// On the fast path, where an answer may come at once: the arrivals to come, but for those
	// that come late, and what follows from each if it is rejected.
	words       [nearEvents]des.Word
	base        time.Duration // of their window
	known       int           // how many they are
	next        int           // the first of them that was not taken
	draws       [nearEvents]float64
	back, there [nearEvents]time.Duration

	// Only where those that do not depend on each other are handled together.
	most        uint32                    // the highest number of an attempt of them
	heard, sent [nearEvents]time.Duration // when the client hears of it, and sends its next attempt
	again       [nearEvents]time.Duration // how long after the arrival that one arrives
}

// lookAhead reads the requests of the next events, if any comes before a time.
func (e *engine) lookAhead(until time.Duration) {
	e.queue.Next(until) // opens a window where the one before is over
	f, requests, asked := &e.foresight, e.requests, e.apart.asked
	near := e.queue.Ahead(f.events[:])
	f.left = max(1, len(near))
	for i := range near {
		id := requestOf(near[i].Client)
		if int(id) < len(requests) {
			f.fetched += uint64(requests[id].attempt)
		}
		if int(id) < len(asked) {
			f.fetched += uint64(asked[id].place)
		}
	}
}

// foresee computes what follows from the arrivals that lie ready, if any comes before a time,
// unless that is known.
func (e *engine) foresee(until time.Duration) {
	f := &e.foresight
	if f.next < f.known {
		return
	}
	f.known, f.next = 0, 0
	if _, ok := e.queue.Next(until); !ok { // it opens a window where the one before is over
		return
	}
	near := e.queue.Ready(nearEvents)
	f.base, f.known = near.Base, copy(f.words[:], near.Words)
	e.tripsOf(near.Words, e.draws.back, 0, &f.back)
	e.tripsOf(near.Words, e.draws.there, 1, &f.there)
	if e.mode == Foreseen {
		e.foreseeRetries()
	}
}

// tripsOf draws the trips one way of the attempts so many after those of some arrivals.
func (e *engine) tripsOf(words []des.Word, way rng.Stream, after uint32, trips *[nearEvents]time.Duration) {
	draws, travel := e.foresight.draws[:len(words)], e.scenario.Travel
	if e.steady {
		for i := range words {
			trips[i] = e.hop
		}
		return
	}
	for i, w := range words {
		draws[i] = way.Float64(w.Client(), w.Attempt()+after)
	}
	rng.AtAll(travel, draws, trips[:])
}

// foreseeRetries computes when the clients are back, if all are rejected and none gives up.
func (e *engine) foreseeRetries() {
	f := &e.foresight
	near := des.Stretch{Base: f.base, Words: f.words[:f.known]}
	waits := e.delaysOf(near.Words)
	f.most = waits.Most
	for i := range near.Words {
		at := near.At(i)
		f.heard[i] = at + f.back[i]
		f.sent[i] = f.heard[i] + min(waits.Delays[i], never)
		f.again[i] = f.sent[i] - at + f.there[i]
	}
}

// nextForeseen takes the attempts that arrive next before a time, at most so many, up to the first
// before which a client of one of them may be back, or whose answer may come after the end of the
// run. All count as arriving in one bin.
func (e *engine) nextForeseen(until time.Duration, most int64) des.Stretch {
	e.foresee(until)
	f := &e.foresight
	near := des.Stretch{Base: f.base, Words: f.words[f.next:f.known]}
	near.Words = near.Words[:min(int64(len(near.Words)), most)]
	n, heard, again, first := 0, f.heard[f.next:f.known], f.again[f.next:f.known], never
	for n < len(near.Words) {
		at := near.At(n)
		if at >= first || heard[n] >= e.end { // a client is back before, or does not hear of it
			break
		}
		first = min(first, at+again[n])
		n++
	}
	if n == 0 {
		return des.Stretch{}
	}
	return e.queue.TakeStretch(min(until, e.recorder.EndOfBin(near.First())), never, n)
}

// pass notes that an arrival was taken alone.
func (f *foresight) pass(v des.Event) {
	if f.next < f.known && f.words[f.next].Client() == v.Client && f.words[f.next].Attempt() == v.Attempt {
		f.next++
	}
}

// foreseen returns the trip one way of an attempt on the fast path, if it is known: that of the
// answer to the arrival that was taken last, or of the retry after it.
func (f *foresight) foreseen(client, attempt uint32, isBack bool) (time.Duration, bool) {
	if f.next == 0 || f.words[f.next-1].Client() != client {
		return 0, false
	}
	switch last := f.words[f.next-1].Attempt(); {
	case isBack && last == attempt:
		return f.back[f.next-1], true
	case !isBack && last+1 == attempt:
		return f.there[f.next-1], true
	}
	return 0, false
}

// forget forgets it: the seed is another.
func (f *foresight) forget() { f.left, f.known, f.next = 0, 0, 0 }

// arriveForeseen is arriveFast for a stretch of attempts none of which follows from another.
func (e *engine) arriveForeseen(r des.Stretch) {
	f := &e.foresight
	from, to := f.next, f.next+len(r.Words)
	f.next = to
	if b := &e.batch; !b.strategy.Forget() {
		e.rememberAll(r.Words, b.memories[from:to])
	}
	e.reachAll(r)
	heard, sent, again := f.heard[from:to], f.sent[from:to], f.again[from:to]
	reached := r.First()
	rejected, accepted, places := e.judgeAll(r)
	for k, w := range accepted {
		at := heard[places[k]]
		e.recorder.Attempt(r.Base+w.Since(), at, metrics.Accepted)
		e.succeed(attempt{w.Client(), w.Attempt(), 0}, at)
	}
	r.Words, heard, sent, again = rejected, without(heard, places), without(sent, places), without(again, places)
	if e.leaves(f.most) {
		leaving, why := e.leavingOf(r.Words)
		for _, i := range leaving {
			e.recorder.Attempt(r.At(i), heard[i], metrics.Rejected)
			e.giveUp(attempt{r.Words[i].Client(), r.Words[i].Attempt(), 0}, heard[i], why)
		}
		r.Words, heard, sent, again = without(r.Words, leaving), without(heard, leaving), without(sent, leaving), without(again, leaving)
	}
	e.recorder.RetriedAll(reached, heard, sent, metrics.Rejected)
	e.queue.PushAgain(r, again, 0)
}
