package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// Most runs can tell at the moment at which an attempt reaches the service all that
// will come of it: when it is answered, what its client makes of that, and when the
// next attempt arrives. Then an arrival is the only event of an attempt, and its
// number and its client's are all that the run keeps of a request: there is no seat,
// and what a client must know of its past is computed again from the draws.
//
// Others must wait and see: where clients share what they learn, or crash; where
// they begin several requests; where a job's end depends on those that come later.

// canForesee reports whether an engine can tell at once.
func (e *engine) canForesee() bool {
	s := e.scenario
	switch {
	case e.stepwise, s.Population != populationOnce, e.lock != nil:
		return false
	case e.working && (e.shaper != nil || s.Discipline != "fifo" || s.Slope > 0):
		return false
	case s.Timeout == 0:
		return true
	}
	// A client that hangs up may free a server. And without a latency who comes back
	// at once after a timeout is behind all that were there.
	hangsUp := s.Abandoned == "noticed" && (e.working || e.shaper != nil)
	return !hangsUp && e.steady && s.Latency > 0
}

// request is what an arrival says of whom it comes from.
type request struct {
	client, attempt uint32
	part            int
}

func (e *engine) requestOf(v des.Event) request {
	return request{v.Client, v.Attempt, e.partOf(v.Client)}
}

// opens begins a request.
func (e *engine) opens(client uint32, now time.Duration) {
	r := request{client, 1, e.partOf(client)}
	e.parts[r.part].Requests++
	e.recorder.Opened(now)
	if !e.dispatch(r, now) {
		e.learns(r, now+e.scenario.Timeout, retry.Answer{Outcome: retry.TimedOut, RetryAfter: -1})
	}
}

// foresee takes an attempt that arrives through the service, and sends the next one
// on its way.
func (e *engine) foresee(v des.Event) {
	r := e.requestOf(v)
	e.parts[r.part].Attempts++
	if r.attempt > 1 {
		e.herd.Add(v.At, r.client)
	}
	switch fate := e.meets(v.At, r.client, r.attempt, 0); {
	case fate == hangs:
		e.count(v.At, metrics.Failed)
		e.hangsUp(r, e.patienceOf(r, v.At))
		e.resolve(r, v.At, never, retry.Unavailable, -1)
	case fate != passes:
		e.count(v.At, metrics.Failed)
		e.resolve(r, v.At, v.At, fate.outcome(), -1)
	case !e.limiter.AllowN(v.At, e.cost(r.client, 0)):
		e.count(v.At, metrics.Rejected)
		e.resolve(r, v.At, v.At, retry.Rejected, e.retryAfter(v.At))
	case e.working:
		e.foreseeService(r, v)
	default:
		e.count(v.At, metrics.Accepted)
		at := v.At
		if e.shaper != nil {
			if wait := e.shaper.Wait(); wait > 0 {
				at += wait
				e.waitsUntil(at)
				e.waitsUntil(e.patienceOf(r, v.At))
			}
		}
		e.release(v.At)
		e.resolve(r, v.At, at, retry.Success, -1)
	}
}

// foreseeService takes an attempt to the servers.
func (e *engine) foreseeService(r request, v des.Event) {
	work := e.service.At(e.draws.service.Float64(r.client, r.attempt))
	job, ok := e.servers.offer(v.At, work)
	if !ok {
		e.count(v.At, metrics.Failed)
		e.release(v.At)
		e.resolve(r, v.At, v.At, retry.Unavailable, -1)
		return
	}
	e.count(v.At, metrics.Accepted)
	e.waitsUntil(e.patienceOf(r, v.At))
	if job.begins > v.At {
		e.waitsUntil(v.At + e.scenario.QueueTimeout)
		e.recorder.Queued(v.At, 1)
		e.recorder.Queued(min(job.begins, job.leaves), -1)
	}
	if job.leaves < e.end {
		e.result.ServiceSojourn += (job.leaves - v.At).Seconds()
		e.queue.Push(des.Event{At: job.leaves, Kind: departs, Client: r.client, Attempt: r.attempt})
	}
	if !job.served {
		if job.leaves < e.end {
			e.result.Dropped++
		}
		e.resolve(r, v.At, job.leaves, retry.Unavailable, -1)
		return
	}
	if job.begins < e.end {
		e.result.QueueWait.Add(job.begins - v.At)
	}
	e.resolve(r, v.At, job.leaves, retry.Success, -1)
}

// patienceOf is when the client of an attempt that arrived at a time stops waiting.
func (e *engine) patienceOf(r request, arrived time.Duration) time.Duration {
	return arrived - e.trip(e.draws.there, r.client, r.attempt) + e.scenario.Timeout
}

// waitsUntil notes that someone waits until a time. A run goes on until then, whether
// or not it was in vain.
func (e *engine) waitsUntil(at time.Duration) {
	if at < e.end {
		e.quiet = max(e.quiet, at)
	}
}

// left is the moment at which a job leaves the service.
func (e *engine) left(now time.Duration) {
	e.servers.leave(now)
	e.release(now)
}

// resolve lets the client of an attempt that arrived at one time know of the answer
// that the service gives at another.
func (e *engine) resolve(r request, arrived, answered time.Duration, o retry.Outcome, after time.Duration) {
	if timeout := e.scenario.Timeout; timeout > 0 {
		heard := answered + e.trip(e.draws.back, r.client, r.attempt)
		if until := e.patienceOf(r, arrived); heard > until {
			if o == retry.Success && answered < e.end {
				e.result.Abandoned++
			}
			if until > arrived { // else it knows since it sent the attempt
				e.learns(r, until, retry.Answer{Outcome: retry.TimedOut, RetryAfter: -1})
			}
			return
		}
	}
	e.learns(r, answered+e.trip(e.draws.back, r.client, r.attempt), retry.Answer{Outcome: o, RetryAfter: after})
}

// learns is a client's decision after an attempt, and its next attempt. When that
// will take too long to get there, it already knows what comes of it.
func (e *engine) learns(r request, now time.Duration, a retry.Answer) {
	for {
		e.recorder.Answered(now)
		if now >= e.end {
			return // the run stops before the client learns of it
		}
		if a.Outcome == retry.Success {
			e.succeed(r, now)
			return
		}
		if a.Outcome == retry.TimedOut {
			e.result.TimedOut++
			e.recorder.TimedOut(now)
		}
		d := e.decide(r, now, a)
		if d.Verdict != retry.Retry {
			e.parts[r.part].GaveUp.count(d.Verdict)
			e.recorder.Ended(now)
			return
		}
		r.attempt++
		now += min(d.Delay, never)
		if e.dispatch(r, now) {
			return
		}
		now += e.scenario.Timeout
		a = retry.Answer{Outcome: retry.TimedOut, RetryAfter: -1}
	}
}

// dispatch puts an attempt on its way, and reports whether it gets there before its
// client stops waiting.
func (e *engine) dispatch(r request, now time.Duration) bool {
	e.recorder.Sent(now)
	travel := e.trip(e.draws.there, r.client, r.attempt)
	e.queue.Push(des.Event{At: now + travel, Kind: arrives, Client: r.client, Attempt: r.attempt})
	if e.scenario.Timeout == 0 || travel < e.scenario.Timeout {
		return true
	}
	if travel > e.scenario.Timeout { // or it is answered at once
		e.hangsUp(r, now+e.scenario.Timeout)
	}
	return false
}

// hangsUp lets the news that a client stops waiting at a time travel to the service,
// which has nothing to do with it: if it had, the run could not foresee.
func (e *engine) hangsUp(r request, at time.Duration) {
	if e.scenario.Abandoned == "noticed" {
		e.waitsUntil(at + e.trip(e.draws.there, r.client, r.attempt))
	}
}

func (e *engine) succeed(r request, now time.Duration) {
	p, took := &e.parts[r.part], now-e.startOf(r.client)
	p.Successes++
	if len(e.parts) > 1 {
		p.Completion.Add(took)
	}
	e.recorder.Completed(now, took)
	e.recorder.Ended(now)
}

func (e *engine) decide(r request, now time.Duration, a retry.Answer) retry.Decision {
	var elapsed, memory time.Duration
	if e.scenario.Deadline > 0 {
		elapsed = now - e.startOf(r.client)
	}
	if e.memories != nil {
		memory = e.memories[r.client]
	}
	u := retry.Draws{Jitter: e.draws.jitter.Float64(r.client, r.attempt)}
	if a.RetryAfter >= 0 {
		u.RetryAfter = e.draws.retryAfter.Float64(r.client, r.attempt)
	}
	d := e.policies[r.part].Next(int(r.attempt), a, elapsed, memory, u)
	if d.Memory != memory {
		e.remember(r.client, d.Memory)
	}
	return d
}

// remember keeps the memory of a client's strategy. Most have none, and then there
// is no table.
func (e *engine) remember(client uint32, memory time.Duration) {
	if e.memories == nil {
		e.memories = make([]time.Duration, e.scenario.Clients)
	}
	e.memories[client] = memory
}
