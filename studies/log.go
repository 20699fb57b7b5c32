package studies

import (
	"errors"
	"sync"
	"time"
)

// Why studies end without a result.
var (
	ErrCancelled = errors.New("the study was cancelled") // by somebody who looked at it
	ErrBroken    = errors.New("the study failed: that is a fault of the lab, and its log has more")
)

// State is what is known of a study at one moment.
type State struct {
	Begun  bool // it has its turn
	Known  any  // what is known so far; nil: nothing
	Wanted int  // replications that were asked for so far; more may be
	Done   int  // of them, those that are there
	Over   bool
	Err    error         // why it ended without a result
	Left   time.Duration // about how long what is wanted will still take; 0 where nobody can tell yet

	version int
}

// log is the latest state of a study. One goroutine writes, any number look.
type log struct {
	mu     sync.Mutex
	seen   State
	begun  time.Time
	fresh  int // replications that were simulated: the others were there before
	share  func(known any) float64
	stop   func() // nil: it cannot be stopped yet
	doomed bool   // it is to stop as soon as it can be
	wake   chan struct{}
}

func newLog(study Study) *log {
	l := &log{wake: make(chan struct{}), share: func(any) float64 { return 0 }}
	if m, ok := study.(Measured); ok {
		l.share = m.Share
	}
	return l
}

// change writes the state, and wakes who waits for it.
func (l *log) change(write func(*State)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	write(&l.seen)
	l.seen.version++
	close(l.wake)
	l.wake = make(chan struct{})
}

// stopBy says how it is stopped, from now on.
func (l *log) stopBy(stop func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop = stop; l.doomed {
		stop()
	}
}

func (l *log) begin() { l.change(func(s *State) { s.Begun, l.begun = true, time.Now() }) }

func (l *log) simulate(runs int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fresh += runs
}

func (l *log) know(found any) { l.change(func(s *State) { s.Known = found }) }
func (l *log) want(runs int)  { l.change(func(s *State) { s.Wanted += runs }) }
func (l *log) add(runs int)   { l.change(func(s *State) { s.Done += runs }) }

func (l *log) end(found any, err error) {
	l.change(func(s *State) {
		s.Over, s.Err = true, err
		if err == nil {
			s.Known = found
		}
	})
}

func (l *log) cancel() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doomed = true
	if l.stop != nil {
		l.stop()
	}
}

// leastElapsed is how long a study must have been under way before it is said how long it
// will still take: earlier estimates jump.
const leastElapsed = 500 * time.Millisecond

func (l *log) state() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.seen
	elapsed := time.Since(l.begun)
	if !s.Begun || s.Over || elapsed <= leastElapsed {
		return s
	}
	if l.fresh > 0 {
		s.Left = time.Duration(float64(elapsed) / float64(l.fresh) * float64(s.Wanted-s.Done))
	} else if share := l.share(s.Known); share > 0 {
		s.Left = time.Duration(float64(elapsed) * (1 - share) / share)
	}
	return s
}

func (l *log) changed(seen State) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen.version != seen.version {
		now := make(chan struct{})
		close(now)
		return now
	}
	return l.wake
}
