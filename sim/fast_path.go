package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

// Most runs can tell at the moment at which an attempt reaches the service all that
// will come of it: when it is answered, what its client makes of that, and when the
// next attempt arrives. Then an arrival is the only event of an attempt, and its
// number and its client's are all that the run keeps of a request: there is no state,
// and what a client must know of its past is computed again from the draws. Only what
// a strategy remembers is kept, where it remembers anything.

// attempt is what an arrival says of whom it comes from.
type attempt struct {
	client, number uint32
	part           int
}

// opens begins a request.
func (e *engine) opens(client uint32, now time.Duration) {
	t := attempt{client, 1, e.partOf(client)}
	e.parts[t.part].Requests++
	e.recorder.Opened(now)
	e.recorder.Sent(now)
	e.dispatch(t, now)
}

// arriveFast takes an attempt that arrives through the service, lets its client know,
// and sends the next one on its way.
func (e *engine) arriveFast(v des.Event) {
	t := attempt{v.Client, v.Attempt, e.partOf(v.Client)}
	kind, answer, at := e.meetService(t, v.At)
	e.hear(t, v.At, kind, answer, at)
}

// The answers that most attempts get.
var (
	success   = retry.Answer{Outcome: retry.Success, RetryAfter: retry.NotAsked}
	rejection = retry.Answer{Outcome: retry.Rejected, RetryAfter: retry.NotAsked}
)

// meetService is what an attempt counts as that arrives now, and what the service
// answers to it, and when.
func (e *engine) meetService(t attempt, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	e.parts[t.part].Attempts++
	if t.number > 1 {
		e.herd.Add(now, t.client)
	}
	switch {
	case !e.service.LimiterAlone():
		return e.askService(t, now)
	case e.service.Admits(now):
		return metrics.Accepted, success, now
	}
	return metrics.Rejected, rejection, now
}

// askService is meetService of an attempt that is counted.
func (e *engine) askService(t attempt, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	verdict, answer, at := e.service.Arrive(now, service.Attempt{Caller: t.client, Serial: t.number}, service.Ask{Cost: e.cost(t.client, 0)})
	switch {
	case verdict == service.Taken:
		e.waitsUntil(e.patienceUntil(now))
	case verdict == service.Hung && e.scenario.Abandoned == scenario.AbandonedNoticed:
		e.waitsUntil(e.patienceUntil(now) + e.hop) // the news that its client hung up travels, to nobody's use
	}
	return reached[verdict], answer, at
}

// hear lets a client hear of an answer to its attempt, which reached the service at
// one time and is answered at another.
func (e *engine) hear(t attempt, reached time.Duration, kind metrics.Kind, a retry.Answer, answered time.Duration) {
	heard := answered + e.trip(e.draws.back, t.client, t.number)
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
			e.succeed(t, heard)
		}
		return
	}
	d := e.decide(t, heard, a)
	if d.Verdict != retry.Retry {
		e.recorder.Attempt(reached, heard, kind)
		e.giveUp(t, heard, d.Verdict)
		return
	}
	sent := heard + min(d.Delay, never)
	e.recorder.Retried(reached, heard, sent, kind)
	t.number++
	e.dispatch(t, sent)
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

func (e *engine) giveUp(t attempt, now time.Duration, why retry.Verdict) {
	e.parts[t.part].GaveUp.count(why)
	e.recorder.Ended(now)
}

// dispatch puts an attempt on its way.
func (e *engine) dispatch(t attempt, now time.Duration) {
	travel := e.trip(e.draws.there, t.client, t.number)
	e.queue.Push(des.Event{At: now + travel, Kind: arrives, Client: t.client, Attempt: t.number})
}

func (e *engine) succeed(t attempt, now time.Duration) {
	p, took := &e.parts[t.part], now-e.startOf(t.client)
	p.Successes++
	if len(e.parts) > 1 {
		p.Completion.Add(took)
	}
	e.recorder.Completed(now, took)
	e.recorder.Ended(now)
}

// decide asks the policy what a client does after an attempt.
func (e *engine) decide(t attempt, now time.Duration, a retry.Answer) retry.Decision {
	if a.Outcome == retry.TimedOut {
		e.result.TimedOut++
		e.recorder.TimedOut(now)
	}
	var elapsed, memory time.Duration
	if e.scenario.Deadline > 0 {
		elapsed = now - e.startOf(t.client)
	}
	if e.memories != nil {
		memory = e.memories[t.client]
	}
	u := retry.Draws{Jitter: e.draws.jitter.Float64(t.client, t.number)}
	if a.RetryAfter >= 0 {
		u.RetryAfter = e.draws.retryAfter.Float64(t.client, t.number)
	}
	d := e.policies[t.part].Next(int(t.number), a, elapsed, memory, u)
	if d.Memory != memory {
		e.remember(t.client, d.Memory)
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
