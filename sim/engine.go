package sim

import (
	"context"
	"time"

	"backofflab/retry"
	"backofflab/sim/des"
	"backofflab/sim/limit"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// engine simulates one strategy.
//
// There is one event an attempt: its arrival at the service. Everything else
// about the attempt follows from it at once, because the network's latency is
// fixed and an admitted request is served at once. What a client is does not
// need to be kept either: when it started and whether its request fails for good
// are draws, and a draw can be drawn again.
type engine struct {
	scenario Scenario
	policy   retry.Policy
	limiter  limit.Limiter
	end      time.Duration

	arrivals, faults, permanents, jitter rng.Stream

	queue    des.Queue
	delays   []time.Duration // a client's last backoff delay
	recorder *metrics.Recorder
	result   Result
}

func newEngine(s Scenario, strategy string) *engine {
	e := &engine{
		scenario:   s,
		policy:     s.policy(strategy),
		limiter:    s.limiter(),
		end:        s.End(),
		arrivals:   rng.New(s.Seed, rng.Arrivals),
		faults:     rng.New(s.Seed, rng.Faults),
		permanents: rng.New(s.Seed, rng.Permanents),
		jitter:     rng.New(s.Seed, rng.Jitter),
		delays:     make([]time.Duration, s.Clients),
		recorder:   metrics.NewRecorder(s.Bin, s.End()),
		result:     Result{Strategy: strategy, Requests: s.Clients, Bin: s.Bin},
	}
	e.queue.Grow(s.Clients)
	for id := range uint32(s.Clients) {
		e.send(id, 1, e.start(id))
	}
	return e
}

// start is when a client sends its first attempt.
func (e *engine) start(id uint32) time.Duration {
	return time.Duration(e.arrivals.Float64(id, 0) * float64(e.scenario.Spread))
}

// permanent reports whether a client's request fails for good.
func (e *engine) permanent(id uint32) bool {
	return e.scenario.Permanent > 0 && e.permanents.Float64(id, 0) < e.scenario.Permanent
}

// send puts attempt n of a client on its way at a time.
func (e *engine) send(id, n uint32, at time.Duration) {
	e.recorder.Sent(at)
	e.queue.Push(des.Event{At: at + e.scenario.Latency, Client: id, Attempt: n})
}

// advance handles every arrival before until, taking each out of the budget. It
// looks at the context now and then: a storm can put millions into one bin.
func (e *engine) advance(ctx context.Context, until time.Duration, budget *int64) error {
	for {
		next, some := e.queue.Next()
		if !some || next.At >= until {
			return nil
		}
		if *budget == 0 {
			return &BudgetError{At: next.At, Strategy: e.result.Strategy}
		}
		*budget--
		if *budget%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		e.arrive(e.queue.Pop())
	}
}

// arrive takes an attempt through the service and its client's next decision.
func (e *engine) arrive(attempt des.Event) {
	outcome := e.serve(attempt)
	answered := attempt.At + e.scenario.Latency
	e.count(attempt.At, answered, outcome)
	if answered >= e.end {
		e.result.Unfinished++ // the client has not learned of it when the run stops
		return
	}
	elapsed := answered - e.start(attempt.Client)
	if outcome == retry.Success {
		e.result.Successes++
		e.recorder.Completed(answered, elapsed)
		return
	}
	delay := &e.delays[attempt.Client]
	u := e.jitter.Float64(attempt.Client, attempt.Attempt)
	next, verdict := e.policy.Next(int(attempt.Attempt), outcome, elapsed, *delay, u)
	if verdict != retry.Retry {
		e.result.GaveUp.count(verdict)
		return
	}
	*delay = next
	e.send(attempt.Client, attempt.Attempt+1, answered+next)
}

// serve is the service: faults before the limiter, so a failed attempt takes
// nothing from the limit.
func (e *engine) serve(attempt des.Event) retry.Outcome {
	switch {
	case e.permanent(attempt.Client):
		return retry.Failed
	case e.scenario.Fail > 0 && e.faults.Float64(attempt.Client, attempt.Attempt) < e.scenario.Fail:
		return retry.Unavailable
	case e.limiter.AllowN(attempt.At, 1):
		return retry.Success
	default:
		return retry.Rejected
	}
}

// count records an attempt with its outcome.
func (e *engine) count(reached, answered time.Duration, outcome retry.Outcome) {
	kind := metrics.Failed
	e.result.Attempts++
	switch outcome {
	case retry.Success:
		kind = metrics.Accepted
	case retry.Rejected:
		kind = metrics.Rejected
		e.result.Rejected++
	default:
		e.result.Failed++
	}
	e.recorder.Attempt(reached, answered, kind)
}

// over reports whether nothing is left to happen before the end.
func (e *engine) over() bool {
	next, some := e.queue.Next()
	return !some || next.At >= e.end
}

// finish completes the result, with the columns of all bins that were cut.
func (e *engine) finish() Result {
	r := e.result
	r.Unfinished += e.queue.Len()
	r.Completion = &e.recorder.Completion
	r.Columns = e.recorder.All()
	r.summarise(e.scenario)
	return r
}
