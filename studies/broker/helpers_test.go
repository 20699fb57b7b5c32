package broker

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// open opens a broker, and closes it with the test.
func open(t testing.TB, c Config) *Broker {
	t.Helper()
	b, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// serve starts a NATS server, as an external one, and returns its URL.
func serve(t testing.TB, change func(*server.Options)) (url string, s *server.Server) {
	t.Helper()
	o := &server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir()}
	if change != nil {
		change(o)
	}
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(readyTime) {
		t.Fatal("the server is not ready")
	}
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	return s.ClientURL(), s
}

// work starts workers, and stops them with the test. stop may be called before.
func work(t testing.TB, b *Broker, n int, work Work) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() { result <- b.Work(ctx, n, work) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-result
	})
	t.Cleanup(func() {
		if err := stop(); err != nil && !t.Failed() {
			t.Error(err)
		}
	})
	return stop
}

// jobsWith makes jobs of payloads.
func jobsWith(payloads ...string) iter.Seq[Job] {
	return func(yield func(Job) bool) {
		for i, p := range payloads {
			if !yield(Job{ID: fmt.Sprintf("%x", i), Payload: []byte(p)}) {
				return
			}
		}
	}
}

// plain are n payloads of jobs of no time.
func plain(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint("plain ", i)
	}
	return all
}

// collected are the results of a batch.
type collected struct {
	t       testing.TB
	mu      sync.Mutex
	results map[int]Result
}

func collect(t testing.TB) *collected { return &collected{t: t, results: map[int]Result{}} }

func (c *collected) done(i int, r Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, twice := c.results[i]; twice {
		c.t.Errorf("job %d is counted twice", i)
	}
	c.results[i] = r
}

func (c *collected) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.results)
}

// check holds the results against what one worker would have, byte by byte. fails are words
// of the reasons of those that fail, by their number.
func (c *collected) check(payloads []string, fails map[int]string) {
	c.t.Helper()
	if len(c.results) != len(payloads) {
		c.t.Errorf("%d results of %d jobs", len(c.results), len(payloads))
	}
	for i, r := range c.results {
		switch want := fails[i]; {
		case want == "" && (r.Failed != "" || !bytes.Equal(r.Bytes, sum([]byte(payloads[i])))):
			c.t.Errorf("job %d (%.40s): %.40q, failed %.400q", i, payloads[i], r.Bytes, r.Failed)
		case want != "" && (r.Bytes != nil || !strings.Contains(r.Failed, want)):
			c.t.Errorf("job %d (%.40s) failed with %.400q, want %q", i, payloads[i], r.Failed, want)
		}
	}
}

// submit does a batch in a goroutine.
func submit(b *Broker, ctx context.Context, name string, jobs iter.Seq[Job], done func(int, Result)) <-chan error {
	result := make(chan error, 1)
	go func() { result <- b.Do(ctx, name, jobs, done) }()
	return result
}

// until waits for a state.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("never: %s", what)
		}
	}
}

// await waits for the end of something that submit began.
func await(t testing.TB, result <-chan error) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(time.Minute):
		t.Fatal("it never ends")
		return nil
	}
}

// process is another process of these tests.
type process struct {
	*exec.Cmd
	mu    sync.Mutex
	lines []string
	ended chan struct{}
}

// spawn starts the test binary in a role.
func spawn(t testing.TB, as string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.Env = append(os.Environ(), role+"="+as)
	p.Stderr = os.Stderr
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			p.lines = append(p.lines, lines.Text())
			p.mu.Unlock()
		}
		_ = p.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.Process.Kill()
		<-p.ended
	})
	return p
}

// says waits until a process has written a line that begins like that, and returns it.
func (p *process) says(t testing.TB, start string) (line string) {
	t.Helper()
	until(t, "a process says "+start, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		i := slices.IndexFunc(p.lines, func(line string) bool { return strings.HasPrefix(line, start) })
		if i >= 0 {
			line = p.lines[i]
		}
		return i >= 0
	})
	return line
}

// count is how many lines begin like that.
func (p *process) count(start string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.lines {
		if strings.HasPrefix(line, start) {
			n++
		}
	}
	return n
}
