package sim

import (
	"context"
	"slices"
	"sync"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/des"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
	"backofflab/sim/service"
)

// What happens, in the order in which it does at one moment: changes of the
// service, what reaches it, what its clients learn, what they send.
const (
	crashes     uint8 = iota // clients crash
	departs                  // a server is done with a job
	expires                  // a job has waited for a server too long
	isCancelled              // the service notices that a caller stopped waiting
	reads                    // an attempt reads the version of the optimistic lock
	arrives                  // an attempt reaches the service
	enters                   // an attempt that the limiter held comes to the servers
	isAnswered               // a client learns what became of its attempt
	timesOut                 // a client stops waiting for an answer
	begins                   // a request begins
	sends                    // a client wants to send its next attempt
	transmits                // it does, after its throttle made it wait
	hedges                   // a further copy of an attempt is due
)

// engine simulates one fleet. It belongs to one goroutine.
//
// Whatever follows from an event at once needs no event of its own: in most runs
// there is one event an attempt, its arrival at the service, and from that all that
// becomes of it is known (fast_path.go). Where that cannot be, requests have a
// state and attempts go through the service event by event (request.go, service.go).
// Where clients share a state (a budget, say), or crash while their requests have one, they act
// step by step as well: each learns and decides at its own moment, in the order of time.
type engine struct {
	fitted
	*room
}

// room is what an engine needs while a run goes on, and nothing refers to afterwards. It is
// large, so engines that come and go lend it to each other.
type room struct {
	queue     des.Queue
	batch     batch
	waves     metrics.Herd
	foresight foresight
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// fitted is what an engine has of its scenario and fleet, and of their run.
type fitted struct {
	scenario scenario.Resolved
	end      time.Duration
	fleet    scenario.Fleet
	shares   []scenario.Share // of its parts
	stacks   []stack          // of their layers
	policies []retry.Policy   // of their innermost layers
	classes  []uint8          // of the parts, where the queue is by priority
	points   []int            // that an attempt of theirs takes from the limiter
	starts   []time.Duration  // of the parts; nil where all start at 0
	depth    int              // how many layers there are at most
	mode     Mode
	reason   string // why not a cheaper mode
	timeout  time.Duration

	service *service.Service

	draws     draws
	steady    bool          // the latency is always the same:
	hop       time.Duration // that
	arrivals  schedule      // of an open or periodic population; nil of the others
	due       arrival       // the next of them
	waiting   int           // those that are on the calendar and have not begun
	arrived   arrived       // of a population that arrives, on the fast path
	processes *processes    // nil where they have no guards

	requests []request
	apart    apart
	undated  guarded         // what is said of all to guards that do not look at it
	hedgers  []hedger        // of the parts; nil where no client hedges
	flights  []flight        // of the requests, where their clients hedge
	layers   []standing      // of the requests, depth each; where there are several layers
	memories []time.Duration // of the clients' strategies, where the run takes the fast path and they have any
	onTheWay onTheWay        // answers, where clients with guards take the fast path

	meter
	tracer      *tracer // records each attempt; nil: off. Where it is set, the run does not take the fast path
	parts       []Part
	peaks       []busiest     // of the parts; nil where there is one
	sent        int64         // attempts, where requests have a state
	charged     int64         // attempts, sent or not, that the allowance knows of
	pending     int           // for how many events the calendar is to have room from the start
	mostPending int           // attempts that may be under way, where requests have a state
	ticks       int           // contexts that were checked
	handled     int           // events
	checked     int           // of these, those before the context was checked
	stopped     bool          // midway: the attempts that are allowed are used up
	now         time.Duration // time of the last of them at which anything happened
	idle        bool          // nothing happens at the one under way
	ownTimeouts bool          // some clients have a timeout that is not the scenario's, and may be long
	bounded     bool          // processes bound their attempts in flight
	dated       bool          // guards look at when they admitted an attempt, or have it wait for its turn
	timers      int           // timeouts on the calendar
	totalled    bool          // on the fast path: attempts are counted by their numbers
	waitedUntil time.Duration // on the fast path: until when any client waits for an answer
	forgetAt    time.Duration // on the fast path: when clients crash and lose their state; after all else where none do
}

// draws are the streams of the scenario's seed.
type draws struct {
	arrivals, jitter, there, back, readThere, readBack           rng.Stream
	retryAfter, guards, callers, think, tokens, outputs, crashes rng.Stream
	outer                                                        outerDraws
}

func newDraws(seed uint64, depth int) draws {
	stream := func(name rng.Name) rng.Stream { return rng.New(seed, name) }
	return draws{
		arrivals: stream(rng.Arrivals), jitter: stream(rng.Jitter),
		there: stream(rng.NetworkThere), back: stream(rng.NetworkBack),
		readThere: stream(rng.ReadThere), readBack: stream(rng.ReadBack),
		retryAfter: stream(rng.RetryAfter), guards: stream(rng.Guards),
		callers: stream(rng.Callers), think: stream(rng.Think), tokens: stream(rng.Tokens), outputs: stream(rng.Outputs), crashes: stream(rng.Crashes),
		outer: newOuterDraws(seed, depth),
	}
}

// begin makes the engine ready for a run under a seed. A second run takes the memory
// of the first, and with it what the first returned.
func (e *engine) begin(seed uint64) {
	s := &e.scenario
	s.Seed, e.draws = seed, newDraws(seed, e.depth)
	e.service.Reset(seed)
	e.processes.reset()
	for i := range e.hedgers {
		e.hedgers[i].reset()
	}
	e.emptyQueue()
	e.batch.reset()
	e.foresight.forget()
	clear(e.memories)
	e.recorder.Reset(s.Widths[0], e.end)
	e.recorder.Adapt(s.Widths[1:], scenario.MaxBins)
	e.busiest = busiest{width: s.Widths[0]}
	for i := range e.peaks {
		e.peaks[i] = e.busiest
	}
	if s.Population == scenario.PopulationOnce {
		e.recorder.KeepSuccesses()
	}
	e.herd.Reset(HerdWindow, s.FirstBurst(), s.Clients)
	e.recovery.Reset()
	wait := e.result.QueueWait
	wait.Reset()
	e.result = Result{Strategy: e.result.Strategy, Clients: s.Clients, QueueWait: wait}
	for i, p := range e.parts {
		p.Completion.Reset()
		p.QueueWait.Reset()
		for j := range p.Layers {
			l := &p.Layers[j]
			l.Attempts, l.ByAttempt = 0, l.ByAttempt[:0]
		}
		e.parts[i] = Part{Strategy: p.Strategy, Clients: p.Clients, Completion: p.Completion, QueueWait: p.QueueWait, Layers: p.Layers, ByAttempt: p.ByAttempt[:0]}
	}
	e.sent, e.charged, e.handled, e.checked, e.timers, e.now, e.waitedUntil, e.totalled = 0, 0, 0, 0, 0, -1, -1, false
	e.populate()
}

// emptyQueue makes the queue ready for a run. What an event causes comes a trip after it, or
// two on the fast path; most of the rest, what clients do after a backoff, comes later.
func (e *engine) emptyQueue() {
	reach := time.Duration(0)
	if e.steady {
		if reach = e.hop; e.mode <= PerAttempt && !e.scenario.Arrives() {
			reach *= 2
		}
	}
	e.queue.Reset(uint64(rng.New(e.scenario.Seed, rng.Ties)), reach, e.pending)
}

// populate makes room for the clients and lets the first requests begin.
func (e *engine) populate() {
	s := &e.scenario
	if s.Crash > 0 && s.Crash < e.end {
		if e.mode.fast() {
			e.noteWait(s.Crash) // the run lasts until then, though nothing happens
		} else {
			e.queue.Push(des.Event{At: s.Crash, Kind: crashes})
		}
	}
	switch {
	case s.Arrives():
		e.requests, e.waiting = e.requests[:0], 0
		e.arrived.reset(e.draws.callers)
		e.apart.reset(0)
		e.arrivals = scheduleOf(&s.Scenario, e.fleet.Key)
		e.due = e.arrivals.next()
		if !e.mode.fast() {
			e.expect()
		}
	case e.mode == PerAnswer:
		e.populateGuarded()
	case e.mode.fast():
		e.opensAll()
	default:
		e.populateRequests()
	}
}

func (e *engine) populateRequests() {
	n := e.scenario.Clients
	e.requests = slices.Grow(e.requests[:0], n)[:n]
	e.apart.reset(0)
	if e.dated {
		e.apart.reset(n)
	}
	closed := e.scenario.Population == scenario.PopulationClosed
	for id := range uint32(len(e.requests)) {
		at := e.startOf(id)
		e.requests[id] = request{client: id}
		switch {
		case closed && at >= e.scenario.Duration:
		case closed || e.mode == PerEvent:
			e.queue.Push(des.Event{At: at, Kind: begins, Client: id, Attempt: 1})
		default:
			e.beginRequest(id, at)
		}
	}
}

// partOf says which part of the fleet a client belongs to.
func (e *engine) partOf(client uint32) int {
	if len(e.shares) == 1 {
		return 0
	}
	return scenario.ShareOf(e.shares, client)
}

// trip is how long something travels; client and attempt name it for the draw.
func (e *engine) trip(way rng.Stream, client, attempt uint32) time.Duration {
	if e.steady {
		return e.hop
	}
	if e.mode.fast() {
		if known, ok := e.foresight.foreseen(client, attempt, way == e.draws.back); ok {
			return known
		}
	}
	return e.travel(way, client, attempt)
}

func (e *engine) travel(way rng.Stream, client, attempt uint32) time.Duration {
	return e.scenario.Travel.At(way.Float64(client, attempt))
}

// startOf is when a client begins its request, or the first of several.
func (e *engine) startOf(client uint32) time.Duration {
	if e.arrivals != nil {
		return e.arrived.at[client]
	}
	at := time.Duration(e.draws.arrivals.Float64(client, 0) * float64(e.scenario.Spread))
	if e.starts != nil {
		at += e.starts[e.partOf(client)]
	}
	return at
}

// ticksPerLook is after how many checks of the context the engine looks at how much is
// under way.
const ticksPerLook = 16

// eventsPerContextCheck bounds how late the engine notices that its context is cancelled:
// a storm can put millions of events into one bin.
const eventsPerContextCheck = 4096

// advance handles every event before until. Each attempt, sent or not, is one of those
// allowed; the error is a *LimitError where there are too few. An attempt is counted when
// it is sent: a client that stops waiting may send any number before one arrives. On the
// fast path, where a client has one under way at most, it is counted when it arrives.
func (e *engine) advance(ctx context.Context, until time.Duration, allowed *allowance) (err error) {
	defer func() { e.stopped = err != nil }()
	switch {
	case e.mode == PerAnswer:
		return e.advanceByAnswers(ctx, until, allowed)
	case e.mode.fast():
		e.openUntil(until)
		return e.advanceFast(ctx, until, allowed)
	}
	for e.charge(allowed) {
		if e.foresight.left == 0 {
			e.lookAhead(until)
		}
		e.foresight.left--
		v, ok := e.queue.Take(until)
		if !ok {
			return nil
		}
		if err := e.checkContext(ctx, 1); err != nil {
			return err
		}
		if e.ticks == ticksPerLook {
			if e.ticks = 0; e.queue.Len()+e.service.Jobs() > e.mostPending {
				return &LimitError{Limit: int64(e.mostPending), At: v.At, Strategy: e.result.Strategy, Pending: true}
			}
		}
		if e.idle = false; v.Kind == timesOut {
			e.timers--
		}
		if e.handle(v); !e.idle {
			e.now = v.At
		}
	}
	return e.usedUp(allowed, max(0, e.now))
}

// charge takes what was sent, or refused, since the last time from what is allowed. It
// returns false where that was not enough.
func (e *engine) charge(allowed *allowance) bool {
	made := e.sent + int64(e.result.NotSent)
	allowed.left -= made - e.charged
	e.charged = made
	return allowed.left >= 0
}

// usedUp says that the run needs more attempts than are allowed, and whether that is because
// clients without a think time ask an open breaker again and again at one moment.
func (e *engine) usedUp(allowed *allowance, at time.Duration) *LimitError {
	err := allowed.usedUp(at, e.result.Strategy)
	s := &e.scenario
	err.Refused = s.Population == scenario.PopulationClosed && s.Think == 0 && int64(e.result.NotSent) > allowed.most/2
	return err
}

// checkContext counts handled events, and returns the context's error every
// eventsPerContextCheck of them.
func (e *engine) checkContext(ctx context.Context, handled int) error {
	if e.handled += handled; e.handled-e.checked < eventsPerContextCheck {
		return nil
	}
	e.checked = e.handled
	e.ticks++
	return ctx.Err()
}

func (e *engine) handle(v des.Event) {
	switch v.Kind {
	case crashes:
		e.crash(v.At)
	case departs:
		e.happen(v, service.Departs)
	case expires:
		e.happen(v, service.Expires)
	case isCancelled:
		e.service.Cancel(v.At, v.Client, v.Attempt)
	case reads:
		e.read(v)
	case arrives:
		e.arrive(v, e.queue.Ref())
	case enters:
		e.happen(v, service.Enters)
	case isAnswered:
		e.answered(v)
	case timesOut:
		e.timeOut(v)
	case begins:
		e.beginNext(v)
	case sends:
		e.send(v)
	case transmits:
		e.transmitNow(v)
	case hedges:
		e.hedge(v)
	}
}
