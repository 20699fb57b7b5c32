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
// independent, and are handled as a stretch, step by step: the service answers, the policy
// decides, the retries are sent. That makes an attempt cheap; no result depends on it.
//
// An attempt is its word of the calendar from beginning to end. Who is rejected keeps it: the
// next attempt is that word again, later, with a number one higher. All attempts of a stretch are
// sent, arrive and are heard in the same three bins, so they are counted once a stretch.

// batchSize is the most attempts of a stretch: its data fit into the L1 cache.
const batchSize = 256

// batch is what the attempts of a stretch are handled in.
type batch struct {
	edge    time.Duration // see edgeAfter
	counted time.Duration // retries that were sent before this are counted; others are once they arrive, a stretch at a time
	closed  time.Duration // up to here the limiter rejects all

	strategy retry.Delays // of the one policy, after a rejection
	waits    retry.Waits  // in what is below
	places   [batchSize]int
	accepted [batchSize]des.Word
	callers  [batchSize]des.Word // the stretch, with the client in place of its request
	attempts [batchSize]uint32
	draws    [batchSize]float64
	memories [batchSize]time.Duration // where the engine looks ahead, of all it looked at, until it does again
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
		if r := e.nextStretch(until, allowed.left); len(r.Words) > 0 {
			handled = len(r.Words)
			allowed.left -= int64(handled)
			e.now = r.Last()
			if e.mode == Foreseen {
				e.arriveForeseen(r)
			} else {
				e.arriveAll(r)
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

// nextStretch takes the attempts that arrive next before a time, at most so many, and can be handled
// together. Where the next cannot, it takes none: not in each mode; not what came late or is too
// large for a word; not while clients crash; and not from when on an answer may come after the end
// of the run.
func (e *engine) nextStretch(until time.Duration, most int64) des.Stretch {
	switch {
	case e.mode == Foreseen:
		return e.nextForeseen(until, most)
	case !e.steady:
		e.foresee(until)
		return des.Stretch{}
	case !e.mode.batched():
		return des.Stretch{}
	}
	b, n := &e.batch, int(min(batchSize, most))
	r := e.queue.TakeStretch(min(until, b.edge), 2*e.hop, n)
	if len(r.Words) > 0 {
		return r
	}
	next, ok := e.queue.Next(until)
	if !ok || next < b.edge || next >= e.end-e.hop || e.crashesAt(next) {
		return des.Stretch{}
	}
	b.edge = e.edgeAfter(next)
	return e.queue.TakeStretch(min(until, b.edge), 2*e.hop, n)
}

// edgeAfter is the first time after one at which an attempt that arrives counts otherwise: it
// arrives, is heard or was sent in another bin, or is not heard before the end of the run. Of a
// stretch either all attempts were counted as sent before, or none.
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

// arriveAll is arriveFast for a stretch of attempts that all count in the same bins.
func (e *engine) arriveAll(r des.Stretch) {
	first, retries := r.First(), e.reachAll(r)
	if sent := first - e.hop; sent >= e.batch.counted {
		e.recorder.SentAll(sent, retries)
	}
	rejected := r
	if e.mode == LimiterBatched {
		rejected.Words = e.limitAll(r)
	} else {
		rejected.Words = e.serveAll(r)
	}
	e.recorder.AnsweredAll(first, first+e.hop, metrics.Rejected, len(rejected.Words))
	e.retryAll(rejected)
}

// reachAll counts the attempts of a stretch as they reach the service, and returns how many of them
// are retries.
func (e *engine) reachAll(r des.Stretch) (retries int) {
	e.recoverUntil(r.First())
	e.parts[0].Attempts += len(r.Words)
	e.busiest.addAll(r)
	return e.herd.AddAll(e.byCaller(r))
}

// limitAll returns the attempts that the limiter rejects, where they lie, closed up; the others
// succeed.
func (e *engine) limitAll(r des.Stretch) (rejected []des.Word) {
	rejected, accepted, _ := e.judgeAll(r)
	e.succeedAll(des.Stretch{Base: r.Base, Words: accepted})
	return rejected
}

// judgeAll asks the limiter about the attempts of a stretch, whose words are its own from then on. It
// returns those that are rejected, where they lie, closed up, and those that are admitted, with
// the places where they were. Most come while it is closed, which is known of all of them at once.
func (e *engine) judgeAll(r des.Stretch) (rejected, accepted []des.Word, places []int) {
	b, n, m := &e.batch, 0, 0
	closed := des.At(b.closed - r.Base)
	for i, w := range r.Words {
		if w >= closed {
			now := r.Base + w.Since()
			if e.service.Admits(now) {
				b.accepted[m], b.places[m] = w, i
				m++
				continue
			}
			b.closed = e.service.ClosedUntil(now)
			closed = des.At(b.closed - r.Base)
		}
		r.Words[n] = w
		n++
	}
	return r.Words[:n], b.accepted[:m], b.places[:m]
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

// serveAll is limitAll where attempts meet more than a limiter.
func (e *engine) serveAll(r des.Stretch) (rejected []des.Word) {
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

// succeedAll is what becomes of those who are served at once.
func (e *engine) succeedAll(r des.Stretch) {
	n := len(r.Words)
	if n == 0 {
		return
	}
	heard, took := e.batch.heard[:n], e.batch.took[:n]
	for i, w := range r.Words {
		heard[i] = r.Base + w.Since() + e.hop
		took[i] = heard[i] - e.upFrom(w.Client())
	}
	e.parts[0].servedAll(r.Words)
	e.recorder.AnsweredAll(r.First(), heard[0], metrics.Accepted, n)
	e.recorder.CompletedAll(heard, took)
	if e.recovery != nil {
		for _, at := range heard {
			e.recovery.Ended(at)
		}
	}
}

// retryAll lets the clients of a stretch that was rejected decide: they give up, or wait and send
// their next attempts.
func (e *engine) retryAll(r des.Stretch) {
	waits := e.delaysOf(r.Words)
	if e.leaves(waits.Most) {
		leaving, why := e.leavingOf(r.Words)
		for _, i := range leaving {
			e.giveUp(attempt{r.Words[i].Client(), r.Words[i].Attempt(), 0}, r.At(i)+e.hop, why)
		}
		r.Words = without(r.Words, leaving)
		waits.Delays, waits.Memories = without(waits.Delays, leaving), without(waits.Memories, leaving)
	}
	if !e.batch.strategy.Forget() {
		e.rememberAll(r.Words, waits.Memories)
	}
	if e.now < e.scenario.Crash {
		r, waits.Delays = e.beforeCrash(r, waits.Delays)
	}
	e.queue.PushAgain(r, waits.Delays, 2*e.hop)
}

// delaysOf computes how long the clients of some attempts wait that are rejected. Of those who give
// up what it says means nothing.
func (e *engine) delaysOf(words []des.Word) *retry.Waits {
	b, n, jitter := &e.batch, len(words), e.draws.jitter
	attempts, draws, most := b.attempts[:n], b.draws[:n], uint32(0)
	for i, w := range words {
		attempts[i] = numberIn(w.Attempt())
		most = max(most, attempts[i])
	}
	for i, w := range words {
		draws[i] = jitter.Float64(w.Client(), w.Attempt())
	}
	waits := &b.waits
	waits.Attempts, waits.Most, waits.Draws, waits.Memories, waits.Delays = attempts, most, draws, b.memories[:n], b.delays[:n]
	if !b.strategy.Forget() {
		for i, w := range words {
			waits.Memories[i] = e.memoryOf(w.Client())
		}
	}
	b.strategy.Compute(waits)
	return waits
}

// rememberAll stores the memories of the strategies of some clients.
func (e *engine) rememberAll(words []des.Word, memories []time.Duration) {
	for i, w := range words {
		e.remember(w.Client(), memories[i])
	}
}

// leaves reports whether a client whose attempt of a number was rejected gives up.
func (e *engine) leaves(number uint32) bool {
	p := &e.policies[0]
	return number >= uint32(p.MaxAttempts) || !p.On.Has(retry.Rejected)
}

// leavingOf returns the places of those of some that were rejected who give up, and why.
func (e *engine) leavingOf(words []des.Word) (places []int, why retry.Verdict) {
	why = retry.GiveUpAttempts
	if !e.policies[0].On.Has(retry.Rejected) {
		why = retry.GiveUpNotRetried
	}
	places = e.batch.places[:0]
	for i, w := range words {
		if e.leaves(numberIn(w.Attempt())) {
			places = append(places, i)
		}
	}
	return places, why
}
