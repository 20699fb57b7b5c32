package sim

import (
	"context"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
)

// Clients that share guards learn and decide in the order of time: whether one may retry depends
// on what others heard before. But the outcome of an attempt is still known when it arrives. Its
// answer comes a hop later, so answers come in the order in which attempts arrived, and wait in a
// line instead of on the calendar. On that are the attempts, and the moments at which guards are
// asked about one that is to be sent.
//
// An attempt that arrives and an answer that is heard have nothing in common: either may be
// handled first, as long as what the answer causes, an arrival a hop later at the soonest, does not
// come too late.

// answer is an answer on its way to a client.
type answer struct {
	at         time.Duration // when it comes
	retryAfter time.Duration
	client     uint32
	number     uint16 // of the attempt
	outcome    retry.Outcome
}

// onTheWay is the answers on their way, the next first, and what else lasts from one attempt to
// the next.
type onTheWay struct {
	answers []answer
	heard   int             // of these
	before  []retry.Outcome // what came of the attempt before, of each client
	asking  int             // how often guards are to be asked by what is on the calendar
	sending bool            // some guards are asked whenever an attempt is to be sent
	causes  time.Duration   // how long after an answer the first comes that it may cause
}

// next reports whether an answer comes before a time.
func (o *onTheWay) next(until time.Duration) bool {
	return o.heard < len(o.answers) && o.answers[o.heard].at < until
}

// add adds an answer, which comes last. Where there is no room, it is made of those that were
// heard if these are most.
func (o *onTheWay) add(a answer) {
	if len(o.answers) == cap(o.answers) && 2*o.heard >= len(o.answers) {
		o.answers, o.heard = o.answers[:copy(o.answers, o.answers[o.heard:])], 0
	}
	o.answers = append(o.answers, a)
}

// populateGuarded schedules the beginnings of all requests.
func (e *engine) populateGuarded() {
	o, n := &e.onTheWay, e.scenario.Clients
	*o = onTheWay{answers: o.answers[:0], before: slices.Grow(o.before[:0], n)[:n], causes: e.hop}
	clear(o.before)
	for _, g := range newProcess(e.fleet.Guards) {
		if len(g.sending) > 0 {
			o.sending, o.causes = true, 0
		}
	}
	for id := range uint32(n) {
		if at := e.startOf(id); at < e.end {
			o.asking++
			e.queue.Push(des.Event{At: at, Kind: begins, Client: id, Attempt: 1})
		}
	}
}

// advanceByAnswers is advance where clients with guards take the fast path. What is on the calendar
// is handled ahead of answers as far as these cannot cause anything before it.
func (e *engine) advanceByAnswers(ctx context.Context, until time.Duration, allowed *allowance) error {
	o := &e.onTheWay
	for handled := 0; ; {
		if err := e.checkContext(ctx, handled); err != nil {
			return err
		}
		handled = 0
		if o.asking == 0 && !o.sending { // no guard is asked but by those who hear
			handled = e.hearBefore(until)
		}
		bound, heard := until, until
		if o.next(until) { // where an answer may cause something at once, all of its moment is heard
			first := o.answers[o.heard].at
			bound, heard = min(until, first+o.causes), min(until, first+max(1, o.causes))
		}
		if !e.charge(allowed) {
			return e.usedUp(allowed, max(0, e.now))
		}
		if allowed.left > 0 {
			handled += e.handleBefore(bound, allowed)
		} else if next, ok := e.queue.Next(bound); ok {
			e.hearBefore(next)
			return allowed.usedUp(next, e.result.Strategy)
		}
		if handled == 0 {
			handled = e.hearBefore(heard)
		}
		if handled == 0 {
			return nil
		}
	}
}

// handleBefore handles what comes next on the calendar before a time, as far as is allowed. It
// returns how much that was.
func (e *engine) handleBefore(until time.Duration, allowed *allowance) (n int) {
	o, most := &e.onTheWay, int(min(batchSize, allowed.left))
	if !o.sending {
		reach := e.hop
		if o.asking == 0 {
			reach *= 2
		}
		r := e.queue.TakeStretch(until, reach, most)
		for _, w := range r.Words {
			e.handleGuarded(r.Base+w.Since(), w.Kind(), w.Client(), w.Attempt(), allowed)
		}
		if n = len(r.Words); n > 0 {
			return n
		}
		most = 1
	}
	for n < most && (n == 0 || !o.next(until)) {
		v, ok := e.queue.Take(until)
		if !ok {
			return n
		}
		e.handleGuarded(v.At, v.Kind, v.Client, v.Attempt, allowed)
		n++
	}
	return n
}

// handleGuarded handles what is on the calendar: attempts arrive, or guards are asked about some
// that are to be sent, once they know all that was heard until then.
func (e *engine) handleGuarded(now time.Duration, kind uint8, client, number uint32, allowed *allowance) {
	t := attempt{client, number, e.partOf(client)}
	e.now = max(e.now, now)
	if kind == arrives {
		allowed.left--
		e.meet(t, now)
		return
	}
	e.hearBefore(now + 1)
	e.onTheWay.asking--
	if kind == begins {
		e.parts[t.part].Requests++
		e.recorder.Opened(now)
	}
	e.asksToSend(t, now)
}

// hearBefore hands out the answers that come before a time, and returns how many those are.
func (e *engine) hearBefore(until time.Duration) (n int) {
	for o := &e.onTheWay; o.next(until); n++ {
		o.heard++
		e.hear(o.answers[o.heard-1])
	}
	return n
}

// meet is the arrival of an attempt at the service: its answer is on its way.
func (e *engine) meet(t attempt, now time.Duration) {
	kind, a, at := e.meetService(t, now)
	e.parts[t.part].ByAttempt.of(t.serial).Made++
	at += e.hop
	e.recorder.Attempt(now, at, kind)
	e.onTheWay.add(answer{at, a.RetryAfter, t.client, uint16(t.serial), a.Outcome})
}

// hear is the arrival of an answer at its client: its guards learn of it, and it decides.
func (e *engine) hear(a answer) {
	t := attempt{a.client, uint32(a.number), e.partOf(a.client)}
	e.now = max(e.now, a.at)
	g := e.sharedBy(t)
	if g != nil {
		of := e.tryOf(t)
		tell(g.sending, a.at, of, a.at-2*e.hop, a.outcome)
		tell(g.deciding, a.at, of, 0, a.outcome)
	}
	if a.outcome == retry.Success {
		e.parts[t.part].succeeded(t.serial)
		e.completes(t, a.at)
		return
	}
	e.goOnAfter(t, a.at, retry.Answer{Outcome: a.outcome, RetryAfter: a.retryAfter}, g)
}

// goOnAfter is what a client does after an attempt that did not succeed.
func (e *engine) goOnAfter(t attempt, now time.Duration, a retry.Answer, g *guards) {
	d := e.decide(t, now, a)
	if d.Verdict != retry.Retry {
		e.ends(t, now, d.Verdict)
		return
	}
	t.serial++
	e.onTheWay.before[t.client] = a.Outcome
	if g != nil && len(g.deciding) > 0 {
		if _, refused := ask(g.deciding, now, e.tryOf(t), e.draws.guards.Float64(t.client, t.serial)); refused != retry.Retry {
			e.result.NotSent++
			e.ends(t, now, refused)
			return
		}
	}
	at := now + min(d.Delay, never)
	if g == nil || len(g.sending) == 0 {
		e.leave(t, at)
		return
	}
	e.onTheWay.asking++
	e.queue.Push(des.Event{At: at, Kind: sends, Client: t.client, Attempt: t.serial})
}

// asksToSend asks guards whether an attempt may leave now.
func (e *engine) asksToSend(t attempt, now time.Duration) {
	g := e.sharedBy(t)
	if g == nil {
		e.leave(t, now)
		return
	}
	wait, refused := g.admit(&e.undated, now, e.tryOf(t), e.draws.guards.Float64(t.client, t.serial))
	switch {
	case refused == retry.Retry:
		e.leave(t, now+wait)
		return
	case e.policies[t.part].On.Has(retry.NotSent):
		e.result.NotSent++
		e.goOnAfter(t, now, notSent, g)
	default:
		e.result.NotSent++
		e.ends(t, now, refused)
	}
}

// leave sends an attempt to the service.
func (e *engine) leave(t attempt, at time.Duration) {
	e.recorder.Sent(at)
	e.dispatch(t, at)
}

// sharedBy returns the guards that are asked about an attempt, nil where there are none.
func (e *engine) sharedBy(t attempt) *guards {
	which := e.fleet.Parts[t.part].Guards[0]
	if which == scenario.NoGuards {
		return nil
	}
	return e.processes.of(t.client)[which]
}

// tryOf is the attempt as guards know it, but for the time.
func (e *engine) tryOf(t attempt) retry.Try {
	return retry.Try{Attempt: int(t.serial), Cause: e.onTheWay.before[t.client]}
}
