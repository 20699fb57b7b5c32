package sim

import (
	"context"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
)

// A client hears of an answer after one trip and is back after another at the
// earliest. So what arrives within two trips of an attempt cannot come of it, and all
// that lies ready within them is handled together, each step for all before the next
// step for any: the service answers, the policy decides, the retries go on their way.
// That is what makes an attempt cheap; no result depends on it. What lies ready is of
// one window of the queue, so two trips above its 16.8 ms gain nothing more.

// blockSize is how many attempts are handled together at most: what they need stays
// in the nearest cache.
const blockSize = 256

// block is the attempts that are handled together.
type block struct {
	reach    time.Duration // two trips, or 0 where attempts are handled one by one
	events   [blockSize]des.Event
	rejected [blockSize]uint16        // which of them are, and will hear of it
	turns    [blockSize]retry.Turn    // of those
	sent     [blockSize]time.Duration // when their next attempts are
}

// reachOf is within which time of an attempt nothing can come of it. NextAll wants
// clients that decide alike: of one policy, after an answer that asks for nothing, with
// no deadline of their own; and hear of it after a trip, whatever their patience.
func (e *engine) reachOf() time.Duration {
	alike := len(e.parts) == 1 && e.scenario.Deadline == 0 && e.scenario.RetryAfter == scenario.AfterNone
	if !e.foresees || !e.steady || !alike || e.timeout > 0 {
		return 0
	}
	return 2 * e.hop
}

// advanceBlocks is advance where the run foresees.
func (e *engine) advanceBlocks(ctx context.Context, until time.Duration, budget *int64) error {
	b := &e.block
	for {
		events := e.queue.TakeBlock(until, b.reach, b.events[:max(1, min(blockSize, *budget))])
		n := len(events)
		if n == 0 {
			return nil
		}
		if err := e.look(ctx, n); err != nil {
			return err
		}
		if *budget <= 0 {
			return &BudgetError{At: events[0].At, Strategy: e.result.Strategy}
		}
		*budget -= int64(n)
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
	e.parts[0].Attempts += len(events)
	for i := range events {
		if v := &events[i]; v.Attempt > 1 {
			e.herd.Add(v.At, v.Client)
		}
	}
	n := e.serveBlock(events)
	rejected, turns := e.block.rejected[:n], e.block.turns[:n]
	e.countBlock(events, rejected)
	for i, k := range rejected {
		v := &events[k]
		turns[i] = retry.Turn{Attempt: int(v.Attempt), U: e.draws.jitter.Float64(v.Client, v.Attempt)}
	}
	if e.memories != nil {
		for i, k := range rejected {
			turns[i].Memory = e.memories[events[k].Client]
		}
	}
	e.policies[0].NextAll(rejection, turns)
	e.sendBlock(events, rejected, turns)
}

// serveBlock takes attempts through the service, notes which are rejected, and how
// many, and lets the others hear at once. Where only a limiter is to be met that goes
// by itself: most attempts of most runs pass there. (n never reaches blockSize; the mask
// tells the compiler.)
func (e *engine) serveBlock(events []des.Event) int {
	n, last := 0, e.end-e.hop // who arrives then does not hear of it any more
	for i := range events {
		v := &events[i]
		if e.onlyLimits && v.At < last {
			if e.limiter.AllowN(v.At, 1) {
				e.hear(request{v.Client, v.Attempt, 0}, v.At, metrics.Accepted, success, v.At)
				continue
			}
			e.block.rejected[n&(blockSize-1)] = uint16(i)
			n++
			continue
		}
		r := request{v.Client, v.Attempt, 0}
		kind, answer, at := e.foreseeAnswer(r, v.At)
		if kind == metrics.Rejected && v.At < last {
			e.block.rejected[n&(blockSize-1)] = uint16(i)
			n++
			continue
		}
		e.hear(r, v.At, kind, answer, at)
	}
	return n
}

// sendBlock does what the policy decided for those that were rejected. The next
// attempts take the place of the ones before.
func (e *engine) sendBlock(events []des.Event, rejected []uint16, turns []retry.Turn) {
	n, sent := 0, &e.block.sent
	for i, k := range rejected {
		v, t := events[k], &turns[i]
		heard := v.At + e.hop
		if t.Verdict != retry.Retry {
			e.giveUp(request{v.Client, v.Attempt, 0}, heard, t.Verdict)
			continue
		}
		if t.Memory != 0 || e.memories != nil {
			e.remember(v.Client, t.Memory)
		}
		at := heard + min(t.Delay, never)
		sent[n&(blockSize-1)] = at
		events[n] = des.Event{At: at + e.hop, Kind: arrives, Client: v.Client, Attempt: v.Attempt + 1}
		n++
	}
	e.recorder.SentAll(sent[:n])
	e.queue.PushAll(events[:n])
}

// countBlock counts the rejected, as many at a time as share their bins.
func (e *engine) countBlock(events []des.Event, rejected []uint16) {
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
