package testbed

import (
	"slices"
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

// says reports whether a step has a field with a value.
func (s *Step) says(name, value string) bool {
	return slices.Contains(s.Header, Field{name, value})
}

// final reports whether a client should make no other attempt after a failure.
func (r *reply) final() bool {
	return r.outcome == retry.Failed || r.step != nil && r.step.says("x-should-retry", "false")
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
	case s.End != Whole && s.End != Close && s.End != ResetAfter, s.Status >= 400 && s.says("x-should-retry", "true"):
		return retry.Unavailable
	case s.Status == 429, s.Status == 403 && (s.asks() || s.says("x-ratelimit-remaining", "0")):
		return retry.Rejected
	case s.Status >= 500, s.Status == 408, s.Status == 425, s.Status == 409:
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

// ScriptState is how far a script is.
type ScriptState struct {
	Text     string     // the script
	Consumed int        // answers that were given
	Left     int        // answers to come
	Account  []Consumed // the first maxAccount of those given
}

// Consumed is an answer of a script that an attempt got.
type Consumed struct {
	Step int           // of the script, from 0
	Text string        // the step, as the script writes it once
	Who  string        // the client
	At   time.Duration // when the attempt reached the testbed, since its first request
}

// maxAccount is how many consumed answers are written down.
const maxAccount = 1000

// player plays a script.
type player struct {
	script   Script
	texts    []string // of the steps
	step     int
	times    int // of the step, that were given
	consumed int
	account  []Consumed
}

func newPlayer(s Script) player {
	p := player{script: s}
	for _, step := range s.Steps {
		step.Times = 1
		p.texts = append(p.texts, step.String())
	}
	return p
}

// next returns the answer for an attempt that has come, nil where the service answers.
func (p *player) next(at time.Duration, c *client) *Step {
	if p.step == len(p.script.Steps) {
		return nil
	}
	i, step := p.step, &p.script.Steps[p.step]
	p.consumed++
	if len(p.account) < maxAccount {
		p.account = append(p.account, Consumed{Step: i, Text: p.texts[i], Who: c.Who, At: at})
	}
	if p.times++; p.times >= step.Times {
		p.step, p.times = p.step+1, 0
	}
	return step
}

func (p *player) state() ScriptState {
	return ScriptState{
		Text: p.script.String(), Consumed: p.consumed, Left: p.script.Len() - p.consumed,
		Account: append([]Consumed(nil), p.account...),
	}
}
