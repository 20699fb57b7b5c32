package studies

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"backofflab/experiment/job"
)

// Store keeps bytes by kind and key. What it has lost it does not have; an error is no reason
// to end a study.
type Store interface {
	// Many returns those of some values that it has.
	Many(ctx context.Context, kind string, keys []string) (map[string][]byte, error)
	// PutAll keeps values.
	PutAll(ctx context.Context, kind string, values map[string][]byte) error
}

// Kinds of what is kept.
const (
	SampleKind = "sample" // of a task, by its key
	StudyKind  = "study"  // what came of one, as JSON, by its kind and query
)

// Keep is a runner that simulates only what its store has not.
type Keep struct {
	Runner job.Runner
	Store  Store
	Logger *slog.Logger
}

// atATime is how many samples are looked up, or put into the store, together; fewer where the
// last were put there a while ago, for a process that is killed loses the others.
const (
	atATime = 256
	aWhile  = time.Second
)

// Run calls done for the samples that are kept, and has the others simulated. Those are kept
// even where the run ends early.
func (k Keep) Run(ctx context.Context, tasks []job.Task, done func(i int, s job.Sample)) error {
	keys := make([]string, len(tasks))
	for i, t := range tasks {
		keys[i] = t.Key()
	}
	var left []int
	for first := 0; first < len(tasks); first += atATime {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		left = append(left, k.kept(ctx, keys, first, done)...)
	}
	some := make([]job.Task, len(left))
	for i, at := range left {
		some[i] = tasks[at]
	}
	b := &batch{keep: k, values: map[string][]byte{}, written: time.Now()}
	defer b.write(context.WithoutCancel(ctx))
	return k.Runner.Run(ctx, some, func(i int, s job.Sample) {
		b.add(context.WithoutCancel(ctx), keys[left[i]], s)
		done(left[i], s)
	})
}

// kept calls done for what is kept of a stretch of the tasks, and returns the numbers of the
// others.
func (k Keep) kept(ctx context.Context, keys []string, first int, done func(int, job.Sample)) (left []int) {
	last := min(first+atATime, len(keys))
	values, err := k.Store.Many(ctx, SampleKind, keys[first:last])
	if err != nil {
		k.Logger.Warn("kept samples cannot be read", "error", err)
	}
	for i := first; i < last; i++ {
		var s job.Sample
		if b, ok := values[keys[i]]; ok && s.UnmarshalBinary(b) == nil {
			done(i, s)
		} else {
			left = append(left, i)
		}
	}
	return left
}

// batch gathers samples for the store.
type batch struct {
	keep    Keep
	mu      sync.Mutex
	values  map[string][]byte
	written time.Time // when the last were put into the store
}

// add keeps a sample. One that failed is not kept: it may have been this machine that did.
func (b *batch) add(ctx context.Context, key string, s job.Sample) {
	if s.Failed != "" {
		return
	}
	bytes, _ := s.MarshalBinary()
	b.mu.Lock()
	b.values[key] = bytes
	full := len(b.values) >= atATime || time.Since(b.written) >= aWhile
	b.mu.Unlock()
	if full {
		b.write(ctx)
	}
}

func (b *batch) write(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.values) == 0 {
		return
	}
	if err := b.keep.Store.PutAll(ctx, SampleKind, b.values); err != nil {
		b.keep.Logger.Warn("samples cannot be kept", "error", err)
	}
	b.values, b.written = map[string][]byte{}, time.Now()
}
