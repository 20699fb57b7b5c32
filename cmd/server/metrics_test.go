package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"backofflab/api"
)

// The metrics have every request by its route, none by what was asked, and what there is.
func TestMetrics(t *testing.T) {
	m, config := newMetrics(), api.DefaultConfig()
	config.Observe = m.observe
	config.RequestRate, config.RequestBurst = 0.001, 5 // as many as are asked first
	lab := api.New(config)
	defer lab.Close()
	m.watch(lab)
	for _, path := range []string{"/healthz", "/healthz?q=secret", "/chart/nothing.svg", "/no/such/page", "/static/no", "/api/v1/policy?attempts=0"} {
		lab.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	packed := httptest.NewRecorder()
	for method, to := range map[string]*httptest.ResponseRecorder{http.MethodGet: packed, http.MethodHead: httptest.NewRecorder()} {
		r := httptest.NewRequest(method, "/llms.txt", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		lab.ServeHTTP(to, r)
	}
	for range 2 {
		lab.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/one/too/many", nil))
	}
	if packed.Header().Get("Content-Encoding") != "gzip" {
		t.Error("nothing is compressed")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := m.serve(listener, slog.New(slog.DiscardHandler))
	defer server.Close()
	base := "http://" + listener.Addr().String()
	status, text := get(t, base+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	for _, want := range []string{
		`backofflab_requests_total{route="/healthz",status="200"} 2`,
		`backofflab_requests_total{route="none",status="404"} 2`,
		`backofflab_requests_total{route="/api/v1/policy",status="400"} 1`,
		`backofflab_request_duration_seconds_count{route="/healthz"} 2`,
		`backofflab_response_bytes_total{route="/healthz"} 6`,
		fmt.Sprintf(`backofflab_response_bytes_total{route="/llms.txt"} %d`+"\n", packed.Body.Len()),
		"backofflab_accept_errors_total 0", "backofflab_sockets 0", "backofflab_socket_bytes_total 0", "backofflab_unsent_bytes 0",
		"backofflab_kept_bytes ", `backofflab_turns{of="pages"} 0`, `backofflab_turns_waiting{of="streams"} 0`,
		`backofflab_refused_total{reason="too fast"} 2`, `backofflab_refused_total{reason="no turn"} 0`, `backofflab_refused_total{reason="too many sockets"} 0`, `backofflab_refused_total{reason="slow reading"} 0`, "backofflab_runs 0", "backofflab_testbeds 0", "backofflab_run_memory_bytes 0", "go_goroutines ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, secret := range []string{"secret", "no/such", "nothing.svg"} {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics hold %s, which was asked for", secret)
		}
	}
	if status, _ := get(t, base+"/"); status != http.StatusNotFound {
		t.Errorf("it answers more than metrics: %d", status)
	}
}

// Without the flag there are none, and an address that is taken is said at once.
func TestMetricsAddress(t *testing.T) {
	s, err := parseSettings(nil, none, io.Discard)
	if err != nil || s.metrics != "" {
		t.Errorf("%q, %v", s.metrics, err)
	}
	lab, stop, err := open(s)
	if err != nil || lab == nil {
		t.Fatal(err)
	}
	stop()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	err = run(context.Background(), []string{"-addr", "127.0.0.1:0", "-metrics-addr", taken.Addr().String()}, none, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "-metrics-addr=") {
		t.Errorf("the error is %v", err)
	}
	lab2 := startLab(t, "-metrics-addr", "127.0.0.1:0")
	if status, _ := get(t, lab2.base+"/healthz"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if status, _ := get(t, lab2.base+"/metrics"); status != http.StatusNotFound {
		t.Errorf("the lab itself answers /metrics: %d", status)
	}
}
