package sim

import (
	"context"
	"time"

	"backofflab/retry"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// An attempt causes another after two trips at the earliest: that of its answer, and that
// of the retry. So the attempts that arrive within two trips, the lookahead, are
// independent, and are handled as a run, step by step: the service answers, the policy
// decides, the retries are sent. That makes an attempt cheap; no result depends on it.
//
// An attempt is its word of the calendar from beginning to end. Who is rejected keeps it: the
// next attempt is that word again, later, with a number one higher. All attempts of a run are
// sent, arrive and are heard in the same three bins, so they are counted once a run.

// batchSize is the most attempts of a run: its data fit into the L1 cache.
const batchSize = 256

// batch is what the attempts of a run are handled in.
type batch struct {
	edge    time.Duration // see edgeAfter
	counted time.Duration // retries that were sent before this are counted; others are once they arrive, a run at a time
	closed  time.Duration // up to here the limiter rejects all

	waits    retry.Delays // of the one policy, after a rejection
	places   [batchSize]int
	accepted [batchSize]des.Word
	callers  [batchSize]des.Word // the run, with the client in place of its request
	attempts [batchSize]uint32
	draws    [batchSize]float64
	memories [batchSize]time.Duration
	delays   [batchSize]time.Duration
	heard    [batchSize]time.Duration
	took     [batchSize]time.Duration
}

// reset makes the batch ready for a run.
func (b *batch) reset() { b.edge, b.counted, b.closed = 0, 0, 0 }

// advanceFast is advance on the fast path. Where it stops midway, all that was not handled is
// still on the calendar.
func (e *engine) advanceFast(ctx context.Context, until time.Duration, allowed *allowance) error {
	for handled := 0; ; {
		if err := e.checkContext(ctx, handled); err != nil {
			return err
		}
		if r := e.nextRun(until, allowed.left); len(r.Words) > 0 {
			handled = len(r.Words)
			allowed.left -= int64(handled)
			e.now = r.Last()
			if e.mode == Foreseen {
				e.arriveForeseen(r)
			} else {
				e.arriveRun(r)
			}
			continue
		}
		if allowed.left <= 0 {
			if next, ok := e.queue.Next(until); ok {
				e.countSent(next)
				return allowed.usedUp(next, e.result.Strategy)
			}
		}
		v, ok := e.queue.Take(until)
		if !ok {
			e.countSent(until)
			return nil
		}
		handled = 1
		allowed.left--
		e.now = v.At
		e.foresight.pass(v)
		e.arriveFast(v)
	}
}

// nextRun takes the attempts that arrive next before a time, at most so many, and can be handled
// together. Where the next cannot, it takes none: not in each mode; not what came late or is too
// large for a word; not while clients crash; and not from when on an answer may come after the end
// of the run.
func (e *engine) nextRun(until time.Duration, most int64) des.Run {
	switch {
	case e.mode == Foreseen:
		return e.nextForeseen(until, most)
	case !e.steady:
		e.foresee(until)
		return des.Run{}
	case !e.mode.batched():
		return des.Run{}
	}
	b, n := &e.batch, int(min(batchSize, most))
	r := e.queue.TakeRun(min(until, b.edge), 2*e.hop, n)
	if len(r.Words) > 0 {
		return r
	}
	next, ok := e.queue.Next(until)
	if !ok || next < b.edge || next >= e.end-e.hop || e.crashesAt(next) {
		return des.Run{}
	}
	b.edge = e.edgeAfter(next)
	return e.queue.TakeRun(min(until, b.edge), 2*e.hop, n)
}

// edgeAfter is the first time after one at which an attempt that arrives counts otherwise: it
// arrives, is heard or was sent in another bin, or is not heard before the end of the run. Of a
// run either all attempts were counted as sent before, or none.
func (e *engine) edgeAfter(at time.Duration) time.Duration {
	sent, heard := at-e.hop, at+e.hop
	edge := min(e.recorder.EndOfBin(at), e.recorder.EndOfBin(sent)+e.hop, e.recorder.EndOfBin(heard)-e.hop, e.end-e.hop)
	if sent < e.batch.counted {
		edge = min(edge, e.batch.counted+e.hop)
	}
	if heard < e.scenario.Crash {
		edge = min(edge, e.scenario.Crash-e.hop)
	}
	return edge
}

// countSent counts the retries that are sent before a time and have not arrived. Where nothing
// happens any more before the end of the run, it counts all.
func (e *engine) countSent(until time.Duration) {
	b := &e.batch
	if !e.mode.batched() {
		return
	}
	if !e.goesOn() {
		until = e.end
	}
	if until <= b.counted {
		return
	}
	e.queue.EachBefore(until+e.hop, func(at time.Duration, serial uint32) {
		if sent := at - e.hop; sent >= b.counted && numberIn(serial) > 1 { // requests begin at their first
			e.recorder.Sent(sent)
		}
	})
	b.counted, b.edge = until, 0
}

// arriveRun is arriveFast for a run of attempts that all count in the same bins.
func (e *engine) arriveRun(r des.Run) {
	first, retries := r.First(), e.reachRun(r)
	if sent := first - e.hop; sent >= e.batch.counted {
		e.recorder.SentAll(sent, retries)
	}
	rejected := r
	if e.mode == LimiterBatched {
		rejected.Words = e.limitRun(r)
	} else {
		rejected.Words = e.serveRun(r)
	}
	e.recorder.AnsweredAll(first, first+e.hop, metrics.Rejected, len(rejected.Words))
	e.retryRun(rejected)
}

// reachRun counts the attempts of a run as they reach the service, and returns how many of them
// are retries.
func (e *engine) reachRun(r des.Run) (retries int) {
	e.recoverUntil(r.First())
	e.parts[0].Attempts += len(r.Words)
	e.busiest.addRun(r)
	return e.herd.AddRun(e.byCaller(r))
}

// limitRun returns the attempts that the limiter rejects, where they lie, closed up; the others
// succeed.
func (e *engine) limitRun(r des.Run) (rejected []des.Word) {
	places := e.judgeRun(r)
	accepted := e.batch.accepted[:len(places)]
	for k, i := range places {
		accepted[k] = r.Words[i]
	}
	e.succeedRun(des.Run{Base: r.Base, Words: accepted})
	return without(r.Words, places)
}

// judgeRun returns the places of the attempts that the limiter admits. Most come while it is
// closed, which is known of all of them at once.
func (e *engine) judgeRun(r des.Run) (accepted []int) {
	b := &e.batch
	accepted = b.places[:0]
	for i := 0; i < len(r.Words); {
		if rejected := beforeIn(r.Words[i:], b.closed-r.Base); rejected > 0 {
			i += rejected
			continue
		}
		now := r.At(i)
		if e.service.Admits(now) {
			accepted = append(accepted, i)
			i++
			continue
		}
		b.closed = e.service.ClosedUntil(now)
	}
	return accepted
}

// without takes what is at some places out of a list, in order, and closes it up.
func without[T any](list []T, places []int) []T {
	if len(places) == 0 {
		return list
	}
	n := places[0]
	for k, i := range places {
		end := len(list)
		if k+1 < len(places) {
			end = places[k+1]
		}
		n += copy(list[n:], list[i+1:end])
	}
	return list[:n]
}

// beforeIn is how many of some words in order are before a time of their window.
func beforeIn(words []des.Word, end time.Duration) int {
	if words[len(words)-1].Since() < end {
		return len(words)
	}
	if end <= 0 {
		return 0
	}
	for i, first := 0, des.At(end); i < len(words); i++ {
		if words[i] >= first {
			return i
		}
	}
	return len(words)
}

// serveRun is limitRun where attempts meet more than a limiter.
func (e *engine) serveRun(r des.Run) (rejected []des.Word) {
	rejected = r.Words[:0]
	for _, w := range r.Words {
		t, now := attempt{w.Client(), w.Attempt(), 0}, r.Base+w.Since()
		kind, answer, at := e.askService(t, now)
		if kind == metrics.Rejected {
			rejected = append(rejected, w)
			continue
		}
		e.deliverFast(t, now, kind, answer, at)
	}
	return rejected
}

// succeedRun is what becomes of those who are served at once.
func (e *engine) succeedRun(r des.Run) {
	n := len(r.Words)
	if n == 0 {
		return
	}
	heard, took, p := e.batch.heard[:n], e.batch.took[:n], &e.parts[0]
	for i, w := range r.Words {
		heard[i] = r.Base + w.Since() + e.hop
		took[i] = heard[i] - e.upFrom(w.Client())
		p.served(numberIn(w.Attempt()))
	}
	e.recorder.AnsweredAll(r.First(), heard[0], metrics.Accepted, n)
	e.recorder.CompletedAll(heard, took)
	if e.recovery != nil {
		for _, at := range heard {
			e.recovery.Ended(at)
		}
	}
}

// retryRun lets the clients of a run that was rejected decide: they give up, or wait and send
// their next attempts.
func (e *engine) retryRun(r des.Run) {
	leaving, why := e.leavingOf(r.Words)
	for _, i := range leaving {
		e.giveUp(attempt{r.Words[i].Client(), r.Words[i].Attempt(), 0}, r.At(i)+e.hop, why)
	}
	r.Words = without(r.Words, leaving)
	turns := e.delaysOf(r.Words)
	if !e.batch.waits.Forget() {
		e.rememberAll(r.Words, turns.Memories)
	}
	if e.now < e.scenario.Crash {
		r, turns.Delays = e.beforeCrash(r, turns.Delays)
	}
	e.queue.PushAgain(r, turns.Delays, 2*e.hop)
}

// delaysOf computes how long the clients of some attempts wait that are rejected.
func (e *engine) delaysOf(words []des.Word) retry.Turns {
	b, n := &e.batch, len(words)
	turns := retry.Turns{Attempts: b.attempts[:n], Draws: b.draws[:n], Memories: b.memories[:n], Delays: b.delays[:n]}
	jitter := e.draws.jitter
	for i, w := range words {
		turns.Attempts[i] = numberIn(w.Attempt())
		turns.Draws[i] = jitter.Float64(w.Client(), w.Attempt())
	}
	if !b.waits.Forget() {
		for i, w := range words {
			turns.Memories[i] = e.memoryOf(w.Client())
		}
	}
	b.waits.Compute(turns)
	return turns
}

// rememberAll stores the memories of the strategies of some clients.
func (e *engine) rememberAll(words []des.Word, memories []time.Duration) {
	for i, w := range words {
		e.remember(w.Client(), memories[i])
	}
}

// leavingOf returns the places of those of some that were rejected who give up, and why: most
// runs have none.
func (e *engine) leavingOf(words []des.Word) (places []int, why retry.Verdict) {
	most, last, why := uint32(0), uint32(e.policies[0].MaxAttempts), retry.GiveUpAttempts
	if !e.policies[0].On.Has(retry.Rejected) {
		last, why = 0, retry.GiveUpNotRetried
	}
	for _, w := range words {
		most = max(most, numberIn(w.Attempt()))
	}
	if most < last {
		return nil, why
	}
	places = e.batch.places[:0]
	for i, w := range words {
		if numberIn(w.Attempt()) >= last {
			places = append(places, i)
		}
	}
	return places, why
}
