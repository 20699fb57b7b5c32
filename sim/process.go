package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// process is the guards that the clients of one process share, in the order of the
// scenario.
type process struct {
	guards   []retry.Guard
	givesUp  []bool          // what each guard refuses is given up,
	verdicts []retry.Verdict // and counts as this
}

func newProcess(r *scenario.Resolved) process {
	var p process
	for _, kind := range r.Guards {
		p.guards = append(p.guards, kind.New(r.GuardParams))
		p.givesUp = append(p.givesUp, kind.GivesUp)
		p.verdicts = append(p.verdicts, kind.Verdict)
	}
	return p
}

func (e *engine) process(s *request) *process { return &e.processes[int(s.client)/e.scenario.Process] }

// admit asks every guard. When one refuses, the admissions of those before it are undone,
// and it says what a request counts as that ends with that, and whether it does.
func (p *process) admit(now time.Duration, t retry.Try, u float64) (wait time.Duration, refused retry.Verdict, ends bool) {
	for i, g := range p.guards {
		w, ok := g.Admit(now, t, u)
		if ok {
			wait = max(wait, w)
			continue
		}
		for _, before := range p.guards[:i] {
			before.Done(now, t, retry.NotSent)
		}
		return 0, p.verdicts[i], p.givesUp[i]
	}
	return wait, retry.Retry, false
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
