package httpretry

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// The policy's timeout ends an attempt that hangs, and does not end the body of an answer
// before that is closed.
func TestTimeoutOfAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hangs := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		slow := func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			time.Sleep(800 * ms)
			io.WriteString(w, "this is 200")
		}
		service := &script{begin: time.Now(), steps: []step{hangs, slow}}
		policy := tenth()
		policy.Policy.Timeout = time.Second
		client := &http.Client{Transport: &Transport{Base: serve(t, service.ServeHTTP), Client: policy}}
		resp, err := client.Get("http://service/")
		if err != nil {
			t.Fatal(err)
		}
		outcome(t, resp)
		if got := resp.Request.Context().Err(); !errors.Is(got, context.Canceled) {
			t.Errorf("after the body the context is %v", got)
		}
		if want := []time.Duration{0, 1100 * ms}; !slices.Equal(service.at, want) {
			t.Errorf("attempts at %v, want %v", service.at, want)
		}

		service.begin, service.at, service.steps = time.Now(), nil, []step{hangs, hangs, hangs}
		_, err = client.Get("http://service/")
		netErr, ok := errors.AsType[net.Error](err)
		if e, is := errors.AsType[*retry.Error](err); !is || e.Attempts != 3 || !ok || !netErr.Timeout() {
			t.Errorf("three that hang are %v", err)
		}
	})
}

// A call that ends without an answer leaves no context behind.
func TestContextsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []context.Context
		fails := roundTripper(func(req *http.Request) (*http.Response, error) {
			seen = append(seen, req.Context())
			return nil, io.ErrUnexpectedEOF
		})
		policy := tenth()
		policy.Policy.Timeout, policy.Policy.Deadline = time.Minute, time.Hour
		req, _ := request("GET", "", false)
		_, err := (&Transport{Base: fails, Client: policy}).RoundTrip(req)
		if len(seen) != 3 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d attempts, %v", len(seen), err)
		}
		for i, ctx := range seen {
			if ctx.Err() == nil {
				t.Errorf("the context of attempt %d goes on", i+1)
			}
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// A connection that changes its protocol can be written to, also where a timeout has to be
// ended with it.
func TestSwitchingProtocols(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		echo := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "upgrade")
			w.Header().Set("Upgrade", "echo")
			w.WriteHeader(http.StatusSwitchingProtocols)
			conn, buffered, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			line, _ := buffered.ReadString('\n')
			io.WriteString(conn, line)
		}
		policy := tenth()
		policy.Policy.Timeout = time.Second
		req, _ := request("GET", "", false)
		req.Header.Set("Connection", "upgrade")
		req.Header.Set("Upgrade", "echo")
		resp, err := (&Transport{Base: serve(t, echo), Client: policy}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		conn, ok := resp.Body.(io.ReadWriteCloser)
		if !ok {
			t.Fatalf("%d: a body of %T", resp.StatusCode, resp.Body)
		}
		go io.WriteString(conn, "hello\n")
		if said, err := io.ReadAll(conn); string(said) != "hello\n" {
			t.Errorf("%q, %v", said, err)
		}
	})
}

// The Timeout of http.Client, which wraps the body of the answer, is a deadline like another.
func TestTimeoutOfTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hangs := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		service := &script{begin: time.Now(), steps: []step{says(503, "Retry-After: 2"), says(503), hangs}}
		client := &http.Client{Timeout: time.Second, Transport: &Transport{Base: serve(t, service.ServeHTTP), Client: tenth()}}
		resp, err := client.Get("http://service/")
		if err != nil {
			t.Fatal(err)
		}
		if e := outcome(t, resp); verdict(e) != retry.GiveUpDeadline || e.Late != time.Second || time.Since(service.begin) != 0 {
			t.Errorf("%v after %v", e, time.Since(service.begin))
		}
		_, err = client.Get("http://service/")
		timeout, ok := errors.AsType[net.Error](err)
		if took := time.Since(service.begin); !ok || !timeout.Timeout() || took != time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// A caller that goes away ends the call at once, in an attempt as in a wait.
func TestCancelled(t *testing.T) {
	for after, want := range map[time.Duration]time.Duration{50 * ms: 50 * ms, time.Second: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			hangs := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
			service := &script{begin: time.Now(), steps: []step{says(503), hangs}}
			client := &http.Client{Transport: &Transport{Base: serve(t, service.ServeHTTP), Client: tenth()}}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(after, cancel)
			req, sent := request("PUT", "", false)
			_, err := client.Do(req.WithContext(ctx))
			if took := time.Since(service.begin); !errors.Is(err, context.Canceled) || took != want {
				t.Errorf("%v after %v, want %v", err, took, want)
			}
			allClosed(t, *sent)
		})
	}
}
