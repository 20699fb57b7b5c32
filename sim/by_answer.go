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
// line instead of on the calendar. There are the attempts, and the moments at which guards are
// asked about one that is to be sent.
//
// An attempt that arrives and an answer that is heard have nothing in common: either may be
// handled first, as long as what the answer causes, an arrival a hop later, is not yet to come.

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
	causes  []retry.Outcome // of the clients' attempts: what came of those before
	asking  int             // words of the calendar at which guards are to be asked
	sending bool            // some guards are asked whenever an attempt is to be sent
}

// next reports whether an answer comes before a time.
func (o *onTheWay) next(until time.Duration) bool {
	return o.heard < len(o.answers) && o.answers[o.heard].at < until
}

// take returns the next answer.
func (o *onTheWay) take() answer {
	o.heard++
	return o.answers[o.heard-1]
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
	*o = onTheWay{answers: o.answers[:0], causes: slices.Grow(o.causes[:0], n)[:n]}
	clear(o.causes)
	for _, g := range newProcess(e.fleet.Guards) {
		o.sending = o.sending || len(g.sending) > 0
	}
	for id := range uint32(n) {
		if at := e.startOf(id); at < e.end {
			o.asking++
			e.queue.Push(des.Event{At: at, Kind: begins, Client: id, Attempt: 1})
		}
	}
}

// advanceByAnswers is advance where clients with guards take the fast path.
func (e *engine) advanceByAnswers(ctx context.Context, until time.Duration, allowed *allowance) error {
	o := &e.onTheWay
	for handled := 0; ; {
		if err := e.checkContext(ctx, handled); err != nil {
			return err
		}
		handled = 0
		for o.freely() && o.next(until) {
			e.hear(o.take())
			handled++
		}
		bound := until
		if o.next(until) {
			bound = o.answers[o.heard].at
		}
		e.charge(allowed)
		n := e.handleSome(bound, allowed)
		if n == 0 && allowed.left <= 0 {
			if next, ok := e.queue.Next(bound); ok {
				return allowed.usedUp(next, e.result.Strategy)
			}
		}
		if n == 0 && o.next(until) {
			e.hear(o.take())
			n++
		}
		if handled += n; handled == 0 {
			return nil
		}
	}
}

// freely reports whether answers and what is on the calendar may be handled in any order: there
// are only arrivals.
func (o *onTheWay) freely() bool { return o.asking == 0 && !o.sending }

// handleSome handles what comes next on the calendar before a time, at most as much as is
// allowed. It returns how much that was.
func (e *engine) handleSome(until time.Duration, allowed *allowance) int {
	most := int(min(batchSize, allowed.left))
	if e.onTheWay.freely() {
		if r := e.queue.TakeRun(until, 2*e.hop, most); len(r.Words) > 0 {
			e.now = max(e.now, r.Last())
			allowed.left -= int64(len(r.Words))
			for _, w := range r.Words {
				e.meet(attempt{w.Client(), w.Attempt(), e.partOf(w.Client())}, r.Base+w.Since())
			}
			return len(r.Words)
		}
	}
	if most <= 0 {
		return 0
	}
	v, ok := e.queue.Take(until)
	if !ok {
		return 0
	}
	t := attempt{v.Client, v.Attempt, e.partOf(v.Client)}
	e.now = max(e.now, v.At)
	switch v.Kind {
	case arrives:
		allowed.left--
		e.meet(t, v.At)
	case begins:
		e.onTheWay.asking--
		e.parts[t.part].Requests++
		e.recorder.Opened(v.At)
		e.asksToSend(t, v.At)
	case sends:
		e.onTheWay.asking--
		e.asksToSend(t, v.At)
	}
	return 1
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
	if g := e.sharedBy(t); g != nil {
		of := e.tryOf(t)
		tell(g.sending, a.at, of, a.at-2*e.hop, a.outcome)
		tell(g.deciding, a.at, of, 0, a.outcome)
	}
	if a.outcome == retry.Success {
		e.parts[t.part].succeeded(t.serial)
		e.completes(t, a.at)
		return
	}
	e.goOnAfter(t, a.at, retry.Answer{Outcome: a.outcome, RetryAfter: a.retryAfter})
}

// goOnAfter is what a client does after an attempt that did not succeed.
func (e *engine) goOnAfter(t attempt, now time.Duration, a retry.Answer) {
	d := e.decide(t, now, a)
	if d.Verdict != retry.Retry {
		e.ends(t, now, d.Verdict)
		return
	}
	t.serial++
	e.onTheWay.causes[t.client] = a.Outcome
	at, g := now+min(d.Delay, never), e.sharedBy(t)
	if g == nil {
		e.leave(t, at)
		return
	}
	if refused := decide(g, &e.undated, now, e.tryOf(t), e.draws.guards.Float64(t.client, t.serial)); refused != retry.Retry {
		e.result.NotSent++
		e.ends(t, now, refused)
		return
	}
	if len(g.sending) == 0 {
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
		e.goOnAfter(t, now, notSent)
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
	return retry.Try{Attempt: int(t.serial), Cause: e.onTheWay.causes[t.client]}
}
