package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

// The engine is the host of its service.
var _ service.Host = (*engine)(nil)

// serviceEvents are the kinds of the service's events.
var serviceEvents = [...]uint8{service.Departs: departs, service.Expires: expires, service.Enters: enters}

// Schedule puts an event of the service on the calendar.
func (e *engine) Schedule(at time.Duration, v service.Event) {
	event := des.Event{At: at, Kind: serviceEvents[v.What], Client: v.Caller, Attempt: v.Serial}
	if v.What == service.Enters { // it has no job yet
		e.queue.Push(event)
		return
	}
	e.queue.PushRef(event, v.Job)
}

// Queued counts those that wait for a server.
func (e *engine) Queued(at time.Duration, change int) { e.recorder.Queued(at, change) }

// Waited counts for how long they did.
func (e *engine) Waited(caller uint32, wait time.Duration) {
	e.result.QueueWait.Add(wait)
	if len(e.parts) > 1 {
		e.parts[e.partOf(e.clientOf(caller))].QueueWait.Add(wait)
	}
}

// ClassOf is the class of a request's part.
func (e *engine) ClassOf(caller uint32) uint8 {
	return e.classes[e.partOf(e.clientOf(caller))]
}

// Shed answers an attempt that makes room for one of a higher class.
func (e *engine) Shed(now time.Duration, caller, serial uint32, a retry.Answer) {
	e.reply(caller, serial, now, a, true)
}

// clientOf is the client of a caller, as the service knows it: on the fast path these are one.
func (e *engine) clientOf(caller uint32) uint32 {
	if e.mode.fast() {
		return caller
	}
	return e.requests[requestOf(caller)].client
}

// read lets an attempt see the version of the lock; the write follows after the
// way back and there again.
func (e *engine) read(v des.Event) {
	v.At += e.trip(e.draws.readBack, v.Client, v.Attempt) + e.trip(e.draws.there, v.Client, v.Attempt)
	v.Kind = arrives
	e.queue.PushRef(v, e.service.Read())
}

// reached is what an attempt counts as, by the verdict of the service.
var reached = [...]metrics.Kind{
	service.Served: metrics.Accepted, service.Taken: metrics.Accepted,
	service.Rejected: metrics.Rejected, service.TurnedAway: metrics.Rejected,
	service.Refused: metrics.Failed, service.Hung: metrics.Failed,
}

// arrive brings an attempt to the service, and its answer on the way where there is one
// at once.
func (e *engine) arrive(v des.Event, version uint32) {
	id := requestOf(v.Client)
	q, hedge := &e.requests[id], v.Client != id
	e.tracer.reached(v.Client, v.Attempt, v.At)
	number := numberIn(v.Attempt)
	e.part(q).reached(number)
	if hedge {
		e.part(q).Hedges++
	}
	e.busiest.add(v.At)
	if e.peaks != nil {
		e.peaks[e.partOf(q.client)].add(v.At)
	}
	if number > 1 && !hedge {
		e.herd.Add(v.At, q.client)
	}
	first := v.Attempt &^ (1<<loopShift - 1)
	verdict, answer, _ := e.service.Arrive(v.At,
		service.Attempt{Caller: v.Client, Serial: v.Attempt, Request: first},
		e.ask(id, first, version))
	e.recorder.Reached(v.At, reached[verdict])
	switch verdict {
	case service.Taken, service.TurnedAway, service.Hung: // an answer comes later, or never
		if e.hedger(id) == nil && e.asks(id, v.Attempt) { // copies have their timeout already
			e.setTimeout(id)
		}
		return
	}
	e.reply(v.Client, v.Attempt, v.At, answer, false)
}

// ask is what an attempt of a request wants of the limiter.
func (e *engine) ask(id, request, version uint32) service.Ask {
	points := e.points[0]
	if len(e.points) > 1 {
		points = e.points[e.partOf(e.clientOf(id))]
	}
	return service.Ask{
		Cost:    e.scenario.Cost(points, e.draws.tokens, id, request),
		Output:  e.scenario.Output(e.draws.outputs, id, request),
		Version: version,
	}
}

// happen is something that the service had put on the calendar.
func (e *engine) happen(v des.Event, what service.What) {
	event := service.Event{What: what, Caller: v.Client, Serial: v.Attempt, Job: e.queue.Ref()}
	if answer, ok := e.service.Happen(v.At, event); ok {
		e.reply(v.Client, v.Attempt, v.At, answer, true)
	}
}

// ServiceOf says what the service of a scenario is like, for a run or behind a wall clock. It
// schedules its events; who runs it by recursion sets that.
func ServiceOf(r *scenario.Resolved) service.Config {
	c := service.Config{
		Limiter: r.Limiter, Limits: r.LimiterParams, Hint: hintOf(r), HintJitter: r.RetryAfterJitter, Inside: r.Bound(),
		Faults: service.FaultConfig{Permanent: r.Permanent, Transient: r.Fail, TransientFrom: r.FailFrom, TransientTo: r.FailTo, TransientRun: r.FailRun},
		Works:  r.Working, Work: r.Work, Slope: r.Slope,
		Servers: r.Servers, Queue: r.Queue, LastIn: r.Discipline == scenario.LIFO, QueueTimeout: r.QueueTimeout,
		Notices: r.Abandoned == scenario.AbandonedNoticed, End: r.End,
	}
	_, c.Limits.Cost = r.Costs()
	if r.Discipline == scenario.ByPriority {
		c.Classes = scenario.MaxPriority + 1
	}
	if r.RejectionsCost() {
		c.RefusalCost = r.RefusalCost
	}
	if r.Outage != scenario.OutageNone {
		c.Faults.Outage = service.Outage{From: r.OutageFrom, To: r.OutageTo, Hang: r.Outage == scenario.OutageHang}
	}
	if r.Brownout < 1 {
		c.Brownout = service.Brownout{Speed: r.Brownout, From: r.BrownoutFrom, To: r.BrownoutTo}
	}
	return c
}

func hintOf(r *scenario.Resolved) service.Hint {
	switch r.RetryAfter {
	case scenario.AfterExact:
		return service.Exact{}
	case scenario.AfterSeconds:
		return service.Seconds{}
	case scenario.AfterWindow:
		return service.Window{Length: r.Window}
	case scenario.AfterConstant:
		return service.Constant{Wait: r.RetryAfterTime}
	}
	return nil
}
