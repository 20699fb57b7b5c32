package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for a state that must come.
const patience = time.Minute

// lab is a running server, as main starts it.
type lab struct {
	tb   testing.TB
	base string // "http://127.0.0.1:1234"
	stop func()
}

// startLab starts a server on a free port, with some flags.
func startLab(tb testing.TB, flags ...string) *lab {
	tb.Helper()
	return startLabAt(tb, "127.0.0.1:0", flags...)
}

// startLabAt starts a server on an address. It runs until stop is called, or the
// test ends.
func startLabAt(tb testing.TB, addr string, flags ...string) *lab {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out := newStartLine()
	ended := make(chan error, 1)
	go func() {
		args := append([]string{"-addr", addr, "-drain-delay", "0s", "-log-level", "error"}, flags...)
		ended <- run(ctx, args, func(string) string { return "" }, out)
	}()
	l := &lab{tb: tb, stop: sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Errorf("the server ended with %v", err)
		}
	})}
	tb.Cleanup(l.stop)
	select {
	case line := <-out.first:
		l.base = addressIn(line)
	case err := <-ended:
		ended <- nil
		tb.Fatalf("the server did not start: %v", err)
	case <-time.After(patience):
		tb.Fatal("the server did not start")
	}
	return l
}

// addressIn returns the address that the server's first line names, without the
// slash at its end.
func addressIn(line string) string {
	_, address, _ := strings.Cut(line, "http://")
	return "http://" + strings.TrimRight(address, "/\n")
}

// startLine catches the first line of what the server prints.
type startLine struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan string
	found bool
}

func newStartLine() *startLine { return &startLine{first: make(chan string, 1)} }

func (s *startLine) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	if line, _, whole := strings.Cut(s.text.String(), "\n"); whole && !s.found {
		s.found = true
		s.first <- line
	}
	return len(p), nil
}

// all is what was printed so far.
func (s *startLine) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// serveInstead is the variable that makes the test binary be the server: a process
// of its own can be sent signals.
const serveInstead = "BACKOFFLAB_TEST_SERVE"

func TestMain(m *testing.M) {
	if os.Getenv(serveInstead) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}
