package runs

import (
	"sync"
	"time"

	"backofflab/sim"
)

// FrameGap is the least time between two wake-ups of readers that wait for bins: no screen
// shows more. For many readers it is readerGap each: to wake one and to write to it takes
// about 15 microseconds of a core, so that all of them take less than half a core. The last
// bin and the outcome wake them at once. A run that takes less than quickRun wakes them for its
// bins once: what they were told before would be told again.
const (
	FrameGap  = 16 * time.Millisecond
	quickRun  = 10 * time.Millisecond
	readerGap = 40 * time.Microsecond
)

// Log is what a run has computed so far. One goroutine adds, any number read,
// each at its own pace. What was read once never changes; where bins become wider, all
// are there again, of that width. It holds two numbers a bin and series: of 4,000 bins
// under eight strategies, half a megabyte.
type Log struct {
	mu      sync.Mutex
	seen    Progress
	pace    pace
	changed chan struct{} // closed when it is time to read on; nil while no reader waits
	woken   time.Time     // time of the last wake-up
	due     *time.Timer   // the next wake-up; nil when nothing was added since
	readers int
}

// Progress is a view of the log at one moment. Its columns are read only.
type Progress struct {
	Width     time.Duration // of the bins; 0: there was none yet
	Bins      int
	Attempts  [][]int // per series, per bin
	Completed [][]int
	Last      bool // no bin follows
	Done      bool // and the outcome is there at once

	Results []sim.Result // what came of the run, once it is known; the verdict may take longer
}

func NewRunLog(series int) *Log {
	return &Log{
		seen: Progress{Attempts: make([][]int, series), Completed: make([][]int, series)},
	}
}

// Begin starts the clock of the estimate: the run has its slot, and its state is set up.
func (l *Log) Begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace.begin(time.Now())
}

// Add appends a frame, or begins anew with it where its bins are wider; share is the share
// of all work that is done with it.
func (l *Log) Add(frame sim.Frame, share float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if frame.Width != l.seen.Width {
		l.seen.Width = frame.Width
		clear(l.seen.Attempts) // readers keep the arrays
		clear(l.seen.Completed)
	}
	for i, columns := range frame.Series {
		l.seen.Attempts[i] = append(l.seen.Attempts[i], columns.Attempts...)
		l.seen.Completed[i] = append(l.seen.Completed[i], columns.Completed...)
	}
	l.seen.Bins = len(l.seen.Attempts[0])
	now := time.Now()
	l.seen.Last = frame.Last
	l.pace.addSample(now, share)
	if wait := max(l.gap()-now.Sub(l.woken), quickRun-now.Sub(l.pace.begun)); wait <= 0 || frame.Last {
		l.wake(now)
	} else if l.due == nil {
		l.due = time.AfterFunc(wait, l.wakeLate)
	}
}

// AddReaders says that so many more read the log, or fewer where n is negative. The more they
// are, the less often they are woken.
func (l *Log) AddReaders(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.readers += n
}

// Gap is the least time between two wake-ups, as many as they are who read.
func (l *Log) Gap() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gap()
}

// gap is Gap. l.mu is held.
func (l *Log) gap() time.Duration { return max(FrameGap, time.Duration(l.readers)*readerGap) }

// Proceed records the share of work that is done, without a frame.
func (l *Log) Proceed(share float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace.addSample(time.Now(), share)
}

// Tell tells readers what came of the run whose last bin they have.
func (l *Log) Tell(results []sim.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen.Results = results
	l.wake(time.Now())
}

func (l *Log) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen.Last, l.seen.Done = true, true
	l.wake(time.Now())
}

func (l *Log) wakeLate() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.due != nil { // else an addition was faster
		l.wake(time.Now())
	}
}

// wake wakes all readers that wait. l.mu is held.
func (l *Log) wake(now time.Time) {
	l.woken = now
	if l.due != nil {
		l.due.Stop()
		l.due = nil
	}
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// Read brings p up to date and returns a channel that is closed once there is
// more to see. p keeps its arrays of columns, so a reader allocates them once.
func (l *Log) Read(p *Progress) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	p.Width, p.Bins, p.Last, p.Done, p.Results = l.seen.Width, l.seen.Bins, l.seen.Last, l.seen.Done, l.seen.Results
	p.Attempts = append(p.Attempts[:0], l.seen.Attempts...)
	p.Completed = append(p.Completed[:0], l.seen.Completed...)
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	return l.changed
}

// Estimate is what share of the run is done, and how long the rest will take where
// that is known.
func (l *Log) Estimate() (share float64, left time.Duration, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left, known = l.pace.left(time.Now())
	return l.pace.share, left, known
}
