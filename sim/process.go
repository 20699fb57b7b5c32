package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// process is the guards that the clients of one process share, in the order of the
// scenario.
type process struct {
	guards  []retry.Guard
	givesUp []bool // what each guard refuses is given up
}

// admission is the verdict of a process on an attempt.
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

func (e *engine) process(s *request) *process { return e.processes.of(s.client) }

// admit asks every guard. When one refuses, the admissions of those before it are undone.
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

// done reports the outcome of an attempt to every guard.
func (p *process) done(now time.Duration, t retry.Try, o retry.Outcome) {
	for _, g := range p.guards {
		g.Done(now, t, o)
	}
}

// settle reports the outcome of an attempt to the process that admitted it, if any.
func (e *engine) settle(s *request, now time.Duration, o retry.Outcome) {
	if e.processes != nil {
		e.process(s).done(now, s.asTry(), o)
	}
}
