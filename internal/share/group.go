// Package share deduplicates concurrent work by key, and caches its results.
package share

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"backofflab/internal/logging"
)

// Do computes a value. Its context is cancelled when the last user leaves; it then returns
// early, with an error.
type Do[V any] func(context.Context) (V, error)

// Group is the work under way, by key: callers with one key share one execution, as with
// singleflight. T is what they see from the start, V the value at the end. A group is safe
// for concurrent use.
type Group[T comparable, V any] struct {
	ctx    context.Context // ends all of it
	logger *slog.Logger
	name   string // of one piece, in messages

	mu    sync.Mutex
	byKey map[string]member[T, V]
}

type member[T comparable, V any] struct {
	seen T
	work *Work[V]
}

// NewGroup returns an empty group.
func NewGroup[T comparable, V any](ctx context.Context, logger *slog.Logger, name string) *Group[T, V] {
	return &Group[T, V]{ctx: ctx, logger: logger, name: name, byKey: map[string]member[T, V]{}}
}

// Work is one execution. The zero Work never ends.
type Work[V any] struct {
	done  chan struct{}
	value V // once done is closed
	err   error

	wanted int // by how many; guarded by the mutex of its group
	cancel context.CancelFunc
	leave  func() // nil: there is no group to leave
}

// Join returns what is seen of the work of a key. Where none is under way it begins:
// begin says what is to be seen, and what to do. The caller must leave the work once.
func (g *Group[T, V]) Join(key string, begin func(*Work[V]) (T, Do[V])) T {
	g.mu.Lock()
	defer g.mu.Unlock()
	m, ok := g.byKey[key]
	if !ok {
		ctx, cancel := context.WithCancel(g.ctx)
		w := &Work[V]{done: make(chan struct{}), cancel: cancel}
		w.leave = func() { g.leave(key, w) }
		seen, do := begin(w)
		m = member[T, V]{seen, w}
		g.byKey[key] = m
		go g.run(ctx, key, w, do)
	}
	m.work.wanted++
	return m.seen
}

// UnderWay returns the T of all work under way, each with the number of its users.
func (g *Group[T, V]) UnderWay() map[T]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make(map[T]int, len(g.byKey))
	for _, m := range g.byKey {
		all[m.seen] = m.work.wanted
	}
	return all
}

func (g *Group[T, V]) run(ctx context.Context, key string, w *Work[V], do Do[V]) {
	defer w.cancel()
	defer func() {
		if p := recover(); p != nil {
			g.logger.Error(g.name+" panicked", "panic", p, "key", fmt.Sprintf("%.300s", logging.Query(key)), "stack", string(debug.Stack()))
			w.err = fmt.Errorf("%s panicked: %v", g.name, p)
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		g.forget(key, w)
		close(w.done)
	}()
	w.value, w.err = do(ctx)
}

func (g *Group[T, V]) leave(key string, w *Work[V]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.wanted--; w.wanted == 0 {
		w.cancel()
		g.forget(key, w)
	}
}

// forget removes work from the group, so that the next Join starts anew. g.mu is held.
func (g *Group[T, V]) forget(key string, w *Work[V]) {
	if g.byKey[key].work == w {
		delete(g.byKey, key)
	}
}

// Done is closed at the end of the work.
func (w *Work[V]) Done() <-chan struct{} { return w.done }

// Over reports whether the work has ended.
func (w *Work[V]) Over() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

// Result waits for the end of the work. Where ctx ends before, its cause is the error.
func (w *Work[V]) Result(ctx context.Context) (value V, err error) {
	select {
	case <-w.done:
	case <-ctx.Done():
		if !w.Over() {
			return value, context.Cause(ctx)
		}
	}
	return w.value, w.err
}

// Leave ends one use of the work. When the last user leaves, its context is cancelled.
func (w *Work[V]) Leave() {
	if w.leave != nil {
		w.leave()
	}
}
