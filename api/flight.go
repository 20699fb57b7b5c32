package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
)

// flights are the runs under way. Equal scenarios share one: a run is a pure
// function of its scenario, so whoever comes later reads what is there.
type flights struct {
	mu     sync.Mutex
	byKey  map[string]*flight
	kept   *shelf
	ctx    context.Context // ends all of them
	logger *slog.Logger
}

// class is a kind of run: how many attempts it may make, whose turn it takes, and
// whether what there is by then is shown when it needs more attempts.
type class struct {
	name     string
	attempts int64
	slots    *slots
	partial  bool
}

// flight is one run and those who want it. It stops when nobody does any more.
type flight struct {
	scenario scenario.Scenario
	log      *runLog

	owner   *flights
	key     string
	viewers int  // guarded by owner.mu
	keep    bool // what comes of it is kept; guarded by owner.mu
	cancel  context.CancelFunc
}

func newFlights(ctx context.Context, logger *slog.Logger) *flights {
	return &flights{byKey: map[string]*flight{}, kept: newShelf(keptRuns, keptNumbers), ctx: ctx, logger: logger}
}

// join returns the run of that scenario, which must be valid, and starts it when
// there is none. The caller must leave it once.
func (f *flights) join(s scenario.Scenario, c class) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.enter(keyOf(s, c), s, c)
}

// joinKept is join for a run that will be wanted again: it is kept when it is over,
// and one that is kept is not repeated.
func (f *flights) joinKept(s scenario.Scenario, c class) *flight {
	key := keyOf(s, c)
	f.mu.Lock()
	defer f.mu.Unlock()
	if found, there := f.kept.get(key); there {
		r := &flight{scenario: s, log: newRunLog(0), owner: f, key: key, viewers: 1, cancel: func() {}}
		r.log.finish(found, nil)
		return r
	}
	r := f.enter(key, s, c)
	r.keep = true
	return r
}

func keyOf(s scenario.Scenario, c class) string {
	return c.name + " " + strconv.FormatInt(c.attempts, 10) + " " + s.Query()
}

// enter is join with f.mu held.
func (f *flights) enter(key string, s scenario.Scenario, c class) *flight {
	r := f.byKey[key]
	if r == nil {
		ctx, cancel := context.WithCancel(f.ctx)
		r = &flight{scenario: s, log: newRunLog(len(s.Strategies)), owner: f, key: key, cancel: cancel}
		f.byKey[key] = r
		go r.fly(ctx, c)
	}
	r.viewers++
	return r
}

// leave says that one viewer has what it wants, or is gone.
func (r *flight) leave() {
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	r.viewers--
	if r.viewers == 0 {
		r.cancel()
		r.owner.forget(r)
	}
}

// forget lets later requests start afresh. f.mu is held.
func (f *flights) forget(r *flight) {
	if f.byKey[r.key] == r {
		delete(f.byKey, r.key)
	}
}

// results waits for the end of the run.
func (r *flight) results(ctx context.Context) (findings, error) {
	select {
	case <-r.log.finished:
		return r.log.outcome()
	case <-ctx.Done():
		return findings{}, context.Cause(ctx)
	}
}

func (r *flight) fly(ctx context.Context, c class) {
	found, err := r.simulate(ctx, c)
	r.log.finish(found, err)
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	if r.keep && err == nil {
		r.owner.kept.put(r.key, found)
	}
	r.owner.forget(r)
	r.cancel()
}

// simulate never waits for a viewer: it appends to the log, and they read.
func (r *flight) simulate(ctx context.Context, c class) (found findings, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("run panicked: %v", p)
			r.owner.logger.Error("run panicked", "panic", p, "query", clip(r.scenario.Query(), 300), "stack", string(debug.Stack()))
		}
	}()
	if err := c.slots.enter(ctx); err != nil {
		return findings{}, err
	}
	defer c.slots.leave()
	run, err := sim.NewRun(r.scenario, c.attempts)
	if err != nil {
		return findings{}, err
	}
	for _, f := range run.Modes() {
		r.owner.logger.Debug("run begins", "fleet", f.Fleet, "mode", f.Mode, "reason", f.Reason)
	}
	r.log.begin()
	for {
		frame, more, err := run.Advance(ctx)
		var budget *sim.BudgetError
		switch {
		case errors.As(err, &budget) && c.partial && run.Bins() > 0:
			return findings{results: run.Results()}, nil
		case err != nil:
			return findings{}, err
		case !more:
			return r.replicate(ctx, c, run.Results())
		}
		r.log.add(frame, frame.Progress/r.work())
	}
}

// replicate adds what further runs say, where the scenario asks for any.
func (r *flight) replicate(ctx context.Context, c class, results []sim.Result) (findings, error) {
	if r.scenario.Runs == 1 {
		return findings{results: results}, nil
	}
	done := 1.0
	spreads, err := experiment.ReplicateWatched(ctx, r.scenario, c.attempts, 0, func() {
		done++
		r.log.proceed(done / r.work())
	})
	return findings{results, spreads}, err
}

// work is how many runs there are in all: the one that is shown, and then the
// replications.
func (r *flight) work() float64 {
	if r.scenario.Runs == 1 {
		return 1
	}
	return 1 + float64(r.scenario.Runs)
}
