package testbed

import "time"

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
