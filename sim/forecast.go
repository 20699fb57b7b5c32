package sim

import (
	"math"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// Forecast is how many attempts a run will make, all strategies together, as far as that can
// be told before it begins. Nothing is simulated for it.
type Forecast struct {
	// Least is about how many there will be at least: those of clients that are turned away
	// even by a service that is never idle.
	Least float64
	// Most is how many there can be: +Inf where nobody knows.
	Most float64
}

// ForecastOf returns the forecast of a scenario, which must be valid.
func ForecastOf(s scenario.Scenario) Forecast {
	r := scenario.Resolve(s)
	requests := roughRequests(&s)
	var f Forecast
	for _, fleet := range r.Fleets {
		f.Least += leastOf(&r, fleet)
		f.Most += requests * mostOf(&r, fleet)
	}
	return f
}

// mostOf is how many attempts a client makes at most, or a request of an open population.
// Of a closed population it is the number of requests that there is time for.
func mostOf(r *scenario.Resolved, fleet scenario.Fleet) float64 {
	most := float64(callsOf(&r.Scenario, fleet.Key))
	if r.Crash > 0 && r.CrashState == scenario.CrashLost {
		most *= 2
	}
	if r.Population == scenario.PopulationClosed {
		most += sendsWithin(r, fleet, min(r.Duration, r.End).Seconds())
	}
	return most
}

// callsOf is how many calls to the service a request of a fleet makes at most.
func callsOf(s *scenario.Scenario, fleet string) int {
	most := 0
	parts, _ := scenario.Shares(fleet)
	for _, part := range parts {
		most = max(most, s.Calls(part.Strategy)*s.Hedging(part.Strategy).Copies())
	}
	return most
}

// leastOf is about how many attempts a fleet makes at least. Where clients do not know by
// themselves when to retry, it is no more than one for each request.
func leastOf(r *scenario.Resolved, fleet scenario.Fleet) float64 {
	switch {
	case r.Throttled(): // which holds attempts back, maybe until the run stops
		return 0
	case r.Population == scenario.PopulationOpen:
		return 0.9 * expectedOf(&r.Scenario, fleet.Key, r.End) // fewer may be drawn
	case r.Population == scenario.PopulationPeriodic:
		return float64(countPeriods(&r.Scenario, fleet.Key, math.MaxInt))
	case r.Population == scenario.PopulationClosed && r.LatestStart()+r.Spread > r.Duration: // the others begin nothing
		return 0.9 * float64(r.Clients) * (r.Duration - r.LatestStart()).Seconds() / r.Spread.Seconds()
	case r.Population == scenario.PopulationClosed, r.Guarded(), r.Obeys(), r.Crash > 0, !r.SteadyNetwork() && hangsUp(fleet):
		return float64(r.Clients)
	}
	least := math.Inf(1)
	for _, outcome := range turnedAway(r) {
		total := 0.0
		for _, part := range fleet.Parts {
			innermost := &part.Policies[len(part.Policies)-1]
			total += float64(r.Clients*part.Percent) / 100 * triesOf(r, innermost, outcome)
		}
		least = min(least, total)
	}
	return least
}

// hangsUp reports whether some clients of a fleet have a total timeout: an answer that is long
// on its way ends the request then.
func hangsUp(fleet scenario.Fleet) bool {
	return slices.ContainsFunc(fleet.Parts, func(p scenario.Part) bool {
		return slices.ContainsFunc(p.Policies, func(of retry.Policy) bool { return of.Total > 0 })
	})
}

// turnedAway are the outcomes of those whom the service has no room for, or, in an outage,
// does not answer.
func turnedAway(r *scenario.Resolved) []retry.Outcome {
	outcomes := []retry.Outcome{retry.Rejected}
	if r.Servers > 0 || r.Outage == scenario.OutageRefuse || r.Fail > 0 {
		outcomes = append(outcomes, retry.Unavailable)
	}
	late := r.Outage == scenario.OutageHang || r.Working || r.Limiter.Holds || !r.SteadyNetwork() || r.Timeout <= 2*r.Latency
	if r.Timeout > 0 && late {
		outcomes = append(outcomes, retry.TimedOut)
	}
	return outcomes
}

// triesOf is about how many attempts a client makes at least: the first, and each later one by
// the share of clients that a service which is never idle has no room for until then.
func triesOf(r *scenario.Resolved, policy *retry.Policy, outcome retry.Outcome) float64 {
	now, memory, tries := time.Duration(0), time.Duration(0), 1.0
	answered := 2 * r.Latency
	if outcome == retry.TimedOut {
		answered = r.Timeout
	}
	for n := 1; ; n++ {
		now += answered
		d := policy.Next(n, retry.Answer{Outcome: outcome, RetryAfter: retry.NotAsked}, now, memory, retry.Draws{Jitter: 0.5})
		if d.Verdict != retry.Retry {
			return tries
		}
		memory, now = d.Memory, now+min(d.Delay, never)
		until := r.LatestStart() + r.Spread + now
		if !r.SteadyNetwork() { // which spreads them further
			until += 2*r.LatencySD + r.Latency
		}
		left := 1 - (r.AdmittedWithin(until)+waiting(r))/float64(r.Clients)
		if left <= 0 || r.LatestStart()+r.Spread+now > r.End {
			return tries
		}
		tries += left * (1 - r.Permanent)
	}
}

// waiting is how many requests the service holds without an answer.
func waiting(r *scenario.Resolved) float64 {
	n := 0.0
	if r.Servers > 0 {
		n += float64(r.Queue)
	}
	if r.Limiter.Holds {
		n += float64(r.Burst)
	}
	return n
}

// SurelyFits reports whether a run can make no more attempts, and keep no more requests in
// memory, than it may, whatever is drawn: at little cost.
func SurelyFits(s scenario.Scenario, maxAttempts int64) bool {
	r := scenario.Resolve(s)
	requests, kept := roughRequests(&s), float64(MaxRequests)
	if requests*float64(len(r.Fleets)) > kept && takesFastPath(s) {
		kept = MaxFastRequests
	}
	attempts := 0.0
	for _, fleet := range r.Fleets {
		attempts += requests * mostOf(&r, fleet)
	}
	return requests*float64(len(r.Fleets)) <= kept && attempts <= float64(maxAttempts)
}
