package testbed

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
	"backofflab/sim/service"
)

// begin lets a client send an attempt, unless a bound forbids it. The call is ready once it can
// be answered.
func (t *Testbed) begin(c *call, who string, told int) *bound {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.ended:
		return &noSuch
	case !t.pace.AllowN(time.Since(t.began), 1):
		t.bounds.Rate++
		return &overRate
	}
	now := t.clock()
	t.advance(now)
	c.client, c.sent, c.state = t.roster.find(who), now, underway
	t.open(now, c, told)
	t.travelThere(now, c)
	t.advance(now) // what takes no time
	t.wake(now)
	return nil
}

// open says which request of its client an attempt belongs to, and counts it.
func (t *Testbed) open(now time.Duration, c *call, told int) {
	q, begins := c.client.next(now, told)
	c.request, c.isRetry = q, !begins || q.attempt > 1
	if begins {
		t.meter.Opened(now)
	} else {
		t.waiting--
		if q.early(now) {
			c.client.Early++
			t.noteEarly(now)
		}
	}
	t.meter.Sent(now)
	t.calls.add(c)
	if c.client.Attempts == 0 {
		c.client.First = now
	}
	c.client.Last = now
	c.client.Attempts++
}

// noteEarly counts an attempt that comes before its Retry-After.
func (t *Testbed) noteEarly(now time.Duration) {
	t.early++
	if len(t.earlyAt) < maxEarly {
		t.earlyAt = append(t.earlyAt, now)
	}
}

// maxEarly is of how many early attempts it is written down when they came.
const maxEarly = 10_000

// travelThere lets a call reach the service, or read the lock's version first.
func (t *Testbed) travelThere(now time.Duration, c *call) {
	if t.resolved.Limiter.Lock {
		t.later(now+t.trip(t.draws.readThere, c), reads, c)
		return
	}
	t.later(now+t.trip(t.draws.there, c), arrives, c)
}

// later lets something happen to a call at a time, which may be now.
func (t *Testbed) later(at time.Duration, what what, c *call) {
	e := event{at: at, what: what, caller: c.client.caller, serial: c.request.serial(), call: c}
	if at <= t.at {
		t.happen(e)
		return
	}
	t.agenda.push(e)
}

// trip is how long something travels.
func (t *Testbed) trip(way rng.Stream, c *call) time.Duration {
	if t.resolved.Network.Constant {
		return t.resolved.Latency
	}
	return t.resolved.Travel.At(way.Float64(c.client.caller, c.request.serial()))
}

// read lets a call see the version of the lock; the write follows after the way back and there
// again.
func (t *Testbed) read(at time.Duration, c *call) {
	c.version = t.service.Read()
	t.later(at+t.trip(t.draws.readBack, c)+t.trip(t.draws.there, c), arrives, c)
}

// arrive brings a call to the service, or to the next step of the script.
func (t *Testbed) arrive(at time.Duration, c *call) {
	if step := t.script.next(at, c.client); step != nil {
		t.play(at, c, step)
		return
	}
	caller, q := c.client.caller, &c.request
	verdict, answer, _ := t.service.Arrive(at,
		service.Attempt{Caller: caller, Serial: q.serial(), Request: q.first()},
		service.Ask{
			Cost:    t.resolved.Cost(t.resolved.Points, t.draws.tokens, caller, q.first()),
			Output:  t.resolved.Output(t.draws.outputs, caller, q.first()),
			Version: c.version,
		})
	kind := sim.KindOf(verdict)
	t.meter.Reached(at, c.client.index, c.isRetry, kind)
	if kind == metrics.Accepted {
		t.admits++
	}
	switch {
	case verdict == service.Taken, verdict == service.TurnedAway:
		t.take(at, c)
	case verdict == service.Hung: // until it is let go
		c.hung = true
	case c.state != gone:
		t.answer(at, c, answer)
	case answer.Outcome == retry.Success:
		t.meter.Abandoned()
	}
}

// take notes that the service will say what comes of a call.
func (t *Testbed) take(at time.Duration, c *call) {
	t.taken[[2]uint32{c.client.caller, c.request.serial()}] = c
	c.entered = true
}

// cancel tells a service that notices it that a client has gone.
func (t *Testbed) cancel(now time.Duration, c *call) {
	if !c.entered {
		return
	}
	delete(t.taken, [2]uint32{c.client.caller, c.request.serial()})
	t.service.Cancel(now, c.client.caller, c.request.serial())
}

// answer sends the service's answer on its way back.
func (t *Testbed) answer(at time.Duration, c *call, a retry.Answer) {
	c.reply = reply{outcome: a.Outcome, hint: a.RetryAfter, room: t.service.Room(at), at: at, admits: t.admits}
	t.later(at+t.trip(t.draws.back, c), answers, c)
}

// deliver is the arrival of an answer at its client.
func (t *Testbed) deliver(at time.Duration, c *call) {
	success := c.reply.outcome == retry.Success
	switch {
	case c.state == gone && success && c.reply.step == nil:
		t.meter.Abandoned()
		return
	case c.state == gone:
		return
	}
	c.state = answered
	t.calls.remove(c)
	t.meter.Answered(at)
	switch {
	case success:
		c.client.Served++
		t.meter.Completed(at, at-c.request.begun)
	case c.reply.final():
		t.meter.GaveUp(at, retry.GiveUpPermanent)
	default:
		t.wait(at, c)
	}
	c.ready <- struct{}{}
}

// wait lets the request of a call wait for its next attempt.
func (t *Testbed) wait(at time.Duration, c *call) {
	if t.waiting >= maxWaiting { // nobody will come back for most of them
		t.meter.GaveUp(at, retry.GiveUpAttempts)
		return
	}
	c.request.due, c.request.asked = t.due(at, c)
	c.client.open.push(c.request)
	t.waiting++
}

// maxWaiting bounds the requests that wait for another attempt.
const maxWaiting = 100_000

// left is a client that has gone.
func (t *Testbed) left(c *call) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	t.advance(now)
	t.leave(now, c)
	t.wake(now)
}

// leave is a client that has gone, or is let go, before it got an answer.
func (t *Testbed) leave(now time.Duration, c *call) {
	if c.state != underway {
		return
	}
	c.state = gone
	t.calls.remove(c)
	t.meter.TimedOut(now)
	c.reply.hint = retry.NotAsked
	t.wait(now, c)
	if t.resolved.Abandoned == scenario.AbandonedNoticed {
		t.later(now+t.trip(t.draws.there, c), cancels, c)
	}
}
