package conformance

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"backofflab/scenario"
	"backofflab/testbed"
)

// healthy is a service that serves everybody at once, for what comes after a script.
const healthy = "limiter=none&latency=0s"

// The bodies are those of OpenAI's API: an SDK that cannot read the body of an error takes
// it for a broken connection, and most of them can read these.
const (
	goodBody = `{"object":"list","data":[]}`
	badBody  = `{"error":{"message":"not now","type":"unavailable","param":null,"code":null}}`
)

// bounds of a testbed are those of a public server; here there is one client.
var bounds = testbed.Limits{Requests: 1_000_000, PerSecond: 1_000_000, Burst: 1_000_000, Held: 10_000, Hold: time.Minute, AnswerTime: time.Minute}

// handler is what answers in the case, and what ends it.
func (c *Case) handler() (http.Handler, func(), error) {
	if c.serve != nil {
		return c.serve(c), func() {}, nil
	}
	query := c.Scenario
	if query == "" {
		query = healthy
	}
	service, err := scenario.ParseQuery(query)
	if err != nil {
		return nil, nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	script, err := testbed.ParseScript(c.Script)
	if err != nil {
		return nil, nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	pool := testbed.NewPool(bounds)
	bed, err := pool.Start(testbed.Config{Scenario: service, Script: script, Family: testbed.OpenAI})
	if err != nil {
		return nil, nil, fmt.Errorf("case %s: %w", c.Name, err)
	}
	return bed, pool.Close, nil
}

// status answers with a status. An empty Retry-After is not sent.
func status(w http.ResponseWriter, code int, retryAfter string) {
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	body := badBody
	if code == http.StatusOK {
		body = goodBody
	}
	io.WriteString(w, body)
}

// redirected sends a call elsewhere, where it is asked to wait. A client may follow
// anew at each attempt, or come back to where it was sent.
func redirected(*Case) http.Handler {
	var waited sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code, retryAfter := http.StatusOK, ""
		if !strings.HasPrefix(r.URL.Path, "/elsewhere") {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			return
		}
		waited.Do(func() { code, retryAfter = http.StatusServiceUnavailable, "1" })
		status(w, code, retryAfter)
	})
}

// limitField rejects the first attempt with the draft's field, whose quotes no script
// can write.
func limitField(value, retryAfter string) func(*Case) http.Handler {
	return func(*Case) http.Handler {
		var rejected sync.Once
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			code, hint := http.StatusOK, ""
			rejected.Do(func() {
				w.Header().Set("RateLimit", value)
				code, hint = http.StatusTooManyRequests, retryAfter
			})
			status(w, code, hint)
		})
	}
}

// together rejects the first attempts of all calls at one moment: when the last has
// arrived, or two seconds after each. Whoever comes later is served.
func together(retryAfter string) func(*Case) http.Handler {
	return func(c *Case) http.Handler {
		var mu sync.Mutex
		arrived, all := 0, make(chan struct{})
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			arrived++
			mine := arrived
			if mine == c.Call.Calls {
				close(all)
			}
			mu.Unlock()
			if mine > c.Call.Calls {
				status(w, http.StatusOK, "")
				return
			}
			select {
			case <-all:
			case <-time.After(2 * time.Second):
			case <-r.Context().Done():
			}
			status(w, http.StatusTooManyRequests, retryAfter)
		})
	}
}
