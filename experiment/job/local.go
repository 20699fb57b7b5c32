package job

import (
	"context"
	"fmt"
	"runtime"
	"sync"

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
	Workers int // how many goroutines; 0: one a core
}

// maxBytes is what the tasks of a Local under way may take together, if there are several.
const maxBytes = sim.MaxBytes / 2

// Run runs tasks, fewer at a time where they would take too much memory.
func (l Local) Run(ctx context.Context, tasks []Task, done func(i int, s Sample)) error {
	workers := l.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	memory := &memory{free: maxBytes}
	memory.changed.L = &memory.mu
	var mu sync.Mutex
	sim.InParallel(workers, len(tasks), func(i int) {
		leave := memory.enter(bytesOf(tasks[i]))
		defer leave()
		sample, err := Guarded(ctx, tasks[i])
		if err != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		done(i, sample)
	})
	return context.Cause(ctx)
}

// Guarded is Simulate, and where that panics, a failed sample: one task that nobody can
// simulate does not end a study of thousands.
func Guarded(ctx context.Context, t Task) (s Sample, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = Sample{Failed: fmt.Sprintf("The engine failed: %v.", p)}, nil
		}
	}()
	return t.Simulate(ctx)
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
