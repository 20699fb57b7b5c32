package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/service"
)

// request is the state of a request. In the populations once and closed there is one for
// each client, in the others one for each request. A million of them do not fit into the caches,
// and each event needs another: so a request is what nearly all events need, in a quarter of
// a line of the cache, and what few runs need is kept apart.
type request struct {
	client  uint32
	loop    uint32 // closed: number of the client's request; a client that lost its state begins another
	attempt uint16 // number of the attempt under way, or to come; from 1
	state   requestState
	cause   retry.Outcome // of the attempt before
	answer  retry.Outcome // that is on its way
	lost    bool          // the client forgot when the request began: at its restart
	layer   uint8         // whose attempt goes out next, with the first of all below
}

type requestState uint8

const (
	requestIdle   requestState = iota // no request
	requestWaits                      // waits out a backoff
	requestHeld                       // was admitted, and waits for its throttle
	requestAsks                       // has an attempt under way
	requestAnswer                     // the answer is on its way, or lost in a crash
)

// never is later than the end of any run, and far from where times overflow. A
// library without a cap soon waits longer, and a draw may.
const never = service.Never

// A serial identifies an attempt: the number of the request in its upper bits, that of the
// attempt in the lower. It grows, so an event of an earlier attempt is known by its serial.
const loopShift = 10

func (s *request) serial() uint32 { return s.loop<<loopShift | uint32(s.attempt) }
func (s *request) first() uint32  { return s.loop << loopShift }

// numberIn is the number of the attempt in its serial.
func numberIn(serial uint32) uint32 { return serial & (1<<loopShift - 1) }

// asTry is the attempt as guards know it, but for the time.
func (s *request) asTry() retry.Try { return retry.Try{Attempt: int(s.attempt), Cause: s.cause} }

// beginRequest begins a request: attempt 1.
func (e *engine) beginRequest(id uint32, now time.Duration) {
	s := &e.requests[id]
	s.attempt, s.cause, s.lost = 1, retry.Success, false
	e.remembers(id, 0)
	if e.scenario.Population != scenario.PopulationOnce {
		e.apart.began.set(id, now, len(e.requests))
	}
	e.part(s).Requests++
	e.recorder.Opened(now)
	e.recovery.Opened(now)
	e.beginLayers(id, now)
	e.try(id, now)
}

func (e *engine) part(s *request) *Part { return &e.parts[e.partOf(s.client)] }

// schedule schedules the next attempt of a request.
func (e *engine) schedule(id uint32, at time.Duration) {
	s := &e.requests[id]
	s.state = requestWaits
	if e.mode == PerEvent {
		e.queue.Push(des.Event{At: at, Kind: sends, Client: id, Attempt: s.serial()})
		return
	}
	e.transmit(id, at)
}

// send is the end of a backoff.
func (e *engine) send(v des.Event) {
	s := &e.requests[v.Client]
	if s.state != requestWaits || s.serial() != v.Attempt {
		return // the client has lost its state in the meantime
	}
	if e.down(s.client, v.At) {
		v.At = e.restart()
		e.queue.Push(v)
		return
	}
	e.try(v.Client, v.At)
}

// try asks the process whether the attempt may be sent.
func (e *engine) try(id uint32, now time.Duration) {
	switch {
	case e.processes == nil:
		e.transmit(id, now)
	case e.depth > 1 && e.layered(e.partOf(e.requests[id].client)):
		e.goDown(id, now)
	case e.passes(id, 0, now) && e.enters(id, 0, now):
		e.transmit(id, now)
	}
}

// passes asks the guards of a layer about its attempt: whether it goes out now. If not, it is
// held, or refused.
func (e *engine) passes(id uint32, layer int, now time.Duration) bool {
	wait, refused := e.admits(id, layer, now)
	switch {
	case refused != retry.Retry:
		e.refuse(id, layer, now, refused)
		return false
	case wait > 0:
		e.hold(id, now+wait)
		return false
	}
	return true
}

// hold keeps an attempt back until a time.
func (e *engine) hold(id uint32, until time.Duration) {
	s := &e.requests[id]
	s.state = requestHeld
	e.waits(id, until)
	e.queue.Push(des.Event{At: until, Kind: transmits, Client: id, Attempt: s.serial()})
}

// refuse is what a layer does when its process does not let an attempt go: the policy may
// retry that.
func (e *engine) refuse(id uint32, layer int, now time.Duration, by retry.Verdict) {
	e.result.NotSent++
	part := e.partOf(e.requests[id].client)
	switch {
	case e.layered(part):
		e.climb(id, now, notSent, layer, layer, by)
	case e.policies[part].On.Has(retry.NotSent):
		e.learn(id, now, notSent)
	default:
		e.abandon(id, now, by)
	}
}

// notSent is what a client learns of an attempt that its process does not let go.
var notSent = retry.Answer{Outcome: retry.NotSent, RetryAfter: retry.NotAsked}

// transmitNow is the end of what a throttle, or a bound on those in flight, made an attempt wait.
func (e *engine) transmitNow(v des.Event) {
	s := &e.requests[v.Client]
	if s.state != requestHeld || s.serial() != v.Attempt || e.apart.until.at(v.Client) != v.At {
		e.idle = e.bounded
		return
	}
	switch {
	case e.down(s.client, v.At):
		e.idle = e.bounded
		e.hold(v.Client, e.restart())
	case e.layered(e.partOf(s.client)):
		e.goOn(v.Client, v.At)
	case e.enters(v.Client, 0, v.At):
		e.transmit(v.Client, v.At)
	}
}

// transmit sends an attempt to the service.
func (e *engine) transmit(id uint32, now time.Duration) {
	s := &e.requests[id]
	until := e.waitsUntil(id, now)
	if now >= until { // it hung up before
		e.hangUp(id, now)
		return
	}
	s.state = requestAsks
	e.waits(id, until)
	e.descend(id, now)
	if h := e.hedger(id); h != nil {
		e.launch(id, now, h)
		return
	}
	if now < e.end {
		e.sent++
	}
	e.recorder.Sent(now)
	if e.tracer != nil {
		e.tracer.sent(id, s, e.began(id), now)
	}
	serial := s.serial()
	if e.scenario.Limiter.Lock { // reads the version first; the attempt that counts is the write
		e.setTimeout(id)
		e.queue.Push(des.Event{At: now + e.trip(e.draws.readThere, id, serial), Kind: reads, Client: id, Attempt: serial})
		return
	}
	travel := e.trip(e.draws.there, id, serial)
	e.queue.Push(des.Event{At: now + travel, Kind: arrives, Client: id, Attempt: serial})
	if now+travel >= until {
		e.setTimeout(id)
	}
}

// hangUp is a client's end of waiting before it has sent the attempt that was to come.
func (e *engine) hangUp(id uint32, now time.Duration) {
	s := &e.requests[id]
	part := e.partOf(s.client)
	if e.layered(part) {
		s.attempt--
		e.cutOff(id, now, int(s.layer))
		return
	}
	e.settle(id, 0, now, retry.NotSent)
	s.attempt--
	e.learn(id, now, hungUp)
}

// hungUp is what a client learns of an attempt that it does not wait for any more.
var hungUp = retry.Answer{Outcome: retry.TimedOut, RetryAfter: retry.NotAsked}

// setTimeout makes sure that the client stops waiting in time. Where an attempt
// is answered on its arrival, the time of the answer decides, and no timer is set.
func (e *engine) setTimeout(id uint32) {
	if until := e.apart.until.at(id); until < never {
		e.timers++
		e.queue.Push(des.Event{At: until, Kind: timesOut, Client: id, Attempt: e.requests[id].serial()})
	}
}

// asks reports whether an attempt is still waited for.
func (e *engine) asks(id, serial uint32) bool {
	s := &e.requests[id]
	return s.state == requestAsks && s.serial() == serial
}

// timeOut is the moment at which a client stops waiting.
func (e *engine) timeOut(v des.Event) {
	if e.hedger(v.Client) != nil {
		e.copiesTimeOut(v)
		return
	}
	if !e.asks(v.Client, v.Attempt) {
		e.idle = e.ownTimeouts
		return
	}
	if e.scenario.Abandoned == scenario.AbandonedNoticed {
		travel := e.trip(e.draws.there, v.Client, v.Attempt)
		e.queue.Push(des.Event{At: v.At + travel, Kind: isCancelled, Client: v.Client, Attempt: v.Attempt})
	}
	e.deliver(v.Client, v.At, hungUp)
}

// reply sends the answer to an attempt. waited says that a timeout was set for
// it.
func (e *engine) reply(id, serial uint32, now time.Duration, a retry.Answer, waited bool) {
	if e.hedger(id) != nil {
		e.replyToCopy(id, serial, now, a)
		return
	}
	if !e.asks(id, serial) {
		if a.Outcome == retry.Success {
			e.result.Abandoned++
		}
		return
	}
	at := now + e.trip(e.draws.back, id, serial)
	if until := e.apart.until.at(id); at > until {
		if a.Outcome == retry.Success {
			e.result.Abandoned++
		}
		if !waited && !e.scenario.Limiter.Lock {
			e.deliver(id, until, hungUp)
		}
		return
	}
	e.deliver(id, at, a)
}

// deliver hands an answer to its client, by an event where clients act by events.
func (e *engine) deliver(id uint32, at time.Duration, a retry.Answer) {
	if e.mode != PerEvent {
		e.heard(id, at, a)
		return
	}
	s := &e.requests[id]
	s.state, s.answer = requestAnswer, a.Outcome
	e.apart.after.set(id, a.RetryAfter, len(e.requests))
	e.queue.Push(des.Event{At: at, Kind: isAnswered, Client: id, Attempt: s.serial()})
}

// answered is the arrival of an answer at its client, unless that is down.
func (e *engine) answered(v des.Event) {
	if h := e.hedger(v.Client); h != nil {
		e.copyAnswered(v, h)
		return
	}
	s := &e.requests[v.Client]
	if s.state != requestAnswer || s.serial() != v.Attempt {
		return
	}
	if e.down(s.client, v.At) {
		// The client is down. After the restart it knows of the attempt, but not of
		// the answer.
		e.unheard(s)
		s.answer = retry.TimedOut
		e.apart.after.set(v.Client, retry.NotAsked, len(e.requests))
		v.At = e.restart()
		e.queue.Push(v)
		return
	}
	a := retry.Answer{Outcome: s.answer, RetryAfter: e.apart.after.at(v.Client)}
	if e.depth == 1 || !e.layered(e.partOf(s.client)) { // others learn in climb what their layers make of it
		e.settle(v.Client, 0, v.At, a.Outcome)
	}
	e.heard(v.Client, v.At, a)
}

// heard counts an answer, and lets its client decide.
func (e *engine) heard(id uint32, now time.Duration, a retry.Answer) {
	e.recorder.Answered(now)
	e.tracer.answered(id, e.requests[id].serial(), now, a.Outcome)
	if now >= e.end {
		e.requests[id].state = requestAnswer // the run stops before the client learns of it
		return
	}
	if a.Outcome == retry.TimedOut {
		e.result.TimedOut++
		e.recorder.TimedOut(now)
	}
	e.learn(id, now, a)
}

// learn is a client's decision after an attempt.
func (e *engine) learn(id uint32, now time.Duration, a retry.Answer) {
	s := &e.requests[id]
	p := e.part(s)
	if a.Outcome == retry.Success {
		took := now - e.began(id)
		e.settleLayers(id, now)
		e.succeededAt(id, p)
		if len(e.parts) > 1 {
			p.Completion.Add(took)
		}
		e.recorder.Completed(now, took)
		e.close(id, now)
		return
	}
	if e.layered(e.partOf(s.client)) {
		e.answerLayers(id, now, a)
		return
	}
	u := retry.Draws{Jitter: e.draws.jitter.Float64(id, s.serial())}
	if a.RetryAfter >= 0 {
		u.RetryAfter = e.draws.retryAfter.Float64(id, s.serial())
	}
	policy, elapsed := &e.policies[e.partOf(s.client)], time.Duration(0)
	if policy.Deadline > 0 || policy.Total > 0 {
		elapsed = now - e.firstOf(id)
	}
	d := policy.Next(int(s.attempt), a, elapsed, e.apart.memory.at(id), u)
	if d.Verdict != retry.Retry {
		e.abandon(id, now, d.Verdict)
		return
	}
	e.remembers(id, d.Memory)
	s.cause = a.Outcome
	s.attempt++
	if refused := e.decides(id, 0, now); refused != retry.Retry {
		e.result.NotSent++
		e.abandon(id, now, refused)
		return
	}
	e.schedule(id, now+min(d.Delay, never))
}

// abandon gives a request up.
func (e *engine) abandon(id uint32, now time.Duration, why retry.Verdict) {
	e.part(&e.requests[id]).GaveUp.count(why)
	e.close(id, now)
}

// close ends a request. A client of a closed population thinks, and begins its
// next.
func (e *engine) close(id uint32, now time.Duration) {
	s := &e.requests[id]
	s.state = requestIdle
	if e.tracer != nil {
		e.tracer.closed(id, e.began(id))
	}
	e.recorder.Ended(now)
	e.recovery.Ended(now)
	if e.scenario.Population != scenario.PopulationClosed {
		return
	}
	next := now + e.scenario.Pause.At(e.draws.think.Float64(id, s.first()))
	if next < e.scenario.Duration {
		s.loop++
		s.attempt = 1
		e.queue.Push(des.Event{At: next, Kind: begins, Client: id, Attempt: s.serial()})
	}
}
