package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// process is the guards that the clients of one process share. Budgets, and the breaker of
// retries, are asked when a retry is decided, as SDKs do: they take a token, then compute
// the delay, then sleep. Breakers and throttles are asked when an attempt is sent, and
// so is what counts the attempts under way for a budget that has to know.
type process struct {
	deciding, sending []guarding
}

// guarding is a guard, and what a request counts as that ends because it refused.
type guarding struct {
	retry.Guard
	verdict retry.Verdict
}

func newProcess(r *scenario.Resolved) process {
	var p process
	for _, kind := range r.Guards {
		g := guarding{kind.New(r.GuardParams), kind.Verdict}
		if kind.GivesUp {
			p.deciding = append(p.deciding, g)
			if counter, ok := g.Guard.(interface{ UnderWay() retry.Guard }); ok {
				p.sending = append(p.sending, guarding{counter.UnderWay(), kind.Verdict})
			}
		} else {
			p.sending = append(p.sending, g)
		}
	}
	return p
}

func (e *engine) process(s *request) *process { return e.processes.of(s.client) }

// ask asks guards about an attempt. When one refuses, the admissions of those before it are
// undone, and its verdict is returned; else it is retry.Retry.
func ask(guards []guarding, now time.Duration, t retry.Try, u float64) (wait time.Duration, refused retry.Verdict) {
	for i, g := range guards {
		w, ok := g.Admit(now, t, u)
		if !ok {
			tell(guards[:i], now, t, now, retry.NotSent)
			return 0, g.verdict
		}
		wait = max(wait, w)
	}
	return wait, retry.Retry
}

// tell tells guards what came of an attempt that they admitted at a time.
func tell(guards []guarding, now time.Duration, t retry.Try, at time.Duration, o retry.Outcome) {
	t.At = at
	for _, g := range guards {
		g.Done(now, t, o)
	}
}

// decides asks whether the attempt to come, a retry, may be made.
func (e *engine) decides(id uint32, now time.Duration) (refused retry.Verdict) {
	if e.processes == nil {
		return retry.Retry
	}
	s := &e.requests[id]
	s.decided = now
	_, refused = ask(e.process(s).deciding, now, s.asTry(), e.draws.guards.Float64(id, s.serial()))
	return refused
}

// admits asks whether an attempt may be sent, and after which wait. A first try is decided
// and sent at once. A retry that may not be sent gives back what was taken when it was
// decided.
func (e *engine) admits(id uint32, now time.Duration) (wait time.Duration, refused retry.Verdict) {
	s := &e.requests[id]
	p, t, u := e.process(s), s.asTry(), e.draws.guards.Float64(id, s.serial())
	s.admitted = now
	wait, refused = ask(p.sending, now, t, u)
	switch {
	case t.Attempt == 1 && refused == retry.Retry:
		e.decides(id, now)
	case t.Attempt > 1 && refused != retry.Retry:
		tell(p.deciding, now, t, s.decided, retry.NotSent)
	}
	return wait, refused
}

// settle reports the outcome of an attempt to the process that admitted it, if any.
func (e *engine) settle(s *request, now time.Duration, o retry.Outcome) {
	if e.processes != nil {
		p := e.process(s)
		tell(p.sending, now, s.asTry(), s.admitted, o)
		tell(p.deciding, now, s.asTry(), s.decided, o)
	}
}

// takeBack undoes what was decided about a retry that will not be sent.
func (e *engine) takeBack(s *request, now time.Duration) {
	if e.processes != nil && s.attempt > 1 {
		tell(e.process(s).deciding, now, s.asTry(), s.decided, retry.NotSent)
	}
}
