package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

// A client may hedge: it sends further copies of an attempt that has not been answered for a
// while, and takes the first success. To its policy the copies are one attempt. To the service
// each is an attempt of a caller of its own: the request, with the number of the copy in the
// upper bits, so that it draws for itself and the first copy draws as if there were no others.

// copyShift is where in the number of a caller that of the copy begins, from 0.
const copyShift = service.CopyShift

// copyOf is the caller of a copy, requestOf the request of a caller, and copyNumber which of
// its copies it is.
func copyOf(id uint32, n uint8) uint32   { return id | uint32(n)<<copyShift }
func requestOf(caller uint32) uint32     { return caller & (1<<copyShift - 1) }
func copyNumber(caller uint32) (n uint8) { return uint8(caller >> copyShift) }

// hedgesKnownFrom is after how many successes a percentile of them is taken for known: the
// 95th needs 20 to be different from the longest.
const hedgesKnownFrom = 20

// hedger is how the clients of a part hedge, and how long their attempts took so far.
type hedger struct {
	scenario.Hedging
	took metrics.Running // from the first copy to the success; where they go by a percentile
}

// hedgersOf returns one for each part of a fleet, nil where none of them hedges.
func hedgersOf(fleet scenario.Fleet) []hedger {
	var all []hedger
	for i, p := range fleet.Parts {
		if p.Hedging.Some() {
			if all == nil {
				all = make([]hedger, len(fleet.Parts))
			}
			all[i].Hedging = p.Hedging
		}
	}
	return all
}

func (h *hedger) reset() { h.took.Reset(h.Percentile / 100) }

// learn notes how long an attempt took that succeeded.
func (h *hedger) learn(took time.Duration) {
	if h.Percentile > 0 {
		h.took.Add(took)
	}
}

// delay is how long an attempt that is sent now goes unanswered before a copy of it is sent,
// and false where it has none.
func (h *hedger) delay() (time.Duration, bool) {
	if h.Percentile > 0 {
		return h.took.Value(), h.took.Count() >= hedgesKnownFrom
	}
	return h.After, true
}

// flight is the copies of an attempt that is under way. The sets have a bit for each copy.
type flight struct {
	sent    time.Duration // the first copy
	delay   time.Duration // from one copy to the next
	copies  uint8         // that were sent
	most    uint8         // that there may be
	out     uint8         // set: those that the client waits for
	told    uint8         // set: those of them whose answer is on its way
	answers [scenario.MaxHedges + 1]retry.Answer
}

// hedger returns how the client of a request hedges, nil where it does not. It is asked about
// every event of runs without hedges, too, and so is no more than a look there.
func (e *engine) hedger(id uint32) *hedger {
	if e.hedgers == nil {
		return nil
	}
	return e.hedgerOf(requestOf(id))
}

func (e *engine) hedgerOf(id uint32) *hedger {
	if h := &e.hedgers[e.partOf(e.requests[id].client)]; h.Some() {
		return h
	}
	return nil
}

// launch sends the first copy of an attempt. Its client stops waiting for all of them at one
// moment.
func (e *engine) launch(id uint32, now time.Duration, h *hedger) {
	if missing := int(id) + 1 - len(e.flights); missing > 0 {
		e.flights = append(e.flights, make([]flight, missing)...)
	}
	f := &e.flights[id]
	*f = flight{sent: now, most: 1}
	if delay, ok := h.delay(); ok {
		f.delay, f.most = delay, uint8(h.Most)+1
	}
	e.setTimeout(id)
	e.sendCopy(id, now)
}

// sendCopy sends the next copy of an attempt.
func (e *engine) sendCopy(id uint32, now time.Duration) {
	s, f := &e.requests[id], &e.flights[id]
	caller, serial := copyOf(id, f.copies), s.serial()
	f.out |= 1 << f.copies
	f.copies++
	e.sent++
	e.recorder.Sent(now)
	if e.tracer != nil {
		e.tracer.sent(caller, s, e.began(id), now)
	}
	e.queue.Push(des.Event{At: now + e.trip(e.draws.there, caller, serial), Kind: arrives, Client: caller, Attempt: serial})
	if next := now + f.delay; f.copies < f.most && next < e.apart.until.at(id) {
		e.queue.Push(des.Event{At: next, Kind: hedges, Client: id, Attempt: serial})
	}
}

// hedge is the moment at which the next copy is due.
func (e *engine) hedge(v des.Event) {
	if e.asks(v.Client, v.Attempt) {
		e.sendCopy(v.Client, v.At)
	}
}

// awaits reports whether a client waits for a copy.
func (e *engine) awaits(caller, serial uint32) bool {
	id := requestOf(caller)
	return e.asks(id, serial) && e.flights[id].out>>copyNumber(caller)&1 == 1
}

// replyToCopy sends the answer to a copy. One that would come too late is left to the timeout.
func (e *engine) replyToCopy(caller, serial uint32, now time.Duration, a retry.Answer) {
	at := now + e.trip(e.draws.back, caller, serial)
	if id := requestOf(caller); e.awaits(caller, serial) && at <= e.apart.until.at(id) {
		f, n := &e.flights[id], copyNumber(caller)
		f.answers[n], f.told = a, f.told|1<<n
		e.queue.Push(des.Event{At: at, Kind: isAnswered, Client: caller, Attempt: serial})
		return
	}
	if a.Outcome == retry.Success {
		e.result.Abandoned++
	}
}

// copyAnswered is the arrival of the answer to a copy. The first success is that of the
// attempt, and the last failure where all that were sent have failed.
func (e *engine) copyAnswered(v des.Event, h *hedger) {
	if !e.awaits(v.Client, v.Attempt) {
		return // another copy has succeeded in the meantime
	}
	id, n := requestOf(v.Client), copyNumber(v.Client)
	f := &e.flights[id]
	a := f.answers[n]
	f.out &^= 1 << n
	e.recorder.Answered(v.At)
	e.tracer.answered(v.Client, v.Attempt, v.At, a.Outcome)
	switch {
	case a.Outcome == retry.Success:
		h.learn(v.At - f.sent)
		if n > 0 {
			e.part(&e.requests[id]).HedgesWon++
		}
		e.dropCopies(id, v.At, false, h.Left)
	case f.out != 0:
		return
	}
	e.learn(id, v.At, a)
}

// copiesTimeOut is the moment at which a client stops waiting for all copies.
func (e *engine) copiesTimeOut(v des.Event) {
	if !e.asks(v.Client, v.Attempt) {
		e.idle = e.ownTimeouts
		return
	}
	e.dropCopies(v.Client, v.At, true, false)
	e.learn(v.Client, v.At, hungUp)
}

// dropCopies ends a client's wait for the copies that are out: they have timed out, or another
// has succeeded. Unless they are left to run, the service may notice.
func (e *engine) dropCopies(id uint32, now time.Duration, timedOut, left bool) {
	f, serial := &e.flights[id], e.requests[id].serial()
	for n := range f.copies {
		caller := copyOf(id, n)
		if f.out>>n&1 == 0 {
			continue
		}
		e.recorder.Answered(now)
		if timedOut {
			e.result.TimedOut++
			e.recorder.TimedOut(now)
			e.tracer.answered(caller, serial, now, retry.TimedOut)
		} else {
			e.tracer.superseded(caller, serial, now)
		}
		switch {
		case f.told>>n&1 == 1:
			if f.answers[n].Outcome == retry.Success {
				e.result.Abandoned++
			}
		case e.scenario.Abandoned == scenario.AbandonedNoticed && !left:
			e.queue.Push(des.Event{At: now + e.trip(e.draws.there, caller, serial), Kind: isCancelled, Client: caller, Attempt: serial})
		}
	}
	f.out = 0
}
