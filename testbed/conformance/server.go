package conformance

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// server serves one case to one command, and notes what arrives.
type server struct {
	url  string
	end  func()
	http *http.Server
	next http.Handler

	first chan struct{} // closed at the first attempt

	mu       sync.Mutex
	begun    time.Time // the first attempt
	attempts []Attempt
	conns    map[net.Conn]int // those open, by their number
	opened   int
	allowed  int  // connections; 0: any number
	crowded  bool // there were more, and not for the moment that it takes to close one
}

// kept are the fields that a report shows. Credentials are never among them.
var kept = []string{
	"Accept", "Amz-Sdk-Invocation-Id", "Amz-Sdk-Request", "Connection", "Content-Length", "Content-Type", "Expect",
	"Idempotency-Key", "Transfer-Encoding", "User-Agent", "X-Retry-Attempt", "X-Stainless-Retry-Count",
}

// serve begins to serve a case on loopback; identity is needed where the case has TLS.
func serve(c *Case, identity *tls.Certificate) (*server, error) {
	next, end, err := c.handler()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		end()
		return nil, err
	}
	s := &server{next: next, end: end, allowed: c.Call.Connections, first: make(chan struct{}), conns: map[net.Conn]int{}, url: "http://" + listener.Addr().String()}
	s.http = &http.Server{
		Handler: s, ConnContext: s.number, ConnState: s.watch, ReadHeaderTimeout: 30 * time.Second,
		ErrorLog: log.New(io.Discard, "", 0), // clients break connections here, and that is their business
	}
	if c.secure {
		s.url = "https://" + listener.Addr().String()
		listener = s.secured(listener, identity, c.goAway)
	}
	go s.http.Serve(listener)
	return s, nil
}

func (s *server) close() {
	s.end()
	s.http.Close()
}

type connKey struct{}

// number gives a connection its number. Its buffer is small, so that a body which
// nobody reads does not vanish into it.
func (s *server) number(ctx context.Context, conn net.Conn) context.Context {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(64 << 10)
	}
	return context.WithValue(ctx, connKey{}, s.open(conn))
}

func (s *server) open(conn net.Conn) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	s.conns[conn] = s.opened
	return s.opened
}

// settle gives a client that has closed a connection the time until this is seen here.
func (s *server) settle() {
	for range 20 {
		s.mu.Lock()
		s.crowded = s.allowed > 0 && len(s.conns) > s.allowed
		crowded := s.crowded
		s.mu.Unlock()
		if !crowded {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *server) watch(conn net.Conn, state http.ConnState) {
	if state == http.StateClosed || state == http.StateHijacked {
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
	}
}

// begin notes an attempt that arrives, and returns its place.
func (s *server) begin(at time.Time, a Attempt) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.attempts) == 0 {
		s.begun = at
		close(s.first)
	}
	a.At, a.Answered = at.Sub(s.begun), -1
	s.attempts = append(s.attempts, a)
	return len(s.attempts) - 1
}

// note changes what is known of an attempt.
func (s *server) note(place int, change func(*Attempt)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.attempts[place])
}

// told notes that the client has been told of its attempt's fate, if it is so for the
// first time.
func (s *server) told(place, status int, hint string) {
	now := time.Now()
	s.note(place, func(a *Attempt) {
		if a.Answered < 0 {
			a.Answered, a.Status, a.RetryAfter = now.Sub(s.begun), status, hint
			if date, err := http.ParseTime(hint); err == nil {
				a.Until = date.Sub(now)
			}
		}
	})
}

// ServeHTTP notes the request, lets the case answer it, and notes the answer.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, _ := r.Context().Value(connKey{}).(int)
	place := s.begin(time.Now(), Attempt{
		Method: r.Method, Path: r.URL.Path, Proto: r.Proto, Header: keep(r), Conn: conn,
		Chunked: r.ContentLength < 0,
	})
	hash := sha256.New()
	n, _ := io.Copy(hash, io.LimitReader(r.Body, 64<<20))
	s.note(place, func(a *Attempt) {
		a.Body = n
		if n > 0 {
			a.Hash = hex.EncodeToString(hash.Sum(nil)[:8])
		}
	})
	r.Body = http.NoBody
	s.settle()
	answer := &answer{ResponseWriter: w, server: s, place: place}
	defer s.told(place, 0, "") // a handler that breaks off has told nothing before
	s.next.ServeHTTP(answer, r)
	answer.WriteHeader(http.StatusOK)
}

func keep(r *http.Request) map[string]string {
	found := map[string]string{}
	for _, name := range kept {
		if value := r.Header.Get(name); value != "" {
			found[name] = value
		}
	}
	return found
}

// answer notes when the head of an answer is written, and how much of its body is taken.
type answer struct {
	http.ResponseWriter
	server *server
	place  int
	wrote  bool
}

func (a *answer) WriteHeader(status int) {
	if a.wrote {
		return
	}
	a.wrote = true
	a.ResponseWriter.WriteHeader(status)
	a.server.told(a.place, status, retryAfter(a.Header()))
}

// retryAfter is the field of an answer, whose names need not be in Go's canonical form.
func retryAfter(h http.Header) string {
	for name, values := range h {
		if strings.EqualFold(name, "Retry-After") {
			return strings.Join(values, ", ")
		}
	}
	return ""
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	n, err := a.ResponseWriter.Write(b)
	a.server.note(a.place, func(t *Attempt) { t.Sent += int64(n) })
	return n, err
}

// Unwrap serves http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Hijack hands over the connection of a request whose answer is to break. What is
// written to it goes unseen, but that its client was told of something is noted when
// the handler ends.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a.wrote = true
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

// Flush sends what was written.
func (a *answer) Flush() {
	a.WriteHeader(http.StatusOK)
	http.NewResponseController(a.ResponseWriter).Flush()
}

// seen is what was noted until now; the command ended, or the case did, at end.
func (s *server) seen(end time.Time) Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := Seen{Attempts: append([]Attempt(nil), s.attempts...), Crowded: s.crowded}
	if len(seen.Attempts) == 0 {
		return seen
	}
	seen.Took = end.Sub(s.begun)
	for i := range seen.Attempts {
		a := &seen.Attempts[i]
		if a.Answered < 0 { // never: the case ended first
			a.Answered = seen.Took
		}
	}
	seen.Rest = seen.Took - seen.Attempts[len(seen.Attempts)-1].Answered
	return seen
}
