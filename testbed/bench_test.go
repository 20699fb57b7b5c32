package testbed

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"backofflab/scenario"
)

// unbounded are limits that a benchmark does not reach.
var unbounded = Limits{Requests: 1 << 40, PerSecond: 1_000_000, Burst: 1_000_000, Held: 100_000, Life: time.Hour}

// loadConn is a connection of a load generator: it writes one request and reads its answer,
// with little more work than that.
type loadConn struct {
	conn net.Conn
	in   *bufio.Reader
	ask  []byte
}

func dial(tb testing.TB, url, client string) *loadConn {
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	return newLoadConn(conn, fmt.Sprintf(
		"GET /%s/v1/chat/completions HTTP/1.1\r\nHost: %s\r\nX-Client: %s\r\nAuthorization: Bearer none\r\n\r\n", path, host, client))
}

func newLoadConn(conn net.Conn, ask string) *loadConn {
	return &loadConn{conn, bufio.NewReader(conn), []byte(ask)}
}

// call returns the status.
func (c *loadConn) call() (int, error) {
	if _, err := c.conn.Write(c.ask); err != nil {
		return 0, err
	}
	status, length := 0, 0
	for {
		line, err := c.in.ReadSlice('\n')
		switch name, value, _ := bytes.Cut(line, []byte(": ")); {
		case err != nil:
			return 0, err
		case status == 0:
			status, _ = strconv.Atoi(string(line[9:12]))
		case len(line) == 2:
			_, err := io.CopyN(io.Discard, c.in, int64(length))
			return status, err
		case string(name) == "Content-Length":
			length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
	}
}

// benchBed starts a testbed with a limiter that admits some, and the headers of a family.
func benchBed(b *testing.B, family Family) (*Testbed, string) {
	server, err := Serve("", unbounded)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	s := scenario.Default()
	s.Latency, s.Rate, s.Burst, s.RetryAfter = 0, 5000, 1000, scenario.AfterSeconds
	bed, url, err := server.Start(Config{Scenario: s, Family: family, Tell: Tell{ByHeader, "X-Client"}})
	if err != nil {
		b.Fatal(err)
	}
	return bed, url
}

// How many requests a second a testbed answers with full headers, a load generator beside it on
// the same cores. Asked: 15,000.
func BenchmarkThroughput(b *testing.B) {
	for _, family := range []Family{"", Plain, OpenAI, Anthropic} {
		name, url := string(family), ""
		b.Run(cmp.Or(name, "net-http"), func(b *testing.B) {
			if family == "" { // a handler that does nothing, for comparison
				server := httptest.NewServer(nothing)
				b.Cleanup(server.Close)
				url = server.URL
			} else {
				_, url = benchBed(b, family)
			}
			b.ReportAllocs()
			b.ResetTimer()
			before := cpu()
			var all sync.WaitGroup
			const connections = 64
			for i := range connections {
				c, n := dial(b, url, strconv.Itoa(i)), b.N/connections+1
				all.Go(func() {
					for range n {
						if _, err := c.call(); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
			b.ReportMetric(float64((cpu()-before).Nanoseconds())/1000/float64(b.N), "cpu-µs/op")
		})
	}
}

// cpu is the processor time that the process has used, load generator and all.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// What a testbed adds to the latency of a scenario at 5,000 requests a second that come at even
// times, measured from when each should have been sent. Asked: a p99 below 2 ms. A handler that does
// nothing shows what the machine has to do with it.
func BenchmarkLatency(b *testing.B) {
	b.Run("net-http", func(b *testing.B) {
		server := httptest.NewServer(nothing)
		defer server.Close()
		measureLatency(b, server.URL)
	})
	b.Run("openai", func(b *testing.B) {
		_, url := benchBed(b, OpenAI)
		measureLatency(b, url)
	})
}

// nothing is a handler that does as little as one can.
var nothing = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, okBody) })

func measureLatency(b *testing.B, url string) {
	const rate, connections = 5000, 50
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	begin := time.Now().Add(10 * time.Millisecond)
	for i := range connections {
		c := dial(b, url, strconv.Itoa(i))
		all.Go(func() {
			for n := i; n < b.N; n += connections {
				at := begin.Add(time.Duration(n) * time.Second / rate)
				if wait := time.Until(at); wait > 0 {
					time.Sleep(wait)
					at = time.Now() // the timer's lateness is not the testbed's
				}
				if _, err := c.call(); err != nil {
					b.Error(err)
					return
				}
				took[n] = time.Since(at)
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(float64(b.N)/time.Since(begin).Seconds(), "requests/s")
}
