package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

func TestLocalRunsAll(t *testing.T) {
	s := parsed(t, "clients=30")
	var tasks []Task
	for r := range 40 {
		tasks = append(tasks, NewTask(s, r, 1, most))
	}
	tasks[7].Query = "clients=-1"
	whole := make([]Sample, len(tasks))
	if err := (Local{Workers: 4}).Run(t.Context(), tasks, func(i int, s Sample) { whole[i] = s }); err != nil {
		t.Fatal(err)
	}
	for i, task := range tasks {
		if want := simulated(t, task); !bytes.Equal(written(t, want), written(t, whole[i])) {
			t.Errorf("task %d differs among others", i)
		}
	}
}

func TestLocalEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why, calls := errors.New("enough"), 0
	tasks := slices.Repeat([]Task{NewTask(parsed(t, "clients=30"), 0, 1, most)}, 1000)
	err := Local{Workers: 2}.Run(ctx, tasks, func(int, Sample) {
		calls++
		cancel(why)
	})
	if err != why || calls > 4 {
		t.Errorf("%v after %d tasks", err, calls)
	}
}

// Those that need more than there is left wait, and all get their turn.
func TestMemoryIsShared(t *testing.T) {
	m := &memory{free: maxBytes}
	m.changed.L = &m.mu
	leave := m.enter(2 * maxBytes) // as much as there is
	entered := make(chan func())
	go func() { entered <- m.enter(1) }()
	select {
	case <-entered:
		t.Fatal("entered where nothing is free")
	default:
	}
	leave()
	(<-entered)()
	if m.free != maxBytes {
		t.Errorf("%d bytes are free at the end", m.free)
	}
}

// Many tasks that together need more than there is are never under way at once.
func TestMemoryIsNeverExceeded(t *testing.T) {
	m := &memory{free: maxBytes}
	m.changed.L = &m.mu
	var inside, most atomic.Int64
	var all sync.WaitGroup
	for i := range 60 {
		bytes := int64(maxBytes) / int64(1+i%7)
		all.Go(func() {
			leave := m.enter(bytes)
			defer leave()
			now := inside.Add(bytes)
			for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
			}
			runtime.Gosched()
			inside.Add(-bytes)
		})
	}
	all.Wait()
	if most.Load() > maxBytes || m.free != maxBytes {
		t.Errorf("%d bytes at once of %d, %d are free at the end", most.Load(), maxBytes, m.free)
	}
}

// Runs of the usual sizes leave room for many workers, however many attempts they may make.
func TestUsualTasksGoOnTogether(t *testing.T) {
	for _, query := range []string{"clients=1000&strategies=full,equal,decorrelated,exponential", "clients=10000", "population=open&offered=500&servers=50&timeout=1s"} {
		if bytes := bytesOf(NewTask(parsed(t, query), 0, 1, 5_000_000)); bytes < 1 || bytes > maxBytes/16 {
			t.Errorf("%s: %d bytes of %d", query, bytes, maxBytes)
		}
	}
}

// A task that cannot be simulated by anybody is a failed sample; the desk is as good as new.
func TestEngineThatPanics(t *testing.T) {
	task := NewTask(parsed(t, "clients=20"), 0, 2, most)
	desk := &Desk{}
	want, _ := desk.Guarded(t.Context(), task)
	broken := &panicking{t.Context(), 3}
	if s, err := desk.Guarded(broken, task); err != nil || s.Failed != "The engine failed: no luck." {
		t.Errorf("%q, %v", s.Failed, err)
	}
	again, err := desk.Guarded(t.Context(), task)
	if err != nil || !bytes.Equal(written(t, again), written(t, want)) {
		t.Errorf("after a panic: %q, %v", again.Failed, err)
	}
}

// panicking is a context that makes whoever looks at it so many times panic: the engine midway.
type panicking struct {
	context.Context
	left int
}

func (p *panicking) Err() error {
	if p.left--; p.left == 0 {
		panic("no luck")
	}
	return nil
}

// A desk gives what a new one does, whatever it simulated before: other shapes, other fleets,
// and runs that were too large.
func TestDeskForgets(t *testing.T) {
	var desk Desk
	for i, query := range []string{
		"clients=40&strategies=full,equal", "clients=400&strategies=decorrelated", "clients=9&population=closed&servers=2&service=50ms",
		"clients=90&strategies=exponential,full,equal", "population=open&offered=20&duration=10s&timeout=1s", "clients=40&strategies=full,equal",
	} {
		task := NewTask(parsed(t, query), i, 3, most)
		small := task
		if small.Attempts = 41; i%2 == 0 {
			if s, err := desk.Simulate(t.Context(), small); err != nil || s.Failed == "" {
				t.Errorf("%s with 41 attempts: %v", query, err)
			}
		}
		got, err := desk.Simulate(t.Context(), task)
		if err != nil || !bytes.Equal(written(t, got), written(t, simulated(t, task))) {
			t.Errorf("%s differs at a desk that was used: %v", query, err)
		}
	}
}

// Whoever looks at samples may panic: the caller gets that, and the others stop.
func TestLocalWhoseCallerPanics(t *testing.T) {
	var calls atomic.Int64
	defer func() {
		if p := recover(); p != "broken" || calls.Load() > 4 {
			t.Errorf("recovered %v after %d calls", p, calls.Load())
		}
	}()
	tasks := slices.Repeat([]Task{NewTask(parsed(t, "clients=30"), 0, 1, most)}, 1000)
	_ = Local{Workers: 3}.Run(t.Context(), tasks, func(int, Sample) {
		if calls.Add(1) == 1 {
			panic("broken")
		}
	})
	t.Error("the panic is lost")
}

// Where the context has ended nothing is simulated, and without tasks there is nothing to do.
func TestLocalWithoutWork(t *testing.T) {
	if err := (Local{}).Run(t.Context(), nil, nil); err != nil {
		t.Error(err)
	}
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	tasks := slices.Repeat([]Task{NewTask(parsed(t, "clients=30"), 0, 1, most)}, 100_000)
	calls := 0
	if err := (Local{Workers: 2}).Run(ctx, tasks, func(int, Sample) { calls++ }); !errors.Is(err, why) || calls > 0 {
		t.Errorf("%v after %d tasks", err, calls)
	}
}

// Several callers have their tasks run at once, and no goroutine is left.
func TestLocalOfSeveralCallers(t *testing.T) {
	before := runtime.NumGoroutine()
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			task := NewTask(parsed(t, fmt.Sprintf("clients=%d", 10+i)), 0, 2, most)
			if err := (Local{Workers: 2}).Run(t.Context(), []Task{task, task, task}, func(_ int, s Sample) {
				if !bytes.Equal(written(t, s), written(t, simulated(t, task))) {
					t.Errorf("%s differs beside others", task.Query)
				}
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for runtime.NumGoroutine() > before { // for ever where one is left: the last ones are just ending
		runtime.Gosched()
	}
}
