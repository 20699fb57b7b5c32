package stream

import (
	"container/list"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/gorilla/websocket"

	"backofflab/internal/share"
)

// keptPages bound the pages that are kept: some two megabytes of the greetings that were
// wanted last.
var keptPages = share.Bounds{Count: 64, Weight: 2 << 20, Each: 128 << 10}

// renderer renders what takes milliseconds, for all who ask for the same at once, and no
// more at a time than there are cores: in a rush more would make all of them late. Ends of
// runs go first, and greetings of one owner after one of each other, so that what is kept for those who wait for them is soon given back; hence
// a run whose greeting waits has not begun. It has no goroutine while there is nothing to do,
// and those who ask have no large stacks.
type renderer struct {
	most   int // at a time
	logger *slog.Logger
	kept   *share.Cache[*page]

	mu      sync.Mutex
	busy    int
	ends    list.List             // of *rendering, those that wait
	begins  map[string]*list.List // the same, by the owner who asked first
	order   list.List             // of the owners who have one: who is next comes first
	byKey   map[string]*rendering // those that wait or are under way
	renders int                   // how many there have been
}

// rendering is one page on its way. The zero rendering is never asked for.
type rendering struct {
	renderer *renderer
	key      string        // "": nobody else asks for it
	begun    chan struct{} // closed once its size is known
	size     *size         // from then on; nil: of an end, or it failed
	done     chan struct{} // closed once it is over
	page     *page         // from then on
	err      error

	do     renders    // the rest is guarded by the renderer's mutex
	wanted int        // by how many
	queue  *list.List // in which it waits; nil: it does not
	place  *list.Element
}

// renders makes a page. It says how large its run is as soon as it knows.
type renders func(known func(*size)) (*page, error)

func newRenderer(most int, logger *slog.Logger) *renderer {
	return &renderer{
		most: most, logger: logger, begins: map[string]*list.List{}, byKey: map[string]*rendering{},
		kept: share.NewCache(keptPages, func(p *page) int { return p.weight() }),
	}
}

// begin asks for the greeting of a key for an owner, which do renders where it is neither kept nor on its
// way. The caller leaves it once.
func (r *renderer) begin(owner, key string, do renders) *rendering {
	r.mu.Lock()
	defer r.mu.Unlock()
	if w, ok := r.byKey[key]; ok {
		w.wanted++
		return w
	}
	if kept, ok := r.kept.Get(key); ok {
		return &rendering{begun: ready, done: ready, size: kept.size, page: kept}
	}
	line := r.begins[owner]
	if line == nil {
		line = list.New()
		r.begins[owner] = line
		r.order.PushBack(owner)
	}
	return r.ask(key, line, do)
}

// end asks for the end of a run, which nobody keeps.
func (r *renderer) end(do renders) *rendering {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ask("", &r.ends, do)
}

// ask queues work. r.mu is held.
func (r *renderer) ask(key string, queue *list.List, do renders) *rendering {
	w := &rendering{renderer: r, key: key, begun: make(chan struct{}), done: make(chan struct{}), do: do, wanted: 1, queue: queue}
	w.place = queue.PushBack(w)
	if key != "" {
		r.byKey[key] = w
	}
	if r.busy < r.most {
		r.busy++
		go r.work()
	}
	return w
}

// join wants it as well; false where it was left by all before it began.
func (w *rendering) join() bool {
	w.renderer.mu.Lock()
	defer w.renderer.mu.Unlock()
	if w.wanted == 0 && w.queue == nil && !isClosed(w.begun) {
		return false
	}
	w.wanted++
	return true
}

// leave wants it no longer. One that nobody wants is not begun. Leave of nil does nothing.
func (w *rendering) leave() {
	if w == nil || w.renderer == nil {
		return
	}
	r := w.renderer
	r.mu.Lock()
	defer r.mu.Unlock()
	if w.wanted--; w.wanted == 0 && w.queue != nil {
		w.queue.Remove(w.place)
		w.queue, w.do = nil, nil
		delete(r.byKey, w.key)
	}
}

// work renders until nothing waits.
func (r *renderer) work() {
	for w := r.next(); w != nil; w = r.next() {
		known := sync.OnceFunc(func() { close(w.begun) })
		w.page, w.err = r.render(w.do, func(s *size) {
			w.size = s
			known()
		})
		known() // at the latest
		if w.key != "" && w.err == nil && !w.page.passing {
			r.kept.Put(w.key, w.page)
		}
		r.mu.Lock()
		delete(r.byKey, w.key)
		w.do = nil
		r.mu.Unlock()
		close(w.done)
	}
}

// next takes what is next; nil: nothing waits, and one fewer is busy.
func (r *renderer) next() *rendering {
	r.mu.Lock()
	defer r.mu.Unlock()
	if w := r.take(&r.ends); w != nil {
		return w
	}
	for first := r.order.Front(); first != nil; first = r.order.Front() {
		owner := first.Value.(string)
		w := r.take(r.begins[owner])
		if r.begins[owner].Len() == 0 {
			delete(r.begins, owner)
			r.order.Remove(first)
		} else {
			r.order.MoveToBack(first)
		}
		if w != nil {
			return w
		}
	}
	r.busy--
	return nil
}

// take takes what has waited longest in a line; nil: nothing waits. r.mu is held.
func (r *renderer) take(line *list.List) *rendering {
	first := line.Front()
	if first == nil {
		return nil
	}
	w := line.Remove(first).(*rendering)
	w.queue = nil
	r.renders++
	return w
}

// render does it. A panic ends the sessions that asked for it, and nothing else.
func (r *renderer) render(do renders, known func(*size)) (p *page, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			r.logger.Error("session panicked", "who", "renderer", "panic", panicked, "stack", string(debug.Stack()))
			err = fmt.Errorf("rendering: %w", &closeError{code: websocket.CloseInternalServerErr, reason: "the lab failed"})
		}
	}()
	return do(known)
}
