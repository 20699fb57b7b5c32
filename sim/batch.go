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
// independent, and are handled as a batch, step by step: the service answers, the policy
// decides, the retries are sent. That makes an attempt cheap; no result depends on it. A
// batch is of one window of the queue, so a lookahead above its 16.8 ms gains nothing.

// batchSize is the most attempts of a batch: its data fit into the L1 cache.
const batchSize = 256

// batch is attempts that are handled together.
type batch struct {
	lookahead time.Duration // two trips, or 0 where attempts are handled one by one
	events    [batchSize]des.Event
	rejected  [batchSize]uint16        // indices of those that are, and will learn of it
	turns     [batchSize]retry.Turn    // of those
	ladder    retry.Ladder             // of the one policy that batches have
	sent      [batchSize]time.Duration // when their next attempts are
}

// advanceBatches is advance on the fast path.
func (e *engine) advanceBatches(ctx context.Context, until time.Duration, allowed *allowance) error {
	b := &e.batch
	for {
		events := e.queue.TakeBatch(until, b.lookahead, b.events[:max(1, min(batchSize, allowed.left))])
		n := len(events)
		if n == 0 {
			return nil
		}
		if err := e.checkContext(ctx, n); err != nil {
			return err
		}
		if allowed.left <= 0 {
			e.lastOf(events[0])
			return allowed.usedUp(events[0].At, e.result.Strategy)
		}
		allowed.left -= int64(n)
		e.now = events[n-1].At
		if n == 1 {
			e.arriveFast(events[0])
		} else {
			e.arriveBatch(events)
		}
	}
}

// arriveBatch is arriveFast for many attempts, none of which causes another.
func (e *engine) arriveBatch(events []des.Event) {
	e.parts[0].Attempts += len(events)
	e.busiest.addAll(events)
	for i := range events {
		if v := &events[i]; v.Attempt > 1 {
			e.herd.Add(v.At, v.Client)
		}
	}
	n := e.serveBatch(events)
	rejected, turns := e.batch.rejected[:n], e.batch.turns[:n]
	e.countBatch(events, rejected)
	for i, k := range rejected {
		v := &events[k]
		turns[i] = retry.Turn{Attempt: int(v.Attempt), U: e.draws.jitter.Float64(v.Client, v.Attempt)}
	}
	if e.memories != nil {
		for i, k := range rejected {
			turns[i].Memory = e.memories[events[k].Client]
		}
	}
	e.policies[0].NextAll(rejection, turns, &e.batch.ladder)
	e.sendBatch(events, rejected, turns)
}

// serveBatch returns how many attempts the service rejects, and notes which; the others
// are answered at once. A service that is a limiter and nothing else has a path of its own:
// most attempts of most runs take it. (n never reaches batchSize; the mask tells the
// compiler.)
func (e *engine) serveBatch(events []des.Event) int {
	alone, s := e.mode == LimiterBatched, e.service
	n, last := 0, e.end-e.hop // an attempt that arrives after this is answered after the end
	for i := range events {
		v := &events[i]
		if alone && v.At < last {
			if s.Admits(v.At) {
				e.deliverFast(attempt{v.Client, v.Attempt, 0}, v.At, metrics.Accepted, success, v.At)
				continue
			}
			e.batch.rejected[n&(batchSize-1)] = uint16(i)
			n++
			continue
		}
		t := attempt{v.Client, v.Attempt, 0}
		kind, answer, at := e.askService(t, v.At)
		if kind == metrics.Rejected && v.At < last {
			e.batch.rejected[n&(batchSize-1)] = uint16(i)
			n++
			continue
		}
		e.deliverFast(t, v.At, kind, answer, at)
	}
	return n
}

// sendBatch does what the policy decided for those that were rejected. The next
// attempts take the place of the ones before.
func (e *engine) sendBatch(events []des.Event, rejected []uint16, turns []retry.Turn) {
	n, sent := 0, &e.batch.sent
	for i, k := range rejected {
		v, t := events[k], &turns[i]
		heard := v.At + e.hop
		if t.Verdict != retry.Retry {
			e.giveUp(attempt{v.Client, v.Attempt, 0}, heard, t.Verdict)
			continue
		}
		if t.Memory != 0 || e.memories != nil {
			e.remember(v.Client, t.Memory)
		}
		at := heard + min(t.Delay, never)
		sent[n&(batchSize-1)] = at
		events[n] = des.Event{At: at + e.hop, Kind: arrives, Client: v.Client, Attempt: v.Attempt + 1}
		n++
	}
	e.recorder.SentAll(sent[:n])
	e.queue.PushAll(events[:n])
}

// countBatch counts the rejected, in one call for all that share their bins.
func (e *engine) countBatch(events []des.Event, rejected []uint16) {
	counted, end := 0, time.Duration(0)
	for i, k := range rejected {
		at := events[k].At
		if at < end {
			continue
		}
		e.countAlike(events, rejected[counted:i])
		counted = i
		end = min(e.recorder.EndOfBin(at), e.recorder.EndOfBin(at+e.hop)-e.hop)
	}
	e.countAlike(events, rejected[counted:])
}

func (e *engine) countAlike(events []des.Event, rejected []uint16) {
	if len(rejected) > 0 {
		at := events[rejected[0]].At
		e.recorder.Turned(at, at+e.hop, metrics.Rejected, len(rejected))
	}
}
