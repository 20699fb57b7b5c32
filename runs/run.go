package runs

import (
	"context"
	"errors"
	"log/slog"
	"strconv"

	"backofflab/experiment"
	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/sim"
)

// Pool is the runs under way. Equal scenarios share one: a run is a pure function of its
// scenario, so a late viewer reads the log from the start.
type Pool struct {
	underWay  *share.Group[*Shared, experiment.Outcome]
	baselines *share.Store[experiment.Outcome]
	latest    *share.Cache[[]sim.Result] // of the runs that ended last
	trials    *trials
	logger    *slog.Logger
}

// Shared is one run and its users. It is cancelled when the last of them leaves.
type Shared struct {
	*share.Work[experiment.Outcome]
	Scenario scenario.Scenario
	Log      *Log
	Class    string // name of its class
	turn     *Turn
}

func NewPool(ctx context.Context, logger *slog.Logger) *Pool {
	return &Pool{
		underWay:  share.NewGroup[*Shared, experiment.Outcome](ctx, logger, "run"),
		baselines: share.NewStore(ctx, logger, "baseline", resultBounds, numbersOf),
		latest:    share.NewCache(latestBounds, numbersOfResults),
		trials:    newTrials(),
		logger:    logger,
	}
}

// Join returns the run of that scenario, which must be valid, and starts it when
// there is none. It is for the owner of ctx, which does not end it. The caller must leave it
// once.
func (f *Pool) Join(ctx context.Context, s scenario.Scenario, c Class) *Shared {
	owner := OwnerOf(ctx)
	run := f.underWay.Join(keyOf(s, c), func(w *share.Work[experiment.Outcome]) (*Shared, share.Do[experiment.Outcome]) {
		r := &Shared{Work: w, Scenario: s, Log: NewRunLog(len(s.Strategies)), Class: c.Name, turn: c.Slots.ask(owner)}
		return r, func(ctx context.Context) (experiment.Outcome, error) {
			defer r.turn.Leave()
			defer r.Log.finish()
			found, err := r.simulate(ctx, c, f)
			if err == nil {
				f.keep(s, found.Results)
			}
			return found, err
		}
	})
	run.turn.Join(owner)
	return run
}

func keyOf(s scenario.Scenario, c Class) string {
	return c.Name + " " + strconv.FormatInt(c.Attempts, 10) + " " + s.Query()
}

// Playback is a run without a simulation: its viewers see what is added to the log. It is
// in no pool, so nobody else joins it.
func Playback(s scenario.Scenario, log *Log) *Shared {
	return &Shared{Work: new(share.Work[experiment.Outcome]), Scenario: s, Log: log}
}

// UnderWay returns how many runs there are.
func (f *Pool) UnderWay() int { return len(f.Running()) }

// KeepsBaseline reports whether the outcome of a scenario is in the result cache.
func (f *Pool) KeepsBaseline(s scenario.Scenario, c Class) bool {
	_, ok := f.baselines.Get(keyOf(s, c))
	return ok
}

// Running returns the runs under way, in no order, with the number of their users.
func (f *Pool) Running() map[*Shared]int { return f.underWay.UnderWay() }

// simulate appends to the log, which viewers read; it never waits for one.
func (r *Shared) simulate(ctx context.Context, c Class, pool *Pool) (experiment.Outcome, error) {
	bytes := sim.Bytes(r.Scenario, c.Attempts) + experiment.Bytes(r.Scenario, c.Attempts)
	if err := c.fits(r.Scenario, bytes); err != nil {
		return experiment.Outcome{}, err
	}
	if err := r.turn.enter(ctx, bytes); err != nil {
		return experiment.Outcome{}, err
	}
	run, err := sim.NewRun(r.Scenario, c.Attempts)
	if err != nil {
		return experiment.Outcome{}, err
	}
	defer run.Close()
	for _, f := range sim.Modes(r.Scenario) {
		pool.logger.Debug("run begins", "fleet", f.Fleet, "mode", f.Mode, "reason", f.Reason)
	}
	r.Log.Begin()
	timed, stop := c.timed(ctx)
	defer stop()
	for {
		frame, more, err := run.Advance(timed)
		var over *sim.LimitError
		switch {
		case err != nil && ctx.Err() == nil && timed.Err() != nil:
			if run.Bins() == 0 {
				return experiment.Outcome{}, ErrTooLong
			}
			run.Stop()
			return r.judge(ctx, c, pool.trials, run.Results())
		case errors.As(err, &over) && c.Partial && run.Bins() > 0:
			if frame.Series != nil {
				r.Log.Add(frame, frame.Progress/r.work())
			}
			return r.judge(ctx, c, pool.trials, run.Results())
		case err != nil:
			return experiment.Outcome{}, err
		case !more:
			return r.replicate(ctx, timed, c, pool.trials, run.Results())
		}
		r.Log.Add(frame, frame.Progress/r.work())
		if err := r.turn.Yield(ctx); err != nil {
			return experiment.Outcome{}, err
		}
	}
}

// replicate adds the replications, where the scenario has any, and the verdict. Once timed ends
// no further one begins; those under way may take half of the longest time again.
func (r *Shared) replicate(ctx, timed context.Context, c Class, trials *trials, results []sim.Result) (experiment.Outcome, error) {
	if r.Scenario.Runs == 1 {
		return r.judge(ctx, c, trials, results)
	}
	r.Log.Tell(results)
	last := ctx
	if timed != ctx {
		var stop context.CancelFunc
		last, stop = context.WithTimeout(ctx, c.Longest*3/2)
		defer stop()
	}
	done := 1.0
	spreads, err := experiment.ReplicateWatched(last, r.Scenario, c.Attempts, 0, func() bool {
		done++
		r.Log.Proceed(done / r.work())
		return timed.Err() == nil && r.turn.Yield(last) == nil
	})
	switch {
	case err == nil:
		return experiment.Replicated(r.Scenario.Seed, results, spreads), nil
	case ctx.Err() == nil && last.Err() != nil:
		return r.judge(ctx, c, trials, results) // not one was done in time
	}
	return experiment.Outcome{}, err
}

// crowd is how many may wait for a slot while runs still rest before their trials. Fewer may each be
// about to ask for another, as who drags a slider is; of more, resting runs take memory.
const crowd = 32

// judge adds the verdict to the results of a run.
func (r *Shared) judge(ctx context.Context, c Class, trials *trials, results []sim.Result) (experiment.Outcome, error) {
	before := func() error {
		if c.Look == 0 || c.Slots.Line().Waiting > crowd { // there is enough to do
			return nil
		}
		r.Log.Tell(results)
		return r.turn.Rest(ctx, c.Look)
	}
	between := func() error { return r.turn.Yield(ctx) }
	return trials.of(r.Scenario).Judged(ctx, r.Scenario.Seed, results, before, between)
}

// work is the number of runs in all: the one that is shown, and the replications.
func (r *Shared) work() float64 {
	if r.Scenario.Runs == 1 {
		return 1
	}
	return 1 + float64(r.Scenario.Runs)
}
