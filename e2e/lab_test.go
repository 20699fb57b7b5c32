package e2e

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/api"
)

// lab is a running server.
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

// sharedLab returns the address of the server of all tests that set nothing of it and do not
// stop it. What it keeps are the answers of runs, which are the same for whoever asks; the list
// of scenarios alone, with its pictures, takes seconds of work on a new server.
func sharedLab(tb testing.TB) string {
	tb.Helper()
	shared.once.Do(func() {
		shared.base, shared.stop, shared.err = begin("127.0.0.1:0")
	})
	if shared.err != nil {
		tb.Fatal(shared.err)
	}
	return shared.base
}

// shared is that server. TestMain stops it.
var shared struct {
	once sync.Once
	base string
	stop func() error
	err  error
}

// startLabAt starts a server on an address. It runs until stop is called, or the
// test ends.
func startLabAt(tb testing.TB, addr string, flags ...string) *lab {
	tb.Helper()
	base, stop, err := begin(addr, flags...)
	if err != nil {
		tb.Fatal(err)
	}
	l := &lab{tb: tb, base: base, stop: sync.OnceFunc(func() {
		if err := stop(); err != nil {
			tb.Errorf("the server ended with %v", err)
		}
	})}
	tb.Cleanup(l.stop)
	return l
}

// begin starts a server, and returns its address and what stops it and waits for its end.
func begin(addr string, flags ...string) (base string, stop func() error, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	out := newStartLine()
	ended := make(chan error, 1)
	go func() {
		args := append([]string{"-addr", addr}, flags...)
		ended <- serve(ctx, args, out)
	}()
	stop = func() error {
		cancel()
		return <-ended
	}
	select {
	case line := <-out.first:
		return addressIn(line), stop, nil
	case err := <-ended:
		cancel()
		return "", nil, fmt.Errorf("the server did not start: %w", err)
	case <-time.After(patience):
		cancel()
		return "", nil, errors.New("the server did not start")
	}
}

// again stops the server and starts one on the same port.
func (l *lab) again(flags ...string) *lab {
	l.tb.Helper()
	l.stop()
	u, err := url.Parse(l.base)
	if err != nil {
		l.tb.Fatal(err)
	}
	return startLabAt(l.tb, u.Host, flags...)
}

// serve answers at an address until ctx ends, with the few settings that tests change.
// It writes the address to open. cmd/server, which has all of them, has its own tests.
func serve(ctx context.Context, args []string, out io.Writer) error {
	config := api.DefaultConfig()
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	addr := flags.String("addr", "", "")
	flags.Int64Var(&config.PageAttempts, "page-attempts", config.PageAttempts, "")
	flags.Int64Var(&config.StreamAttempts, "stream-attempts", config.StreamAttempts, "")
	flags.Int64Var(&config.Memory, "memory", config.Memory, "")
	flags.DurationVar(&config.Testbeds.Life, "testbed-life", config.Testbeds.Life, "")
	flags.IntVar(&config.Testbeds.PerOwner, "testbeds-per-address", config.Testbeds.PerOwner, "")
	flags.StringVar(&config.Lessons, "lessons", "", "")
	flags.IntVar(&config.Testbeds.Burst, "testbed-burst", config.Testbeds.Burst, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "http://%s/\n", listener.Addr())
	lab := api.New(config)
	defer lab.Close()
	server := lab.HTTP()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	lab.Drain(ctx)
	return server.Shutdown(ctx)
}

// serveInstead is the variable that makes the test binary be the server: a process
// of its own can be killed.
const serveInstead = "BACKOFFLAB_TEST_SERVE"

// startProcess starts a server as a process. Its stop is a kill -9.
func startProcess(tb testing.TB, flags ...string) *lab {
	tb.Helper()
	out := newStartLine()
	server := exec.Command(os.Args[0], append([]string{"-addr", "127.0.0.1:0"}, flags...)...)
	server.Env = append(os.Environ(), serveInstead+"=1")
	server.Stdout, server.Stderr = out, os.Stderr
	if err := server.Start(); err != nil {
		tb.Fatal(err)
	}
	l := &lab{tb: tb, stop: sync.OnceFunc(func() {
		_ = server.Process.Kill() // it may be gone by itself
		_ = server.Wait()         // "signal: killed"
	})}
	tb.Cleanup(l.stop)
	select {
	case line := <-out.first:
		l.base = addressIn(line)
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
