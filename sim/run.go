package sim

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"time"

	"backofflab/scenario"
	"backofflab/sim/metrics"
)

// Run simulates a scenario under each of its strategies, bin by bin, so that it
// can be watched while it goes. It belongs to one goroutine; where there is much to
// do it takes a goroutine for each core, one strategy on each at a time. The results
// are the same with any number of them.
type Run struct {
	scenario scenario.Resolved
	engines  []*engine
	workers  int
	allowed  allowance
	spent    int64         // by the Advance before
	ahead    int           // bins that the next one takes
	width    time.Duration // of the bins
	bins     int           // handed out
	partial  bool          // what was allowed is used up, or it was stopped
	late     bool          // it was stopped
	work     work

	errs []error     // of the strategies, in the Advance under way
	left []allowance // of what is allowed, for each
}

const (
	sharable   = 1_000           // attempts pay for handing them to goroutines
	worthwhile = 10_000          // attempts pay for a frame
	maxAhead   = 64              // bins are taken at once, while they have few attempts
	ample      = 20 * worthwhile // attempts must be left for that: strategies do not see what the others spend meanwhile
)

// Frame is a batch of bins that are final: what viewers are sent. It is
// immutable.
type Frame struct {
	Width  time.Duration     // of the bins
	First  int               // number of the first bin; 0 again where they are wider than before
	Series []metrics.Columns // one a strategy, in the order of the scenario

	Last bool // no frame follows

	// Progress is the share of the run that is done, 0 to 1: of the requests that
	// have ended where their number is known before, else of the virtual time, or of the
	// attempts that it may make, whichever is further.
	Progress float64
}

// NewRun prepares a run that may take maxAttempts attempts, all strategies
// together. The error is that of Validate, or a *LimitError where it is known
// before that the run needs more attempts or memory than it may have.
func NewRun(s scenario.Scenario, maxAttempts int64) (*Run, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := Afford(s, maxAttempts); err != nil {
		return nil, err
	}
	return newRun(scenario.Resolve(s), maxAttempts, runtime.GOMAXPROCS(0)), nil
}

func newRun(s scenario.Resolved, maxAttempts int64, workers int) *Run {
	r := &Run{
		scenario: s, width: s.Widths[0], engines: make([]*engine, len(s.Fleets)), workers: workers, ahead: 1,
		allowed: *allow(maxAttempts), spent: int64(s.Clients), work: newWork(s.Scenario),
		errs: make([]error, len(s.Fleets)), left: make([]allowance, len(s.Fleets)),
	}
	InParallel(r.workersFor(r.spent), len(r.engines), func(i int) {
		r.engines[i] = newEngine(s, s.Fleets[i], false)
		r.engines[i].begin(s.Seed)
	})
	return r
}

// Advance takes every strategy further and returns what is new: a bin, or several that have few
// attempts; all bins so far, where they became wider. It returns false, and no bin, when
// everything is done.
//
// The error is that of the context, or a *LimitError; after one the run cannot
// go on. After a *LimitError Results returns what was simulated until then, and the frame has
// the bins before that moment which were not returned, if there are any.
func (r *Run) Advance(ctx context.Context) (Frame, bool, error) {
	if err := ctx.Err(); err != nil {
		return Frame{}, false, err
	}
	if r.over() {
		return Frame{}, false, nil
	}
	width, from := r.width, time.Duration(r.bins)*r.width
	r.spent = 0
	until := r.next()
	err := r.advance(ctx, until)
	for err == nil && r.widen() && until < r.endOfBin(until) {
		until = r.endOfBin(until)
		err = r.advance(ctx, until)
	}
	if err == nil {
		until = min(until, r.last(from, until))
		r.look(until - from)
		frame := r.cut(width, until)
		frame.Last = r.over()
		return frame, true, nil
	}
	r.widen()
	whole := r.finalUntil(from) / r.width * r.width
	if r.width == width && whole <= from || whole == 0 {
		return Frame{}, false, err
	}
	frame := r.cut(width, whole)
	frame.Last = true
	return frame, false, err
}

// finalUntil is up to when nothing changes any more of a run that was stopped: all strategies came
// further, and that far at least.
func (r *Run) finalUntil(least time.Duration) time.Duration {
	at := time.Duration(math.MaxInt64)
	for _, err := range r.errs {
		if over := (*LimitError)(nil); errors.As(err, &over) {
			at = min(at, over.At)
		} else if err != nil {
			return least
		}
	}
	return max(at-1, least)
}

// next is when the bins end that come next: wider ones, where there are as many as there may be.
func (r *Run) next() time.Duration {
	at := time.Duration(r.bins) * r.width
	r.engines[0].recorder.Fit(at)
	r.widen()
	more := max(1, min(r.ahead, scenario.MaxBins-int(at/r.width))) - 1
	return r.endOfBin(at + time.Duration(more)*r.width + 1)
}

// last is when the last bin ends in which anything happens, of a run that is over by a time: one
// after another at least.
func (r *Run) last(from, until time.Duration) time.Duration {
	for _, e := range r.engines {
		if !e.drained() {
			return until
		}
	}
	for _, e := range r.engines {
		e.width() // which makes room for what happens last
	}
	r.widen()
	bins := int(from/r.width) + 1
	for _, e := range r.engines {
		bins = max(bins, e.bins())
	}
	return r.endOfBin(time.Duration(bins) * r.width)
}

// look decides how many bins to take next: as many as will have about worthwhile attempts, if
// they are like those of the time that was taken last.
func (r *Run) look(taken time.Duration) {
	r.ahead = 1
	if r.allowed.left > ample {
		r.ahead = int(min(maxAhead, 1+worthwhile*int64(taken/r.width)/max(1, r.spent)))
	}
}

// endOfBin is when the bin ends that holds the time before t, or the run.
func (r *Run) endOfBin(t time.Duration) time.Duration {
	return min(((t-1)/r.width+1)*r.width, r.scenario.End)
}

// widen makes the bins of all strategies as wide as the widest, and reports whether they
// are wider than before.
func (r *Run) widen() bool {
	before := r.width
	for _, e := range r.engines {
		r.width = max(r.width, e.recorder.Width())
	}
	for _, e := range r.engines {
		e.recorder.Widen(r.width)
	}
	return r.width > before
}

// cut returns the bins before a time that were not handed out: those before had a width.
func (r *Run) cut(width, until time.Duration) Frame {
	frame := Frame{Width: r.width, First: r.bins, Series: make([]metrics.Columns, len(r.engines))}
	if r.width > width {
		frame.First = 0
	}
	r.bins = int((until-1)/r.width) + 1
	for i, e := range r.engines {
		frame.Series[i] = e.recorder.Cut(r.bins)
	}
	frame.Progress = max(r.work.advance(frame, until), r.allowed.used())
	return frame
}

// advance takes every strategy on to a time. Each may use up what is left
// when it begins, whatever the others do meanwhile; then it is looked at, in
// the order of the strategies, who used up the last of it.
func (r *Run) advance(ctx context.Context, until time.Duration) error {
	errs, left := r.errs, r.left
	InParallel(r.workersFor(r.spent), len(r.engines), func(i int) {
		left[i] = r.allowed
		errs[i] = r.engines[i].advance(ctx, until, &left[i])
	})
	spent := int64(0)
	for i, e := range r.engines {
		spent += r.allowed.left - left[i].left
		if errs[i] == nil && spent > r.allowed.left {
			errs[i] = r.allowed.usedUp(until, e.result.Strategy)
		}
		err := errs[i]
		if err != nil {
			var over *LimitError
			r.partial = errors.As(err, &over)
			return err
		}
	}
	r.allowed.left -= spent
	r.spent += spent
	return nil
}

// workersFor says on how many goroutines so many attempts, or clients, are handled.
func (r *Run) workersFor(n int64) int {
	if n < sharable {
		return 1
	}
	return r.workers
}

// over reports whether all strategies are done and all they recorded was handed
// out.
func (r *Run) over() bool {
	for _, e := range r.engines {
		if !e.over(time.Duration(r.bins)*r.width) || e.recorder.Bins() > r.bins {
			return false
		}
	}
	return true
}

// Stop ends the run with the bins that were handed out, also after an error of the context:
// its results are partial, and it cannot go on.
func (r *Run) Stop() { r.partial, r.late = true, true }

// Bins returns how many bins were handed out.
func (r *Run) Bins() int { return r.bins }

// lent is for how many events a queue may have memory that other runs get, 1.3 MB: that of a run
// of some 90,000 clients. One of several thousand takes half of that, for its windows fill no chunks.
const lent = 160_000

// Close gives up what the run took and its results do not need, small runs to those that come
// next. All it may be asked afterwards is how many bins there are.
func (r *Run) Close() {
	giveBack(r.engines)
}

// giveBack lends the rooms of engines, unless they are large, to those that come.
func giveBack(engines []*engine) {
	for _, e := range engines {
		if e.queue.Room() <= lent {
			rooms.Put(e.room)
		}
		e.room = nil
	}
}

// Results returns what came of it, one a strategy in the order of the scenario,
// all with the same number of bins. It may be called once Advance returned false, or
// a *LimitError, or Stop was called.
func (r *Run) Results() []Result {
	results := make([]Result, len(r.engines))
	for i, e := range r.engines {
		results[i] = e.complete(e.recorder.Until(r.bins), nil)
		results[i].Partial, results[i].Late = r.partial, r.late
	}
	return results
}

// Simulate runs a scenario to its end. The errors are those of NewRun and
// Advance.
func Simulate(ctx context.Context, s scenario.Scenario, maxAttempts int64) ([]Result, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := Afford(s, maxAttempts); err != nil {
		return nil, err
	}
	w := NewWorkspace(s)
	defer giveBack(w.engines)
	return w.Simulate(ctx, s.Seed, maxAttempts)
}

// work is what a run has to do, and how much of it is done.
type work struct {
	requests float64       // that will end, all strategies together; 0 where nobody knows
	end      time.Duration // virtual time by which the run is over, or nearly
	begun    int           // requests so far
}

func newWork(s scenario.Scenario) work {
	each := float64(len(s.Strategies))
	switch s.Population {
	case scenario.PopulationClosed:
		return work{end: min(s.Duration, s.End())}
	case scenario.PopulationOpen:
		all := 0.0
		for _, fleet := range s.Strategies {
			all += expectedOf(&s, fleet, s.End())
		}
		return work{requests: all, end: s.End()}
	case scenario.PopulationPeriodic:
		return work{requests: each * roughRequests(&s), end: s.End()}
	}
	return work{requests: each * float64(s.Clients), end: s.End()}
}

// advance returns the share that is done after a frame which ends at that time: of
// the requests or of the time, whichever is further. A run is over with either.
func (w *work) advance(frame Frame, until time.Duration) float64 {
	share := until.Seconds() / w.end.Seconds()
	open := 0
	if frame.First == 0 {
		w.begun = 0
	}
	for _, columns := range frame.Series {
		for _, n := range columns.Begun {
			w.begun += n
		}
		if last := len(columns.Open) - 1; last >= 0 {
			open += columns.Open[last]
		}
	}
	if w.requests > 0 {
		share = max(share, float64(w.begun-open)/w.requests)
	}
	return min(share, 1)
}

// over reports whether nothing is left to happen between a time and the end.
func (e *engine) over(until time.Duration) bool {
	return e.drained() && e.lastWait() < until
}

// drained reports whether no event is left before the end that anything follows from.
func (e *engine) drained() bool {
	if e.ownTimeouts && e.timers > 0 && e.timers == e.queue.Len() && !slices.ContainsFunc(e.requests, func(s request) bool { return s.state == requestAsks }) {
		e.emptyQueue() // of attempts that were answered long ago
		e.timers = 0
	}
	return !e.goesOn()
}

// goesOn reports whether anything is to happen before the end of the run.
func (e *engine) goesOn() bool {
	if e.due.ok && e.due.at < e.end {
		return true
	}
	if e.onTheWay.next(e.end) {
		return true
	}
	_, ok := e.queue.Next(e.end)
	return ok
}

// lastWait is until when anything is pending on the fast path that is no event.
func (e *engine) lastWait() time.Duration { return max(e.waitedUntil, e.service.Until()) }

// width is that of the bins of a run that is over, if it is alone.
func (e *engine) width() time.Duration {
	e.recorder.Fit(max(0, e.now, e.lastWait()))
	return e.recorder.Width()
}

// bins is how many bins a run has that is over.
func (e *engine) bins() int {
	last := max(e.now, e.lastWait())
	if last < 0 {
		return e.recorder.Bins()
	}
	return max(e.recorder.Bins(), int(last/e.recorder.Width())+1)
}
