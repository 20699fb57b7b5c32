package sim

import (
	"context"
	"slices"
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

// Become makes the workspace one of another scenario, which must be valid, in the memory of
// those before. What Simulate returned is gone.
func (w *Workspace) Become(s scenario.Scenario) {
	r := scenario.Resolve(s)
	for i, fleet := range r.Fleets {
		if i == len(w.engines) {
			w.engines, w.results = append(w.engines, &engine{}), append(w.results, Result{})
		}
		w.engines[i].fit(r, fleet, false)
	}
	w.engines, w.results = w.engines[:len(r.Fleets)], w.results[:len(r.Fleets)]
}

// Simulate returns what Simulate does of the scenario under a seed. It is valid until
// the next call.
func (w *Workspace) Simulate(ctx context.Context, seed uint64, maxAttempts int64) ([]Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	allowed, width, bins := allow(maxAttempts), time.Duration(0), 0
	for _, e := range w.engines {
		e.begin(seed)
		if err := e.advance(ctx, e.end, allowed); err != nil {
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

// newEngine makes an engine that can begin a run of a fleet.
func newEngine(r scenario.Resolved, fleet scenario.Fleet, traced bool) *engine {
	e := &engine{}
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
		meter:    before.meter.renewed(&r, r.Clients, min(r.End, r.Duration)),
	}
	e.batch.lookahead, e.batch.ladder = 0, retry.Ladder{}
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
	if !e.mode.fast() { // the estimate may err by a few times
		requests := roughRequests(&r.Scenario)
		pending := min(4*pendingOf(&r, fleet, requests), MaxPending/float64(len(r.Fleets)))
		e.mostPending = pendingSlack + int(max(pending, 4*requests)) // each may have several events
	}
	config := ServiceOf(&r)
	config.ByRecursion = e.mode.fast()
	e.service = service.New(config, e)
	if e.mode <= Batched {
		e.batch.lookahead = 2 * e.hop
	}
}
