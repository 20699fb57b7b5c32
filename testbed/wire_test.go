package testbed

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/scenario"
)

// serve lets a testbed listen, and returns it with its URL. No goroutine may be left.
func serve(t *testing.T, l Limits, query string, c Config) (*Server, *Testbed, string) {
	t.Helper()
	before := runtime.NumGoroutine()
	server, err := Serve("", l)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	c.Scenario = s
	bed, url, err := server.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Close()
		http.DefaultClient.CloseIdleConnections()
		until(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before })
	})
	return server, bed, url
}

// until waits until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 2000 {
		if so() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	buf := make([]byte, 1<<16)
	t.Fatalf("waited in vain until %s\n%s", what, buf[:runtime.Stack(buf, true)])
}

// get sends a request and reads the answer, on a connection of its own.
func get(t *testing.T, url string) (status int, header http.Header, body string, err error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	response, err := client.Get(url)
	if err != nil {
		return 0, nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, response.Header, string(text), err
}

// Endings of answers, as they arrive.
func TestEndings(t *testing.T) {
	for _, row := range []struct {
		step   string
		status int // 0: there is no answer
		size   int // of the body, at least
		err    error
	}{
		{"503", 503, 20, nil},
		{"503 close", 503, 20, nil},
		{"503 body=1MB", 503, 1 << 20, nil},
		{"204", 204, 0, nil},
		{"302", 302, 0, nil},
		{"reset", 0, 0, syscall.ECONNRESET},
		{"503 reset-after-headers", 503, 0, syscall.ECONNRESET},
		{"503 reset-after", 503, 20, nil},
		{"200 cut", 200, 10, io.ErrUnexpectedEOF},
		{"200 cut body=1MB", 200, 1 << 19, io.ErrUnexpectedEOF},
		{"hang 20ms", 0, 0, io.EOF},
		{"200 delay=20ms", 200, 20, nil},
	} {
		script, err := ParseScript(row.step)
		if err != nil {
			t.Fatal(err)
		}
		_, bed, url := serve(t, Limits{}, "latency=0s", Config{Script: script})
		status, header, body, err := get(t, url)
		if status != row.status || len(body) < row.size || !errors.Is(err, row.err) {
			t.Errorf("%s: %d, %d bytes, %v", row.step, status, len(body), err)
		}
		if want := row.step == "503 close"; want && header.Get("Connection") == "keep-alive" {
			t.Errorf("%s: %v", row.step, header)
		}
		s := bed.Snapshot()
		if s.Script.Left != 0 || len(s.Script.Account) != 1 || s.Script.Account[0].Who != "127.0.0.1" || s.Script.Account[0].Text != script.Steps[0].String() {
			t.Errorf("%s: %+v", row.step, s.Script)
		}
	}
}

// Over HTTP/2, a reset is one of the stream.
func TestEndingsOfHTTP2(t *testing.T) {
	pool := NewPool(Limits{})
	server := httptest.NewUnstartedServer(pool)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	defer pool.Close()
	script, _ := ParseScript("reset, 503 reset-after-headers, 200 cut, hang 10ms, 200 close, 200")
	s := scenario.Default()
	s.Latency = 0
	bed, err := pool.Start(Config{Scenario: s, Script: script})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"0 INTERNAL_ERROR", "503 INTERNAL_ERROR", "200 INTERNAL_ERROR", "0 INTERNAL_ERROR", "200 <nil>", "200 <nil>"} {
		status, _, _, err := get(t, server.URL+bed.Path())
		if got := fmt.Sprint(status, " ", err); !strings.HasPrefix(got, strings.Fields(want)[0]+" ") || !strings.Contains(got, strings.Fields(want)[1]) {
			t.Errorf("answer %d: %s, want %s", i, got, want)
		}
	}
}

// Each hostile answer has the very header, and the next attempt is served.
func TestHostileHeaders(t *testing.T) {
	for _, row := range []struct{ preset, name, want string }{
		{"two-seconds", "Retry-After", "2"}, {"zero", "Retry-After", "0"}, {"fraction", "Retry-After", "1.5"},
		{"negative", "Retry-After", "-5"}, {"soon", "Retry-After", "soon"}, {"ninety", "Retry-After", "90"},
		{"huge", "Retry-After", "99999999999"}, {"milliseconds", "Retry-After-Ms", "1500"},
		{"should-not-retry", "X-Should-Retry", "false"}, {"two-values", "Retry-After", "1|3"}, {"joined-values", "Retry-After", "1, 3"},
		{"ietf-reset", "Ratelimit", `"requests";r=0;t=2`}, {"no-hint", "Retry-After", ""},
		{"date", "Retry-After", "GMT"}, {"past-date", "Retry-After", "GMT"}, {"epoch-reset", "X-Ratelimit-Reset", "1"},
	} {
		p, ok := LookupScript(row.preset)
		if !ok {
			t.Fatal(row.preset)
		}
		_, _, url := serve(t, Limits{}, "latency=0s", Config{Script: p.Script()})
		_, header, _, err := get(t, url)
		got := strings.Join(header.Values(row.name), "|")
		exact := row.preset != "date" && row.preset != "past-date" && row.preset != "epoch-reset"
		if err != nil || exact && got != row.want || !strings.Contains(got, row.want) {
			t.Errorf("%s: %q, %v", row.preset, got, err)
		}
		if status, _, _, err := get(t, url); status != 200 || err != nil {
			t.Errorf("%s: then %d, %v", row.preset, status, err)
		}
	}
}

// The dates and epochs of scripts are whole seconds, and not before what they say.
func TestClockValues(t *testing.T) {
	now := time.Date(2026, 11, 27, 6, 10, 0, 1, time.UTC)
	for value, want := range map[string]string{
		"date+3s": "Fri, 27 Nov 2026 06:10:04 GMT", "date": "Fri, 27 Nov 2026 06:10:01 GMT", "past": "Fri, 27 Nov 2026 05:10:01 GMT",
		"DATE-1h": "Fri, 27 Nov 2026 05:10:01 GMT", "epoch+2s": "1795759803", "rfc3339+1m": "2026-11-27T06:11:01Z",
		"date+x": "date+x", "3": "3", "dated": "dated", "-5": "-5",
	} {
		if got := expand(value, now); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

// A call that is held survives the read deadline of its server, and is let go in the end.
func TestHeldCalls(t *testing.T) {
	_, bed, url := serve(t, Limits{Hold: 400 * time.Millisecond}, "latency=100ms&outage=hang&outage-from=50ms&outage-to=1h&timeout=1m", Config{})
	if status, _, _, err := get(t, url); status != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("%d, %v", status, err)
	}
	s := bed.Snapshot()
	if s.Bounds.Long != 0 || s.Result.TimedOut != 1 || s.Elapsed < 400*time.Millisecond {
		t.Errorf("held for %v: %+v", s.Elapsed, s.Bounds)
	}
}

// A server may bound how long it reads a request: who waits for an answer is not cut off by that.
func TestDeadlinesOfTheServer(t *testing.T) {
	pool := NewPool(Limits{})
	defer pool.Close()
	server := httptest.NewUnstartedServer(pool)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 50*time.Millisecond, 10*time.Second
	server.Start()
	defer server.Close()
	s, _ := scenario.ParseQuery("latency=100ms")
	bed, err := pool.Start(Config{Scenario: s})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // on one connection
		response, err := server.Client().Post(server.URL+bed.Path(), "text/plain", strings.NewReader("a body"))
		if err != nil || response.StatusCode != 200 {
			t.Fatal(response, err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

// A client that leaves is noticed, and so is the end of a testbed by whoever is held.
func TestLeaving(t *testing.T) {
	server, bed, url := serve(t, Limits{}, "latency=0s&outage=hang&outage-to=1h&timeout=1m", Config{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", bed.Path())
	until(t, "it is held", func() bool { return bed.Snapshot().Inside == 1 })
	_ = conn.Close()
	until(t, "it has left", func() bool { return bed.Snapshot().Result.TimedOut == 1 })
	done := make(chan error, 1)
	go func() {
		_, _, _, err := get(t, url)
		done <- err
	}()
	until(t, "another is held", func() bool { return bed.Snapshot().Inside == 1 })
	if !server.Pool.Stop(bed.Key()) || server.Pool.Stop(bed.Key()) {
		t.Error("it stops once")
	}
	if err := <-done; !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	if s := bed.Snapshot(); !s.Ended || s.Inside != 0 {
		until(t, "nobody is inside", func() bool { return bed.Snapshot().Inside == 0 })
	}
}

// It runs in virtual time over a pipe.
func TestInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := NewPool(Limits{})
		defer pool.Close()
		s, _ := scenario.ParseQuery("latency=1s&burst=1&rate=0.1&retry-after=seconds")
		bed, err := pool.Start(Config{Scenario: s})
		if err != nil {
			t.Fatal(err)
		}
		client, conn := net.Pipe()
		listener := &oneConn{conn: make(chan net.Conn, 1), done: make(chan struct{})}
		listener.conn <- conn
		server := &http.Server{Handler: pool}
		go func() { _ = server.Serve(listener) }()
		in := bufio.NewReader(client)
		for i, want := range []string{"200", "429"} {
			began := time.Now()
			fmt.Fprintf(client, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", bed.Path())
			response, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, response.Body)
			if took := time.Since(began); response.Status[:3] != want || took != 2*time.Second {
				t.Errorf("answer %d: %s after %v", i, response.Status, took)
			}
		}
		_ = server.Close()
		_ = client.Close()
	})
}

// oneConn listens for one connection.
type oneConn struct {
	conn chan net.Conn
	done chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *oneConn) Close() error   { close(l.done); return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// Calls, looks and the end of a testbed may come at once.
func TestSimultaneousUse(t *testing.T) {
	pool := NewPool(Limits{PerSecond: 1_000_000})
	s, _ := scenario.ParseQuery("latency=1ms&rate=1000&servers=5&service=1ms&queue=5&fail=0.1&retry-after=exact")
	var all sync.WaitGroup
	for range 3 {
		bed, err := pool.Start(Config{Scenario: s, Family: Groq, Tell: Tell{ByHeader, "X-Client"}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			all.Go(func() {
				for range 20 {
					ask(bed, strconv.Itoa(i))
				}
			})
		}
		all.Go(func() {
			for bed.Snapshot().Requests < 200 {
				time.Sleep(time.Millisecond)
			}
			pool.Stop(bed.Key())
			if _, ok := pool.Find(bed.Key()); ok || !bed.Snapshot().Ended {
				t.Error("it has not ended")
			}
		})
	}
	all.Wait()
	pool.Close()
}
