package sim

import (
	"time"

	"backofflab/scenario"
	"backofflab/sim/metrics"
)

// finish completes the result, with its columns, and room for its waves.
func (e *engine) finish(columns metrics.Columns, waves []metrics.Wave) Result {
	r := e.result
	r.Bin, r.Columns = e.recorder.Width(), columns
	e.busiest.turn(e.end)
	r.PeakBin, r.Peak, r.PeakSpan = int(e.busiest.from/r.Bin), e.busiest.most, e.busiest.width
	r.Completion = &e.recorder.Completion
	r.Waves, r.Later = e.herd.AppendWorst(waves), e.herd.Later()
	r.HerdIndex, r.HerdWidth = e.herd.Index()
	r.Rejected = e.recorder.Count(metrics.Rejected)
	r.Failed = e.recorder.Count(metrics.Failed)
	for _, p := range e.parts {
		r.Requests += p.Requests
		r.Attempts += p.Attempts
		r.Successes += p.Successes
		r.GaveUp.add(p.GaveUp)
	}
	r.Unfinished = r.Requests - r.Successes - r.GaveUp.Total()
	r.LastSuccess = e.recorder.LastSuccess
	r.Done95, r.HasDone95 = e.done95(&r)
	e.recover(&r)
	if len(e.parts) > 1 {
		r.Parts = append([]Part(nil), e.parts...)
	}
	e.service.LetOut(e.end - 1)
	r.Dropped, r.ServiceArea, r.ServiceSojourn = e.service.Dropped(), e.service.Area(), e.service.Sojourn()
	r.summarise(&e.scenario)
	return r
}

// done95 is when 95 % of the requests had succeeded: since the start of the run where
// clients have one each, else since that of each request.
func (e *engine) done95(r *Result) (time.Duration, bool) {
	n := (95*r.Requests + 99) / 100
	switch {
	case n == 0 || n > r.Successes:
		return 0, false
	case e.scenario.Population == scenario.PopulationOnce:
		return e.recorder.NthSuccess(n), true
	}
	return r.Completion.Nth(n), true
}

// recover finds the end of what the triggers set off. Of a run that was stopped midway it is
// not known what comes after.
func (e *engine) recover(r *Result) {
	_, to, some := trigger(e.scenario.Scenario)
	if r.HasTrigger = some; !some {
		return
	}
	next, ok := e.queue.Next()
	stopped := e.stopped || ok && next < e.end
	over := max(to, e.recorder.LastEnd)
	switch {
	case e.recovery == nil:
		r.Recovered = !stopped && r.Avoidable() == 0
	case stopped:
		over, r.Recovered = e.recovery.Over(e.now)
	default:
		over, r.Recovered = e.recovery.Over(metrics.Ever)
	}
	if r.Recovered {
		r.Recovery = over - to
	}
}
