package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

// In most runs the outcome of an attempt is known when it reaches the service: when it is
// answered, what its client decides, and when the next attempt arrives. Then its arrival is
// its only event, and the numbers of client and attempt are the only state of a request:
// all else is computed again from the draws. Only the memory of a strategy is stored, where
// it has any.

// attempt identifies the attempt of an arrival. Its serial is as those of requests that have a
// state: a client that loses its own in a crash begins another request.
type attempt struct {
	client, serial uint32
	part           int
}

func (t attempt) number() uint32  { return numberIn(t.serial) }
func (t attempt) request() uint32 { return t.serial &^ (1<<loopShift - 1) }

// opens begins a request.
func (e *engine) opens(client uint32, now time.Duration) {
	t := attempt{client, 1, e.partOf(client)}
	e.parts[t.part].Requests++
	e.recorder.Begun(now)
	e.dispatch(t, now)
}

// arriveFast handles the arrival of an attempt: the verdict of the service, what the client
// decides, and the arrival of the next attempt.
func (e *engine) arriveFast(v des.Event) {
	t := attempt{v.Client, v.Attempt, e.partOf(v.Client)}
	e.recoverUntil(v.At)
	kind, answer, at := e.meetService(t, v.At)
	e.deliverFast(t, v.At, kind, answer, at)
}

// The answers that most attempts get.
var (
	success   = retry.Answer{Outcome: retry.Success, RetryAfter: retry.NotAsked}
	rejection = retry.Answer{Outcome: retry.Rejected, RetryAfter: retry.NotAsked}
)

// meetService returns what an attempt that arrives now counts as, and the answer of the
// service and its time.
func (e *engine) meetService(t attempt, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	e.parts[t.part].Attempts++
	e.busiest.add(now)
	if e.peaks != nil {
		e.peaks[t.part].add(now)
	}
	if t.number() > 1 {
		e.herd.Add(now, e.callerOf(t.client))
		if e.mode.batched() && now-e.hop >= e.batch.counted {
			e.recorder.Sent(now - e.hop)
		}
	}
	switch {
	case !e.service.LimiterAlone():
		return e.askService(t, now)
	case e.service.Admits(now):
		return metrics.Accepted, success, now
	}
	return metrics.Rejected, rejection, now
}

// askService is meetService, but that the attempt was counted before.
func (e *engine) askService(t attempt, now time.Duration) (metrics.Kind, retry.Answer, time.Duration) {
	verdict, answer, at := e.service.Arrive(now, service.Attempt{Caller: t.client, Serial: t.serial, Request: t.request()}, e.ask(t.client, t.request(), 0))
	until := e.timeoutAt(now)
	switch {
	case verdict == service.Taken && !e.forgot(t, now):
		e.noteWait(until)
	case verdict == service.Hung && e.scenario.Abandoned == scenario.AbandonedNoticed && !e.forgot(t, until):
		e.noteWait(until + e.hop) // the cancellation travels for one hop
	}
	return reached[verdict], answer, at
}

// deliverFast handles an answer at the client of an attempt that reached the service at
// one time and is answered at another: success, timeout, or what the policy decides.
func (e *engine) deliverFast(t attempt, reached time.Duration, kind metrics.Kind, a retry.Answer, answered time.Duration) {
	heard := answered + e.trip(e.draws.back, t.client, t.serial)
	if e.timeout > 0 {
		if until := e.timeoutAt(reached); heard > until {
			if a.Outcome == retry.Success && answered < e.end {
				e.result.Abandoned++
			}
			heard, a = until, retry.Answer{Outcome: retry.TimedOut, RetryAfter: retry.NotAsked}
		}
	}
	if e.forgot(t, heard) {
		e.loseAnswer(t, reached, kind, a, answered, heard)
		return
	}
	if e.scenario.Crash > 0 {
		heard, a = e.hears(t.client, heard, a)
	}
	if a.Outcome == retry.Success || heard >= e.end {
		e.recorder.Attempt(reached, heard, kind)
		if heard < e.end {
			e.succeed(t, heard)
		} else { // the run stops before the client learns of it
			e.parts[t.part].lasted(t.number())
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
	if e.forgot(t, sent) {
		e.recorder.Attempt(reached, heard, kind)
		e.loseWait(t, sent)
		return
	}
	sent = e.upAt(t.client, sent)
	if e.mode.batched() { // there a retry counts as sent once it arrives
		e.recorder.Attempt(reached, heard, kind)
	} else {
		e.recorder.Retried(reached, heard, sent, kind)
	}
	t.serial++
	e.dispatch(t, sent)
}

// timeoutAt is when the client of an attempt that arrived at a time stops waiting.
// With a timeout the network is steady.
func (e *engine) timeoutAt(arrived time.Duration) time.Duration {
	return arrived - e.hop + e.timeout
}

// noteWait extends the run to a time until which a client waits, whatever comes of it.
func (e *engine) noteWait(at time.Duration) {
	if at < e.end {
		e.waitedUntil = max(e.waitedUntil, at)
	}
}

func (e *engine) giveUp(t attempt, now time.Duration, why retry.Verdict) {
	e.parts[t.part].lasted(t.number())
	e.ends(t, now, why)
}

// ends counts a request that is given up.
func (e *engine) ends(t attempt, now time.Duration, why retry.Verdict) {
	e.parts[t.part].GaveUp.count(why)
	e.recorder.Ended(now)
	e.recovery.Ended(now)
}

// dispatch sends an attempt: it schedules its arrival.
func (e *engine) dispatch(t attempt, now time.Duration) {
	arrival := now + e.trip(e.draws.there, t.client, t.serial)
	e.queue.Push(des.Event{At: arrival, Kind: arrives, Client: t.client, Attempt: t.serial})
	if e.forgot(t, arrival) {
		e.loseAttempt(t)
	}
}

func (e *engine) succeed(t attempt, now time.Duration) {
	e.parts[t.part].served(t.number())
	e.completes(t, now)
}

// completes counts a request that succeeds.
func (e *engine) completes(t attempt, now time.Duration) {
	p, took := &e.parts[t.part], now-e.upFrom(t.client)
	if len(e.parts) > 1 {
		p.Completion.Add(took)
	}
	e.recorder.Completed(now, took)
	e.recorder.Ended(now)
	e.recovery.Ended(now)
}

// decide asks the policy what a client does after an attempt.
func (e *engine) decide(t attempt, now time.Duration, a retry.Answer) retry.Decision {
	if a.Outcome == retry.TimedOut {
		e.result.TimedOut++
		e.recorder.TimedOut(now)
	}
	var elapsed, memory time.Duration
	if e.policies[t.part].Deadline > 0 {
		elapsed = now - e.knownFrom(t)
	}
	memory = e.memoryOf(t.client)
	u := retry.Draws{Jitter: e.draws.jitter.Float64(t.client, t.serial)}
	if a.RetryAfter >= 0 {
		u.RetryAfter = e.draws.retryAfter.Float64(t.client, t.serial)
	}
	d := e.policies[t.part].Next(int(t.number()), a, elapsed, memory, u)
	if d.Memory != memory {
		e.remember(t.client, d.Memory)
	}
	return d
}

// memoryOf is the memory of the strategy of a request's client.
func (e *engine) memoryOf(client uint32) time.Duration {
	if int(client) < len(e.memories) {
		return e.memories[client]
	}
	return 0
}

// remember stores that memory. The table is allocated at first use: most strategies have no
// memory.
func (e *engine) remember(client uint32, memory time.Duration) {
	if n := max(e.scenario.Clients, len(e.arrived.at)); int(client) >= len(e.memories) {
		e.memories = append(make([]time.Duration, 0, n), e.memories...)[:n]
	}
	e.memories[client] = memory
}
