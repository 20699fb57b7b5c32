package sim

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
	"time"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// The oracle is docs/model.md once more, as plainly as it can be said: a closure an
// event, a struct an attempt, lists of times in place of counters. It shares with
// the engine what a scenario is made of (limiters, guards, faults, distributions,
// draws), and nothing of how a run is done. It is slow, and never stops for a budget.

// What happens at one moment happens in this order.
const (
	onCrash = iota
	onDeparture
	onExpiry
	onNews // that a caller has hung up
	onRead
	onArrival
	onEntry // into the servers, from the leaky bucket
	onAnswer
	onTimeout
	onBegin
	onSend
	onTransmit
	onHedge
)

type plainEvent struct {
	at         time.Duration
	kind       int
	draw       uint32 // decides which comes first of those at one moment that are alike
	id, serial uint32
	do         func()
}

type plainEvents []*plainEvent

func (q plainEvents) Len() int      { return len(q) }
func (q plainEvents) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *plainEvents) Push(v any)   { *q = append(*q, v.(*plainEvent)) }
func (q *plainEvents) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
func (q plainEvents) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.kind, b.kind), cmp.Compare(a.draw, b.draw), cmp.Compare(a.serial, b.serial), cmp.Compare(a.id, b.id)) < 0
}

// plainRequest is one request. Draws and the order of events know it by its client,
// or by its own number where the population is open.
type plainRequest struct {
	id, client uint32
	loop       uint32        // which of the client's; one that was begun anew is another
	began      time.Duration // completion times count from here,
	since      time.Duration // deadlines from here
	try        *plainAttempt // the last
	over       bool
}

// plainLevel is where a request stands in one layer, outermost first in a list.
type plainLevel struct {
	began  time.Duration // -1: not yet
	tries  int
	memory time.Duration
	ticket *plainTicket
}

// plainTicket is an attempt of a layer as guards know it: with those that let it pass, and
// when, until they hear what came of it.
type plainTicket struct {
	layer  int
	number int
	cause  retry.Outcome
	out    bool // it is under way
	passed []plainPass
	bound  *plainBound // on attempts in flight: it is one of these, or waits to be
}

// plainBound bounds how many attempts are in flight.
type plainBound struct {
	most    int
	inside  map[*plainTicket]bool
	waiting []plainTurn // in the order in which they came
}

// plainTurn is an attempt that waits, and what happens when it is its turn.
type plainTurn struct {
	a    *plainAttempt
	t    *plainTicket
	then func(at time.Duration)
}

type plainPass struct {
	*plainGuard
	at time.Duration
}

func newTicket(layer, number int, cause retry.Outcome) *plainTicket {
	return &plainTicket{layer: layer, number: number, cause: cause}
}

type plainAttempt struct {
	*plainRequest
	id           uint32        // of the request, but for further copies
	flight       *plainFlight  // of one that is hedged: all its copies
	levels       []plainLevel  // of its layers, as they stand while it is under way
	patience     time.Duration // when nobody waits for it any more
	number       int
	serial       uint32
	cause        retry.Outcome // of the attempt before
	memory       time.Duration // of the strategy
	sent         time.Duration
	state        int
	watched      bool // its timeout is set
	answer       retry.Answer
	place        int           // in the service
	inside       int           // how many there were when it was admitted, itself included
	dropped      bool          // let in, and let go before it was served
	turnedAway   bool          // rejected; a server tells it so
	told         time.Duration // what it is told then
	entered, out time.Duration // when it came to the servers, and left them
}

// What an attempt is to its client.
const (
	isDue  = iota // waits out a backoff
	isHeld        // waits for the throttle
	isSent
	isTold // the answer is on its way
	isOver
)

type plainGuard struct {
	retry.Guard
	early   bool // it is asked about a retry before the backoff
	verdict retry.Verdict
}

type plainRun struct {
	scenario.Scenario
	end    time.Duration
	steps  bool // clients act step by step; else what follows from an arrival is decided with it
	now    time.Duration
	last   time.Duration // up to which there are bins: the last event, or moment of which something is known; -1: none
	width  time.Duration // of the bins
	bins   int
	events plainEvents

	fleet     []scenario.Share
	parts     []Part
	slots     [][]int           // which guards of a process the layers of a part ask, -1: none
	processes [][][]*plainGuard // all guards of each
	idle      bool              // nothing happens at the event under way
	apart     bool              // timeouts of strategies' own do not make the run longer
	bounds    [][]*plainBound   // of each, beside these; nil: any number
	requests  []*plainRequest   // that began
	took      [][]time.Duration // by part: of the attempts that succeeded, where they are hedged

	plainService
	plainDiary
	result Result
}

// oracleAttempts runs the oracle for the attempts alone: what it reports takes it
// longer than the run.
func oracleAttempts(s scenario.Scenario, fleet string) int { return len(runPlainly(s, fleet).reached) }

func runPlainly(s scenario.Scenario, fleet string) *plainRun {
	resolved := scenario.Resolve(s)
	made := resolved.Fleets[slices.Index(s.Strategies, fleet)]
	o := &plainRun{Scenario: s, end: s.End(), steps: len(made.Guards) > 0 || s.Crash > 0 || plainlyHedged(s, fleet), last: -1}
	o.result = Result{Strategy: fleet, Clients: s.Clients, Completion: &metrics.Histogram{}, QueueWait: &metrics.Histogram{}}
	o.fleet, _ = scenario.Shares(fleet)
	for i, p := range o.fleet {
		policies := o.Policies(p.Strategy)
		o.apart = o.apart || policies[len(policies)-1].Timeout != s.Timeout
		o.slots = append(o.slots, made.Parts[i].Guards)
		part := Part{Strategy: p.Strategy, Completion: &metrics.Histogram{}, QueueWait: &metrics.Histogram{}}
		if layers := strings.Split(p.Strategy, ">"); len(layers) > 1 {
			for _, key := range layers {
				part.Layers = append(part.Layers, Layer{Strategy: key})
			}
		}
		o.parts = append(o.parts, part)
	}
	for client := range uint32(s.Clients) {
		o.parts[scenario.ShareOf(o.fleet, client)].Clients++
		if int(client)%s.Process == 0 {
			var process [][]*plainGuard
			var bounds []*plainBound
			for _, set := range made.Guards {
				var bound *plainBound
				if set.InFlight > 0 {
					bound = &plainBound{most: set.InFlight, inside: map[*plainTicket]bool{}}
				}
				bounds = append(bounds, bound)
				var guards []*plainGuard
				for _, kind := range set.Kinds {
					g := kind.New(set.Params)
					guards = append(guards, &plainGuard{g, kind.GivesUp, kind.Verdict})
					if budget, ok := g.(*guard.ConcurrentBudget); ok {
						guards = append(guards, &plainGuard{budget.UnderWay(), false, kind.Verdict})
					}
				}
				process = append(process, guards)
			}
			o.processes = append(o.processes, process)
			o.bounds = append(o.bounds, bounds)
		}
	}
	o.took = make([][]time.Duration, len(o.parts))
	o.plainService, o.reachedOf = newPlainService(s), map[int][]time.Duration{}
	o.populate()
	for len(o.events) > 0 && o.events[0].at < o.end {
		v := heap.Pop(&o.events).(*plainEvent)
		o.now, o.idle = v.at, false
		if v.do(); !o.idle {
			o.last = v.at
		}
	}
	for _, times := range [][]time.Duration{o.begun, o.ended, o.sentAt, o.answered} {
		for _, at := range times {
			if at < o.end {
				o.last = max(o.last, at)
			}
		}
	}
	return o
}

func (o *plainRun) on(at time.Duration, kind int, id, serial uint32, do func()) {
	heap.Push(&o.events, &plainEvent{at, kind, des.Draw(uint64(rng.New(o.Seed, rng.Ties)), id, serial), id, serial, do})
}

// act is something that a client does, at a time or, when it is down then, at its
// restart.
func (o *plainRun) act(at time.Duration, kind int, q *plainRequest, serial uint32, do func()) {
	o.on(at, kind, q.id, serial, func() {
		if o.down(q.client) {
			o.idle = kind == onTransmit && o.bounded()
			o.act(o.Crash+o.Restart, kind, q, serial, do)
			return
		}
		do()
	})
}

func (o *plainRun) down(client uint32) bool {
	return o.Crash > 0 && o.now >= o.Crash && o.now < o.Crash+o.Restart && (o.CrashShare == 1 || o.draw(rng.Crashes, client, 0) < o.CrashShare)
}

func (o *plainRun) draw(name rng.Name, id, serial uint32) float64 {
	return rng.New(o.Seed, name).Float64(id, serial)
}

func (o *plainRun) part(q *plainRequest) *Part { return &o.parts[scenario.ShareOf(o.fleet, q.client)] }

func (o *plainRun) populate() {
	if o.Crash > 0 {
		o.on(o.Crash, onCrash, 0, 0, o.crash)
	}
	if o.Population == scenario.PopulationOpen {
		o.populateOpen()
		return
	}
	if o.Population == scenario.PopulationPeriodic {
		o.populatePeriods()
		return
	}
	for id := range uint32(o.Clients) {
		q := &plainRequest{id: id, client: id}
		at := o.startOf(id)
		switch {
		case o.Population == scenario.PopulationOnce && !o.steps:
			o.begin(q, at)
		case o.Population == scenario.PopulationOnce || at < o.Duration:
			o.act(at, onBegin, q, 1, func() { o.begin(q, o.now) })
		}
	}
}

// startOf is when a client begins its request, or the first of several.
func (o *plainRun) startOf(client uint32) time.Duration {
	part := o.fleet[scenario.ShareOf(o.fleet, client)]
	return o.For(part.Strategy).Start + time.Duration(o.draw(rng.Arrivals, client, 0)*float64(o.Spread))
}

// populateOpen numbers the requests by when they begin. Where a part has a rate or a start of
// its own, each part is a Poisson process of its own, of any of its clients.
func (o *plainRun) populateOpen() {
	type call struct {
		at   time.Duration
		part int
	}
	var calls []call
	draw := func(of scenario.Scenario, name rng.Name, part int) {
		arrivals := newArrivals(&of, name)
		for at, ok := arrivals.next(); ok && at < o.end; at, ok = arrivals.next() {
			calls = append(calls, call{at, part})
		}
	}
	apart := false
	for _, p := range o.fleet {
		outermost, _, _ := strings.Cut(p.Strategy, ">")
		apart = apart || len(o.fleet) > 1 && (strings.Contains(outermost, "start=") || strings.Contains(outermost, "offered="))
	}
	clients := make([][]uint32, len(o.fleet))
	for client := range uint32(o.Clients) {
		part := scenario.ShareOf(o.fleet, client)
		clients[part] = append(clients[part], client)
	}
	for i, p := range o.fleet {
		of := o.For(p.Strategy)
		switch {
		case !apart && len(o.fleet) == 1:
			draw(of, rng.Arrivals, 0)
		case !apart && i == 0:
			draw(o.Scenario, rng.Arrivals, 0)
		case apart && len(clients[i]) > 0:
			if !strings.Contains(p.Strategy, "offered=") {
				of.Offered = o.Offered * float64(p.Percent) / 100
			}
			draw(of, rng.PartArrivals(i), i)
		}
	}
	slices.SortStableFunc(calls, func(a, b call) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.part, b.part)) })
	for n, c := range calls {
		id := uint32(n)
		of := clients[c.part]
		if !apart {
			of = nil
			for client := range uint32(o.Clients) {
				of = append(of, client)
			}
		}
		q := &plainRequest{id: id, client: of[int(o.draw(rng.Callers, id, 0)*float64(len(of)))]}
		o.act(c.at, onBegin, q, 1, func() { o.begin(q, o.now) })
	}
}

// populatePeriods numbers the requests by when they begin, and of one moment by client.
func (o *plainRun) populatePeriods() {
	type call struct {
		at     time.Duration
		client uint32
	}
	var calls []call
	for client := range uint32(o.Clients) {
		for at := o.startOf(client); at < min(o.Duration, o.end); at += o.Every {
			calls = append(calls, call{at, client})
		}
	}
	slices.SortFunc(calls, func(a, b call) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.client, b.client)) })
	for id, c := range calls {
		q := &plainRequest{id: uint32(id), client: c.client}
		o.act(c.at, onBegin, q, 1, func() { o.begin(q, o.now) })
	}
}

func (o *plainRun) begin(q *plainRequest, at time.Duration) {
	q.began, q.since = at, at
	o.requests = append(o.requests, q)
	o.begun = append(o.begun, at)
	o.part(q).Requests++
	o.ask(o.first(q), at)
}

// first is a request's first attempt: it is the first in each layer.
func (o *plainRun) first(q *plainRequest) *plainAttempt {
	a := q.attempt(1, retry.Success, 0)
	for i := range o.Policies(o.part(q).Strategy) {
		a.levels = append(a.levels, plainLevel{began: -1, tries: 1, ticket: newTicket(i, 1, retry.Success)})
	}
	a.levels[0].began = q.since
	return a
}

func (q *plainRequest) attempt(number int, cause retry.Outcome, memory time.Duration) *plainAttempt {
	q.try = &plainAttempt{plainRequest: q, id: q.id, number: number, serial: q.loop*1024 + uint32(number), cause: cause, memory: memory}
	return q.try
}

// ask asks the process, where there is one, whether the attempt may be sent. Who was asked
// before is not asked again.
func (o *plainRun) ask(a *plainAttempt, at time.Duration) {
	if len(a.levels) > 1 && o.guarded() {
		o.askLayers(a, at)
		return
	}
	ticket := a.levels[0].ticket
	wait, refused := o.passes(a, ticket, at, func(g *plainGuard) bool { return a.number == 1 || !g.early })
	switch {
	case refused == nil:
	case o.Policy(o.part(a.plainRequest).Strategy).On.Has(retry.NotSent):
		o.result.NotSent++
		o.decide(a, at, plainNotSent)
		return
	default:
		o.refusedBy(a.plainRequest, refused.verdict)
		o.close(a.plainRequest, at)
		return
	}
	switch {
	case wait > 0:
		a.state = isHeld
		o.act(at+wait, onTransmit, a.plainRequest, a.serial, func() {
			if o.idle = a.state != isHeld && o.bounded(); a.state == isHeld {
				o.enterFlight(a, ticket, o.now, func(at time.Duration) { o.send(a, at) })
			}
		})
	default:
		o.enterFlight(a, ticket, at, func(at time.Duration) { o.send(a, at) })
	}
}

// enterFlight goes on with an attempt that guards let go, when there is room in flight, or
// nobody waits for it any more.
func (o *plainRun) enterFlight(a *plainAttempt, t *plainTicket, at time.Duration, then func(at time.Duration)) {
	slot := o.slots[scenario.ShareOf(o.fleet, a.client)][t.layer]
	if slot < 0 || o.bounds[int(a.client)/o.Process][slot] == nil {
		then(at)
		return
	}
	wanted, policies := time.Duration(plainNever), o.Policies(o.part(a.plainRequest).Strategy)
	for i := range t.layer + 1 {
		if own := policies[i].Total; own > 0 {
			wanted = min(wanted, max(a.levels[i].began, a.since)+own)
		}
		if i > 0 && policies[i-1].Timeout > 0 {
			wanted = min(wanted, a.levels[i].began+policies[i-1].Timeout)
		}
	}
	if at >= wanted {
		then(at)
		return
	}
	b := o.bounds[int(a.client)/o.Process][slot]
	t.bound = b
	if len(b.inside) < b.most {
		b.inside[t] = true
		then(at)
		return
	}
	a.state = isHeld
	b.waiting = append(b.waiting, plainTurn{a, t, then})
	if wanted < plainNever {
		o.act(wanted, onTransmit, a.plainRequest, a.serial, func() {
			held := a.state == isHeld && t.bound == b && !b.inside[t]
			if o.idle = !held; held {
				then(o.now)
			}
		})
	}
}

// leaveFlight makes room for the first that waits.
func (o *plainRun) leaveFlight(t *plainTicket) {
	b := t.bound
	if b == nil {
		return
	}
	t.bound = nil
	b.waiting = slices.DeleteFunc(b.waiting, func(w plainTurn) bool { return w.t == t })
	if !b.inside[t] {
		return
	}
	delete(b.inside, t)
	if len(b.waiting) > 0 {
		next := b.waiting[0]
		b.waiting = b.waiting[1:]
		b.inside[next.t] = true
		o.act(o.now, onTransmit, next.a.plainRequest, next.a.serial, func() {
			if o.idle = next.a.state != isHeld; !o.idle {
				next.then(o.now)
			}
		})
	}
}

var plainNotSent = retry.Answer{Outcome: retry.NotSent, RetryAfter: retry.NotAsked}

// askLayers asks the guards of each layer whose attempt is not under way yet, from the
// outermost such inwards. The request of a layer begins when its caller's attempt goes out.
func (o *plainRun) askLayers(a *plainAttempt, at time.Duration) {
	for i := range a.levels {
		level := &a.levels[i]
		if level.ticket.out {
			continue
		}
		if level.began < 0 {
			level.began = at
		}
		if o.inVain(a, i, at) {
			return
		}
		wait, refused := o.passes(a, level.ticket, at, func(g *plainGuard) bool { return level.tries == 1 || !g.early })
		if refused != nil {
			o.result.NotSent++
			o.rise(a, at, plainNotSent, i, refused.verdict)
			return
		}
		if wait > 0 {
			a.state = isHeld
			o.act(at+wait, onTransmit, a.plainRequest, a.serial, func() {
				if o.idle = a.state != isHeld && o.bounded(); a.state == isHeld && !o.inVain(a, i, o.now) {
					o.flyLayers(a, i)
				}
			})
			return
		}
		o.flyLayers(a, i)
		return
	}
	o.send(a, at)
}

// flyLayers goes on with the attempt of a layer once there is room for it in flight.
func (o *plainRun) flyLayers(a *plainAttempt, i int) {
	o.enterFlight(a, a.levels[i].ticket, o.now, func(at time.Duration) {
		if !o.inVain(a, i, at) {
			o.goOut(a, i)
			o.askLayers(a, at)
		}
	})
}

// goOut sends the attempt of a layer. That of the innermost is counted when it is sent to
// the service.
func (o *plainRun) goOut(a *plainAttempt, i int) {
	level := a.levels[i]
	level.ticket.out = true
	if i < len(a.levels)-1 {
		p := o.part(a.plainRequest)
		p.Layers[i].Attempts++
		plainCount(&p.Layers[i].ByAttempt, level.tries).Made++
	}
}

// inVain gives an attempt up that is to go out from a layer, where nobody waits for it any
// more.
func (o *plainRun) inVain(a *plainAttempt, layer int, at time.Duration) bool {
	policies := o.Policies(o.part(a.plainRequest).Strategy)
	for i := range layer + 1 {
		if !a.over(policies, i, at) {
			continue
		}
		o.settle(a.levels[layer].ticket, retry.NotSent)
		a.number--
		a.serial--
		o.decide(a, at, plainTimeout)
		return true
	}
	return false
}

// over reports whether the request of a layer is over at a time, by its own total timeout or
// the timeout of the layer above.
func (a *plainAttempt) over(policies []retry.Policy, i int, when time.Duration) bool {
	own, above := policies[i].Total, time.Duration(0)
	if i > 0 {
		above = policies[i-1].Timeout
	}
	return own > 0 && when >= a.levels[i].began+own || above > 0 && when >= a.levels[i].began+above
}

// passes asks some guards. When one refuses, all that had let the attempt pass are told that
// it was not sent.
func (o *plainRun) passes(a *plainAttempt, t *plainTicket, at time.Duration, asked func(*plainGuard) bool) (wait time.Duration, refused *plainGuard) {
	stream := rng.Guards
	if t.layer < len(a.levels)-1 {
		stream = rng.LayerGuards(t.layer)
	}
	for _, g := range o.guards(a, t.layer) {
		if !asked(g) {
			continue
		}
		w, ok := g.Admit(at, retry.Try{Attempt: t.number, Cause: t.cause}, o.draw(stream, a.id, a.serial))
		if !ok {
			o.settle(t, retry.NotSent)
			return 0, g
		}
		t.passed = append(t.passed, plainPass{g, at})
		wait = max(wait, w)
	}
	return wait, nil
}

func (o *plainRun) guards(a *plainAttempt, layer int) []*plainGuard {
	slot := o.slots[scenario.ShareOf(o.fleet, a.client)][layer]
	if slot < 0 {
		return nil
	}
	return o.processes[int(a.client)/o.Process][slot]
}

// bounded reports whether any process bounds its attempts in flight.
func (o *plainRun) bounded() bool {
	return slices.ContainsFunc(o.bounds[0], func(b *plainBound) bool { return b != nil })
}

func (o *plainRun) guarded() bool { return len(o.processes[0]) > 0 }

// refusedBy counts a request that ends because a guard refused its attempt.
func (o *plainRun) refusedBy(q *plainRequest, by retry.Verdict) {
	o.result.NotSent++
	gaveUp := &o.part(q).GaveUp
	switch by {
	case retry.GiveUpBudget:
		gaveUp.Budget++
	case retry.GiveUpBreaker:
		gaveUp.Breaker++
	case retry.GiveUpThrottle:
		gaveUp.Throttle++
	}
}

// gaveUp counts a request that ends because its policy does not go on.
func (o *plainRun) gaveUp(p *Part, why retry.Verdict, after retry.Outcome) {
	switch {
	case why == retry.GiveUpAttempts:
		p.GaveUp.Attempts++
	case why == retry.GiveUpDeadline:
		p.GaveUp.Deadline++
	case why == retry.GiveUpRetryAfter:
		p.GaveUp.RetryAfter++
	case after == retry.Failed:
		p.GaveUp.Permanent++
	default:
		p.GaveUp.NotRetried++
	}
}

// settle tells the guards that let a layer's attempt pass what came of it.
func (o *plainRun) settle(t *plainTicket, what retry.Outcome) {
	for _, p := range t.passed {
		p.Done(o.now, retry.Try{Attempt: t.number, Cause: t.cause, At: p.at}, what)
	}
	t.passed, t.out = nil, false
	o.leaveFlight(t)
}

func (o *plainRun) send(a *plainAttempt, at time.Duration) {
	policies := o.Policies(o.part(a.plainRequest).Strategy)
	for i := range a.levels {
		if a.levels[i].began < 0 {
			a.levels[i].began = at
		}
	}
	a.patience = plainNever
	for i, p := range policies {
		if own := p.Total; own > 0 {
			a.patience = min(a.patience, a.levels[i].began+own)
		}
		switch {
		case p.Timeout == 0:
		case i == len(policies)-1:
			a.patience = min(a.patience, at+p.Timeout)
		default:
			a.patience = min(a.patience, a.levels[i+1].began+p.Timeout)
		}
	}
	if a.patience <= at {
		o.settle(a.levels[0].ticket, retry.NotSent)
		a.number--
		a.serial--
		o.decide(a, at, plainTimeout)
		return
	}
	if p := o.part(a.plainRequest); len(policies) > 1 && o.guarded() {
		p.Layers[len(policies)-1].Attempts++
		plainCount(&p.Layers[len(policies)-1].ByAttempt, a.levels[len(policies)-1].tries).Made++
	} else if len(policies) > 1 {
		for i := len(policies) - 1; i >= 0; i-- { // a layer's attempt begins with the first of the next
			p.Layers[i].Attempts++
			plainCount(&p.Layers[i].ByAttempt, a.levels[i].tries).Made++
			if a.levels[i].tries > 1 {
				break
			}
		}
	}
	if h := o.Hedging(o.part(a.plainRequest).Strategy); h.Some() {
		o.launch(a, at, h)
		return
	}
	a.state, a.sent = isSent, at
	a.levels[len(a.levels)-1].ticket.out = true
	o.sentAt = append(o.sentAt, at)
	if o.lock != nil { // reads first; the write is what counts
		o.watch(a)
		o.on(at+o.travel(rng.ReadThere, a), onRead, a.id, a.serial, func() {
			version := o.lock.Read()
			o.on(o.now+o.travel(rng.ReadBack, a)+o.travel(rng.NetworkThere, a), onArrival, a.id, a.serial, func() { o.arrive(a, version) })
		})
		return
	}
	arrival := at + o.travel(rng.NetworkThere, a)
	o.on(arrival, onArrival, a.id, a.serial, func() { o.arrive(a, 0) })
	if arrival > a.patience {
		o.watch(a)
	}
}

func (o *plainRun) travel(name rng.Name, a *plainAttempt) time.Duration {
	return o.latency.At(o.draw(name, a.id, a.serial))
}

// watch sets the timeout of an attempt that is not answered on its arrival: of one
// that is, the answer's time says all.
func (o *plainRun) watch(a *plainAttempt) {
	if a.flight != nil || a.patience == plainNever || a.state != isSent || a.watched {
		return
	}
	a.watched = true
	o.on(a.patience, onTimeout, a.id, a.serial, func() {
		if a.state != isSent {
			o.idle = o.apart
			return
		}
		if o.Abandoned == scenario.AbandonedNoticed {
			o.on(o.now+o.travel(rng.NetworkThere, a), onNews, a.id, a.serial, func() { o.hangUp(a) })
		}
		o.tell(a, o.now, plainTimeout)
	})
}

var plainTimeout = retry.Answer{Outcome: retry.TimedOut, RetryAfter: retry.NotAsked}

// reply sends an answer back now, to a client that may have stopped waiting, or will
// have when it comes.
func (o *plainRun) reply(a *plainAttempt, what retry.Outcome, after time.Duration) {
	at := o.now + o.travel(rng.NetworkBack, a)
	if a.flight != nil {
		o.replyToCopy(a, at, retry.Answer{Outcome: what, RetryAfter: after})
		return
	}
	if a.state == isSent && at <= a.patience {
		o.tell(a, at, retry.Answer{Outcome: what, RetryAfter: after})
		return
	}
	if what == retry.Success {
		o.result.Abandoned++
	}
	if a.state == isSent && !a.watched {
		o.tell(a, a.patience, plainTimeout)
	}
}

func (o *plainRun) tell(a *plainAttempt, at time.Duration, answer retry.Answer) {
	a.state, a.answer = isTold, answer
	if !o.steps {
		o.hear(a, at)
		return
	}
	o.on(at, onAnswer, a.id, a.serial, func() {
		switch {
		case a.state != isTold: // the client has forgotten that it asked
		case o.down(a.client):
			o.miss(a)
			o.tell(a, o.Crash+o.Restart, plainTimeout)
		default:
			if len(a.levels) == 1 {
				o.settle(a.levels[0].ticket, a.answer.Outcome)
			}
			o.hear(a, o.now)
		}
	})
}

// miss counts an answer that comes to a client that is down.
func (o *plainRun) miss(a *plainAttempt) {
	if a.state == isTold && a.answer.Outcome == retry.Success {
		o.result.Abandoned++
	}
}

func (o *plainRun) hear(a *plainAttempt, at time.Duration) {
	o.answered = append(o.answered, at)
	if at >= o.end {
		return
	}
	if a.answer.Outcome == retry.TimedOut {
		o.timedOut = append(o.timedOut, at)
	}
	o.decide(a, at, a.answer)
}

func (o *plainRun) decide(a *plainAttempt, at time.Duration, answer retry.Answer) {
	a.state = isOver
	p := o.part(a.plainRequest)
	if answer.Outcome == retry.Success {
		p.Successes++
		o.brought = append(o.brought, plainNumber{a.client, a.number})
		for i := range p.Layers {
			plainCount(&p.Layers[i].ByAttempt, a.levels[i].tries).Succeeded++
			o.settle(a.levels[i].ticket, retry.Success)
		}
		p.Completion.Add(at - a.began)
		o.result.Completion.Add(at - a.began)
		o.completed = append(o.completed, at)
		o.close(a.plainRequest, at)
		return
	}
	policies := o.Policies(p.Strategy)
	if len(policies) > 1 {
		layer := len(policies) - 1
		for i := layer; i >= 0 && answer.Outcome == retry.TimedOut; i-- {
			if a.over(policies, i, at) {
				layer = i - 1
			}
		}
		for _, level := range a.levels[layer+1:] {
			if level.ticket.out {
				o.settle(level.ticket, retry.TimedOut)
			}
		}
		o.rise(a, at, answer, layer, retry.GiveUpDeadline)
		return
	}
	policy := policies[0]
	if own := policy.Rejected; own != nil && answer.Outcome == retry.Rejected {
		policy.Strategy, policy.Rejected = own, nil
	}
	d := policy.Next(a.number, answer, at-a.since, a.memory, retry.Draws{
		Jitter: o.draw(rng.Jitter, a.id, a.serial), RetryAfter: o.draw(rng.RetryAfter, a.id, a.serial),
	})
	if d.Verdict != retry.Retry {
		o.gaveUp(p, d.Verdict, answer.Outcome)
		o.close(a.plainRequest, at)
		return
	}
	next := a.attempt(a.number+1, answer.Outcome, d.Memory)
	next.levels = slices.Clone(a.levels)
	next.levels[0].ticket = newTicket(0, next.number, answer.Outcome)
	if _, refused := o.passes(next, next.levels[0].ticket, at, func(g *plainGuard) bool { return g.early }); refused != nil {
		next.state = isOver
		o.refusedBy(a.plainRequest, refused.verdict)
		o.close(a.plainRequest, at)
		return
	}
	if at += min(d.Delay, plainNever); o.steps {
		o.sendLater(next, at)
	} else {
		o.send(next, at)
	}
}

// rise lets the layers decide, from one outwards, each after the one below it has given up.
// Where a guard refused the attempt, by is its verdict.
func (o *plainRun) rise(a *plainAttempt, at time.Duration, answer retry.Answer, layer int, by retry.Verdict) {
	a.state = isOver
	policies := o.Policies(o.part(a.plainRequest).Strategy)
	over := func(i int, when time.Duration) bool { return a.over(policies, i, when) }
	why := by
	for ; layer >= 0; layer-- {
		jitter, hint := rng.Jitter, rng.RetryAfter
		if layer < len(policies)-1 {
			jitter, hint = rng.LayerJitter(layer), rng.LayerRetryAfter(layer)
		}
		level := a.levels[layer]
		switch {
		case !level.ticket.out:
		case answer.Outcome == retry.NotSent: // by a layer below: to this one it failed
			o.settle(level.ticket, retry.Unavailable)
		default:
			o.settle(level.ticket, answer.Outcome)
		}
		d := policies[layer].Next(level.tries, answer, at-level.began, level.memory, retry.Draws{
			Jitter: o.draw(jitter, a.id, a.serial), RetryAfter: o.draw(hint, a.id, a.serial),
		})
		when := at + min(d.Delay, plainNever)
		if d.Verdict == retry.Retry && o.Propagate == scenario.PropagateDeadline {
			for i := range layer + 1 {
				if over(i, when) || i < layer && policies[i].Deadline > 0 && when > a.levels[i].began+policies[i].Deadline {
					d.Verdict = retry.GiveUpDeadline
				}
			}
		}
		if d.Verdict == retry.GiveUpNotRetried && answer.Outcome == retry.NotSent && o.guarded() {
			d.Verdict = by
		}
		if why = d.Verdict; why != retry.Retry {
			continue
		}
		next := a.attempt(a.number+1, answer.Outcome, 0)
		next.levels = slices.Clone(a.levels)
		next.levels[layer].tries++
		next.levels[layer].memory = d.Memory
		next.levels[layer].ticket = newTicket(layer, next.levels[layer].tries, answer.Outcome)
		for i := layer + 1; i < len(policies); i++ {
			next.levels[i] = plainLevel{began: -1, tries: 1, ticket: newTicket(i, 1, retry.Success)}
		}
		if _, refused := o.passes(next, next.levels[layer].ticket, at, func(g *plainGuard) bool { return g.early }); refused != nil {
			next.state = isOver
			o.result.NotSent++
			why = refused.verdict
			continue
		}
		for i := range layer + 1 { // a layer that does not know that it is in vain waits until it is hung up on
			if !over(i, when) {
				continue
			}
			if policies[i].Total > 0 {
				when = min(when, a.levels[i].began+policies[i].Total)
			}
			if i > 0 && policies[i-1].Timeout > 0 {
				when = min(when, a.levels[i].began+policies[i-1].Timeout)
			}
			when = max(at, when)
		}
		if o.steps {
			o.sendLater(next, when)
		} else {
			o.send(next, when)
		}
		return
	}
	switch why {
	case retry.GiveUpBudget, retry.GiveUpBreaker, retry.GiveUpThrottle:
		o.refusedBy(a.plainRequest, why)
		o.result.NotSent-- // it was counted where it was refused
	default:
		o.gaveUp(o.part(a.plainRequest), why, answer.Outcome)
	}
	o.close(a.plainRequest, at)
}

func (o *plainRun) sendLater(a *plainAttempt, at time.Duration) {
	o.act(at, onSend, a.plainRequest, a.serial, func() {
		if a.state == isDue {
			o.ask(a, o.now)
		}
	})
}

func (o *plainRun) close(q *plainRequest, at time.Duration) {
	q.over = true
	o.ended = append(o.ended, at)
	next := at + plainDistribution(o.ThinkDist, rng.Params{Mean: o.Think}).At(o.draw(rng.Think, q.id, q.loop*1024))
	if o.Population == scenario.PopulationClosed && next < o.Duration {
		another := &plainRequest{id: q.id, client: q.client, loop: q.loop + 1}
		o.act(next, onBegin, another, another.loop*1024+1, func() { o.begin(another, o.now) })
	}
}

// crash makes those forget that lose their state. Whatever happens to the others
// waits for their restart.
func (o *plainRun) crash() {
	if o.CrashState != scenario.CrashLost {
		return
	}
	slices.SortStableFunc(o.requests, func(a, b *plainRequest) int { return cmp.Compare(a.id, b.id) })
	for _, q := range o.requests {
		if q.over || !o.down(q.client) {
			continue
		}
		switch a := q.try; a.state {
		case isSent, isTold:
			o.miss(a)
			o.answered = append(o.answered, o.now)
		}
		for _, level := range q.try.levels {
			switch {
			case level.ticket.out:
				o.settle(level.ticket, retry.TimedOut)
			default:
				o.settle(level.ticket, retry.NotSent)
			}
		}
		q.try.state = isOver
		q.loop++
		q.since = o.Crash + o.Restart
		o.sendLater(o.first(q), q.since)
	}
}

// plainNever is longer than any run.
const plainNever = 10_000 * time.Hour

func plainDistribution(key string, p rng.Params) rng.Distribution {
	kind, _ := rng.LookupDistribution(key)
	return kind.New(p)
}

func plainLimiter(s scenario.Scenario) (limit.Limiter, *limit.Lock) {
	kind, params := s.Limits()
	if kind.Lock {
		return kind.New(params), limit.NewLock()
	}
	return kind.New(params), nil
}
