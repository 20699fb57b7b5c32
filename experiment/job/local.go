package job

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"backofflab/scenario"
	"backofflab/sim"
)

// Runner has tasks simulated.
type Runner interface {
	// Run has all tasks simulated, in their order as far as it can, and calls done once for
	// each with its number, never two at a time. It returns early with the error of the
	// context, or with its own, after which some tasks may have had no done.
	Run(ctx context.Context, tasks []Task, done func(i int, s Sample)) error
}

// Local runs tasks on goroutines of this process.
type Local struct {
	Workers int           // how many goroutines; 0: one a core
	Slots   chan struct{} // of which each task under way takes one, as those of other runs do that have the same; nil: none
}

// maxBytes is what the tasks of a Local under way may take together, if there are several.
const maxBytes = sim.MaxBytes / 2

// Run runs tasks, fewer at a time where they would take too much memory.
func (l Local) Run(ctx context.Context, tasks []Task, done func(i int, s Sample)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := l.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, len(tasks))
	s := &shift{slots: l.Slots, tasks: tasks, done: done, memory: memory{free: maxBytes}}
	s.memory.changed.L = &s.memory.mu
	sim.InParallel(workers, workers, func(int) {
		defer endIfPanics(cancel)
		s.work(ctx)
	})
	return context.Cause(ctx)
}

// endIfPanics lets the others end where one panics.
func endIfPanics(cancel context.CancelCauseFunc) {
	if p := recover(); p != nil {
		cancel(nil)
		panic(p)
	}
}

// shift is what the workers of one Run share.
type shift struct {
	slots  chan struct{}
	tasks  []Task
	next   atomic.Int64
	memory memory
	mu     sync.Mutex // held while done is called
	done   func(i int, s Sample)
}

// work is what one worker does.
func (s *shift) work(ctx context.Context) {
	var desk Desk
	for i := int(s.next.Add(1)) - 1; i < len(s.tasks) && ctx.Err() == nil; i = int(s.next.Add(1)) - 1 {
		if sample, err := s.simulate(ctx, &desk, s.tasks[i]); err == nil {
			s.deliver(i, sample)
		}
	}
}

// simulate is Guarded, as soon as there is memory for the task.
func (s *shift) simulate(ctx context.Context, desk *Desk, t Task) (Sample, error) {
	defer s.memory.enter(bytesOf(t))()
	if s.slots != nil {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
	}
	return desk.Guarded(ctx, t)
}

func (s *shift) deliver(i int, sample Sample) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done(i, sample)
}

// bytesOf is what a task takes; little where its query cannot be read.
func bytesOf(t Task) int64 {
	s, err := scenario.ParseQuery(t.Query)
	if err != nil {
		return 0
	}
	return sim.Bytes(s, t.Attempts)
}

// memory is what tasks share. One that needs all of it waits until it is alone.
type memory struct {
	mu      sync.Mutex
	changed sync.Cond
	free    int64
}

func (m *memory) enter(bytes int64) (leave func()) {
	bytes = min(bytes, maxBytes)
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.free < bytes {
		m.changed.Wait()
	}
	m.free -= bytes
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.free += bytes
		m.changed.Broadcast()
	}
}
