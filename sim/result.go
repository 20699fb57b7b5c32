package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/metrics"
)

// HerdWindow is the span within which retries count as one wave.
const HerdWindow = 100 * time.Millisecond

// Result is the result of one fleet. Requests = Successes + GaveUp.Total() +
// Unfinished, and Attempts = accepted + Rejected + Failed.
type Result struct {
	Strategy string // key of the fleet

	Requests   int // that began
	Attempts   int // that reached the service
	Successes  int // requests whose client learned of its success
	Rejected   int // attempts turned away by the limiter
	Failed     int // attempts that met a fault, or found no place in the queue
	TimedOut   int // attempts whose client stopped waiting
	NotSent    int // attempts that budget, breaker or throttle refused; they were not sent
	Abandoned  int // attempts that were served, and whose answer came when their client had stopped waiting
	Dropped    int // attempts let in and let go: their wait was too long, they made room, or their client hung up
	Hedges     int // of Attempts, those that were further copies of one that had not been answered
	HedgesWon  int // of Successes, those that such a copy brought
	GaveUp     GaveUp
	Unfinished int // requests still under way when the run stopped

	Amplification float64       // Attempts / Requests
	Wasted        int           // attempts that served nobody: Attempts - Successes
	PeakBin       int           // number of the bin with the busiest slice, the first of several
	Peak          int           // attempts in that slice
	PeakSpan      time.Duration // its width: that of bins at the beginning
	PeakPerS      float64       // the same as a rate
	PeakOverRate  float64       // the same as a multiple of the capacity; 0 where nothing bounds it

	// HerdIndex is how many times as uneven the retries are as those of independent
	// clients: about 1 for these, about m where m come back within one window. HerdWidth is
	// how wide the windows are in which they are most uneven. Both are 0 where there are
	// too few retries, or all come at nearly one moment.
	HerdIndex float64
	HerdWidth time.Duration

	// Waves are the largest herds: the spans of HerdWindow in which the most
	// retries reached the service, the largest first. None overlap.
	Waves []metrics.Wave

	// Later is the fullest span of HerdWindow that begins after the scenario's FirstBurst:
	// of those that keep coming back. It has no retries where nobody does.
	Later metrics.Wave

	// Done95 is when 95 % of all requests, rounded up, have succeeded: of a population
	// that has one request a client the virtual time, to the nanosecond. Of others it is
	// the 95th percentile of the completion times, in which a request without a success
	// counts as one that takes for ever. HasDone95 says whether so many succeeded. Done99 is
	// the same of 99 %.
	Done95, Done99       time.Duration
	HasDone95, HasDone99 bool

	LastSuccess time.Duration // virtual time at which the last client learned of its success; 0 without any

	// Recovery is the time from the end of the last trigger (outage, brownout, spike,
	// crash) until what it set off is over. Where clients have one request each that is
	// the end of the last request, and it is over only where nobody was lost that could
	// have succeeded. Else it is the first moment at which no more requests are under way
	// than there were at most at any moment before the first trigger, and requests must
	// still begin then; it is over at once where none is under way when the trigger ends.
	// HasTrigger says whether there was any, Recovered whether it was over.
	Recovery              time.Duration
	Recovered, HasTrigger bool

	Completion *metrics.Histogram // from a request's first attempt to its success; successes only
	QueueWait  *metrics.Histogram // wait for a server, of all attempts that got one

	ByAttempt ByAttempt // Attempts and Successes by the number of the attempt

	Parts   []Part  // of a mixed fleet, in the order of its key; nil otherwise
	Layers  []Layer // in which the clients of a fleet that is no mix retry, the outermost first; nil where it is one
	Partial bool    // the run was stopped before its end; all figures are of what was simulated
	Late    bool    // it was stopped because it took long, and not because its attempts were used up

	Bin     time.Duration // width of the bins
	Columns metrics.Columns

	// ServiceArea is the area under the number of attempts in the service, in
	// attempt-seconds; ServiceSojourn what those that left had spent there, in
	// seconds. By Little's law they are equal once all have left.
	ServiceArea, ServiceSojourn float64

	Clients int // of the scenario
}

// Length is the virtual time that the columns cover.
func (r Result) Length() time.Duration { return time.Duration(len(r.Columns.Attempts)) * r.Bin }

// Lost returns how many requests found no success, whatever the reason: given up, or still
// under way when the run stopped.
func (r Result) Lost() int { return r.Requests - r.Successes }

// Avoidable returns how many of those did not fail for good.
func (r Result) Avoidable() int { return r.Lost() - r.GaveUp.Permanent }

// Part is what came of the clients of a mixed fleet that use one strategy.
type Part struct {
	Strategy   string // key of a retry.Kind
	Clients    int
	Requests   int
	Attempts   int
	Successes  int
	Hedges     int // of Attempts, and HedgesWon of Successes, as in Result
	HedgesWon  int
	GaveUp     GaveUp
	ByAttempt  ByAttempt
	beyond     int // attempts with higher numbers than are counted, on the fast path
	Completion *metrics.Histogram
	QueueWait  *metrics.Histogram // wait for a server, of its attempts that got one
	Peak       int                // its attempts in the busiest slice of its own,
	PeakSpan   time.Duration      // which is so wide
	Layers     []Layer            // the outermost first; nil where there is one
}

// Layer is what came of one of the layers in which clients retry.
type Layer struct {
	Strategy  string    // a key of a retry.Kind, with the layer's own settings
	Attempts  int       // that it made: requests of the next layer, or calls that left for the service
	ByAttempt ByAttempt // the same, by their number within a request of the layer
}

// layersOf are the layers of a strategy before a run, nil where it has one.
func layersOf(strategy string) []Layer {
	all := scenario.Layers(strategy)
	if len(all) == 1 {
		return nil
	}
	layers := make([]Layer, len(all))
	for i, l := range all {
		layers[i].Strategy = l.Key()
	}
	return layers
}

// GaveUp counts the requests that were given up, by reason.
type GaveUp struct {
	Attempts   int // max attempts were used up
	Deadline   int // the next retry would have started after the deadline
	Permanent  int // the attempt failed for good
	NotRetried int // the attempt ended in another way that the policy does not retry
	Budget     int // the budget refused the retry
	Breaker    int // the breaker refused the attempt, and the policy does not retry that
	Throttle   int // the throttle did
	RetryAfter int // the service asked for a longer wait than the policy's limit
}

// Total returns how many requests were given up.
func (g GaveUp) Total() int {
	return g.Attempts + g.Deadline + g.Permanent + g.NotRetried + g.Budget + g.Breaker + g.Throttle + g.RetryAfter
}

func (g *GaveUp) count(v retry.Verdict) {
	switch v {
	case retry.GiveUpAttempts:
		g.Attempts++
	case retry.GiveUpDeadline:
		g.Deadline++
	case retry.GiveUpPermanent:
		g.Permanent++
	case retry.GiveUpNotRetried:
		g.NotRetried++
	case retry.GiveUpBudget:
		g.Budget++
	case retry.GiveUpBreaker:
		g.Breaker++
	case retry.GiveUpThrottle:
		g.Throttle++
	case retry.GiveUpRetryAfter:
		g.RetryAfter++
	}
}

func (g *GaveUp) add(o GaveUp) {
	g.Attempts += o.Attempts
	g.Deadline += o.Deadline
	g.Permanent += o.Permanent
	g.NotRetried += o.NotRetried
	g.Budget += o.Budget
	g.Breaker += o.Breaker
	g.Throttle += o.Throttle
	g.RetryAfter += o.RetryAfter
}

// summarise computes the figures that follow from counts and columns.
func (r *Result) summarise(s *scenario.Resolved) {
	if r.Requests > 0 {
		r.Amplification = float64(r.Attempts) / float64(r.Requests)
	}
	r.Wasted = r.Attempts - r.Successes
	r.PeakPerS = float64(r.Peak) / r.PeakSpan.Seconds()
	if s.Capacity > 0 {
		r.PeakOverRate = r.PeakPerS / s.Capacity
	}
}

// trigger is the time from the beginning of the first disturbance to the end of the
// last.
func trigger(s scenario.Scenario) (from, to time.Duration, some bool) {
	for i, d := range s.Disturbances() {
		if i == 0 || d.From < from {
			from = d.From
		}
		to, some = max(to, d.To), true
	}
	return from, to, some
}

// complete returns the result of a run that is over, with its columns, and room for its waves.
func (e *engine) complete(columns metrics.Columns, waves []metrics.Wave) Result {
	last := max(e.now, e.forgetUnbegun())
	r := e.figures(columns, waves, e.end)
	e.total()
	for _, p := range e.parts {
		r.Requests += p.Requests
		r.Attempts += p.Attempts
		r.Successes += p.Successes
		r.Hedges += p.Hedges
		r.HedgesWon += p.HedgesWon
		r.GaveUp.add(p.GaveUp)
	}
	e.recoverUntil(last)
	e.finish(&r, &e.scenario, e.stopped || e.goesOn(), last)
	if len(e.parts) > 1 {
		r.Parts = append([]Part(nil), e.parts...)
		for i, p := range e.parts {
			e.peaks[i].turn(e.end)
			r.Parts[i].Peak, r.Parts[i].PeakSpan = e.peaks[i].most, e.peaks[i].width
			r.ByAttempt.Add(p.ByAttempt)
		}
	} else {
		r.Layers, r.ByAttempt = e.parts[0].Layers, e.parts[0].ByAttempt
	}
	e.service.LetOut(e.end - 1)
	r.Dropped, r.ServiceArea, r.ServiceSojourn = e.service.Dropped(), e.service.Area(), e.service.Sojourn()
	r.summarise(&e.scenario)
	return r
}
