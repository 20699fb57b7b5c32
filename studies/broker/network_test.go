package broker

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// wire is a network between a client and a server that can be cut: then nothing passes, and
// nobody is told.
type wire struct {
	listener net.Listener
	to       string
	cut      atomic.Bool
	conns    sync.WaitGroup
	mu       sync.Mutex
	open     []net.Conn
}

// lay lays a wire to a server, and returns it and its own URL.
func lay(t testing.TB, url string) (*wire, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, to: strings.TrimPrefix(url, "nats://")}
	w.conns.Go(w.accept)
	t.Cleanup(func() {
		_ = l.Close()
		w.mu.Lock()
		for _, c := range w.open {
			_ = c.Close()
		}
		w.mu.Unlock()
		w.conns.Wait()
	})
	return w, "nats://" + l.Addr().String()
}

func (w *wire) accept() {
	for {
		from, err := w.listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = from.Close()
			continue
		}
		w.mu.Lock()
		w.open = append(w.open, from, to)
		w.mu.Unlock()
		w.conns.Go(func() { w.pass(from, to) })
		w.conns.Go(func() { w.pass(to, from) })
	}
}

// pass passes bytes on. What is sent while the wire is cut is lost, and with it the connection.
func (w *wire) pass(from, to net.Conn) {
	defer to.Close()
	lost := false
	_, _ = io.Copy(writer(func(p []byte) (int, error) {
		if lost = lost || w.cut.Load(); lost {
			return len(p), nil
		}
		return to.Write(p)
	}), from)
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// A worker that is cut off in the middle of a job loses it to another one. Back again, its
// late result counts nothing, and it works on. A submitter that is cut off misses nothing.
func TestNetworkIsCut(t *testing.T) {
	url, _ := serve(t, nil)
	toWorker, far := lay(t, url)
	toSubmitter, away := lay(t, url)
	b, remote, near := open(t, quickConfig(away)), open(t, quickConfig(far)), open(t, quickConfig(url))
	gate := filepath.Join(t.TempDir(), "gate")
	payloads := append([]string{"gate " + gate}, plain(100)...)
	var farHas, nearHas atomic.Bool
	notes := func(has *atomic.Bool) Work {
		return func(ctx context.Context, payload []byte) ([]byte, error) {
			if strings.HasPrefix(string(payload), "gate") {
				has.Store(true)
			}
			return act(ctx, payload)
		}
	}
	work(t, remote, 1, notes(&farHas))
	got := collect(t)
	end := submit(b, t.Context(), "b", jobsWith(payloads...), got.done)
	until(t, "the far worker has the job that lasts", farHas.Load)
	toWorker.cut.Store(true)
	toSubmitter.cut.Store(true)
	until(t, "both are missed", func() bool { return !remote.link.conn.IsConnected() && !b.link.conn.IsConnected() })
	work(t, near, 1, notes(&nearHas))
	until(t, "the near worker has got it", nearHas.Load)
	create(t, gate)
	toWorker.cut.Store(false)
	toSubmitter.cut.Store(false)
	until(t, "they are back", func() bool { return remote.link.conn.IsConnected() && b.link.conn.IsConnected() })
	if err := await(t, end); err != nil {
		t.Fatal(err)
	}
	got.check(payloads, nil)
}
