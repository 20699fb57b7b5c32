package conformance

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestMain makes the test binary a client, too: with BACKOFFLAB_FAKE it does what the
// environment asks for, in the way that the words of the variable say. "good" has no
// faults; each other word is one.
func TestMain(m *testing.M) {
	switch faults, ok := os.LookupEnv("BACKOFFLAB_FAKE"); {
	case strings.HasPrefix(faults, "httpretry"):
		os.Exit(ownMain(faults))
	case faults == "holds":
		os.Exit(holdMain())
	case ok:
		os.Exit(fakeMain(faults))
	}
	os.Exit(m.Run())
}

type fake struct {
	faults   []string
	client   *http.Client
	method   string
	body     []byte
	deadline time.Duration
}

func (f *fake) has(fault string) bool {
	for _, own := range f.faults {
		if own == fault {
			return true
		}
	}
	return false
}

func number(name string) int {
	n, _ := strconv.Atoi(os.Getenv("BACKOFFLAB_" + name))
	return n
}

func fakeMain(faults string) int {
	f := &fake{faults: strings.Fields(faults), method: os.Getenv("BACKOFFLAB_METHOD")}
	if f.has("spawns") {
		spawn()
		time.Sleep(200 * time.Millisecond)
	}
	if f.has("silent") {
		return 1
	}
	if f.has("cannot") {
		return Cannot
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxConnsPerHost, transport.MaxIdleConnsPerHost = number("CONNECTIONS"), 200
	if f.has("many-connections") {
		transport.MaxConnsPerHost = 0
	}
	if f.has("http1") {
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetHTTP1(true)
		transport.TLSClientConfig = nil
	}
	f.client = &http.Client{Transport: transport}
	f.body = bytes.Repeat([]byte("ab12"), number("BODY")/4)
	if !f.has("no-deadline") {
		f.deadline, _ = time.ParseDuration(os.Getenv("BACKOFFLAB_DEADLINE"))
	}
	calls := number("CALLS")
	if f.has("alone") {
		calls = 1
	}
	var failed atomic.Bool
	var wait sync.WaitGroup
	for range calls {
		wait.Go(func() {
			if f.call() != nil {
				failed.Store(true)
			}
		})
	}
	wait.Wait()
	if failed.Load() && !f.has("blind") {
		return 1
	}
	return 0
}

var errGaveUp = errors.New("gave up")

// call makes one logical call.
func (f *fake) call() error {
	ctx := context.Background()
	if f.deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.deadline)
		defer cancel()
	}
	most := 3
	if f.has("endless") {
		most = 1000
	}
	for n := 1; ; n++ {
		answer, err := f.attempt(ctx, n)
		if err == nil && answer.StatusCode/100 == 2 {
			return nil
		}
		if n == most || ctx.Err() != nil || !f.retries(answer) {
			return errGaveUp
		}
		delay, ok := f.delay(answer, n)
		if !ok {
			return errGaveUp
		}
		if until, has := ctx.Deadline(); has && time.Until(until) < delay && !f.has("sleeper") {
			return errGaveUp
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (f *fake) attempt(ctx context.Context, n int) (*http.Response, error) {
	content := f.body
	if n > 1 && f.has("forgets-body") {
		content = nil
	}
	if n > 1 && f.has("changes-body") {
		content = bytes.ToUpper(content)
	}
	var body io.Reader = bytes.NewReader(content)
	if f.has("no-body") {
		body = nil
	}
	r, err := http.NewRequestWithContext(ctx, f.method, os.Getenv("BACKOFFLAB_URL"), body)
	if err != nil {
		return nil, err
	}
	if f.has("own-key") {
		r.Header.Set("Idempotency-Key", "mine")
	}
	if key := os.Getenv("BACKOFFLAB_IDEMPOTENCY_KEY"); key != "" && !f.has("no-key") {
		if n > 1 && f.has("new-key") {
			key += strconv.Itoa(n)
		}
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := f.client.Do(r)
	if err != nil {
		return nil, err
	}
	if f.has("keeps-answers") && answer.StatusCode != 200 {
		return answer, nil
	}
	defer answer.Body.Close()
	most := int64(4096)
	if answer.StatusCode == 200 || f.has("drains") {
		most = 1 << 30
	}
	if _, err = io.Copy(io.Discard, io.LimitReader(answer.Body, most)); err != nil && !f.has("takes-torn") {
		return nil, err
	}
	return answer, nil
}

// retries reports whether an answer, nil for a broken connection, is one to retry.
func (f *fake) retries(answer *http.Response) bool {
	if f.has("never") {
		return false
	}
	if f.has("everything") {
		return true
	}
	safe := f.method != "POST" || os.Getenv("BACKOFFLAB_IDEMPOTENCY_KEY") != ""
	if os.Getenv("BACKOFFLAB_STREAM") != "" && !f.has("forgets-body") {
		return false
	}
	if answer == nil {
		return safe
	}
	switch answer.StatusCode {
	case 429:
		return true
	case 403:
		return answer.Header.Get("Retry-After") != ""
	case 408, 425, 502, 503, 529:
		return safe
	}
	return false
}

// delay is the wait before the next attempt, or false where it would be too long.
func (f *fake) delay(answer *http.Response, n int) (time.Duration, bool) {
	own := 40*time.Millisecond<<(min(n, 8)-1) + rand.N(100*time.Millisecond)
	switch {
	case f.has("steady"):
		own = 100 * time.Millisecond
	case f.has("hot"):
		own = 0
	case f.has("first-hot") && n == 1:
		own = 0
	}
	if f.has("stuck") {
		return time.Minute, true
	}
	if answer == nil || f.has("ignores-hints") {
		return own, true
	}
	h := answer.Header
	if _, t, ok := strings.Cut(h.Get("RateLimit"), "t="); ok && !f.has("no-extras") && (h.Get("Retry-After") == "" || f.has("ratelimit-first")) {
		s, _ := strconv.Atoi(t)
		return time.Duration(s) * time.Second, true
	}
	if millis, err := strconv.Atoi(h.Get("Retry-After-Ms")); err == nil && !f.has("no-extras") {
		return time.Duration(millis) * time.Millisecond, true
	}
	return f.asked(h.Get("Retry-After"), own)
}

func (f *fake) asked(hint string, own time.Duration) (time.Duration, bool) {
	if hint == "" {
		return own, true
	}
	if date, err := http.ParseTime(hint); err == nil {
		return max(0, time.Until(date)), true
	}
	seconds, err := strconv.ParseInt(hint, 10, 64)
	switch {
	case err != nil && f.has("gives-up-on-words"), seconds > 60 && !f.has("patient") && !f.has("own-for-long") && !f.has("waits-for-ever") && !f.has("overflows") && !f.has("own-for-huge"):
		return 0, false
	case seconds > 3600 && f.has("overflows"), err != nil && f.has("words-at-once"):
		return 0, true
	case seconds > 3600 && f.has("own-for-huge"), seconds > 60 && f.has("own-for-long"), err != nil, seconds < 0:
		return own, true
	case f.has("early"):
		return time.Duration(seconds) * time.Second / 2, true
	case f.has("late"):
		return time.Duration(seconds)*time.Second + time.Second, true
	case f.has("herd"):
		return time.Duration(seconds) * time.Second, true
	case seconds == 0:
		return 0, true
	}
	return min(time.Duration(seconds), 1<<30)*time.Second + rand.N(100*time.Millisecond), true
}

// holdMain is what a command has started: it holds a connection until it is ended.
func holdMain() int {
	conn, err := net.Dial("tcp", os.Getenv("BACKOFFLAB_HOLD"))
	if err != nil {
		return 1
	}
	conn.Read(make([]byte, 1))
	return 0
}

// spawn starts a process that outlives the command unless it is ended with it.
func spawn() {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "BACKOFFLAB_FAKE=holds")
	child.Start()
}
