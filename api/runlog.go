package api

import (
	"sync"

	"backofflab/sim"
)

// runLog is what a run has computed so far. One goroutine adds, any number read,
// each at its own pace. What was read once never changes.
type runLog struct {
	finished chan struct{} // closed at the end

	mu      sync.Mutex
	seen    progress
	found   findings
	err     error
	changed chan struct{} // closed at the next addition; nil while nobody waits
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

func (l *runLog) add(frame sim.Frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, columns := range frame.Series {
		l.seen.attempts[i] = append(l.seen.attempts[i], columns.Attempts...)
		l.seen.completed[i] = append(l.seen.completed[i], columns.Completed...)
	}
	l.seen.bins = len(l.seen.attempts[0])
	l.wake()
}

func (l *runLog) finish(found findings, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.found, l.err = found, err
	l.seen.done = true
	close(l.finished)
	l.wake()
}

// wake tells all who wait. l.mu is held.
func (l *runLog) wake() {
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

// outcome is how the run ended. It may be called once finished is closed.
func (l *runLog) outcome() (findings, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.found, l.err
}
