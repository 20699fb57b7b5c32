package httpretry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// tenth waits a tenth of a second, without jitter, and keeps to Retry-After exactly.
func tenth() *retry.Client {
	return &retry.Client{Budget: retry.NoBudget, Policy: retry.Policy{
		Strategy:   retry.Fixed{Params: retry.Params{Base: 100 * time.Millisecond, Cap: 100 * time.Millisecond}},
		RetryAfter: retry.RetryAfter{Rule: retry.Honour{}, Limit: time.Minute, GiveUp: true},
	}}
}

// step answers one attempt.
type step func(w http.ResponseWriter, r *http.Request)

// says answers with a status and headers, which are lines as in the test of Retry-After.
func says(status int, lines ...string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range headers(strings.Join(lines, " | ")) {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, "this is %d", status)
	}
}

// breaks breaks the connection before anything is answered.
func breaks(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// script is a service that goes through its steps, and then answers 200.
type script struct {
	begin  time.Time
	steps  []step
	at     []time.Duration
	bodies []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	n := len(s.at)
	s.at, s.bodies = append(s.at, time.Since(s.begin)), append(s.bodies, string(body))
	if n < len(s.steps) {
		s.steps[n](w, r)
		return
	}
	says(200)(w, r)
}

// body is a request body that knows whether it was closed. It is nothing that net/http
// knows how to read again.
type body struct {
	io.Reader
	closed atomic.Bool
}

func (b *body) Close() error { b.closed.Store(true); return nil }

const ms = time.Millisecond

func TestRoundTrip(t *testing.T) {
	ok := func(waits ...time.Duration) (at []time.Duration) { // the times of attempts after such waits
		sum := time.Duration(0)
		for _, w := range append([]time.Duration{0}, waits...) {
			sum += w
			at = append(at, sum)
		}
		return at
	}
	const key = "Idempotency-Key"
	for _, tt := range []struct {
		shows    string
		method   string // GET if empty; with a body if it is POST or PUT
		key      string // a header
		once     bool   // the body cannot be read again
		deadline time.Duration
		steps    []step
		status   int // of the answer; 0: an error
		at       []time.Duration
		verdict  retry.Verdict // of Outcome or the error; Retry: there is none
		is       error
	}{
		{shows: "an answer", status: 200, at: ok()},
		{shows: "two failures", steps: []step{says(503), says(502)}, status: 200, at: ok(100*ms, 100*ms)},
		{shows: "the last of three failures is returned", steps: []step{says(503), says(503), says(504)}, status: 504, at: ok(100*ms, 100*ms), verdict: retry.GiveUpAttempts, is: Status(504)},
		{shows: "an error, then an answer", steps: []step{breaks}, status: 200, at: ok(100 * ms)},
		{shows: "three errors", steps: []step{breaks, breaks, breaks}, at: ok(100*ms, 100*ms), verdict: retry.GiveUpAttempts, is: io.EOF},
		{shows: "an answer and two errors", steps: []step{says(503), breaks, breaks}, at: ok(100*ms, 100*ms), verdict: retry.GiveUpAttempts, is: io.EOF},
		{shows: "not found is no failure to repeat", steps: []step{says(404)}, status: 404, at: ok(), verdict: retry.GiveUpPermanent, is: Status(404)},
		{shows: "a redirect is an answer", steps: []step{says(304)}, status: 304, at: ok()},

		{shows: "Retry-After", steps: []step{says(429, "Retry-After: 2")}, status: 200, at: ok(2 * time.Second)},
		{shows: "Retry-After that cannot be read", steps: []step{says(429, "Retry-After: soon")}, status: 200, at: ok(100 * ms)},
		{shows: "Retry-After above the limit: the answer, at once", steps: []step{says(429, "Retry-After: 99999999999")}, status: 429, at: ok(), verdict: retry.GiveUpRetryAfter, is: Status(429)},
		{shows: "a limit of GitHub", steps: []step{says(403, "X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 3")}, status: 200, at: ok(3 * time.Second)},
		{shows: "what is forbidden", steps: []step{says(403, "X-RateLimit-Remaining: 9 | X-RateLimit-Reset: 3")}, status: 403, at: ok(), verdict: retry.GiveUpPermanent, is: Status(403)},
		{shows: "Retry-After beyond the deadline: the answer, at once", deadline: time.Second, steps: []step{says(503, "Retry-After: 2")}, status: 503, at: ok(), verdict: retry.GiveUpDeadline, is: Status(503)},

		{shows: "PUT with a body", method: "PUT", steps: []step{says(503)}, status: 200, at: ok(100 * ms)},
		{shows: "PUT with a body, until attempts are spent", method: "PUT", steps: []step{says(503), says(503), says(503)}, status: 503, at: ok(100*ms, 100*ms), verdict: retry.GiveUpAttempts},
		{shows: "DELETE", method: "DELETE", steps: []step{breaks}, status: 200, at: ok(100 * ms)},
		{shows: "PATCH is not idempotent", method: "PATCH", steps: []step{says(503)}, status: 503, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrNotIdempotent},
		{shows: "POST may have been carried out: 503", method: "POST", steps: []step{says(503)}, status: 503, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrNotIdempotent},
		{shows: "POST may have been carried out: 408", method: "POST", steps: []step{says(408)}, status: 408, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrNotIdempotent},
		{shows: "POST may have been carried out: an error", method: "POST", steps: []step{breaks}, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrNotIdempotent},
		{shows: "POST that would not be repeated anyway", method: "POST", steps: []step{says(404)}, status: 404, at: ok(), verdict: retry.GiveUpPermanent, is: Status(404)},
		{shows: "POST that a limit refused", method: "POST", steps: []step{says(429), says(425)}, status: 200, at: ok(100*ms, 100*ms)},
		{shows: "POST with a key", method: "POST", key: key, steps: []step{says(503), breaks}, status: 200, at: ok(100*ms, 100*ms)},
		{shows: "POST with net/http's other key", method: "POST", key: "X-" + key, steps: []step{says(503)}, status: 200, at: ok(100 * ms)},
		{shows: "POST that the service wants again", method: "POST", steps: []step{says(409, "X-Should-Retry: true")}, status: 200, at: ok(100 * ms)},
		{shows: "GET that the service does not want again", steps: []step{says(503, "X-Should-Retry: false")}, status: 503, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrToldNot},

		{shows: "a body that cannot be read again: the answer", method: "PUT", once: true, steps: []step{says(503)}, status: 503, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrBody},
		{shows: "a body that cannot be read again: the error", method: "PUT", once: true, steps: []step{breaks}, at: ok(), verdict: retry.GiveUpNotRetried, is: ErrBody},
		{shows: "a body that need not be read again", method: "PUT", once: true, status: 200, at: ok()},
	} {
		t.Run(tt.shows, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := &script{begin: time.Now(), steps: tt.steps}
				base := serve(t, service.ServeHTTP)
				base.DisableKeepAlives = true // or net/http repeats GET itself when a connection breaks
				client := &http.Client{Transport: &Transport{Base: base, Client: tenth()}}
				req, sent := request(tt.method, tt.key, tt.once)
				if tt.deadline > 0 {
					ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
					defer cancel()
					req = req.WithContext(ctx)
				}
				resp, err := client.Do(req)
				status, e := 0, (*retry.Error)(nil)
				if err != nil {
					e, _ = errors.AsType[*retry.Error](err)
				} else {
					status, e = resp.StatusCode, outcome(t, resp)
				}
				if status != tt.status || !slices.Equal(service.at, tt.at) {
					t.Errorf("%d (%v) after attempts at %v; want %d, %v", status, err, service.at, tt.status, tt.at)
				}
				if verdict(e) != tt.verdict || tt.is != nil && !errors.Is(e, tt.is) {
					t.Errorf("%v: verdict %d, want %d with %v", e, verdict(e), tt.verdict, tt.is)
				}
				if time.Since(service.begin) != service.at[len(service.at)-1] {
					t.Errorf("it took %v", time.Since(service.begin))
				}
				if verdict(e) == retry.GiveUpPermanent && errors.Is(e, ErrNotIdempotent) {
					t.Errorf("%v: that is not why", e)
				}
				for _, got := range service.bodies {
					if got != service.bodies[0] || got == "" && req.Body != nil {
						t.Errorf("the bodies are %q", service.bodies)
					}
				}
				allClosed(t, *sent)
			})
		})
	}
}

// request makes a request. It notes the bodies that were given out for it.
func request(method, key string, once bool) (*http.Request, *[]*body) {
	req, err := http.NewRequest(method, "http://service/", nil)
	if err != nil {
		panic(err)
	}
	if key != "" {
		req.Header.Set(key, "1")
	}
	var sent []*body
	if method != "POST" && method != "PUT" {
		return req, &sent
	}
	again := func() (io.ReadCloser, error) {
		sent = append(sent, &body{Reader: strings.NewReader("a body")})
		return sent[len(sent)-1], nil
	}
	req.Body, _ = again()
	if req.ContentLength = 6; !once {
		req.GetBody = again
	}
	return req, &sent
}

// allClosed waits, since net/http may close a body when it has returned.
func allClosed(t *testing.T, sent []*body) {
	t.Helper()
	synctest.Wait()
	for i, body := range sent {
		if !body.closed.Load() {
			t.Errorf("body %d of %d was not closed", i+1, len(sent))
		}
	}
}

// outcome is that of an answer whose body is read to its end.
func outcome(t *testing.T, resp *http.Response) *retry.Error {
	t.Helper()
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if want := fmt.Sprint("this is ", resp.StatusCode); err != nil || resp.StatusCode != 304 && string(text) != want {
		t.Errorf("the body is %q (%v)", text, err)
	}
	e, _ := Outcome(resp)
	return e
}

func verdict(e *retry.Error) retry.Verdict {
	if e == nil {
		return retry.Retry
	}
	return e.Verdict
}

// Where one connection is allowed, the answer that is thrown away must give it back: a small
// one so that it is used again, a large one and one that does not end by closing it.
func TestOneConnection(t *testing.T) {
	for _, tt := range []struct {
		shows  string
		send   func(w http.ResponseWriter, r *http.Request)
		reused bool
	}{
		{"no body", func(http.ResponseWriter, *http.Request) {}, true},
		{"4 KB", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 4<<10)) }, true},
		{"a length that is known", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "short") }, true},
		{"4 KB in chunks", func(w http.ResponseWriter, _ *http.Request) {
			w.Write(make([]byte, 2<<10))
			w.(http.Flusher).Flush()
			w.Write(make([]byte, 2<<10))
		}, true},
		{"10 MB", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 10<<20)) }, false},
		{"one that does not end", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("a beginning"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, false},
	} {
		t.Run(tt.shows, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := &script{begin: time.Now(), steps: []step{func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "text/plain")
					defer tt.send(w, r)
					w.WriteHeader(503)
				}}}
				base := serve(t, service.ServeHTTP)
				base.MaxConnsPerHost = 1
				client := &http.Client{Transport: &Transport{Base: base, Client: tenth()}}
				var reused []bool
				ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
					GotConn: func(i httptrace.GotConnInfo) { reused = append(reused, i.Reused) },
				})
				req, _ := request("GET", "", false)
				resp, err := client.Do(req.WithContext(ctx))
				if err != nil {
					t.Fatal(err)
				}
				outcome(t, resp)
				if want := []bool{false, tt.reused}; !slices.Equal(reused, want) {
					t.Errorf("connections were used again: %v, want %v", reused, want)
				}
			})
		})
	}
}

// Errors that show that nothing was sent let even a POST without a key be sent again.
func TestUnsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &script{begin: time.Now()}
		network, dials := newMemory(), 0
		var there net.Conn // the service's end
		server := &http.Server{Handler: service, ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			there = c
			return ctx
		}}
		go server.Serve(network)
		defer server.Close()
		base := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			if dials++; dials == 1 {
				return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
			}
			return network.Dial(ctx, "", "")
		}}
		defer base.CloseIdleConnections()
		client := &http.Client{Transport: &Transport{Base: base, Client: tenth()}}
		post := func(ctx context.Context) {
			t.Helper()
			req, _ := request("POST", "", false)
			resp, err := client.Do(req.WithContext(ctx))
			if err != nil {
				t.Fatal(err)
			}
			outcome(t, resp)
			if n := retry.Attempt(resp.Request.Context()); n != 2 {
				t.Errorf("it was served at attempt %d", n)
			}
		}
		post(t.Context())

		closed := false // by the service, just when it is to be used again
		post(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
			if !closed {
				closed = true
				there.Close()
				synctest.Wait()
			}
		}}))
	})
}

// A request of the caller's is never changed, and carries nothing that was not asked for.
func TestHeaders(t *testing.T) {
	for _, tt := range []struct {
		asked string
		want  []string
	}{{"", []string{"", "", ""}}, {"X-Retry-Attempt", []string{"1", "2", "3"}}} {
		synctest.Test(t, func(t *testing.T) {
			var seen []string
			fails := func(w http.ResponseWriter, r *http.Request) {
				seen = append(seen, r.Header.Get("X-Retry-Attempt"))
				w.WriteHeader(503)
			}
			client := &http.Client{Transport: &Transport{Base: serve(t, fails), Client: tenth(), AttemptHeader: tt.asked}}
			req, _ := request("GET", "", false)
			ctx, before := req.Context(), req.Header.Clone()
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if !slices.Equal(seen, tt.want) || retry.Attempt(resp.Request.Context()) != 3 {
				t.Errorf("seen %q; the answer is that to attempt %d", seen, retry.Attempt(resp.Request.Context()))
			}
			if req.Context() != ctx || fmt.Sprint(req.Header) != fmt.Sprint(before) {
				t.Errorf("the request has become %v", req)
			}
		})
	}
}

// A breaker that refuses the first attempt leaves a body that nobody sends: it is closed.
func TestRefusedByAGuard(t *testing.T) {
	policy := tenth()
	policy.Breaker = refuses{}
	req, sent := request("POST", "", true)
	synctest.Test(t, func(t *testing.T) {
		_, err := (&Transport{Base: http.NewFileTransport(nil), Client: policy}).RoundTrip(req)
		if !errors.Is(err, retry.ErrNotSent) {
			t.Error(err)
		}
		allClosed(t, *sent)
	})
}

type refuses struct{}

func (refuses) Admit(time.Duration, retry.Try, float64) (time.Duration, bool) { return 0, false }
func (refuses) Done(time.Duration, retry.Try, retry.Outcome)                  {}
func (refuses) Reset()                                                        {}

// Neither a request without headers nor a Base that returns nothing ends in a panic.
func TestNothing(t *testing.T) {
	header := make(chan http.Header, 3)
	base := roundTripper(func(req *http.Request) (*http.Response, error) { header <- req.Header; return nil, nil })
	client := &retry.Client{Policy: retry.Policy{Strategy: retry.Immediate{}}}
	_, err := (&Transport{Base: base, Client: client, AttemptHeader: "X-Retry-Attempt"}).RoundTrip(&http.Request{Method: "GET"})
	if !errors.Is(err, errNothing) || len(header) != 3 || (<-header).Get("X-Retry-Attempt") != "1" {
		t.Error(err)
	}
}

// What net/http refuses to send it would refuse again. These errors are known by their texts.
func TestRefusedByNetHTTP(t *testing.T) {
	for _, spoil := range []func(*http.Request){
		func(req *http.Request) { req.URL.Scheme = "gopher" },
		func(req *http.Request) { req.URL.Host = "" },
		func(req *http.Request) { req.URL = nil },
		func(req *http.Request) { req.Header = nil },
		func(req *http.Request) { req.Method = "GET IT" },
		func(req *http.Request) { req.Header.Set("X-Two", "two\nlines") },
	} {
		req, _ := request("GET", "", false)
		spoil(req)
		_, err := (&Transport{Base: &http.Transport{}, Client: tenth()}).RoundTrip(req)
		if e, _ := errors.AsType[*retry.Error](err); verdict(e) != retry.GiveUpPermanent {
			t.Errorf("%v", err)
		}
	}
}
