package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// Most runs can tell at the moment at which an attempt reaches the service all that
// will come of it: when it is answered, what its client makes of that, and when the
// next attempt arrives. Then an arrival is the only event of an attempt, and its
// number and its client's are all that the run keeps of a request: there is no seat,
// and what a client must know of its past is computed again from the draws. Only what
// a strategy remembers is kept, where it remembers anything.

// request is what an arrival says of whom it comes from.
type request struct {
	client, attempt uint32
	part            int
}

// opens begins a request.
func (e *engine) opens(client uint32, now time.Duration) {
	r := request{client, 1, e.partOf(client)}
	e.parts[r.part].Requests++
	e.recorder.Opened(now)
	e.recorder.Sent(now)
	e.dispatch(r, now)
}

// foresee takes an attempt that arrives through the service, lets its client know,
// and sends the next one on its way.
func (e *engine) foresee(v des.Event) {
	r := request{v.Client, v.Attempt, e.partOf(v.Client)}
	kind, answer, at := e.meetService(r, v.At)
	e.hear(r, v.At, kind, answer, at)
}

// The answers that most attempts get.
var (
	success   = retry.Answer{Outcome: retry.Success, RetryAfter: retry.NotAsked}
	rejection = retry.Answer{Outcome: retry.Rejected, RetryAfter: retry.NotAsked}
)

// meetService is what an attempt counts as that arrives now, and what the service
// answers to it, and when.
func (e *engine) meetService(r request, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	e.parts[r.part].Attempts++
	if r.attempt > 1 {
		e.herd.Add(now, r.client)
	}
	switch {
	case !e.onlyLimits:
		return e.foreseeAnswer(r, now)
	case e.limiter.AllowN(now, 1):
		return metrics.Accepted, success, now
	}
	return metrics.Rejected, rejection, now
}

// hear lets a client hear of an answer to its attempt, which reached the service at
// one time and is answered at another.
func (e *engine) hear(r request, reached time.Duration, kind metrics.Kind, a retry.Answer, answered time.Duration) {
	heard := answered + e.trip(e.draws.back, r.client, r.attempt)
	if e.timeout > 0 {
		if until := e.patienceUntil(reached); heard > until {
			if a.Outcome == retry.Success && answered < e.end {
				e.result.Abandoned++
			}
			heard, a = until, retry.Answer{Outcome: retry.TimedOut, RetryAfter: retry.NotAsked}
		}
	}
	if a.Outcome == retry.Success || heard >= e.end {
		e.recorder.Attempt(reached, heard, kind)
		if heard < e.end { // else the run stops before the client learns of it
			e.succeed(r, heard)
		}
		return
	}
	d := e.decide(r, heard, a)
	if d.Verdict != retry.Retry {
		e.recorder.Attempt(reached, heard, kind)
		e.giveUp(r, heard, d.Verdict)
		return
	}
	sent := heard + min(d.Delay, never)
	e.recorder.Retried(reached, heard, sent, kind)
	r.attempt++
	e.dispatch(r, sent)
}

// foreseeAnswer is meetService where there is more to meet than a limiter.
func (e *engine) foreseeAnswer(r request, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	switch fate := e.meets(now, r.client, r.attempt, 0); fate {
	case passes:
	case hangs:
		if e.scenario.Abandoned == scenario.AbandonedNoticed { // the news that its client hung up travels, to nobody's use
			e.waitsUntil(e.patienceUntil(now) + e.hop)
		}
		return metrics.Failed, retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked}, never
	default:
		return metrics.Failed, retry.Answer{Outcome: fate.outcome(), RetryAfter: retry.NotAsked}, now
	}
	e.letOut(now)
	if !e.limiter.AllowN(now, e.cost(r.client, 0)) {
		return metrics.Rejected, retry.Answer{Outcome: retry.Rejected, RetryAfter: e.retryAfter(now)}, now
	}
	if e.scenario.Working {
		return e.foreseeService(r, now)
	}
	at := now
	if e.shaper != nil {
		if wait := e.shaper.Wait(); wait > 0 {
			at += wait
			e.waitsUntil(at)
			e.waitsUntil(e.patienceUntil(now))
		}
	}
	e.release(now)
	return metrics.Accepted, success, at
}

// foreseeService is foreseeAnswer of the servers.
func (e *engine) foreseeService(r request, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	answer := retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked}
	work := e.scenario.Work.At(e.draws.service.Float64(r.client, r.attempt))
	job, ok := e.servers.offer(now, work)
	if !ok {
		e.release(now)
		return metrics.Failed, answer, now
	}
	e.waitsUntil(job.leaves)
	e.waitsUntil(e.patienceUntil(now))
	if job.begins > now {
		e.waitsUntil(now + e.scenario.QueueTimeout)
		e.recorder.Queued(now, 1)
		e.recorder.Queued(min(job.begins, job.leaves), -1)
	}
	if job.leaves < e.end {
		e.result.ServiceSojourn += (job.leaves - now).Seconds()
	}
	switch {
	case job.served:
		answer.Outcome = retry.Success
		if job.begins < e.end {
			e.result.QueueWait.Add(job.begins - now)
		}
	case job.leaves < e.end:
		e.result.Dropped++
	}
	return metrics.Accepted, answer, job.leaves
}

// patienceUntil is when the client of an attempt that arrived at a time stops waiting.
// With a timeout the network is steady.
func (e *engine) patienceUntil(arrived time.Duration) time.Duration {
	return arrived - e.hop + e.timeout
}

// waitsUntil notes that someone waits until a time. A run goes on until then, whether
// or not it was in vain.
func (e *engine) waitsUntil(at time.Duration) {
	if at < e.end {
		e.quiet = max(e.quiet, at)
	}
}

// letOut lets all out of the service that leave by a time.
func (e *engine) letOut(by time.Duration) {
	for {
		at, some := e.servers.letOut(by)
		if !some {
			return
		}
		e.release(at)
	}
}

func (e *engine) giveUp(r request, now time.Duration, why retry.Verdict) {
	e.parts[r.part].GaveUp.count(why)
	e.recorder.Ended(now)
}

// dispatch puts an attempt on its way.
func (e *engine) dispatch(r request, now time.Duration) {
	travel := e.trip(e.draws.there, r.client, r.attempt)
	e.queue.Push(des.Event{At: now + travel, Kind: arrives, Client: r.client, Attempt: r.attempt})
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

// decide asks the policy what a client does after an attempt.
func (e *engine) decide(r request, now time.Duration, a retry.Answer) retry.Decision {
	if a.Outcome == retry.TimedOut {
		e.result.TimedOut++
		e.recorder.TimedOut(now)
	}
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
