package testbed

import (
	"flag"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var soak = flag.Duration("soak", 300*time.Millisecond, "how long TestSoak lasts")

// soakConnections is how many clients call at once, and soakPause how long each thinks.
const (
	soakConnections = 50
	soakPause       = 20 * time.Millisecond
)

// Under load with faults, a queue, an outage, scripts and clients that leave, memory and goroutines stay
// as they are once the testbed is warm.
func TestSoak(t *testing.T) {
	script, err := ParseScript("503 x100, reset x50, 200 cut x50, 503 body=1MB x20, 503 reset-after-headers x20, hang 50ms x20")
	if err != nil {
		t.Fatal(err)
	}
	limits := unbounded
	limits.Life = *soak + time.Hour
	_, bed, url := serve(t, limits, "latency=2ms&rate=1000&burst=100&retry-after=exact&fail=0.1&permanent=0.02&servers=20&service=5ms&service-dist=exponential&queue=50&queue-timeout=100ms&abandoned=noticed",
		Config{Family: OpenAI, Script: script, Tell: Tell{ByHeader, "X-Client"}})
	stop := make(chan struct{})
	var all sync.WaitGroup
	for i := range soakConnections {
		all.Go(func() { soakClient(stop, url, i) })
	}
	var samples []uint64
	began := time.Now()
	for served := 0; time.Since(began) < *soak || served == 0; served = bed.Snapshot().Result.Successes {
		time.Sleep(min(*soak/30, 10*time.Second))
		if *soak >= 10*time.Second {
			samples = append(samples, sample(t, bed, began))
		}
	}
	close(stop)
	all.Wait()
	s := bed.Snapshot()
	t.Logf("%d requests, %d attempts, %d rejected, %d failed, %d left", s.Requests, s.Result.Attempts, s.Result.Rejected, s.Result.Failed, s.Result.TimedOut)
	if r := s.Result; r.Successes == 0 || r.Failed == 0 || r.Attempts != r.Rejected+r.Failed+sum(r.Columns.Accepted) {
		t.Errorf("%+v", r)
	}
	until(t, "nobody is inside", func() bool { return bed.Snapshot().Inside == 0 })
	if n := len(samples); n >= 12 {
		early, late := slices.Max(samples[n/6:n/2]), slices.Max(samples[n-n/4:])
		if late > early+early/4+(8<<20) {
			t.Errorf("memory grew from %d to %d KB", early>>10, late>>10)
		}
	}
}

func sum(column []int) (n int) {
	for _, v := range column {
		n += v
	}
	return n
}

// sample returns the memory that is in use.
func sample(t *testing.T, bed *Testbed, began time.Time) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	s := bed.Snapshot()
	t.Logf("%5.0f s: %8d requests, %6d KB, %4d goroutines, %d inside", time.Since(began).Seconds(), s.Requests, m.HeapAlloc>>10, runtime.NumGoroutine(), s.Inside)
	return m.HeapAlloc
}

// soakClient calls until it is told to stop. Every tenth time it leaves before the answer is there.
func soakClient(stop <-chan struct{}, url string, id int) {
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	ask := fmt.Sprintf("POST /%s HTTP/1.1\r\nHost: %s\r\nX-Client: %s\r\nContent-Length: 2\r\n\r\n{}", path, host, strconv.Itoa(id))
	var c *loadConn
	for n := 0; ; n++ {
		select {
		case <-stop:
			if c != nil {
				_ = c.conn.Close()
			}
			return
		case <-time.After(soakPause):
		}
		if c == nil {
			conn, err := net.Dial("tcp", host)
			if err != nil {
				return
			}
			c = newLoadConn(conn, ask)
		}
		if n%10 == id%10 {
			_, _ = io.WriteString(c.conn, ask)
			_ = c.conn.Close()
			c = nil
			continue
		}
		if _, err := c.call(); err != nil {
			_ = c.conn.Close()
			c = nil
		}
	}
}
