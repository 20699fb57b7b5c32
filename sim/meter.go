package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

// meter has what the figures of a run are computed from.
type meter struct {
	recorder *metrics.Recorder
	herd     *metrics.Herd
	recovery *metrics.Recovery // from the triggers, where requests go on; nil: no such
	busiest  busiest
	result   Result
	done     metrics.Histogram // when requests succeeded, where there are too many to write each down
}

// newMeter is for clients 0 to clients-1, and is to be given a herd. What a trigger set off is over before a last time.
func newMeter(r *scenario.Resolved, clients int, last time.Duration) meter {
	m := meter{
		recorder: &metrics.Recorder{},
		result:   Result{QueueWait: &metrics.Histogram{}},
	}
	return m.renewed(r, clients, last)
}

// renewed is what newMeter returns, in the memory of a meter that is used no more.
func (m meter) renewed(r *scenario.Resolved, clients int, last time.Duration) meter {
	if m.recorder == nil {
		return newMeter(r, clients, last)
	}
	m = meter{recorder: m.recorder, result: Result{QueueWait: m.result.QueueWait}}
	if from, to, some := trigger(r.Scenario); some && r.Population != scenario.PopulationOnce {
		m.recovery = metrics.NewRecovery(from, to, last)
	}
	return m
}

// Meter measures a service that real clients call, as a run measures its own: what it returns
// has the columns and the figures of a run. Times are since the first call of the service; they
// are less than the meter's life, and those of Reached and Sent never go back. It belongs to one
// goroutine.
type Meter struct {
	meter
	scenario scenario.Resolved
}

// MaxSuccesses is how many successes a meter writes down, to say when 95 % of the requests had
// succeeded. With more it says so to a thousandth.
const MaxSuccesses = 20_000

// NewMeter returns a meter of the service of a scenario, for clients 0 to clients-1. It begins
// with the widths of bins that the scenario has, and makes them wider as a run does, and further
// where its life takes that.
func NewMeter(r *scenario.Resolved, clients int, life time.Duration) *Meter {
	own := *r
	own.Crash = 0 // real clients do not crash by a scenario
	m := &Meter{meter: newMeter(&own, clients, life), scenario: own}
	m.herd = metrics.NewHerd(HerdWindow, r.FirstBurst(), clients)
	widths := r.Widths
	for last := widths[len(widths)-1]; last < life/scenario.MaxBins; last *= 2 {
		widths = append(widths[:len(widths):len(widths)], 2*last)
	}
	m.recorder.Reset(widths[0], life)
	m.recorder.Adapt(widths[1:], scenario.MaxBins)
	m.busiest.width = widths[0]
	m.recorder.KeepSuccesses()
	return m
}

// Opened counts a request that begins.
func (m *Meter) Opened(at time.Duration) {
	m.result.Requests++
	m.recorder.Opened(at)
	m.recovery.Opened(at)
}

// Sent counts an attempt that leaves its client.
func (m *Meter) Sent(at time.Duration) { m.recorder.Sent(at) }

// Reached counts an attempt that reaches the service.
func (m *Meter) Reached(at time.Duration, client uint32, isRetry bool, kind metrics.Kind) {
	m.result.Attempts++
	m.busiest.add(at)
	if isRetry {
		m.herd.Add(at, client)
	}
	m.recorder.Reached(at, kind)
}

// Answered counts an answer that comes to its client.
func (m *Meter) Answered(at time.Duration) { m.recorder.Answered(at) }

// TimedOut counts an attempt whose client stops waiting.
func (m *Meter) TimedOut(at time.Duration) {
	m.result.TimedOut++
	m.recorder.Answered(at)
	m.recorder.TimedOut(at)
}

// Completed counts a request that succeeds, so long after it began.
func (m *Meter) Completed(at, took time.Duration) {
	m.result.Successes++
	if m.result.Successes > MaxSuccesses {
		m.recorder.ForgetSuccesses()
	}
	m.recorder.Completed(at, took)
	m.done.Add(at)
	m.ended(at)
}

// GaveUp counts a request that is over without success.
func (m *Meter) GaveUp(at time.Duration, why retry.Verdict) {
	m.result.GaveUp.count(why)
	m.ended(at)
}

func (m *Meter) ended(at time.Duration) {
	m.recorder.Ended(at)
	m.recovery.Ended(at)
}

// Abandoned counts an attempt that was served, and whose client had stopped waiting.
func (m *Meter) Abandoned() { m.result.Abandoned++ }

// Queued and Waited make it record the queue of a service.
func (m *Meter) Queued(at time.Duration, change int) { m.recorder.Queued(at, change) }

// Waited is there with Queued.
func (m *Meter) Waited(wait time.Duration) { m.result.QueueWait.Add(wait) }

// KindOf returns what an attempt counts as, by the verdict of the service.
func KindOf(v service.Verdict) metrics.Kind { return reached[v] }

// Result returns what was measured until now, of a fleet with that name and so many clients.
// Nothing in it changes later. Requests that are not over count as unfinished.
func (m *Meter) Result(now time.Duration, fleet string, clients int, s *service.Service) Result {
	m.recorder.Fit(now)
	columns := m.recorder.Whole(int(now/m.recorder.Width()) + 1)
	then := m.meter
	r := then.figures(columns.Clone(), nil, now)
	r.Strategy, r.Clients = fleet, clients
	r.Completion, r.QueueWait = r.Completion.Clone(), r.QueueWait.Clone()
	open := r.Requests - r.Successes - r.GaveUp.Total()
	_, to, _ := trigger(m.scenario.Scenario)
	m.finish(&r, &m.scenario, m.recovery != nil || open > 0 || now < to, now)
	r.Dropped, r.ServiceArea, r.ServiceSojourn = s.Dropped(), s.Area(), s.Sojourn()
	r.summarise(&m.scenario)
	return r
}

// figures returns what follows from what was recorded until a time.
func (m *meter) figures(columns metrics.Columns, waves []metrics.Wave, until time.Duration) Result {
	r := m.result
	r.Bin, r.Columns = m.recorder.Width(), columns
	m.busiest.turn(until)
	r.PeakBin, r.Peak, r.PeakSpan = int(m.busiest.from/r.Bin), m.busiest.most, m.busiest.width
	r.Completion = &m.recorder.Completion
	r.Waves, r.Later = m.herd.AppendWorst(waves), m.herd.Later()
	r.HerdIndex, r.HerdWidth = m.herd.Index()
	r.Rejected = m.recorder.Count(metrics.Rejected)
	r.Failed = m.recorder.Count(metrics.Failed)
	return r
}

// finish adds what follows from the number of requests. stopped says that more would have come
// after a time.
func (m *meter) finish(r *Result, s *scenario.Resolved, stopped bool, at time.Duration) {
	r.Unfinished = r.Requests - r.Successes - r.GaveUp.Total()
	r.LastSuccess = m.recorder.LastSuccess
	r.Done95, r.HasDone95 = m.doneBy(r, s.Population, 95)
	r.Done99, r.HasDone99 = m.doneBy(r, s.Population, 99)
	m.recover(r, s, stopped, at)
}

// doneBy is when so many per cent of the requests had succeeded: since the start of the run where
// clients have one each, else since that of each request.
func (m *meter) doneBy(r *Result, population scenario.Population, percent int) (time.Duration, bool) {
	n := (percent*r.Requests + 99) / 100
	switch {
	case n == 0 || n > r.Successes:
		return 0, false
	case population == scenario.PopulationOnce:
		if at, ok := m.recorder.NthSuccess(n); ok {
			return at, true
		}
		return m.done.Nth(n), true
	}
	return r.Completion.Nth(n), true
}

// recover finds the end of what the triggers set off. Of a run that was stopped midway it is
// not known what comes after.
func (m *meter) recover(r *Result, s *scenario.Resolved, stopped bool, at time.Duration) {
	_, to, some := trigger(s.Scenario)
	if r.HasTrigger = some; !some {
		return
	}
	over := max(to, m.recorder.LastEnd)
	switch {
	case m.recovery == nil:
		r.Recovered = !stopped && r.Avoidable() == 0
	case stopped:
		over, r.Recovered = m.recovery.Over(at)
	default:
		over, r.Recovered = m.recovery.Over(metrics.Ever)
	}
	if r.Recovered {
		r.Recovery = over - to
	}
}

// busiest finds when the most attempts reach the service within a slice of a width, the
// first of several. Slices begin at 0, one after the other: they are the bins, unless
// those became wider.
type busiest struct {
	width time.Duration
	end   time.Duration // of the slice under way
	n     int           // attempts in it
	from  time.Duration // when the busiest begins
	most  int           // attempts in that
}

// add counts an attempt, no earlier than the one before.
func (b *busiest) add(at time.Duration) {
	if at >= b.end {
		b.turn(at)
	}
	b.n++
}

// addAll is add of each attempt of a stretch.
func (b *busiest) addAll(r des.Stretch) {
	if r.Last() < b.end {
		b.n += len(r.Words)
	} else {
		b.addEach(r)
	}
}

//go:noinline
func (b *busiest) addEach(r des.Stretch) {
	for i := range r.Words {
		b.add(r.At(i))
	}
}

// turn goes on to the slice of a time.
//
//go:noinline
func (b *busiest) turn(at time.Duration) {
	if b.n > b.most {
		b.from, b.most = b.end-b.width, b.n
	}
	b.end, b.n = (at/b.width+1)*b.width, 0
}
