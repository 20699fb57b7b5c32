package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/scenario"
)

// process is what clients share that live in one process: a breaker, a throttle
// and a budget, asked in this order, so that a retry is paid for only when it is
// sent.
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

func newProcess(s scenario.Scenario) process {
	params := guard.Params{
		BudgetTokens: s.BudgetTokens, BudgetRatio: s.BudgetRatio, BudgetFloor: s.BudgetFloor,
		BreakerRatio: s.BreakerRatio, BreakerWindow: s.BreakerWindow, BreakerMin: s.BreakerMin,
		BreakerOpen: s.BreakerOpen, BreakerOpenJitter: s.BreakerOpenJitter, BreakerProbes: s.BreakerProbes,
		ThrottleK: s.ThrottleK, ThrottleWindow: s.ThrottleWindow,
	}
	var p process
	add := func(kinds []guard.Kind, key string) {
		for _, kind := range kinds {
			if kind.Key == key && kind.New != nil {
				p.guards = append(p.guards, kind.New(params))
				p.givesUp = append(p.givesUp, kind.GivesUp)
			}
		}
	}
	add(guard.Breakers(), s.Breaker)
	add(guard.Throttles(), s.Throttle)
	add(guard.Budgets(), s.Budget)
	return p
}

func (e *engine) process(s *seat) *process { return &e.processes[int(s.client)/e.scenario.Process] }

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

// settle tells the process of a seat, if there is one, what came of an attempt
// that it admitted.
func (e *engine) settle(s *seat, now time.Duration, o retry.Outcome) {
	if e.processes != nil {
		e.process(s).done(now, s.asTry(), o)
	}
}
