package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"backofflab/api/problem"
	"backofflab/runs"
)

// lab is a running server.
type lab struct {
	*Server
	url string
	log *safeBuffer
}

// startLab serves with the default config, changed as the test wishes.
func startLab(t testing.TB, changes ...func(*Config)) *lab {
	t.Helper()
	config := DefaultConfig()
	log := &safeBuffer{}
	config.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, change := range changes {
		change(&config)
	}
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
	s := New(config)
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = s.HTTP()
	ts.Start()
	t.Cleanup(func() {
		s.Close()
		ts.Close()
	})
	return &lab{Server: s, url: ts.URL, log: log}
}

// answer is a whole response.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request as it is: no redirect is followed, nothing is inflated.
func (l *lab) ask(t testing.TB, method, target string, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequest(method, l.url+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	return l.send(t, request)
}

func (l *lab) send(t testing.TB, request *http.Request) answer {
	t.Helper()
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

func (l *lab) get(t testing.TB, target string) answer {
	t.Helper()
	return l.ask(t, http.MethodGet, target)
}

// problem reads an error answer, which must be one.
func (a answer) problem(t testing.TB) problem.Problem {
	t.Helper()
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Fatalf("answer is %q, want problem+json: %s", kind, a.body)
	}
	var p problem.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != a.status || p.Title == "" || p.Detail == "" || p.Type == "" {
		t.Fatalf("status %d with problem %+v", a.status, p)
	}
	return p
}

// holdSlots takes every slot, so that the next run has to wait.
func hold(t testing.TB, s *runs.Turns) (release func()) {
	t.Helper()
	var held []*runs.Turn
	for i := range s.Size() {
		turn, err := s.Enter(runs.As(context.Background(), fmt.Sprint("holder ", i))) // nobody gets all of them
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, turn)
	}
	return sync.OnceFunc(func() {
		for _, turn := range held {
			turn.Leave()
		}
	})
}

// goroutines counts those of sessions and of what is shared, in whatever test.
func goroutines() int {
	stack := make([]byte, 4<<20)
	stack = stack[:runtime.Stack(stack, true)]
	count := 0
	for one := range strings.SplitSeq(string(stack), "\n\n") {
		if strings.Contains(one, "share.(*Group[") || strings.Contains(one, "api.(*session)") {
			count++
		}
	}
	return count
}

// safeBuffer is a log that can be read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
