package sim

import (
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// plainFlight is the copies of one attempt.
type plainFlight struct {
	began  time.Duration
	copies []*plainAttempt // that were sent
	over   bool            // the policy knows what came of them
}

func plainlyHedged(s scenario.Scenario, fleet string) bool {
	s.Strategies = []string{fleet}
	return len(s.Hedged()) > 0
}

// launch sends the first copy of an attempt, says when each further one goes out, and when
// nobody waits for any of them.
func (o *plainRun) launch(a *plainAttempt, at time.Duration, h scenario.Hedging) {
	f := &plainFlight{began: at}
	o.sendCopy(a, f, at)
	if a.patience < plainNever {
		o.on(a.patience, onTimeout, a.id, a.serial, func() {
			if o.idle = f.over && o.apart; !f.over {
				o.loseCopies(f, scenario.Hedging{}, plainTimeout)
				o.decide(a, o.now, plainTimeout)
			}
		})
	}
	delay := h.After
	if h.Percentile > 0 {
		seen := o.took[scenario.ShareOf(o.fleet, a.client)]
		if len(seen) < 20 {
			return
		}
		delay = plainQuantile(seen, h.Percentile/100)
	}
	o.sendHedge(a, f, at+delay, delay, h.Most)
}

// sendHedge sends a further copy at a time, and lets others follow.
func (o *plainRun) sendHedge(first *plainAttempt, f *plainFlight, at, delay time.Duration, left int) {
	if left == 0 || at >= first.patience {
		return
	}
	o.on(at, onHedge, first.id, first.serial, func() {
		if f.over {
			return
		}
		c := &plainAttempt{plainRequest: first.plainRequest, number: first.number, serial: first.serial, cause: first.cause,
			memory: first.memory, levels: first.levels, patience: first.patience}
		c.id = first.id + uint32(len(f.copies))<<29
		o.sendCopy(c, f, at)
		o.sendHedge(first, f, at+delay, delay, left-1)
	})
}

func (o *plainRun) sendCopy(c *plainAttempt, f *plainFlight, at time.Duration) {
	f.copies = append(f.copies, c)
	c.flight, c.state, c.sent = f, isSent, at
	o.sentAt = append(o.sentAt, at)
	o.on(at+o.travel(rng.NetworkThere, c), onArrival, c.id, c.serial, func() { o.arrive(c, 0) })
}

func (o *plainRun) replyToCopy(c *plainAttempt, at time.Duration, answer retry.Answer) {
	if c.state != isSent || at > c.patience {
		if answer.Outcome == retry.Success {
			o.result.Abandoned++
		}
		return
	}
	c.state, c.answer = isTold, answer
	o.on(at, onAnswer, c.id, c.serial, func() {
		if c.state == isTold {
			o.hearCopy(c)
		}
	})
}

// hearCopy is the answer to a copy. The attempt is over with a success, or when nobody waits
// for another copy.
func (o *plainRun) hearCopy(c *plainAttempt) {
	c.state = isOver
	o.answered = append(o.answered, o.now)
	won := c.answer.Outcome == retry.Success
	if !won && slices.ContainsFunc(c.flight.copies, func(other *plainAttempt) bool { return other.state != isOver }) {
		return
	}
	part := scenario.ShareOf(o.fleet, c.client)
	if won {
		o.took[part] = append(o.took[part], o.now-c.flight.began)
		if c != c.flight.copies[0] {
			o.parts[part].HedgesWon++
		}
	}
	o.loseCopies(c.flight, o.Hedging(o.parts[part].Strategy), c.answer)
	o.decide(c.flight.copies[0], o.now, c.answer) // by the draws of the attempt
}

// loseCopies is the end of the wait for the copies of an attempt of which something came.
func (o *plainRun) loseCopies(f *plainFlight, h scenario.Hedging, came retry.Answer) {
	f.over = true
	for _, c := range f.copies {
		if c.state == isOver {
			continue
		}
		o.answered = append(o.answered, o.now)
		if came.Outcome == retry.TimedOut {
			o.timedOut = append(o.timedOut, o.now)
		}
		o.miss(c)
		if c.state == isSent && o.Abandoned == scenario.AbandonedNoticed && !h.Left {
			o.on(o.now+o.travel(rng.NetworkThere, c), onNews, c.id, c.serial, func() { o.hangUp(c) })
		}
		c.state = isOver
	}
}

// plainQuantile is the quantile as a histogram has it, of the values in order.
func plainQuantile(values []time.Duration, q float64) time.Duration {
	var h metrics.Histogram
	for _, d := range values {
		h.Add(d)
	}
	return h.Quantile(q)
}
