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
	turns := e.block.turns[:e.serveBlock(events)]
	e.policies[0].NextAll(rejection, turns)
	e.countBlock(events, len(turns))
	for i := range turns {
		t, v := &turns[i], events[e.block.rejected[i]]
		heard := v.At + e.hop
		if t.Verdict != retry.Retry {
			e.giveUp(request{v.Client, v.Attempt, 0}, heard, t.Verdict)
			continue
		}
		if t.Memory != 0 || e.memories != nil {
			e.remember(v.Client, t.Memory)
		}
		sent := heard + min(t.Delay, never)
		e.recorder.Sent(sent)
		e.queue.Push(des.Event{At: sent + e.hop, Kind: arrives, Client: v.Client, Attempt: v.Attempt + 1})
	}
}

// serveBlock takes attempts through the service. It returns how many were rejected
// and will hear of it, and makes a turn for each; the others hear at once.
func (e *engine) serveBlock(events []des.Event) int {
	b, n := &e.block, 0
	jitter, herd, limiter := e.draws.jitter, e.herd, e.limiter
	e.parts[0].Attempts += len(events)
	for i := range events {
		v := events[i]
		if v.Attempt > 1 {
			herd.Add(v.At, v.Client)
		}
		r := request{v.Client, v.Attempt, 0}
		if e.onlyLimits {
			if limiter.AllowN(v.At, 1) {
				e.hear(r, v.At, metrics.Accepted, success, v.At)
				continue
			}
		} else if kind, answer, at := e.foreseeAnswer(r, v.At); kind != metrics.Rejected {
			e.hear(r, v.At, kind, answer, at)
			continue
		}
		if v.At+e.hop >= e.end {
			e.hear(r, v.At, metrics.Rejected, rejection, v.At)
			continue
		}
		t := &b.turns[n]
		t.Attempt, t.U = int(v.Attempt), jitter.Float64(v.Client, v.Attempt)
		if e.memories != nil {
			t.Memory = e.memories[v.Client]
		}
		b.rejected[n] = uint16(i)
		n++
	}
	return n
}

// countBlock counts the rejected, as many at a time as share their bins.
func (e *engine) countBlock(events []des.Event, n int) {
	counted, end := 0, time.Duration(0)
	for k := range n {
		at := events[e.block.rejected[k]].At
		if at < end {
			continue
		}
		e.countAlike(events, counted, k)
		counted = k
		end = min(e.recorder.EndOfBin(at), e.recorder.EndOfBin(at+e.hop)-e.hop)
	}
	e.countAlike(events, counted, n)
}

func (e *engine) countAlike(events []des.Event, from, to int) {
	if to > from {
		at := events[e.block.rejected[from]].At
		e.recorder.Turned(at, at+e.hop, metrics.Rejected, to-from)
	}
}
