package sim

import (
	"cmp"
	"context"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/sim/service"
)

// Attempt is one attempt of a run, as it went. Times are virtual.
type Attempt struct {
	Client   uint32        // who made it
	Number   int           // within its request, 1 is the first try
	Begun    time.Duration // when its request began
	Sent     time.Duration // when it left its client
	Reached  time.Duration // when it reached the service; Unknown: the run stopped before
	Answered time.Duration // when its client learned of the outcome, or stopped waiting; Unknown: it never did
	Outcome  retry.Outcome // of an attempt that was answered
	Hedge    int           // which further copy of the attempt it is; 0: the first copy
	Lost     bool          // its client had the success of another copy before its answer, at the time Answered
	Last     bool          // nothing of its request follows: it succeeded, or was given up
}

// Unknown is the time of what did not happen before the run stopped.
const Unknown = time.Duration(-1)

// Trace is a run of one fleet, attempt by attempt.
type Trace struct {
	Attempts []Attempt       // in the order in which they were sent; of one moment, by client
	Levels   []service.Level // of the limiter; nil where it cannot tell
	Most     int             // most requests that the limiter has room for; 0 where it cannot tell
	Result   Result          // what Simulate returns for the fleet alone
}

// TraceRun runs a scenario under one of its strategies, by its key, and writes down
// every attempt. It is the very run that Simulate makes, step by step: about 10 times
// slower, and 64 bytes an attempt. It may take maxAttempts attempts.
//
// The errors are those of Simulate.
func TraceRun(ctx context.Context, s scenario.Scenario, strategy string, maxAttempts int64) (Trace, error) {
	s.Strategies = []string{strategy}
	if err := s.Validate(); err != nil {
		return Trace{}, err
	}
	if err := Afford(s, maxAttempts); err != nil {
		return Trace{}, err
	}
	r := scenario.Resolve(s)
	e := newEngine(r, r.Fleets[0], true)
	e.tracer = newTracer(e)
	e.begin(s.Seed)
	if err := e.advance(ctx, e.end, allow(maxAttempts)); err != nil {
		return Trace{}, err
	}
	e.width()
	return e.tracer.trace(e.complete(e.recorder.Whole(e.bins()), nil)), nil
}

// tracer records the attempts of an engine.
type tracer struct {
	attempts []Attempt
	open     map[[2]uint32]int // numbers of the attempts, by request and serial
	latest   map[uint32]int    // number of a request's latest attempt
	end      time.Duration
	levels   *service.Levels // nil where the limiter cannot tell
}

func newTracer(e *engine) *tracer {
	t := &tracer{open: map[[2]uint32]int{}, latest: map[uint32]int{}, end: e.end}
	t.levels, _ = e.service.WriteLevels()
	return t
}

func (t *tracer) sent(id uint32, s *request, begun, now time.Duration) {
	if now >= t.end {
		return
	}
	t.open[[2]uint32{id, s.serial()}], t.latest[requestOf(id)] = len(t.attempts), len(t.attempts)
	t.attempts = append(t.attempts, Attempt{
		Client: s.client, Number: int(s.attempt), Hedge: int(copyNumber(id)), Begun: begun, Sent: now, Reached: Unknown, Answered: Unknown,
	})
}

func (t *tracer) reached(id, serial uint32, now time.Duration) {
	if a := t.find(id, serial); a != nil {
		a.Reached = now
	}
}

// answered notes what a client hears, unless the run stops before it does.
func (t *tracer) answered(id, serial uint32, at time.Duration, outcome retry.Outcome) {
	if a := t.find(id, serial); a != nil && at < t.end {
		a.Answered, a.Outcome = at, outcome
	}
}

// superseded notes that a client does not wait for a copy any more, since another succeeded.
func (t *tracer) superseded(caller, serial uint32, at time.Duration) {
	if a := t.find(caller, serial); a != nil {
		a.Answered, a.Outcome, a.Lost = at, retry.TimedOut, true
	}
}

// closed notes that no attempt follows the latest of a request, if there was any.
func (t *tracer) closed(id uint32, begun time.Duration) {
	if i, ok := t.latest[id]; ok && t.attempts[i].Begun == begun {
		t.attempts[i].Last = true
	}
}

func (t *tracer) find(id, serial uint32) *Attempt {
	if t == nil {
		return nil
	}
	if i, ok := t.open[[2]uint32{id, serial}]; ok {
		return &t.attempts[i]
	}
	return nil
}

func (t *tracer) trace(result Result) Trace {
	slices.SortStableFunc(t.attempts, func(a, b Attempt) int {
		return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.Client, b.Client))
	})
	trace := Trace{Attempts: t.attempts, Result: result}
	if t.levels != nil {
		trace.Levels, trace.Most = t.levels.All(), t.levels.Most()
	}
	return trace
}
