package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// process is what clients share that live in one process: the guards of the
// scenario, asked in its order.
type process struct {
	guards  []retry.Guard
	givesUp []bool // what each guard refuses is given up
}

// admission is what a process says to an attempt.
type admission uint8

const (
	admits admission = iota
	refuses
	refusesForGood
)

func newProcess(r *scenario.Resolved) process {
	var p process
	for _, kind := range r.Guards {
		p.guards = append(p.guards, kind.New(r.GuardParams))
		p.givesUp = append(p.givesUp, kind.GivesUp)
	}
	return p
}

func (e *engine) process(s *request) *process { return &e.processes[int(s.client)/e.scenario.Process] }

// admit asks every guard. When one refuses, those before it get back what they
// took.
func (p *process) admit(now time.Duration, t retry.Try, u float64) (wait time.Duration, verdict admission) {
	for i, g := range p.guards {
		w, ok := g.Admit(now, t, u)
		if ok {
			wait = max(wait, w)
			continue
		}
		for _, before := range p.guards[:i] {
			before.Done(now, t, retry.NotSent)
		}
		if p.givesUp[i] {
			return 0, refusesForGood
		}
		return 0, refuses
	}
	return wait, admits
}

// done tells every guard what came of an attempt.
func (p *process) done(now time.Duration, t retry.Try, o retry.Outcome) {
	for _, g := range p.guards {
		g.Done(now, t, o)
	}
}

// settle tells the process of a request, if there is one, what came of an attempt
// that it admitted.
func (e *engine) settle(s *request, now time.Duration, o retry.Outcome) {
	if e.processes != nil {
		e.process(s).done(now, s.asTry(), o)
	}
}
