package sim

import (
	"context"
	"time"

	"backofflab/retry"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// A client hears of an answer after one trip and is back after another at the
// earliest. So what arrives within two trips of an attempt cannot come of it, and all
// that lies ready within them is handled together, each step for all before the next
// step for any: the service answers, the policy decides, the retries go on their way.
// That is what makes an attempt cheap; nothing depends on it.

// blockSize is how many attempts are handled together at most: what they need stays
// in the nearest cache.
const blockSize = 256

// block is the attempts that are handled together.
type block struct {
	reach    time.Duration // two trips, or 0 where attempts are handled one by one
	events   [blockSize]des.Event
	turns    [blockSize]retry.Turn // of those that were rejected
	rejected [blockSize]uint16     // which those are
}

// reachOf is within which time of an attempt nothing can come of it.
func (e *engine) reachOf() time.Duration {
	alike := len(e.parts) == 1 && e.scenario.Deadline == 0 && e.scenario.RetryAfter == afterNone
	if !e.foresees || !e.steady || !alike || e.timeout > 0 {
		return 0
	}
	return 2 * e.hop
}

// advanceBlocks is advance where the run foresees.
func (e *engine) advanceBlocks(ctx context.Context, until time.Duration, budget *int64) error {
	b := &e.block
	for {
		events := e.queue.TakeBlock(until, b.reach, b.events[:])
		n := len(events)
		if n == 0 {
			return nil
		}
		if e.handled += n; e.handled >= patience {
			e.handled = 0
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if *budget -= int64(n); *budget < 0 {
			return &BudgetError{At: events[0].At, Strategy: e.result.Strategy}
		}
		e.now = events[n-1].At
		if n == 1 {
			e.foresee(events[0])
		} else {
			e.foreseeBlock(events)
		}
	}
}

// foreseeBlock is foresee for many attempts of which none comes of another.
func (e *engine) foreseeBlock(events []des.Event) {
	b, n := &e.block, 0
	for i, v := range events {
		r := request{v.Client, v.Attempt, 0}
		kind, answer, at := e.meetService(r, v.At)
		if kind != metrics.Rejected || at+e.hop >= e.end {
			e.hear(r, v.At, kind, answer, at)
			continue
		}
		b.turns[n] = retry.Turn{Attempt: int(v.Attempt), U: e.draws.jitter.Float64(v.Client, v.Attempt)}
		if e.memories != nil {
			b.turns[n].Memory = e.memories[v.Client]
		}
		b.rejected[n] = uint16(i)
		n++
	}
	e.policies[0].NextAll(rejection, b.turns[:n])
	for k := range b.turns[:n] {
		e.sendNext(events[b.rejected[k]], &b.turns[k])
	}
}

// sendNext does what the policy decided for a client that was rejected.
func (e *engine) sendNext(v des.Event, t *retry.Turn) {
	heard := v.At + e.hop
	if t.Verdict != retry.Retry {
		e.recorder.Attempt(v.At, heard, metrics.Rejected)
		e.giveUp(request{v.Client, v.Attempt, 0}, heard, t.Verdict)
		return
	}
	if t.Memory != 0 || e.memories != nil {
		e.remember(v.Client, t.Memory)
	}
	sent := heard + min(t.Delay, never)
	e.recorder.Retried(v.At, heard, sent, metrics.Rejected)
	e.queue.Push(des.Event{At: sent + e.hop, Kind: arrives, Client: v.Client, Attempt: v.Attempt + 1})
}
