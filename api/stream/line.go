package stream

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// lastLook is how long a read waits whose deadline has passed: what came in time, while the
// process had no time to read it, is there at once.
const lastLook = 10 * time.Millisecond

// line is a connection that knows whether somebody is at the other end. A viewer is silent
// where a ping was written and neither a message nor a pong came within wait after it; as
// long as no ping was written, whatever kept the server from it, nobody is. Its reader, its
// writer and whoever closes it may use it at once.
type line struct {
	net.Conn
	wait time.Duration

	mu     sync.Mutex
	asked  bool // a ping was written, and nothing came since
	inside bool // a message has begun, and is not whole
	looked bool // the last look was taken
	ended  bool
	heards int // what came, counted
}

// Read reads. When its deadline has passed it looks once more.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) || !l.lookAgain() {
		return n, err
	}
	return l.Conn.Read(p)
}

func (l *line) lookAgain() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.looked || l.ended {
		return false
	}
	l.looked = true
	_ = l.Conn.SetReadDeadline(time.Now().Add(lastLook))
	return true
}

// ping writes a ping, and from then on waits for an answer.
func (l *line) ping(write func() error) error {
	l.mu.Lock()
	before := l.heards
	l.mu.Unlock()
	if err := write(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asked || l.ended || l.heards != before {
		return nil // the first ping without an answer counts
	}
	l.asked = true
	return l.Conn.SetReadDeadline(time.Now().Add(l.wait))
}

// heard says that a message or a pong came. Within a message nothing counts but its end:
// its reader could be kept busy for ever with fragments that hold nothing.
func (l *line) heard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answered()
}

func (l *line) answered() {
	l.heards++
	if l.inside || l.ended {
		return
	}
	l.looked = false
	if l.asked {
		l.asked = false
		_ = l.Conn.SetReadDeadline(time.Time{})
	}
}

// begins says that a message begins, and whole that all of it is there.
func (l *line) begins() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inside = true
}

func (l *line) whole() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inside = false
	l.answered()
}

// ends gives the other end closeTimeout to say that it has seen the end.
func (l *line) ends() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	_ = l.Conn.SetReadDeadline(time.Now().Add(closeTimeout))
}

// liner is a response whose connection becomes a line once it is taken over.
type liner struct {
	http.ResponseWriter
	wait time.Duration
	line *line
}

// Hijack takes the connection over.
func (w *liner) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if buffered, ok := conn.(*net.TCPConn); ok {
		// A small buffer shows soon that a viewer does not read.
		_ = buffered.SetWriteBuffer(sendBuffer)
	}
	w.line = &line{Conn: conn, wait: w.wait}
	return w.line, buffers, nil
}
