package api

import (
	"container/list"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"backofflab/internal/format"
)

// Bounds of the pictures that are kept.
const (
	keptPictures = 64
	keptBytes    = 16 << 20
)

// gallery makes pictures, and keeps the last ones: a link that is posted is fetched
// by many at once. Whoever asks for one that is being made waits for it; when nobody
// does any more, it is given up.
type gallery struct {
	mu     sync.Mutex
	kept   map[string]*list.Element
	order  *list.List // of works, the last asked for first
	bytes  int        // of all that are kept
	making map[string]*making

	ctx    context.Context // ends all of them
	logger *slog.Logger
}

// work is a picture that is kept.
type work struct {
	key  string
	body []byte
}

// making is one under way.
type making struct {
	done    chan struct{}
	body    []byte // when done
	err     error
	waiting int // guarded by the gallery's mu
	cancel  context.CancelFunc
}

func newGallery(ctx context.Context, logger *slog.Logger) *gallery {
	return &gallery{kept: map[string]*list.Element{}, order: list.New(), making: map[string]*making{}, ctx: ctx, logger: logger}
}

// get returns the picture of that key, which draw makes where there is none. All who
// ask for it at once share one call of draw. The caller must not change the bytes.
func (g *gallery) get(ctx context.Context, key string, draw func(context.Context) ([]byte, error)) ([]byte, error) {
	g.mu.Lock()
	if e := g.kept[key]; e != nil {
		g.order.MoveToFront(e)
		g.mu.Unlock()
		return e.Value.(work).body, nil
	}
	m := g.making[key]
	if m == nil {
		drawing, cancel := context.WithCancel(g.ctx)
		m = &making{done: make(chan struct{}), cancel: cancel}
		g.making[key] = m
		go g.make(drawing, key, m, draw)
	}
	m.waiting++
	g.mu.Unlock()
	defer g.leave(key, m)
	select {
	case <-m.done:
		return m.body, m.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (g *gallery) make(ctx context.Context, key string, m *making, draw func(context.Context) ([]byte, error)) {
	defer func() {
		if p := recover(); p != nil {
			g.logger.Error("picture panicked", "panic", p, "key", format.Clip(key, 300), "stack", string(debug.Stack()))
			m.err = fmt.Errorf("picture panicked: %v", p)
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		g.forget(key, m)
		if m.err == nil {
			g.keep(work{key, m.body})
		}
		close(m.done)
	}()
	m.body, m.err = draw(ctx)
}

// leave says that one has what it wants, or is gone.
func (g *gallery) leave(key string, m *making) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if m.waiting--; m.waiting == 0 {
		m.cancel()
		g.forget(key, m)
	}
}

// forget lets later requests start afresh. g.mu is held.
func (g *gallery) forget(key string, m *making) {
	if g.making[key] == m {
		delete(g.making, key)
	}
}

// keep takes in a picture, and lets the oldest go until there is room. g.mu is held.
func (g *gallery) keep(w work) {
	if g.kept[w.key] != nil || len(w.body) > keptBytes/4 {
		return
	}
	g.kept[w.key] = g.order.PushFront(w)
	g.bytes += len(w.body)
	for g.order.Len() > keptPictures || g.bytes > keptBytes {
		last := g.order.Remove(g.order.Back()).(work)
		delete(g.kept, last.key)
		g.bytes -= len(last.body)
	}
}
