package sim

import (
	"cmp"
	"math"
	"slices"
	"time"

	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/rng"
)

// arrivals are the moments at which the requests of an open population begin: a
// Poisson process whose rate follows ramp and spike. A process of rate 1 is
// stretched by the inverse of the integral of the rate, so the n-th arrival is a
// function of the first n draws, and a higher rate moves arrivals instead of
// drawing others.
type arrivals struct {
	name     rng.Name
	stream   rng.Stream
	segments []segment
	drawn    uint32
	clock    float64 // of the process of rate 1
	passed   float64 // integral of the rate over the segments that are over
	at       int     // the segment under way
}

// segment is a span in which the rate changes evenly. Times in seconds, rates per
// second.
type segment struct {
	start, length float64
	from, to      float64
}

// area is the integral of the rate over the segment: the arrivals to expect.
func (g segment) area() float64 { return (g.from + g.to) / 2 * g.length }

// until is what of the segment is within a time from its start.
func (g segment) until(length float64) segment {
	if length >= g.length {
		return g
	}
	length = max(0, length)
	return segment{g.start, length, g.from, g.from + (g.to-g.from)*length/g.length}
}

// inverse is the time from the start of the segment at which the integral of the
// rate reaches area: the root of from*x + (to-from)/(2*length)*x^2 = area, in the
// form that does not cancel.
func (g segment) inverse(area float64) float64 {
	if g.from == g.to {
		return area / g.from // to the last bit what is below: the root of a square is exact
	}
	slope := (g.to - g.from) / g.length
	root := math.Sqrt(max(0, float64(g.from*g.from)+float64(2*slope*area)))
	if g.from+root == 0 {
		return 0
	}
	return 2 * area / (g.from + root)
}

// flowsOf are the arrivals of a fleet: those of all clients together, or those of each part
// where they arrive apart.
func flowsOf(s *scenario.Scenario, fleet string) []*arrivals {
	parts, _ := scenario.Shares(fleet)
	if !scenario.Apart(fleet) {
		of := *s
		if len(parts) == 1 {
			of = s.For(parts[0].Strategy)
		}
		return []*arrivals{newArrivals(&of, rng.Arrivals)}
	}
	flows, clients := make([]*arrivals, len(parts)), scenario.CountShares(parts, s.Clients)
	for i, p := range parts {
		of := s.For(p.Strategy)
		if of.Offered = s.OfferedBy(p); clients[i] == 0 {
			of.Offered = 0
		}
		flows[i] = newArrivals(&of, rng.PartArrivals(i))
	}
	return flows
}

// expectedOf is the mean number of requests of a fleet before a time.
func expectedOf(s *scenario.Scenario, fleet string, before time.Duration) float64 {
	sum := 0.0
	for _, a := range flowsOf(s, fleet) {
		sum += a.expected(before)
	}
	return sum
}

// mostExpected is the fleet of which most requests are expected before the end, and that number.
func mostExpected(s *scenario.Scenario) (fleet string, expected float64) {
	for i, key := range s.Strategies {
		if n := expectedOf(s, key, s.End()); i == 0 || n > expected {
			fleet, expected = key, n
		}
	}
	return fleet, expected
}

func newArrivals(s *scenario.Scenario, name rng.Name) *arrivals {
	a := &arrivals{name: name, stream: rng.New(s.Seed, name)}
	edges := []time.Duration{s.Start, s.Duration}
	for _, edge := range []time.Duration{s.SpikeFrom, s.SpikeTo} {
		if s.Spike != 1 && edge > s.Start && edge < s.Duration {
			edges = append(edges, edge)
		}
	}
	slices.Sort(edges)
	for i, start := range edges[:len(edges)-1] {
		end := edges[i+1]
		if end == start {
			continue
		}
		times := 1.0
		if s.Spike != 1 && start >= s.SpikeFrom && start < s.SpikeTo {
			times = s.Spike
		}
		a.segments = append(a.segments, segment{
			start: start.Seconds(), length: (end - start).Seconds(),
			from: times * rampedTo(s, start), to: times * rampedTo(s, end),
		})
	}
	return a
}

// rampedTo is the offered rate at a time, without the spike.
func rampedTo(s *scenario.Scenario, at time.Duration) float64 {
	share := at.Seconds() / s.Duration.Seconds()
	return s.Offered * (1 + float64((s.Ramp-1)*share))
}

// next is the next arrival, false when there is none.
func (a *arrivals) next() (time.Duration, bool) {
	a.clock -= rng.Log(1 - a.stream.Float64(a.drawn, 0))
	a.drawn++
	for a.at < len(a.segments) {
		g := a.segments[a.at]
		if area := g.area(); a.clock-a.passed >= area {
			a.passed += area
			a.at++
			continue
		}
		seconds := g.start + min(g.length, g.inverse(a.clock-a.passed))
		return time.Duration(seconds * float64(time.Second)), true
	}
	return 0, false
}

// renew draws those after the next by another seed.
func (a *arrivals) renew(seed uint64) { a.stream = rng.New(seed, a.name) }

// expected is the mean number of arrivals before a time.
func (a *arrivals) expected(before time.Duration) float64 {
	sum := 0.0
	for _, g := range a.segments {
		sum += g.until(before.Seconds() - g.start).area()
	}
	return sum
}

// mostCounted bounds the requests of an open population that are counted before a
// run: counting draws each of them.
const mostCounted = 200_000

// TotalRequests returns how many requests a run will have, 0 where that is not
// known before: a closed population begins as many as it gets done, and a large
// open one is not counted ahead.
func TotalRequests(s scenario.Scenario) int {
	switch s.Population {
	case scenario.PopulationClosed:
		return 0
	case scenario.PopulationPeriodic, scenario.PopulationOpen:
		n := 0
		for i, fleet := range s.Strategies {
			if i > 0 && !slices.ContainsFunc(s.Strategies, scenario.HasStartOrRate) {
				break // all have the same
			}
			of := countOf(&s, fleet)
			if i > 0 && of != n {
				return 0
			}
			n = of
		}
		return n
	}
	return s.Clients
}

func countOf(s *scenario.Scenario, fleet string) int {
	switch {
	case s.Population == scenario.PopulationPeriodic:
		return countPeriods(s, fleet, math.MaxInt)
	case expectedOf(s, fleet, s.End()) > mostCounted:
		return 0
	}
	return countArrivals(s, fleet, math.MaxInt)
}

// schedule is the requests of a population that arrives, in the order in which they begin.
type schedule interface {
	// next is the next that begins; it is not ok when there is none.
	next() arrival
	// renew takes another seed for what is drawn from now on.
	renew(seed uint64)
}

// arrival is a request of a population that arrives.
type arrival struct {
	at     time.Duration
	client int // whose it is; -1: any
	part   int // of whose clients any; -1: of all
	ok     bool
}

func scheduleOf(s *scenario.Scenario, fleet string) schedule {
	if s.Population == scenario.PopulationPeriodic {
		return newPeriods(s, fleet)
	}
	flows := flowsOf(s, fleet)
	if len(flows) == 1 {
		return poisson{flows[0]}
	}
	g := &groups{flows: flows}
	for i := range flows {
		g.due = append(g.due, g.of(i))
	}
	return g
}

// poisson is the schedule of an open population.
type poisson struct{ *arrivals }

func (p poisson) next() arrival {
	at, ok := p.arrivals.next()
	return arrival{at, -1, -1, ok}
}

// groups is the schedule of an open population whose parts arrive apart. Of those at one moment
// that of the first part comes first.
type groups struct {
	flows []*arrivals
	due   []arrival // the next of each
}

func (g *groups) of(part int) arrival {
	at, ok := g.flows[part].next()
	return arrival{at, -1, part, ok}
}

func (g *groups) next() arrival {
	first := g.due[0]
	for _, a := range g.due[1:] {
		if a.ok && (!first.ok || a.at < first.at) {
			first = a
		}
	}
	if first.ok {
		g.due[first.part] = g.of(first.part)
	}
	return first
}

func (g *groups) renew(seed uint64) {
	for _, a := range g.flows {
		a.renew(seed)
	}
}

// periods is the schedule of a periodic population: client c begins at its start, and every
// period from there on. In each period they begin in one order, by where in it they start.
type periods struct {
	every, end time.Duration
	offsets    []time.Duration // since the beginning of a period
	skipped    []int           // periods before a client's first
	order      []int
	period     int
	at         int // in order
}

func newPeriods(s *scenario.Scenario, fleet string) *periods {
	p := &periods{every: s.Every, end: s.Duration}
	startOf := startsOf(s, fleet)
	for id := range s.Clients {
		start := startOf(uint32(id))
		p.offsets, p.skipped, p.order = append(p.offsets, start%s.Every), append(p.skipped, int(start/s.Every)), append(p.order, id)
	}
	slices.SortStableFunc(p.order, func(a, b int) int { return cmp.Compare(p.offsets[a], p.offsets[b]) })
	return p
}

// startsOf tells when a client of a fleet begins its request, or the first of several.
func startsOf(s *scenario.Scenario, fleet string) func(client uint32) time.Duration {
	draws, parts, starts := rng.New(s.Seed, rng.Arrivals), []scenario.Share(nil), []time.Duration(nil)
	if parts, _ = scenario.Shares(fleet); s.LatestStart() > 0 {
		for _, p := range parts {
			starts = append(starts, s.For(p.Strategy).Start)
		}
	}
	return func(client uint32) time.Duration {
		at := time.Duration(draws.Float64(client, 0) * float64(s.Spread))
		if starts != nil {
			at += starts[scenario.ShareOf(parts, client)]
		}
		return at
	}
}

func (p *periods) next() arrival {
	for {
		if p.at == len(p.order) {
			p.at = 0
			p.period++
		}
		client := p.order[p.at]
		at := time.Duration(p.period)*p.every + p.offsets[client]
		if at >= p.end {
			return arrival{}
		}
		p.at++
		if p.period >= p.skipped[client] {
			return arrival{at, client, -1, true}
		}
	}
}

// renew leaves the starts as they are, which were all drawn before the run.
func (p *periods) renew(uint64) {}

// countPeriods counts the requests of a periodic population that begin before the run's end,
// but no more than so many.
func countPeriods(s *scenario.Scenario, fleet string, most int) int {
	startOf, end, n := startsOf(s, fleet), min(s.Duration, s.End()), 0
	for id := range s.Clients {
		if start := startOf(uint32(id)); start < end {
			n += int((end-start-1)/s.Every) + 1
		}
		if n > most {
			return most
		}
	}
	return n
}

// countArrivals counts the requests that begin before the run's end, but no more than so
// many: counting draws each of them.
func countArrivals(s *scenario.Scenario, fleet string, most int) int {
	flows := scheduleOf(s, fleet)
	for n := range most {
		if a := flows.next(); !a.ok || a.at >= s.End() {
			return n
		}
	}
	return most
}

// expect schedules the beginning of the next request of a population that arrives, and of all
// that begin at the same moment: which of them is first is the calendar's to say.
func (e *engine) expect() {
	for at := e.due.at; e.due.ok && e.due.at == at; e.due = e.arrivals.next() {
		id := uint32(len(e.requests))
		caller := uint32(e.due.client)
		switch u := e.draws.callers; {
		case e.due.part >= 0:
			n := float64(e.parts[e.due.part].Clients)
			caller = scenario.ClientOf(e.shares, e.due.part, int(u.Float64(id, 0)*n))
		case e.due.client < 0:
			caller = uint32(u.Float64(id, 0) * float64(e.scenario.Clients))
		}
		e.requests = append(e.requests, request{client: caller})
		if e.dated {
			e.apart.asked = append(e.apart.asked, guarded{})
		}
		e.waiting++
		e.queue.Push(des.Event{At: at, Kind: begins, Client: id, Attempt: 1})
	}
}

// beginNext begins a request, and calls for the next of a population that arrives.
func (e *engine) beginNext(v des.Event) {
	if s := &e.requests[v.Client]; e.arrivals != nil && s.attempt == 0 {
		s.attempt = 1
		if e.waiting--; e.waiting == 0 {
			e.expect()
		}
	}
	if e.down(e.requests[v.Client].client, v.At) {
		v.At = e.restart()
		e.queue.Push(v)
		return
	}
	e.beginRequest(v.Client, v.At)
}
