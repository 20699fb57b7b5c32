package calculator

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// beforeOne is the largest u that a strategy may get.
const beforeOne = 1 - 1.0/(1<<53)

// policy is what the delays of one strategy follow from.
type policy struct {
	scenario scenario.Scenario
	key      string
	rejected bool
	strategy retry.Strategy
	attempts int           // of a request at most
	deadline time.Duration // 0: none
	list     int           // retries there are however many attempts, since a list ends; 0: any number
}

func policyOf(a Ask) policy {
	p := policy{scenario: a.Scenario, key: a.Strategy(), rejected: a.AfterRejection}
	own := a.Scenario.Policy(p.key)
	p.strategy = own.Strategy
	if p.rejected {
		p.strategy = own.After(retry.Rejected)
	}
	of := a.Scenario.For(p.key)
	p.attempts, p.deadline = of.Attempts, of.Deadline
	if scenario.Layers(p.key)[0].Strategy == "list" && of.DelaysThen == scenario.DelaysEnd {
		p.list = len(of.Delays)
	}
	return p
}

// walk takes drawn clients through their retries.
func (p policy) walk(most int, visit func(schedule.Waited) bool) {
	schedule.Walk(p.scenario, p.key, p.rejected, most, visit)
}

// delay is that of retry k from a draw, where nothing is remembered.
func (p policy) delay(k int, u float64) time.Duration {
	d, _ := p.strategy.Delay(k, 0, u)
	return min(d, schedule.Endless)
}

// remembers reports whether a delay depends on what was drawn before: the strategy hands
// something on to its next retry.
func (p policy) remembers() bool {
	for k := 1; k <= 4; k++ {
		if _, next := p.strategy.Delay(k, 0, 0.5); next != 0 {
			return true
		}
	}
	return false
}

// draws reports whether any delay depends on a draw, as far as the first retries tell.
func (p policy) draws() bool {
	if p.remembers() {
		return true
	}
	for k := 1; k <= 64; k++ {
		if p.delay(k, 0) != p.delay(k, beforeOne) {
			return true
		}
	}
	return false
}
