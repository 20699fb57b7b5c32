package runs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Pool are the runs under way. Equal scenarios share one: a run is a pure
// function of its scenario, so whoever comes later reads what is there.
type Pool struct {
	mu     sync.Mutex
	byKey  map[string]*Shared
	kept   *cache
	ctx    context.Context // ends all of them
	logger *slog.Logger
}

// Shared is one run and those who want it. It stops when nobody does any more.
type Shared struct {
	Scenario scenario.Scenario
	Log      *Log

	owner   *Pool
	key     string
	Class   string // name of its class
	viewers int    // guarded by owner.mu
	keep    bool   // what comes of it is kept; guarded by owner.mu
	cancel  context.CancelFunc
}

func NewPool(ctx context.Context, logger *slog.Logger) *Pool {
	return &Pool{byKey: map[string]*Shared{}, kept: newCache(keptRuns, keptNumbers), ctx: ctx, logger: logger}
}

// Join returns the run of that scenario, which must be valid, and starts it when
// there is none. The caller must leave it once.
func (f *Pool) Join(s scenario.Scenario, c Class) *Shared {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.enter(keyOf(s, c), s, c)
}

// joinKept is join for a run that will be wanted again: it is kept when it is over,
// and one that is kept is not repeated.
func (f *Pool) joinKept(s scenario.Scenario, c Class) *Shared {
	key := keyOf(s, c)
	f.mu.Lock()
	defer f.mu.Unlock()
	if found, there := f.kept.get(key); there {
		r := Playback(s, NewRunLog(0))
		r.Log.finish(found, nil)
		return r
	}
	r := f.enter(key, s, c)
	r.keep = true
	return r
}

func keyOf(s scenario.Scenario, c Class) string {
	return c.Name + " " + strconv.FormatInt(c.Attempts, 10) + " " + s.Query()
}

// Playback is a run that nobody computes: its viewers see what is added to the log.
// Nobody else joins it.
func Playback(s scenario.Scenario, log *Log) *Shared {
	return &Shared{Scenario: s, Log: log, owner: &Pool{}, viewers: 1, cancel: func() {}}
}

// UnderWay returns how many runs there are.
func (f *Pool) UnderWay() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.byKey)
}

// Keeps reports whether the run of a scenario is kept.
func (f *Pool) Keeps(s scenario.Scenario, c Class) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.kept.get(keyOf(s, c))
	return ok
}

// Running returns the runs that are under way, in no order, and of each how many wait
// for it.
func (f *Pool) Running() map[*Shared]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := make(map[*Shared]int, len(f.byKey))
	for _, r := range f.byKey {
		all[r] = r.viewers
	}
	return all
}

// enter is join with f.mu held.
func (f *Pool) enter(key string, s scenario.Scenario, c Class) *Shared {
	r := f.byKey[key]
	if r == nil {
		ctx, cancel := context.WithCancel(f.ctx)
		r = &Shared{Scenario: s, Log: NewRunLog(len(s.Strategies)), owner: f, key: key, Class: c.Name, cancel: cancel}
		f.byKey[key] = r
		go r.fly(ctx, c)
	}
	r.viewers++
	return r
}

// Leave says that one viewer has what it wants, or is gone.
func (r *Shared) Leave() {
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	r.viewers--
	if r.viewers == 0 {
		r.cancel()
		r.owner.forget(r)
	}
}

// forget lets later requests start afresh. f.mu is held.
func (f *Pool) forget(r *Shared) {
	if f.byKey[r.key] == r {
		delete(f.byKey, r.key)
	}
}

// Results waits for the end of the run.
func (r *Shared) Results(ctx context.Context) (experiment.Outcome, error) {
	select {
	case <-r.Log.Finished:
		return r.Log.Outcome()
	case <-ctx.Done():
		return experiment.Outcome{}, context.Cause(ctx)
	}
}

func (r *Shared) fly(ctx context.Context, c Class) {
	found, err := r.simulate(ctx, c)
	r.Log.finish(found, err)
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	if r.keep && err == nil {
		r.owner.kept.put(r.key, found)
	}
	r.owner.forget(r)
	r.cancel()
}

// simulate never waits for a viewer: it appends to the log, and they read.
func (r *Shared) simulate(ctx context.Context, c Class) (found experiment.Outcome, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("run panicked: %v", p)
			r.owner.logger.Error("run panicked", "panic", p, "query", format.Clip(r.Scenario.Query(), 300), "stack", string(debug.Stack()))
		}
	}()
	if err := c.Slots.Enter(ctx); err != nil {
		return experiment.Outcome{}, err
	}
	defer c.Slots.Leave()
	run, err := sim.NewRun(r.Scenario, c.Attempts)
	if err != nil {
		return experiment.Outcome{}, err
	}
	for _, f := range run.Modes() {
		r.owner.logger.Debug("run begins", "fleet", f.Fleet, "mode", f.Mode, "reason", f.Reason)
	}
	r.Log.Begin()
	for {
		frame, more, err := run.Advance(ctx)
		var over *sim.LimitError
		switch {
		case errors.As(err, &over) && c.Partial && run.Bins() > 0:
			return experiment.Outcome{Results: run.Results()}, nil
		case err != nil:
			return experiment.Outcome{}, err
		case !more:
			return r.replicate(ctx, c, run.Results())
		}
		r.Log.Add(frame, frame.Progress/r.work())
	}
}

// replicate adds what further runs say, where the scenario asks for any.
func (r *Shared) replicate(ctx context.Context, c Class, results []sim.Result) (experiment.Outcome, error) {
	if r.Scenario.Runs == 1 {
		return experiment.Outcome{Results: results}, nil
	}
	done := 1.0
	spreads, err := experiment.ReplicateWatched(ctx, r.Scenario, c.Attempts, 0, func() {
		done++
		r.Log.Proceed(done / r.work())
	})
	return experiment.Outcome{Results: results, Spreads: spreads}, err
}

// work is how many runs there are in all: the one that is shown, and then the
// replications.
func (r *Shared) work() float64 {
	if r.Scenario.Runs == 1 {
		return 1
	}
	return 1 + float64(r.Scenario.Runs)
}
