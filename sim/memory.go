package sim

import (
	"math"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
)

// Bounds on the memory of one run, all strategies together.
const (
	// MaxBytes is for all of it, by its estimate.
	MaxBytes = 1 << 30
	// MaxPending is for the attempts that are under way, awaited or not: those that
	// travel, that the service works on, and those whose timers still run.
	MaxPending = 4_000_000

	pendingSlack = 100_000
)

// What a run holds takes about so many bytes. TestEstimateHolds measures.
const (
	bytesOfFleet     = 700 << 10 // calendar, columns of few bins
	bytesOfHistogram = 200 << 10
	bytesOfBin       = 400
	bytesOfWindow    = 560 // of the calendar, however few events it holds
	bytesOfClient    = 48  // on the fast path: its event and its strategy's memory
	bytesOfAnswer    = 32  // there, where guards learn of it in its turn; and what came of the attempt before
	bytesOfRequest   = 24  // elsewhere, with its strategy's memory
	bytesOfFigure    = 8   // of a request, where there is a column of them
	bytesOfGuarded   = 32  // of a request, where its guards look at it
	bytesOfStanding  = 24  // in each of several layers
	bytesOfFlight    = 128 // of the copies of an attempt
	bytesOfEvent     = 24
	bytesOfWide      = 72 // an event that the calendar keeps aside
	bytesOfJob       = 48
	bytesOfPlace     = 90 // of a job whose caller may hang up
	bytesOfRetry     = 9  // that a wave may have
	bytesOfSuccess   = 12
	bytesOfAdmission = 32 // that a limiter logs
	bytesOfProcess   = 256
	bytesOfGuard     = 320
	bytesOfTraced    = 240 // an attempt that is written down
)

// need is memory that grows with a field.
type need struct {
	field string
	bytes float64
}

// Bytes estimates how much memory a run of a scenario takes at most, with so many
// attempts: an upper bound, though not a close one. The scenario must be valid.
func Bytes(s scenario.Scenario, maxAttempts int64) int64 {
	total, _ := largest(needs(s, maxAttempts))
	return total
}

// TraceBytes is Bytes of a run of one strategy that writes down its attempts.
func TraceBytes(s scenario.Scenario, maxAttempts int64) int64 {
	s.Strategies = s.Strategies[:1]
	attempts := float64(maxAttempts)
	if s.Population != scenario.PopulationClosed {
		attempts = min(attempts, 2*roughRequests(&s)*float64(callsOf(&s, s.Strategies[0])))
	}
	return Bytes(s, maxAttempts) + int64(attempts*bytesOfTraced)
}

// largest adds needs up, and returns the field of the largest.
func largest(all []need) (total int64, field string) {
	sum, most := 0.0, 0.0
	for _, n := range all {
		sum += n.bytes
		if n.bytes > most {
			most, field = n.bytes, n.field
		}
	}
	return int64(min(sum, 1e18)), field
}

// needs lists what a run holds. What grows with attempts has room for no more than may
// be made, all strategies together.
func needs(s scenario.Scenario, maxAttempts int64) []need {
	r := scenario.Resolve(s)
	requests, fleets, mode := roughRequests(&s), float64(len(r.Fleets)), LimiterBatched
	var each, pending, retries, logged, parts, layers, hedged float64
	for _, fleet := range r.Fleets {
		of, _ := modeOf(&r, fleet, false)
		mode = max(mode, of)
		each += bytesOf(of, &r, fleet) + bytesOfSuccess
		parts += float64(len(fleet.Parts))
		for _, part := range fleet.Parts {
			layers += float64(len(part.Policies) - 1)
		}
		if copiesOf(fleet) > 1 {
			hedged++
		}
		pending += pendingOf(&r, fleet, requests)
		retries += requests * (sendsWithin(&r, fleet, 3*HerdWindow.Seconds()) - 1)
		if r.Limiter.Logs {
			logged += min(float64(r.Limiter.AtOnce(r.LimiterParams)), requests*sendsWithin(&r, fleet, r.Window.Seconds()))
		}
	}
	most := float64(maxAttempts)
	field, waiting := "clients", requests // waiting at the beginning, each perhaps in a window of its own
	if s.Population == scenario.PopulationOpen {
		field, waiting = "offered", 0
	}
	bins := min(scenario.MaxBins, float64(r.End/r.Widths[0])+1)
	all := []need{
		{"strategies", fleets*(bytesOfFleet+bytesOfHistogram) + (parts+fleets)*bytesOfHistogram},
		{"bin", fleets * bins * bytesOfBin},
		{field, requests * each},
		{field, fleets * min(waiting, des.Windows) * bytesOfWindow},
		{"strategies", 2 * requests * layers * bytesOfStanding},
		{"hedge", 2 * requests * hedged * bytesOfFlight},
		{"clients", fleets * float64(s.Clients) / 8},
		{"base", min(most, retries) * bytesOfRetry},
		{"window", min(most, logged) * bytesOfAdmission},
	}
	if !mode.fast() {
		all = append(all, need{pendingField(s), min(most+fleets*requests, pending) * bytesOfPending(&r)})
	}
	ofProcess := 0.0 // in all fleets that have guards
	for _, fleet := range r.Fleets {
		for _, g := range fleet.Guards {
			ofProcess += bytesOfProcess + float64(len(g.Kinds))*bytesOfGuard
		}
	}
	if ofProcess > 0 {
		all = append(all, need{"process", min(requests, float64(countProcesses(s))) * ofProcess})
	}
	return all
}

// roughRequests is Requests without drawing any of many, and rather too many.
func roughRequests(s *scenario.Scenario) float64 {
	switch s.Population {
	case scenario.PopulationOpen:
	case scenario.PopulationPeriodic:
		return float64(s.Clients) * math.Ceil(min(s.Duration, s.End()).Seconds()/s.Every.Seconds())
	default:
		return float64(s.Clients)
	}
	_, expected := mostExpected(s)
	return expected + 5*math.Sqrt(expected) + 10
}

// bytesOf is what a client takes, or a request of an open population.
func bytesOf(m Mode, r *scenario.Resolved, fleet scenario.Fleet) float64 {
	switch {
	case m == PerAnswer:
		return bytesOfClient + bytesOfAnswer
	case m.fast():
		return bytesOfClient
	}
	n := float64(bytesOfRequest)
	if r.Population != scenario.PopulationOnce {
		n += bytesOfFigure
	}
	if r.RetryAfter != scenario.AfterNone {
		n += bytesOfFigure
	}
	if len(fleet.Guards) > 0 || patience(r, fleet) > 0 { // or a throttle has them wait
		n += bytesOfFigure
	}
	if slices.ContainsFunc(fleet.Guards, datedOrBounded) {
		n += bytesOfGuarded
	}
	return n
}

// bytesOfPending is what an attempt takes that is under way.
func bytesOfPending(r *scenario.Resolved) float64 {
	n := float64(bytesOfEvent)
	if r.Population == scenario.PopulationClosed || r.Working || r.Limiter.Lock || r.Limiter.Holds {
		n = bytesOfWide
	}
	if r.Working || r.Limiter.Holds {
		n += bytesOfEvent + bytesOfJob
	}
	if r.Abandoned == scenario.AbandonedNoticed {
		n += bytesOfPlace
	}
	return n
}

// pendingField is the field to change where too many attempts are under way.
func pendingField(s scenario.Scenario) string {
	if s.Timeout > 0 {
		return "timeout"
	}
	return "clients"
}

// pendingOf is about how many attempts of a fleet are under way at a time at most, and timers
// that nobody waits for any more. Without a timeout each client has one attempt under way.
func pendingOf(r *scenario.Resolved, fleet scenario.Fleet, requests float64) float64 {
	each, served := 1.0, 0.0
	if patience(r, fleet) > 0 {
		trip := 2 * (r.Latency + r.LatencySD).Seconds()
		each = timeoutsWithin(r, fleet, trip) + timersOf(r, fleet)
		served = requests * timeoutsWithin(r, fleet, trip+stayOf(r))
		if r.Servers > 0 && r.QueueTimeout == 0 && r.Abandoned == scenario.AbandonedServed {
			served = min(served, float64(r.Servers+r.Queue+r.Burst))
		}
	}
	if r.Crash > 0 && r.CrashState == scenario.CrashLost {
		each *= 2
	}
	if copies := copiesOf(fleet); copies > 1 { // and those that run on when another has succeeded
		each, served = each*(copies+1), served*copies
		if r.Population == scenario.PopulationClosed {
			each *= 1 + stayOf(r)/(2*r.Latency+r.MeanService()+r.Think).Seconds()
		}
	}
	return min(requests*each+served, MaxPending/float64(len(r.Fleets)))
}

// stayOf is how many seconds an attempt stays in the service at most.
func stayOf(r *scenario.Resolved) float64 {
	work := r.MeanService().Seconds() / r.Brownout
	wait := 0.0
	if r.Servers > 0 {
		wait = work * float64(r.Queue) / float64(r.Servers)
	}
	if r.QueueTimeout > 0 {
		wait = min(wait, r.QueueTimeout.Seconds())
	}
	if r.Abandoned == scenario.AbandonedNoticed {
		wait = min(wait, (r.Timeout + r.Latency).Seconds())
	}
	stay := 2*work + wait // whoever is cut off keeps his place until a server is free
	if r.Limiter.Holds {
		stay += float64(r.Burst) / r.Rate
	}
	if r.Slope > 0 || r.Discipline != scenario.FIFO && r.Servers > 0 {
		stay = r.End.Seconds() // the last in, or of the last class, may stay there
	}
	return min(r.End.Seconds(), stay)
}

// patience is the shortest time that any client waits for an attempt or a request of any of
// its layers; 0 where all wait any time.
func patience(r *scenario.Resolved, fleet scenario.Fleet) time.Duration {
	shortest := time.Duration(0)
	for _, part := range fleet.Parts {
		for i := range part.Policies {
			for _, timeout := range []time.Duration{part.Policies[i].Timeout, part.Policies[i].Total} {
				if timeout > 0 && (shortest == 0 || timeout < shortest) {
					shortest = timeout
				}
			}
		}
	}
	return shortest
}

// timersOf is how many timers of a client still run whose attempts have been answered by
// the servers, or by the lock.
func timersOf(r *scenario.Resolved, fleet scenario.Fleet) float64 {
	timeout, most := patience(r, fleet).Seconds(), 0.0
	if r.Limiter.Lock {
		most = attemptsWithin(r, fleet, retry.Rejected, 4*r.Latency, timeout)
	}
	if r.QueueTimeout > 0 && r.Working {
		most = max(most, attemptsWithin(r, fleet, retry.Unavailable, 2*r.Latency+r.QueueTimeout, timeout))
	}
	if period := (2*r.Latency + r.MeanService() + r.Think).Seconds(); r.Population == scenario.PopulationClosed && (r.Working || r.Limiter.Holds) {
		within := timeout / period // +Inf where there is nothing to wait for
		if r.Capacity > 0 {
			within = min(within, 1+(timeout*r.Capacity+float64(r.Headstart()))/float64(r.Clients))
		}
		most = max(most, within)
	}
	return most
}

// timeoutsWithin is how many attempts a client makes within so many seconds that time out.
func timeoutsWithin(r *scenario.Resolved, fleet scenario.Fleet, seconds float64) float64 {
	return attemptsWithin(r, fleet, retry.TimedOut, patience(r, fleet), seconds)
}

// sendsWithin is how many attempts a client makes within so many seconds at most, if draws
// are what they are on average.
func sendsWithin(r *scenario.Resolved, fleet scenario.Fleet, seconds float64) float64 {
	most, answered := 1.0, 2*r.Latency
	if period := (answered + r.MeanService() + r.Think).Seconds(); r.Population == scenario.PopulationClosed {
		most += seconds / period
	}
	if timeout := patience(r, fleet); timeout > 0 {
		most, answered = max(most, timeoutsWithin(r, fleet, seconds)), min(answered, timeout)
	}
	for _, outcome := range []retry.Outcome{retry.Rejected, retry.Unavailable, retry.Failed} {
		most = max(most, attemptsWithin(r, fleet, outcome, answered, seconds))
	}
	return most * copiesOf(fleet)
}

// copiesOf is of how many copies an attempt of a fleet consists at most.
func copiesOf(fleet scenario.Fleet) float64 {
	most := 1
	for _, part := range fleet.Parts {
		most = max(most, part.Hedging.Copies())
	}
	return float64(most)
}

// attemptsWithin is how many attempts a client makes within so many seconds that all end
// alike, so long after they were sent.
func attemptsWithin(r *scenario.Resolved, fleet scenario.Fleet, outcome retry.Outcome, answered time.Duration, seconds float64) float64 {
	most := 1.0
	for _, part := range fleet.Parts {
		calls := 1.0 // of layers that retry as fast as they can
		for i := range part.Policies {
			again := r.Population == scenario.PopulationClosed && i == 0 // only the outermost begins further requests
			calls *= failuresWithin(r, &part.Policies[i], outcome, answered, seconds, again)
		}
		most = max(most, calls)
	}
	return most
}

// failuresWithin is attemptsWithin of one policy. A client may begin one request after the
// other.
func failuresWithin(r *scenario.Resolved, policy *retry.Policy, outcome retry.Outcome, answered time.Duration, seconds float64, again bool) float64 {
	var now, memory time.Duration
	for n := 1; ; n++ {
		now += answered
		d := policy.Next(n, retry.Answer{Outcome: outcome, RetryAfter: retry.NotAsked}, now, memory, retry.Draws{Jitter: 0.5})
		if d.Verdict != retry.Retry {
			if !again {
				return float64(n)
			}
			return float64(n) * (1 + seconds/(now+r.Think).Seconds())
		}
		memory, now = d.Memory, now+min(d.Delay, never)
		if now.Seconds() > seconds || now > r.End {
			return float64(n)
		}
	}
}
