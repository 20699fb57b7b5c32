package tipping

import (
	"context"
	"slices"

	"backofflab/experiment/job"
	"backofflab/scenario"
)

// Run looks for the thresholds of every fleet, then draws the loops. Each replication may make
// so many attempts. Whenever more is known watch gets the outcome so far, never two at a time.
// The outcome is the same whoever ran the tasks, and in whatever order. The error is that of
// the runner.
func (s Search) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(Outcome)) (Outcome, error) {
	w := newWork(s, runner, attempts, watch)
	err := w.thresholds(ctx)
	if err == nil && !s.Of.Long() {
		err = w.loops(ctx)
	}
	return w.end(err)
}

// Thresholds is Run without the loops.
func (s Search) Thresholds(ctx context.Context, runner job.Runner, attempts int64, watch func(Outcome)) (Outcome, error) {
	w := newWork(s, runner, attempts, watch)
	return w.end(w.thresholds(ctx))
}

// work is a search that goes on.
type work struct {
	search   Search
	attempts int64
	runner   job.Runner
	watch    func(Outcome)
	outcome  Outcome
	fleets   []*fleet
}

// fleet is what is looked for of one.
type fleet struct {
	strategy              string
	tips, alone, recovers *hunt // nil: not looked for, or not yet
}

func newWork(s Search, runner job.Runner, attempts int64, watch func(Outcome)) *work {
	w := &work{search: s, attempts: attempts, runner: runner, watch: watch}
	w.outcome = Outcome{Query: s.Query(), Of: s.Of.String(), Unit: s.Of.Unit()}
	for _, fleet := range s.Scenario.Strategies {
		w.begin(fleet)
	}
	return w
}

// thresholds looks for all there are.
func (w *work) thresholds(ctx context.Context) error {
	for w.hunting() {
		if err := w.round(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) end(err error) (Outcome, error) {
	if err == nil {
		w.outcome.Over = true
		w.watch(w.outcome)
	}
	return w.outcome, err
}

func (w *work) begin(strategy string) {
	s := w.search
	hunt := func(b branch) *hunt {
		return newHunt(s, s.Of.at(s.Low), s.Of.at(s.High), func(x string) (scenario.Scenario, error) { return s.at(b, strategy, x) })
	}
	f := &fleet{strategy: strategy, tips: hunt(up)}
	if !s.Of.Long() && s.Trigger != None {
		f.alone = hunt(quiet)
	}
	w.fleets = append(w.fleets, f)
	none := Threshold{Answer: NoSuch}
	w.outcome.Fleets = append(w.outcome.Fleets, Fleet{Strategy: strategy, Tips: f.tips.found, Alone: none, Recovers: none})
}

// hunts are those that there are of a fleet.
func (f *fleet) hunts() []*hunt {
	return slices.DeleteFunc([]*hunt{f.tips, f.alone, f.recovers}, func(h *hunt) bool { return h == nil })
}

// hunting reports whether anything is still looked for. What a fleet collapses at is known
// before it is looked for where it recovers.
func (w *work) hunting() bool {
	some := false
	for _, f := range w.fleets {
		if f.recovers == nil && !w.search.Of.Long() && f.tips.found.is() {
			f.recovers = w.recovery(f)
		}
		some = some || slices.ContainsFunc(f.hunts(), func(h *hunt) bool { return !h.over() })
	}
	return some
}

// recovery looks below the threshold at which the fleet tips, for there it collapses.
func (w *work) recovery(f *fleet) *hunt {
	s, tips := w.search, f.tips.found.High
	return newHunt(s, s.Of.at(s.Low), tips, func(x string) (scenario.Scenario, error) { return s.brought(f.strategy, x, tips) })
}

// round has some more runs simulated for each threshold that is looked for.
func (w *work) round(ctx context.Context) error {
	var hunts []*hunt
	var tasks []job.Task
	var ends []int
	for _, f := range w.fleets {
		for _, h := range f.hunts() {
			if !h.over() {
				hunts = append(hunts, h)
				tasks = append(tasks, h.tasks(w.attempts)...)
				ends = append(ends, len(tasks))
			}
		}
	}
	samples := make([]job.Sample, len(tasks))
	if err := w.runner.Run(ctx, tasks, func(i int, s job.Sample) { samples[i] = s }); err != nil {
		return err
	}
	first := 0
	for i, h := range hunts {
		h.take(samples[first:ends[i]])
		first = ends[i]
	}
	w.outcome.Runs += len(tasks)
	w.tell()
	return nil
}

// tell hands out what is known, in memory of its own.
func (w *work) tell() {
	w.outcome.Fleets = slices.Clone(w.outcome.Fleets)
	for i, f := range w.fleets {
		known := &w.outcome.Fleets[i]
		known.Tips = f.tips.found
		if f.alone != nil {
			known.Alone = f.alone.found
		}
		if w.search.Trigger == None && !w.search.Of.Long() {
			known.Alone = known.Tips
		}
		if f.recovers != nil {
			known.Recovers = f.recovers.found
		}
	}
	w.watch(w.outcome)
}
