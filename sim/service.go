package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// read lets an attempt see the version of the lock; the write follows after the
// way back and there again.
func (e *engine) read(v des.Event) {
	v.At += e.trip(e.draws.readBack, v.Client, v.Attempt) + e.trip(e.draws.there, v.Client, v.Attempt)
	v.Kind = arrives
	e.queue.PushRef(v, uint32(e.lock.Read()))
}

// arrive takes an attempt through the service: the faults, the limiter, the
// servers.
func (e *engine) arrive(v des.Event, version uint32) {
	s := &e.seats[v.Client]
	e.tracer.reached(v.Client, v.Attempt, v.At)
	e.part(s).Attempts++
	if v.Attempt&(1<<loopShift-1) > 1 {
		e.herd.Add(v.At, s.client)
	}
	request := v.Attempt &^ (1<<loopShift - 1)
	switch fate := e.meets(v.At, v.Client, v.Attempt, request); fate {
	case passes:
	case hangs:
		e.recorder.Reached(v.At, metrics.Failed)
		if e.asks(v.Client, v.Attempt) {
			e.setTimeout(v.Client)
		}
		return
	default:
		e.recorder.Reached(v.At, metrics.Failed)
		e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: fate.outcome(), RetryAfter: -1}, false)
		return
	}
	if !e.admits(v.At, v.Client, request, version) {
		e.recorder.Reached(v.At, metrics.Rejected)
		e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Rejected, RetryAfter: e.retryAfter(v.At)}, false)
		return
	}
	if e.shaper != nil {
		if wait := e.shaper.Wait(); wait > 0 {
			e.recorder.Reached(v.At, metrics.Accepted)
			if e.asks(v.Client, v.Attempt) {
				e.setTimeout(v.Client)
			}
			e.places.put(v.Client, v.Attempt, held)
			v.At, v.Kind = v.At+wait, enters
			e.queue.Push(v)
			return
		}
	}
	if !e.scenario.Working {
		e.recorder.Reached(v.At, metrics.Accepted)
		e.release(v.At)
		e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Success, RetryAfter: -1}, false)
		return
	}
	if e.offer(v) {
		e.recorder.Reached(v.At, metrics.Accepted)
		return
	}
	e.recorder.Reached(v.At, metrics.Failed)
	e.release(v.At)
	e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Unavailable, RetryAfter: -1}, false)
}

// meets returns the first fault that an attempt meets, if any.
func (e *engine) meets(now time.Duration, id, serial, request uint32) fate {
	for _, f := range e.faults {
		if met := f.meet(now, &e.draws, id, serial, request); met != passes {
			return met
		}
	}
	return passes
}

// admits asks the limiter, or the lock.
func (e *engine) admits(now time.Duration, id, request, version uint32) bool {
	if e.lock != nil {
		return e.lock.Write(uint64(version))
	}
	return e.limiter.AllowN(now, e.cost(id, request))
}

// cost is what a request takes from the limiter.
func (e *engine) cost(id, request uint32) int {
	if !e.scenario.Limiter.Tokens {
		return 1
	}
	drawn := int(e.scenario.Charge.At(e.draws.tokens.Float64(id, request)))
	return max(1, min(drawn, e.scenario.TokensPerMinute))
}

// enter brings an attempt that the limiter held to the servers, unless the service
// has noticed in the meantime that nobody waits for it.
func (e *engine) enter(v des.Event) {
	_, there := e.places.take(v.Client, v.Attempt)
	switch {
	case e.places != nil && !there:
		e.result.Dropped++
	case !e.scenario.Working:
		e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Success, RetryAfter: -1}, true)
	case !e.offer(v):
		e.result.Dropped++
		e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Unavailable, RetryAfter: -1}, true)
	}
}

// offer brings an attempt to the servers, false when they have no place for it.
func (e *engine) offer(v des.Event) bool {
	work := e.scenario.Work.At(e.draws.service.Float64(v.Client, v.Attempt))
	id, served, ok := e.station.offer(v.At, v.Client, v.Attempt, work)
	if !ok {
		return false
	}
	e.places.put(v.Client, v.Attempt, id)
	if v.Kind == arrives && e.asks(v.Client, v.Attempt) {
		e.setTimeout(v.Client)
	}
	if served {
		e.serve(v.At, id)
		return true
	}
	e.recorder.Queued(v.At, 1)
	if t := e.scenario.QueueTimeout; t > 0 {
		e.queue.PushRef(des.Event{At: v.At + t, Kind: expires, Client: v.Client, Attempt: v.Attempt}, id)
	}
	return true
}

// serve lets a server begin a job.
func (e *engine) serve(now time.Duration, id uint32) {
	j := e.station.jobs[id]
	e.result.QueueWait.Add(now - j.arrived)
	e.queue.PushRef(des.Event{At: now + e.station.time(now, id), Kind: departs, Client: j.seat, Attempt: j.serial}, id)
}

// depart is the end of a job.
func (e *engine) depart(v des.Event, job uint32) {
	if e.station.find(job, v.Client, v.Attempt) != jobServed {
		return // it was cut off
	}
	e.leave(v.At, job)
	e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Success, RetryAfter: -1}, true)
}

// leave frees a job's server for the next that waits.
func (e *engine) leave(now time.Duration, id uint32) {
	e.gone(now, id)
	next, some := e.station.leave(now, id)
	e.release(now)
	if some {
		e.recorder.Queued(now, -1)
		e.serve(now, next)
	}
}

// expire answers a job that has waited too long.
func (e *engine) expire(v des.Event, job uint32) {
	if e.station.find(job, v.Client, v.Attempt) != jobWaits {
		return
	}
	e.cut(v.At, job)
	e.reply(v.Client, v.Attempt, v.At, retry.Answer{Outcome: retry.Unavailable, RetryAfter: -1}, true)
}

// cancel is the moment at which the news comes that a caller hung up. It left the
// caller later than the attempt, and travels as long: the attempt is there, or was.
func (e *engine) cancel(v des.Event) {
	id, there := e.places.take(v.Client, v.Attempt)
	switch {
	case !there || id == held: // what is held is let go when it enters
	case e.station.jobs[id].state == jobWaits:
		e.cut(v.At, id)
	default:
		e.result.Dropped++
		e.leave(v.At, id)
	}
}

// cut takes a waiting job out of the queue.
func (e *engine) cut(now time.Duration, id uint32) {
	e.result.Dropped++
	e.gone(now, id)
	e.station.cut(now, id)
	e.recorder.Queued(now, -1)
	e.release(now)
}

// gone counts what a job that leaves has spent in the service.
func (e *engine) gone(now time.Duration, id uint32) {
	j := e.station.jobs[id]
	e.places.take(j.seat, j.serial)
	e.result.ServiceSojourn += (now - j.arrived).Seconds()
}

// release tells a limiter that counts them that a request has left.
func (e *engine) release(now time.Duration) {
	if e.releaser != nil {
		e.releaser.Release(now)
	}
}

// retryAfter is what a rejection says; negative: nothing.
func (e *engine) retryAfter(now time.Duration) time.Duration {
	switch e.scenario.RetryAfter {
	case scenario.AfterExact:
		return e.known(e.limiter.RetryAfter(now))
	case scenario.AfterSeconds:
		return upToSeconds(e.known(e.limiter.RetryAfter(now)))
	case scenario.AfterWindow:
		w := e.scenario.Window
		return upToSeconds(w - now%w)
	case scenario.AfterConstant:
		return e.scenario.RetryAfterTime
	}
	return -1
}

// known turns the 0 of a limiter that cannot tell into nothing said, and so a wait
// without end. A limiter that has just rejected never means "now".
func (e *engine) known(d time.Duration) time.Duration {
	if d <= 0 || d > never {
		return -1
	}
	return d
}

// upToSeconds rounds up to whole seconds, the resolution of HTTP's header.
func upToSeconds(d time.Duration) time.Duration {
	if d < 0 {
		return d
	}
	return (d + time.Second - 1).Truncate(time.Second)
}
