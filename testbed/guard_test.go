package testbed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
)

// raw sends bytes and returns what comes back until the connection is closed, or until a part of it
// is there.
func raw(t *testing.T, url, text, until string) string {
	t.Helper()
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	go func() { _, _ = io.WriteString(conn, text) }()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	var got bytes.Buffer
	buf := make([]byte, 4096)
	for until == "" || !strings.Contains(got.String(), until) {
		n, err := conn.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			break
		}
	}
	return got.String()
}

// Bodies are read up to a bound, and then no further.
func TestBodiesOfRequests(t *testing.T) {
	const end = `"served_by":"testbed"}`
	for _, row := range []struct {
		name, request string
		until         string // "": the connection is closed
		want          string
		over          int  // bodies over the bound
		slow          bool // it does not come in time
	}{
		{"small", "POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody", end, "HTTP/1.1 200", 0, false},
		{"64 KB", "POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n" + strings.Repeat("b", 65536), end, "HTTP/1.1 200", 0, false},
		{"1 GB announced, some sent", "POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n" + strings.Repeat("b", 100_000), "", "Connection: close", 1, false},
		{"1 GB announced, none sent", "POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n", "", end, 1, true},
		{"chunked for ever", "POST PATH HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("5\r\nbytes\r\n", 30_000), "", "Connection: close", 1, false},
		{"a chunk that never ends", "POST PATH HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nby", "", end, 1, true},
		{"100-continue", "POST PATH HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody", end, "HTTP/1.1 100 Continue", 0, false},
		{"100-continue and silence", "POST PATH HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n", "", end, 1, true},
		{"two lengths", "POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody", "", "400 Bad Request", 0, false},
		{"length and chunks", "POST PATH HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", "Connection: close", 0, false},
		{"an unknown coding", "POST PATH HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "", "501", 0, false},
		{"header of 1 MB", "GET PATH HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "", "431", 0, false},
	} {
		limits := Limits{}
		if row.slow {
			limits.BodyTime = 100 * time.Millisecond
		}
		_, bed, url := serve(t, limits, "latency=5ms", Config{}) // a body that is late must not end the wait for the answer
		got := raw(t, url, strings.Replace(row.request, "PATH", bed.Path(), 1), row.until)
		if !strings.Contains(got, row.want) {
			t.Errorf("%s: %q", row.name, got[:min(len(got), 300)])
		}
		if n := bed.Snapshot().Bounds.Body; n != row.over {
			t.Errorf("%s: %d bodies over the bound", row.name, n)
		}
		until(t, "nobody is inside", func() bool { return bed.Snapshot().Inside == 0 })
	}
}

// A body is read no further than its bound, however long there would be time.
func TestSizeOfABody(t *testing.T) {
	_, bed, url := serve(t, Limits{BodyTime: time.Hour}, "latency=0s", Config{})
	got := raw(t, url, "POST "+bed.Path()+" HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n"+strings.Repeat("b", 100_000), "")
	if !strings.Contains(got, "Connection: close") || bed.Snapshot().Bounds.Body != 1 {
		t.Error(got)
	}
}

// What a testbed bounds on a connection does not bind who answers on it next.
func TestDeadlinesEndWithTheAnswer(t *testing.T) {
	pool := NewPool(Limits{AnswerTime: 300 * time.Millisecond, BodyTime: 300 * time.Millisecond})
	defer pool.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, Prefix) {
			pool.ServeHTTP(w, r)
			return
		}
		time.Sleep(400 * time.Millisecond)
		_, err := io.WriteString(w, strings.Repeat("a page ", 10_000))
		if err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	bed, err := pool.Start(Config{Scenario: scenario.Default()})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{bed.Path(), "/page"} {
		response, err := server.Client().Post(server.URL+path, "text/plain", strings.NewReader("some"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Error(err)
		}
		_ = response.Body.Close()
	}
}

// A testbed that ended while a request was read answers it as all others.
func TestEndWhileARequestIsRead(t *testing.T) {
	bed := bed(t, "latency=0s", Config{})
	bed.stop()
	if answer := ask(bed, "a"); answer.Code != 404 {
		t.Error(answer.Code)
	}
}

// A client that never reads its answer is let go.
func TestClientThatNeverReads(t *testing.T) {
	script, _ := ParseScript("200 body=8MB")
	server, bed, _ := serve(t, Limits{AnswerTime: 100 * time.Millisecond}, "latency=0s", Config{Script: script})
	conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.(*net.TCPConn).SetReadBuffer(4096)
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", bed.Path())
	until(t, "it came", func() bool { return bed.Snapshot().Requests == 1 })
	until(t, "it is let go", func() bool { return bed.Snapshot().Inside == 0 })
}

// What a bound of the testbed refuses says so, and is no part of the result.
func TestBounds(t *testing.T) {
	t.Run("rate", func(t *testing.T) {
		_, bed, url := serve(t, Limits{PerSecond: 0.001, Burst: 2}, "latency=0s", Config{})
		expectBound(t, url, bed, 2, 429, "rate")
	})
	t.Run("requests", func(t *testing.T) {
		_, bed, url := serve(t, Limits{Requests: 3}, "latency=0s", Config{})
		expectBound(t, url, bed, 3, 429, "requests")
	})
	t.Run("held", func(t *testing.T) {
		server, bed, url := serve(t, Limits{Held: 20, HeldInAll: 25}, "latency=0s&outage=hang&outage-to=1h&timeout=1s", Config{})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		other, otherURL, err := server.Start(bed.Config())
		if err != nil {
			t.Fatal(err)
		}
		hold(t, ctx, bed, url, 20)
		hold(t, ctx, other, otherURL, 5) // and so many all together
		cancel()
		until(t, "they have left", func() bool { return bed.Snapshot().Inside+other.Snapshot().Inside == 0 })
	})
}

// hold lets so many requests be held, and another be refused.
func hold(t *testing.T, ctx context.Context, bed *Testbed, url string, n int) {
	t.Helper()
	for range n {
		request, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
		go func() { _, _ = http.DefaultClient.Do(request) }()
	}
	until(t, "all are held", func() bool { return bed.Snapshot().Inside == n })
	status, header, _, _ := get(t, url)
	if status != 503 || header.Get(BoundHeader) != "held" {
		t.Errorf("%d, %v", status, header)
	}
	if s := bed.Snapshot(); s.Bounds.Held != 1 || s.Result.Attempts != n {
		t.Errorf("%+v", s)
	}
}

func expectBound(t *testing.T, url string, bed *Testbed, n, status int, name string) {
	t.Helper()
	for i := range n + 1 {
		got, header, body, err := get(t, url)
		if want := i == n; err != nil || (got == status) != want || (header.Get(BoundHeader) == name) != want {
			t.Errorf("request %d: %d, %v, %v", i, got, header, err)
		}
		if i == n && !strings.Contains(body, "not the limiter of its scenario") {
			t.Error(body)
		}
	}
	if s := bed.Snapshot(); s.Result.Attempts != n || s.Bounds.Rate+s.Bounds.Requests != 1 {
		t.Errorf("%+v", s)
	}
}

// Testbeds are bounded in number, in all and for each owner, and end by themselves.
func TestPool(t *testing.T) {
	p := NewPool(Limits{Testbeds: 3, PerOwner: 2, Life: time.Hour})
	start := func(owner string) (*Testbed, error) {
		return p.Start(Config{Scenario: scenario.Default(), Owner: owner})
	}
	one, err := start("a")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = start("a")
	if _, err := start("a"); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
	if _, err := start("b"); err != nil {
		t.Error(err)
	}
	if _, err := start("c"); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if !p.Stop(one.Key()) {
		t.Error("it does not stop")
	}
	if _, err := start("a"); err != nil || p.Running() != 3 {
		t.Error(err)
	}
	p.Close()
	if _, err := start("d"); !errors.Is(err, ErrShutDown) || p.Running() != 0 {
		t.Error(err)
	}
	select {
	case <-one.Done():
	default:
		t.Error("it is not done")
	}
	for _, c := range []Config{{}, {Scenario: scenario.Default(), Family: "soap"}, {Scenario: scenario.Default(), Tell: Tell{By: ByHeader}}} {
		if _, err := NewPool(Limits{}).Start(c); err == nil {
			t.Errorf("%+v", c)
		}
	}
}

// Keys have 128 bits, and one that never was, one that ended and one that was stopped look alike.
func TestKeys(t *testing.T) {
	server, bed, url := serve(t, Limits{Life: 200 * time.Millisecond}, "latency=0s", Config{})
	stopped, stoppedURL, err := server.Start(Config{Scenario: scenario.Default()})
	if err != nil || stopped.Key() == bed.Key() || len(bed.Key()) != keyLen {
		t.Fatal(stopped, err)
	}
	server.Pool.Stop(stopped.Key())
	until(t, "its life is over", func() bool { _, ok := server.Pool.Find(bed.Key()); return !ok })
	guess := server.URL + Prefix + newKey()
	var answers []string
	for _, u := range []string{url, stoppedURL, guess, guess[:len(guess)-1], guess + "x", server.URL + Prefix, server.URL, server.URL + "/m/" + strings.Repeat("k", 5000)} {
		status, header, body, err := get(t, u+"/v1")
		header.Del("Date")
		answers = append(answers, fmt.Sprint(status, header, body, err))
	}
	for _, a := range answers {
		if a != answers[0] || !strings.HasPrefix(a, "404") {
			t.Errorf("%s\nis not\n%s", a, answers[0])
		}
	}
}

// Nothing of a request is kept, logged or sent back: people will point real keys at it.
func TestNothingIsKept(t *testing.T) {
	const secret = "sk-1234567890-secret"
	var logged bytes.Buffer
	server, bed, url := serve(t, Limits{}, "latency=0s&burst=1&rate=0.001&retry-after=seconds", Config{Family: OpenAI, Tell: Tell{ByHeader, "X-Client"}})
	server.server.ErrorLog = log.New(&logged, "", 0)
	for range 2 {
		request, _ := http.NewRequest("POST", url+"/"+secret+"?api_key="+secret, strings.NewReader(secret))
		for _, name := range []string{"Authorization", "X-Api-Key", "Api-Key", "Cookie", "Idempotency-Key", "X-Request-Id", "Origin-Trial", "User-Agent"} {
			request.Header.Set(name, secret)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if text := fmt.Sprint(response.Header, string(body)); strings.Contains(text, "secret") {
			t.Error(text)
		}
	}
	if text := fmt.Sprintf("%+v %+v %s", bed.Snapshot(), bed.roster.known, &logged); strings.Contains(text, "secret") {
		t.Error(text)
	}
}

// Pages of other origins get nothing, whatever their browser sends.
func TestOtherOrigins(t *testing.T) {
	bed := bed(t, "latency=0s", Config{})
	for _, row := range []struct {
		method, headers string
		want            int
	}{
		{"GET", "", 200},
		{"OPTIONS", "", 200},
		{"GET", "Sec-Fetch-Site: same-origin", 200},
		{"GET", "Sec-Fetch-Site: none", 200},
		{"GET", "Sec-Fetch-Site: cross-site", 403},
		{"POST", "Sec-Fetch-Site: same-site", 403},
		{"GET", "Sec-Fetch-Site: anything", 403},
		{"POST", "Origin: https://evil.example", 403},
		{"POST", "Origin: null", 403},
		{"POST", "Origin: http://example.com", 200},
		{"POST", "Origin: http://example.com:81", 403},
		{"OPTIONS", "Origin: http://example.com, Access-Control-Request-Method: POST", 403},
		{"OPTIONS", "Sec-Fetch-Site: same-origin, Access-Control-Request-Method: POST", 403},
	} {
		request := httptest.NewRequest(row.method, bed.Path(), nil)
		for line := range strings.SplitSeq(row.headers, ", ") {
			if name, value, ok := strings.Cut(line, ": "); ok {
				request.Header.Set(name, value)
			}
		}
		answer := httptest.NewRecorder()
		bed.ServeHTTP(answer, request)
		if answer.Code != row.want {
			t.Errorf("%s with %q: %d", row.method, row.headers, answer.Code)
		}
		h := answer.Header()
		if h.Get("Access-Control-Allow-Origin") != "" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Type"), "json") ||
			h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s with %q: %v", row.method, row.headers, h)
		}
	}
	if s := bed.Snapshot(); s.Bounds.Origin != 8 || s.Result.Attempts != 5 {
		t.Errorf("%+v", s)
	}
}
