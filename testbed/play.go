package testbed

import (
	"time"

	"backofflab/retry"
	"backofflab/sim/metrics"
)

// play answers a call that has come as a step of the script says.
func (t *Testbed) play(at time.Duration, c *call, step *Step) {
	outcome := step.outcome()
	t.meter.Reached(at, c.client.index, c.isRetry, kindOf(outcome))
	if c.state == gone {
		return
	}
	c.reply = reply{outcome: outcome, hint: retry.NotAsked, at: at, step: step}
	if step.Delay > 0 {
		t.later(at+step.Delay, lapses, c)
		c.hung = true
		return
	}
	if step.End == Hang { // until it is let go
		c.hung = true
		return
	}
	t.replyNow(at, c)
}

// replyNow sends the answer of a step on its way, unless its client has gone.
func (t *Testbed) replyNow(at time.Duration, c *call) {
	if c.state == underway {
		t.later(at+t.trip(t.draws.back, c), answers, c)
	}
}

// outcome is what a step means to a client.
func (s *Step) outcome() retry.Outcome {
	switch {
	case s.End != Whole && s.End != Close && s.End != ResetAfter:
		return retry.Unavailable
	case s.Status == 429:
		return retry.Rejected
	case s.Status >= 500, s.Status == 408, s.Status == 425, s.Status == 403 && s.asks(), s.Status == 409:
		return retry.Unavailable
	case s.Status >= 400:
		return retry.Failed
	}
	return retry.Success
}

// kindOf is what an attempt with an outcome counts as.
func kindOf(o retry.Outcome) metrics.Kind {
	switch o {
	case retry.Success:
		return metrics.Accepted
	case retry.Rejected:
		return metrics.Rejected
	}
	return metrics.Failed
}

// shape is the outcome whose body a step has.
func (s *Step) shape() retry.Outcome {
	switch {
	case s.Status == 429 || s.Status == 403:
		return retry.Rejected
	case s.Status >= 500:
		return retry.Unavailable
	case s.Status >= 400:
		return retry.Failed
	}
	return retry.Success
}

// padded is a body of JSON of so many bytes.
func padded(n int64) []byte {
	const before, after = `{"ok":true,"padding":"`, `"}`
	body := make([]byte, max(n, int64(len(before)+len(after))))
	end := copy(body, before)
	for i := end; i < len(body)-len(after); i++ {
		body[i] = '.'
	}
	copy(body[len(body)-len(after):], after)
	return body
}
