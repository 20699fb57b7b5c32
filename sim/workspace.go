package sim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/metrics"
	"backofflab/sim/service"
)

// Workspace runs a scenario to its end again and again, each time under another
// seed, in the same memory. It belongs to one goroutine.
type Workspace struct {
	engines []*engine
	results []Result // of the last run, in the memory of those before
}

// NewWorkspace makes room for a scenario, which must be valid.
func NewWorkspace(s scenario.Scenario) *Workspace {
	w := &Workspace{}
	w.Become(s)
	return w
}

// Seeded is a seed, and the virtual time from which on a run draws by it.
type Seeded struct {
	From time.Duration
	Seed uint64
}

// Become makes the workspace one of another scenario, which must be valid, in the memory of
// those before. What Simulate returned is gone.
func (w *Workspace) Become(s scenario.Scenario) {
	r := scenario.Resolve(s)
	for i, fleet := range r.Fleets {
		if i == len(w.engines) {
			w.engines, w.results = append(w.engines, &engine{room: rooms.Get().(*room)}), append(w.results, Result{})
		}
		w.engines[i].fit(r, fleet, false)
	}
	w.engines, w.results = w.engines[:len(r.Fleets)], w.results[:len(r.Fleets)]
}

// Simulate returns what Simulate does of the scenario under a seed. It is valid until
// the next call.
func (w *Workspace) Simulate(ctx context.Context, seed uint64, maxAttempts int64) ([]Result, error) {
	return w.SimulateSeeds(ctx, []Seeded{{0, seed}}, maxAttempts)
}

// SimulateSeeds is Simulate under seeds that take turns: the first from the start, each other
// from its time on. Times never go back. So a run is continued in many ways from one moment by
// lists that differ from there on, and needs no copy of its state.
//
// From a time on means: for whatever is drawn once all events before it were handled. What was
// drawn ahead stays: the next arrival, the attempts, answers and waits under way, the spell of
// failures under way. So lists that begin alike give runs that are alike, to the byte, before
// the first time at which they differ, and a change to the seed under way changes nothing.
//
// What is asked for more than once keeps the first seed to the end, or a run would contradict
// itself: when clients of populations other than the open one start, who crashes, which requests
// fail for good, what a request costs in tokens, the order of what happens at one moment, and,
// where the service notices that a caller has gone, how long attempts travel: the notice takes
// as long. To a run these were drawn at its start. So the runs of independent seeds are
// distributed as those of one seed are, given all that happened before.
func (w *Workspace) SimulateSeeds(ctx context.Context, seeds []Seeded, maxAttempts int64) ([]Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := inTurn(seeds); err != nil {
		return nil, err
	}
	allowed, width, bins := allow(maxAttempts), time.Duration(0), 0
	for _, e := range w.engines {
		if err := e.run(ctx, seeds, allowed); err != nil {
			return nil, err
		}
		width = max(width, e.width())
	}
	for _, e := range w.engines {
		e.recorder.Widen(width)
		bins = max(bins, e.bins())
	}
	for i, e := range w.engines {
		last := &w.results[i]
		*last = e.complete(e.recorder.Whole(bins), last.Waves[:0])
	}
	return w.results, nil
}

// inTurn reports seeds that cannot take turns.
func inTurn(seeds []Seeded) error {
	if len(seeds) == 0 || seeds[0].From != 0 {
		return errors.New("sim: the first seed must be from 0s on")
	}
	for i, s := range seeds[1:] {
		if s.From < seeds[i].From {
			return fmt.Errorf("sim: seed %d is from %v on, before the one that it follows, from %v", i+2, s.From, seeds[i].From)
		}
	}
	return nil
}

// run takes the engine from the start of a run to its end.
func (e *engine) run(ctx context.Context, seeds []Seeded, allowed *allowance) error {
	e.begin(seeds[0].Seed)
	for _, next := range seeds[1:] {
		if err := e.advance(ctx, min(next.From, e.end), allowed); err != nil {
			return err
		}
		e.renew(next)
	}
	return e.advance(ctx, e.end, allowed)
}

// renew takes another seed for what is drawn from now on; SimulateSeeds says what is not.
func (e *engine) renew(next Seeded) {
	first := e.draws
	e.draws = newDraws(next.Seed, e.depth)
	e.foresight.forget()
	e.draws.arrivals, e.draws.crashes = first.arrivals, first.crashes
	e.draws.tokens, e.draws.outputs = first.tokens, first.outputs
	if e.scenario.Abandoned == scenario.AbandonedNoticed {
		e.draws.there = first.there
	}
	e.service.Renew(next.From, next.Seed)
	if e.arrivals != nil {
		if e.mode.fast() {
			e.renewArrivals(e.draws.callers)
		}
		e.arrivals.renew(next.Seed)
	}
}

// newEngine makes an engine that can begin a run of a fleet.
func newEngine(r scenario.Resolved, fleet scenario.Fleet, traced bool) *engine {
	e := &engine{room: rooms.Get().(*room)} // a Run gives it back, see Close
	e.fit(r, fleet, traced)
	return e
}

// fit makes the engine what newEngine returns. It keeps its memory, and with that what it
// returned is gone.
func (e *engine) fit(r scenario.Resolved, fleet scenario.Fleet, traced bool) {
	before := e.fitted
	e.fitted = fitted{
		scenario: r,
		end:      r.End,
		fleet:    fleet,
		timeout:  r.Timeout,
		steady:   r.Network.Constant,
		hop:      r.Latency,
		requests: before.requests[:0],
		apart:    before.apart,
		onTheWay: before.onTheWay,
		meter:    before.meter.renewed(&r, r.Clients, min(r.End, r.Duration)),
	}
	e.herd = &e.waves
	e.result.Strategy = fleet.Key
	e.mode, e.reason = modeOf(&r, fleet, traced)
	for _, p := range fleet.Parts {
		e.shares = append(e.shares, p.Share)
		e.stacks = append(e.stacks, stackOf(p))
		e.policies = append(e.policies, p.Policies[len(p.Policies)-1])
		e.classes = append(e.classes, uint8(p.Priority))
		e.points = append(e.points, p.Points)
		e.depth = max(e.depth, len(p.Policies))
		e.parts = append(e.parts, Part{Strategy: p.Strategy, Completion: &metrics.Histogram{}, QueueWait: &metrics.Histogram{}, Layers: layersOf(p.Strategy)})
	}
	if len(e.parts) > 1 {
		e.peaks = make([]busiest, len(e.parts))
	}
	if r.LatestStart() > 0 {
		for _, p := range fleet.Parts {
			e.starts = append(e.starts, p.Start)
		}
	}
	for i, n := range scenario.CountShares(e.shares, r.Clients) {
		e.parts[i].Clients = n
	}
	e.processes, e.hedgers = newProcesses(r.Scenario, fleet), hedgersOf(fleet)
	e.ownTimeouts = timeoutsOfTheirOwn(&r, fleet)
	e.bounded = slices.ContainsFunc(fleet.Guards, func(g scenario.Guards) bool { return g.InFlight > 0 })
	e.dated = slices.ContainsFunc(fleet.Guards, datedOrBounded)
	if !e.mode.fast() { // the estimate may err by a few times
		requests := roughRequests(&r.Scenario)
		pending := min(4*pendingOf(&r, fleet, requests), MaxPending/float64(len(r.Fleets)))
		e.mostPending = pendingSlack + int(max(pending, 4*requests)) // each may have several events
	}
	config := ServiceOf(&r)
	config.ByRecursion = e.mode.fast()
	e.service = service.New(config, e)
	e.batch.strategy = e.policies[0].DelaysAfter(retry.Rejected)
	e.forgetAt = math.MaxInt64
	if e.mode.fast() {
		e.pending = int(roughRequests(&r.Scenario))
		if r.Crash > 0 && r.Crash < r.End && r.CrashState == scenario.CrashLost {
			e.forgetAt = r.Crash
		}
	}
}

// InParallel calls f for 0 to n-1, each once, on so many goroutines. A panic of one is
// passed on to the caller, once all have ended.
func InParallel(workers, n int, f func(i int)) {
	if workers = min(workers, n); workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var failure atomic.Value
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failure.CompareAndSwap(nil, panicked{p})
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	group.Wait()
	if p, failed := failure.Load().(panicked); failed {
		panic(p.value)
	}
}

type panicked struct{ value any }

// Fleets are the fleets of a scenario, to be simulated one after the other in any order: for whoever
// may know enough before there is a result of each. They share the attempts that are allowed. It
// belongs to one goroutine.
type Fleets struct {
	scenario scenario.Resolved
	allowed  *allowance
}

// NewFleets prepares the fleets of a scenario, which may make maxAttempts attempts together. The
// errors are those of NewRun.
func NewFleets(s scenario.Scenario, maxAttempts int64) (*Fleets, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := Afford(s, maxAttempts); err != nil {
		return nil, err
	}
	return &Fleets{scenario.Resolve(s), allow(maxAttempts)}, nil
}

// Simulate returns what Simulate does of the scenario for the fleet at a place, but for bins that
// are only as wide, and as many, as that fleet alone needs. The errors are those of Advance.
func (f *Fleets) Simulate(ctx context.Context, place int) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	e := newEngine(f.scenario, f.scenario.Fleets[place], false)
	defer giveBack([]*engine{e})
	if err := e.run(ctx, []Seeded{{0, f.scenario.Seed}}, f.allowed); err != nil {
		return Result{}, err
	}
	e.width() // which makes room for what happens last
	return e.complete(e.recorder.Whole(e.bins()), nil), nil
}

// Spend takes from what is allowed the attempts of a fleet of which the result is known already.
// The error is a *LimitError where there are too few.
func (f *Fleets) Spend(known Result) error {
	if f.allowed.left -= int64(known.Attempts + known.NotSent); f.allowed.left < 0 {
		return f.allowed.usedUp(known.LastSuccess, known.Strategy)
	}
	return nil
}
