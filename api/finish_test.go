package api

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/internal/labtest"
	"backofflab/runs"
)

// simulated is how many runs of pages and programs a lab has begun, by its log.
func (l *lab) simulated() int { return strings.Count(l.log.String(), "run begins") }

// What follows from its address is made once, whoever asks for it, as long as it is kept.
func TestALinkCostsOneRun(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{
		"/?clients=30", "/compare?clients=31&with=clients=32", "/details?clients=33", "/embed?clients=34", "/api/v1/run?clients=35", "/api/v1/run.csv?clients=36",
		"/fragment/advice?clients=37", "/fragment/part/findings?clients=38", "/fragment/answers?clients=39", "/api/v1/compare?clients=41&with=clients=42",
	} {
		first := lab.get(t, target)
		begun := lab.simulated()
		tag := first.header.Get("ETag")
		if first.status != http.StatusOK || tag == "" || begun == 0 {
			t.Errorf("%s: %d, tag %q, after %d runs", target, first.status, tag, begun)
		}
		again, known := lab.get(t, target), lab.ask(t, "GET", target, "If-None-Match", tag)
		if again.body != first.body || again.header.Get("ETag") != tag || lab.simulated() != begun {
			t.Errorf("%s again: another answer, or %d runs more", target, lab.simulated()-begun)
		}
		if known.status != http.StatusNotModified || known.body != "" || known.header.Get("ETag") != tag || lab.simulated() != begun {
			t.Errorf("%s for who has it: %d with %d bytes", target, known.status, len(known.body))
		}
	}
}

// An answer that depends on more than its address is another one for each.
func TestKeptAnswersDependOnTheRequest(t *testing.T) {
	lab := startLab(t)
	page := lab.get(t, "/?clients=30").body
	if other := lab.ask(t, "GET", "/?clients=30", "Accept-Encoding", "br"); other.body == page || other.header.Get("Content-Encoding") != "br" {
		t.Error("a kept page comes in another coding than asked for")
	}
	request, _ := http.NewRequest("GET", lab.url+"/?clients=30", nil)
	request.Host = "lab.example.org"
	if other := lab.send(t, request); !strings.Contains(other.body, "http://lab.example.org/card.png") {
		t.Error("a kept page says the host of who asked before")
	}
	for range 2 {
		if a := lab.get(t, "/?clients=x"); a.status != http.StatusBadRequest || a.header.Get("ETag") != "" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("an error: %d %v", a.status, a.header)
		}
	}
}

// Who asks for the head of an answer begins no run.
func TestHeadCostsNoRun(t *testing.T) {
	lab := startLab(t)
	for _, target := range []string{
		"/?clients=1000", "/compare?with=clients=1000", "/details", "/embed", "/api/v1/run?clients=100000", "/api/v1/run.csv", "/api/v1/attempts", "/api/v1/attempts.csv", "/api/v1/compare?with=clients=5",
		"/api/v1/trace", "/fragment/advice", "/fragment/part/findings", "/fragment/marks", "/card.png", "/chart/load.svg", "/chart/retries.png",
	} {
		head := lab.ask(t, "HEAD", target)
		if head.status != http.StatusOK || head.body != "" || lab.simulated() != 0 || lab.pool.UnderWay() != 0 {
			t.Errorf("%s: %d, after %d runs", target, head.status, lab.simulated())
		}
	}
	for target, status := range map[string]int{"/?clients=x": 400, "/api/v1/run?clients=x": 400, "/nothing": 404} {
		if head := lab.ask(t, "HEAD", target); head.status != status {
			t.Errorf("%s: %d", target, head.status)
		}
	}
}

// Who leaves does not stop what others wait for.
func TestWhoeverAskedFirstMayLeave(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = labtest.Generous })
	goOn := hold(t, lab.runClass.Slots)
	defer goOn()
	ctx, leave := context.WithCancel(t.Context())
	var first sync.WaitGroup
	first.Go(func() {
		request, _ := http.NewRequestWithContext(ctx, "GET", lab.url+"/?clients=30", nil)
		request.Header.Set("Accept-Encoding", "identity") // as the second asks
		if _, err := http.DefaultClient.Do(request); err == nil {
			t.Error("who left has an answer")
		}
	})
	users := func() (n int) {
		for _, one := range lab.Server.finished.UnderWay() {
			n += one
		}
		return n
	}
	labtest.Eventually(t, "the first asks", func() bool { return users() == 1 })
	answers := make(chan answer, 1)
	go func() { answers <- lab.get(t, "/?clients=30") }()
	labtest.Eventually(t, "the second asks for the same", func() bool { return users() == 2 && len(lab.Server.finished.UnderWay()) == 1 })
	leave()
	first.Wait()
	labtest.Eventually(t, "the first has left", func() bool { return users() == 1 })
	goOn()
	if a := <-answers; a.status != http.StatusOK || !strings.Contains(a.body, "30 clients") {
		t.Errorf("the second gets %d %.200s", a.status, a.body)
	}
}

// Answers that nobody reads hold no turn, and little memory.
func TestSlowReadersHoldNoTurn(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Memory = 16 << 30 }) // room for all of them
	query := "clients=3000&strategies=full,equal&rate=50&attempts=20"
	whole := lab.get(t, "/api/v1/attempts?"+query)
	if whole.status != http.StatusOK || len(whole.body) < 2<<20 {
		t.Fatalf("%d with %d bytes is no large answer", whole.status, len(whole.body))
	}
	before := heap()
	const readers = 20
	for i := range readers {
		conn, err := net.Dial("tcp", strings.TrimPrefix(lab.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "GET /api/v1/attempts?%s&seed=%d HTTP/1.1\r\nHost: lab\r\n\r\n", query, i+100); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatal(line, err)
		}
	}
	labtest.Eventually(t, "no turn is held", func() bool { return lab.traceClass.Slots.Line() == runs.Line{} && lab.memory.InUse() == 0 })
	if each := (heap() - before) / readers; each > float64(len(whole.body))/2 {
		t.Errorf("a reader of %d bytes holds %.0f", len(whole.body), each)
	}
}

// A run over HTTP that takes long is answered in part, and says so.
func TestALongRunIsAnsweredInPart(t *testing.T) {
	lab := startLab(t)
	lab.Server.runClass.Longest = 200 * time.Millisecond
	for _, query := range []string{
		"clients=100000&spread=20s&rate=100&attempts=100&strategies=full,equal&budget=ratio&bin=100ms", // one run that is cut short
		"clients=2000&rate=20&attempts=30&runs=100&strategies=full,equal",                              // replications of which some are left out
	} {
		a := lab.get(t, "/api/v1/run?"+query)
		if a.status == http.StatusUnprocessableEntity || a.status == http.StatusBadRequest {
			t.Fatalf("%s: %.300s", query, a.body)
		}
		if a.status != http.StatusOK || !strings.Contains(a.body[:4000], `"partial":true,"results"`) {
			t.Errorf("%s: %d %.200s", query, a.status, a.body)
		}
	}
}
