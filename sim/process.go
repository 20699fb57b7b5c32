package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// process is the guards that the clients of one process share: the fleet's, each asked by
// some layers of some clients.
type process []*guards

// guards are asked together. Budgets, and the breaker of retries, are asked when a retry is
// decided, as SDKs do: they take a token, then compute the delay, then sleep. Breakers and
// throttles are asked when an attempt is sent, and so is what counts the attempts under way
// for a budget that has to know.
type guards struct {
	deciding, sending []guarding
	inFlight          *inFlight // nil: any number
}

// inFlight bounds the attempts under way, and is a queue of those that wait for their turn.
type inFlight struct {
	most, underWay int
	queue          []turn
	head           int
	turns          uint64 // how many have waited
}

// turn is an attempt of a layer that waits.
type turn struct {
	number uint64 // from 1
	id     uint32
	layer  uint8
}

// Where an attempt stands with a bound on those in flight.
const (
	outside uint8 = iota // was not asked, or has ended
	inQueue
	inside
)

// guarding is a guard, and what a request counts as that ends because it refused.
type guarding struct {
	retry.Guard
	verdict retry.Verdict
}

func newProcess(all []scenario.Guards) process {
	p := make(process, len(all))
	for i, g := range all {
		p[i] = newGuards(g)
	}
	return p
}

func newGuards(all scenario.Guards) *guards {
	var p guards
	for _, kind := range all.Kinds {
		g := guarding{kind.New(all.Params), kind.Verdict}
		if kind.GivesUp {
			p.deciding = append(p.deciding, g)
			if counter, ok := g.Guard.(interface{ UnderWay() retry.Guard }); ok {
				p.sending = append(p.sending, guarding{counter.UnderWay(), kind.Verdict})
			}
		} else {
			p.sending = append(p.sending, g)
		}
	}
	if all.InFlight > 0 {
		p.inFlight = &inFlight{most: all.InFlight}
	}
	return &p
}

// guarded is what a layer's guards are asked about: an attempt of its, under way or to come.
type guarded struct {
	decided  time.Duration // when they allowed the retry
	admitted time.Duration // when they let the attempt go
	turn     uint64        // number of its turn to be in flight, if it waits for one
	place    uint8         // with the bound on attempts in flight
}

// datedOrBounded reports whether guards look at what is kept of an attempt that they were asked
// about.
func datedOrBounded(g scenario.Guards) bool { return g.Dated() || g.InFlight > 0 }

// guardsOf returns the guards of a layer of a request, nil where it has none.
func (e *engine) guardsOf(s *request, layer int) *guards {
	if e.processes == nil {
		return nil
	}
	which := e.fleet.Parts[e.partOf(s.client)].Guards[layer]
	if which == scenario.NoGuards {
		return nil
	}
	return e.processes.of(s.client)[which]
}

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

// attemptOf is the attempt of a layer, under way or to come, as its guards know it, and when
// they were asked.
func (e *engine) attemptOf(id uint32, layer int) (retry.Try, *guarded) {
	s := &e.requests[id]
	if e.depth == 1 || !e.layered(e.partOf(s.client)) {
		if !e.dated {
			return s.asTry(), &e.undated
		}
		return s.asTry(), &e.apart.asked[id]
	}
	at := &e.standings(id)[layer]
	return retry.Try{Attempt: int(at.attempt), Cause: at.cause}, &at.guarded
}

// decides asks whether the attempt to come of a layer, a retry, may be made.
func (e *engine) decides(id uint32, layer int, now time.Duration) (refused retry.Verdict) {
	g := e.guardsOf(&e.requests[id], layer)
	if g == nil {
		return retry.Retry
	}
	t, asked := e.attemptOf(id, layer)
	return decide(g, asked, now, t, e.guardDraw(id, layer))
}

func decide(g *guards, asked *guarded, now time.Duration, t retry.Try, u float64) (refused retry.Verdict) {
	asked.decided = now
	_, refused = ask(g.deciding, now, t, u)
	return refused
}

// admits asks whether an attempt of a layer may be sent, and after which wait. A first try is
// decided and sent at once. A retry that may not be sent gives back what was taken when it
// was decided.
func (e *engine) admits(id uint32, layer int, now time.Duration) (wait time.Duration, refused retry.Verdict) {
	g := e.guardsOf(&e.requests[id], layer)
	if g == nil {
		return 0, retry.Retry
	}
	t, asked := e.attemptOf(id, layer)
	return g.admit(asked, now, t, e.guardDraw(id, layer))
}

func (g *guards) admit(asked *guarded, now time.Duration, t retry.Try, u float64) (wait time.Duration, refused retry.Verdict) {
	asked.admitted = now
	wait, refused = ask(g.sending, now, t, u)
	switch {
	case t.Attempt == 1 && refused == retry.Retry:
		decide(g, asked, now, t, u)
	case t.Attempt > 1 && refused != retry.Retry:
		tell(g.deciding, now, t, asked.decided, retry.NotSent)
	}
	return wait, refused
}

// settle reports the outcome of a layer's attempt to the guards that admitted it, if any.
func (e *engine) settle(id uint32, layer int, now time.Duration, o retry.Outcome) {
	if g := e.guardsOf(&e.requests[id], layer); g != nil {
		t, asked := e.attemptOf(id, layer)
		tell(g.sending, now, t, asked.admitted, o)
		tell(g.deciding, now, t, asked.decided, o)
		if asked.place == inside {
			g.inFlight.underWay--
			e.nextInFlight(g, now)
		}
		asked.place = outside
	}
}

// enters asks whether the attempt of a layer, which the guards let go, may be under way now.
// If not, it is held until it is its turn, or nobody waits for it any more.
func (e *engine) enters(id uint32, layer int, now time.Duration) bool {
	if !e.bounded {
		return true
	}
	s := &e.requests[id]
	g := e.guardsOf(s, layer)
	if g == nil || g.inFlight == nil {
		return true
	}
	switch _, asked := e.attemptOf(id, layer); {
	case asked.place != outside, now >= e.wantedUntil(id): // it is its turn, or nobody waits for it any more
		return true
	case g.inFlight.underWay < g.inFlight.most:
		g.inFlight.underWay++
		asked.place = inside
		return true
	default:
		g.inFlight.turns++
		asked.place, asked.turn = inQueue, g.inFlight.turns
	}
	g.inFlight.queue = append(g.inFlight.queue, turn{g.inFlight.turns, id, uint8(layer)})
	s.state = requestHeld
	if e.waits(id, never); e.wantedUntil(id) < never {
		e.hold(id, max(now, e.wantedUntil(id)))
	}
	return false
}

// nextInFlight lets the first of those that wait go, if there is any.
func (e *engine) nextInFlight(g *guards, now time.Duration) {
	q := g.inFlight
	for q.head < len(q.queue) {
		next := q.queue[q.head]
		if q.head++; q.head == len(q.queue) {
			q.queue, q.head = q.queue[:0], 0
		}
		_, asked := e.attemptOf(next.id, int(next.layer))
		if asked.place != inQueue || asked.turn != next.number {
			continue // it was given up, or its client lost its state
		}
		asked.place = inside
		q.underWay++
		e.hold(next.id, now)
		return
	}
}

// takeBack undoes what was decided about a layer's retry that will not be sent.
func (e *engine) takeBack(id uint32, layer int, now time.Duration) {
	if g := e.guardsOf(&e.requests[id], layer); g != nil {
		if t, asked := e.attemptOf(id, layer); t.Attempt > 1 {
			tell(g.deciding, now, t, asked.decided, retry.NotSent)
		}
	}
}

// forget tells guards about a request whose client loses its state in a crash. Where it has
// layers, the attempts of those above the one whose attempt is to come are under way.
func (e *engine) forget(id uint32, now time.Duration) {
	if e.processes == nil {
		return
	}
	s := &e.requests[id]
	last := len(e.stacks[e.partOf(s.client)].policies) - 1
	if s.state == requestWaits || s.state == requestHeld {
		last = int(s.layer) - 1
	}
	for layer := range last + 1 {
		e.settle(id, layer, now, retry.TimedOut)
	}
	switch s.state {
	case requestWaits:
		e.takeBack(id, int(s.layer), now)
	case requestHeld:
		e.settle(id, int(s.layer), now, retry.NotSent)
	}
}

func (e *engine) guardDraw(id uint32, layer int) float64 {
	s := &e.requests[id]
	if e.depth > 1 && layer < len(e.stacks[e.partOf(s.client)].policies)-1 {
		return e.draws.outer.guards[layer].Float64(id, s.serial())
	}
	return e.draws.guards.Float64(id, s.serial())
}

// processes are the processes of the clients, each built when one of its clients first
// asks it. They are kept from one run to the next.
type processes struct {
	guards []scenario.Guards // of each process
	size   int               // clients of each
	pages  []*page           // nil where no client has asked
	run    uint32            // number of the run under way
}

// page is some processes in a row. What nobody asks costs no more than its place in the
// list of pages.
type page [pageSize]*builtProcess

const pageSize = 64

// builtProcess is a process, and the run in which it was asked last.
type builtProcess struct {
	process
	run uint32
}

// newProcesses returns the processes of a fleet's clients, nil where they have no guards.
func newProcesses(s scenario.Scenario, fleet scenario.Fleet) *processes {
	if len(fleet.Guards) == 0 {
		return nil
	}
	return &processes{guards: fleet.Guards, size: s.Process, pages: make([]*page, (countProcesses(s)-1)/pageSize+1)}
}

// countProcesses is in how many processes the clients are.
func countProcesses(s scenario.Scenario) int { return (s.Clients-1)/s.Process + 1 }

// reset lets every process begin anew, when it is next asked.
func (p *processes) reset() {
	if p != nil {
		p.run++
	}
}

func (p process) reset() {
	for _, g := range p {
		for _, all := range [][]guarding{g.deciding, g.sending} {
			for _, one := range all {
				one.Reset()
			}
		}
		if q := g.inFlight; q != nil {
			q.underWay, q.queue, q.head, q.turns = 0, q.queue[:0], 0, 0
		}
	}
}

// of returns the process of a client.
func (p *processes) of(client uint32) process {
	n := int(client)
	if p.size > 1 { // a division takes longer than all else here
		n /= p.size
	}
	at := p.pages[n/pageSize]
	if at == nil {
		at = new(page)
		p.pages[n/pageSize] = at
	}
	built := at[n%pageSize]
	switch {
	case built == nil:
		built = &builtProcess{newProcess(p.guards), p.run}
		at[n%pageSize] = built
	case built.run != p.run:
		built.reset()
		built.run = p.run
	}
	return built.process
}
