// Package share does once what many ask for, and keeps what came of it.
package share

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// Do is what a piece of work does. It ends early, with an error, when its context does:
// nobody wants the value any more.
type Do[V any] func(context.Context) (V, error)

// Group is the work under way, by key: whoever wants what is being made already joins.
// T is what they see of it from its start, V what they get at its end. A group is safe
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

// NewGroup returns a group of which nothing is under way.
func NewGroup[T comparable, V any](ctx context.Context, logger *slog.Logger, name string) *Group[T, V] {
	return &Group[T, V]{ctx: ctx, logger: logger, name: name, byKey: map[string]member[T, V]{}}
}

// Work is one piece. The zero Work is one that nobody does.
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

// UnderWay returns what is seen of all work that is under way, and of each how many
// want it.
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
			g.logger.Error(g.name+" panicked", "panic", p, "key", fmt.Sprintf("%.300s", key), "stack", string(debug.Stack()))
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

// forget lets whoever comes later begin anew. g.mu is held.
func (g *Group[T, V]) forget(key string, w *Work[V]) {
	if g.byKey[key].work == w {
		delete(g.byKey, key)
	}
}

// Done is closed at the end of the work.
func (w *Work[V]) Done() <-chan struct{} { return w.done }

// Over reports whether there is nothing to wait for.
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

// Leave says that one has what it wants, or is gone. Work that nobody wants is given up.
func (w *Work[V]) Leave() {
	if w.leave != nil {
		w.leave()
	}
}
