package api

import (
	"sync"
	"time"

	"backofflab/sim"
)

// frameGap is the least time between two calls to those who wait for bins: no
// screen shows more. The first bin, and the end, wake them at once.
const frameGap = 16 * time.Millisecond

// runLog is what a run has computed so far. One goroutine adds, any number read,
// each at its own pace. What was read once never changes. It holds two numbers a
// bin and series: of 4,000 bins under eight strategies, half a megabyte.
type runLog struct {
	finished chan struct{} // closed at the end

	mu      sync.Mutex
	seen    progress
	pace    pace
	found   findings
	err     error
	changed chan struct{} // closed when it is time to read on; nil while nobody waits
	woken   time.Time     // when those who wait were told last
	due     *time.Timer   // tells them next; nil when nothing has come since
}

// progress is a view of the log at one moment. Its columns are read only.
type progress struct {
	bins      int
	attempts  [][]int // per series, per bin
	completed [][]int
	done      bool // the outcome is known, and no bin follows
}

func newRunLog(series int) *runLog {
	return &runLog{
		finished: make(chan struct{}),
		seen:     progress{attempts: make([][]int, series), completed: make([][]int, series)},
	}
}

// begin says that the run has its turn, and all that it needs.
func (l *runLog) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace.begin(time.Now())
}

// add takes in a frame, and that a share of all there is to do is done with it.
func (l *runLog) add(frame sim.Frame, share float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, columns := range frame.Series {
		l.seen.attempts[i] = append(l.seen.attempts[i], columns.Attempts...)
		l.seen.completed[i] = append(l.seen.completed[i], columns.Completed...)
	}
	l.seen.bins = len(l.seen.attempts[0])
	now := time.Now()
	l.pace.note(now, share)
	if wait := frameGap - now.Sub(l.woken); wait <= 0 {
		l.wake(now)
	} else if l.due == nil {
		l.due = time.AfterFunc(wait, l.wakeLate)
	}
}

// proceed takes in that a share is done without a frame.
func (l *runLog) proceed(share float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace.note(time.Now(), share)
}

func (l *runLog) finish(found findings, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.found, l.err = found, err
	l.seen.done = true
	close(l.finished)
	l.wake(time.Now())
}

func (l *runLog) wakeLate() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.due != nil { // else an addition was faster
		l.wake(time.Now())
	}
}

// wake tells all who wait. l.mu is held.
func (l *runLog) wake(now time.Time) {
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

// read brings p up to date and returns a channel that is closed once there is
// more to see. p keeps its arrays of columns, so a reader allocates them once.
func (l *runLog) read(p *progress) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	p.bins, p.done = l.seen.bins, l.seen.done
	p.attempts = append(p.attempts[:0], l.seen.attempts...)
	p.completed = append(p.completed[:0], l.seen.completed...)
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	return l.changed
}

// estimate is what share of the run is done, and how long the rest will take where
// that is known.
func (l *runLog) estimate() (share float64, left time.Duration, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left, known = l.pace.left(time.Now())
	return l.pace.share, left, known
}

// outcome is how the run ended. It may be called once finished is closed.
func (l *runLog) outcome() (findings, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.found, l.err
}
