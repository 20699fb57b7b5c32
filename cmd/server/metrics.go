package main

import (
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"backofflab/api"
	"backofflab/internal/logging"
)

// metrics are the server's own, for Prometheus.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	sent     *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "backofflab_requests_total", Help: "Requests that were answered, but for sockets and what testbeds get.",
		}, []string{"route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "backofflab_request_duration_seconds", Help: "How long their answers took.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10},
		}, []string{"route"}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "backofflab_response_bytes_total", Help: "Bytes of their answers' bodies, as they were sent.",
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.took, m.sent, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe is api.Config.Observe.
func (m *metrics) observe(route string, status int, took time.Duration, sent int64) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route).Observe(took.Seconds())
	m.sent.WithLabelValues(route).Add(float64(sent))
}

// counted is one number of what there is, or has been.
type counted struct {
	name, help string
	of         func(api.Counts) float64
}

// watch shows what a lab has at a moment, and what it has had since its start.
func (m *metrics) watch(lab *api.Server) {
	for _, gauge := range []counted{
		{"backofflab_sockets", "Sockets that are open.", func(c api.Counts) float64 { return float64(c.Sockets) }},
		{"backofflab_runs", "Runs under way.", func(c api.Counts) float64 { return float64(c.Runs) }},
		{"backofflab_run_memory_bytes", "Memory that they may take, as estimated.", func(c api.Counts) float64 { return float64(c.RunMemory) }},
		{"backofflab_testbeds", "Testbeds that answer.", func(c api.Counts) float64 { return float64(c.Testbeds) }},
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: gauge.name, Help: gauge.help}, func() float64 { return gauge.of(lab.Counts()) }))
	}
	for _, counter := range []counted{
		{"backofflab_accept_errors_total", "Failures to accept a connection: there were no file descriptors left, mostly.", func(c api.Counts) float64 { return float64(c.AcceptErrors) }},
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: counter.name, Help: counter.help}, func() float64 { return counter.of(lab.Counts()) }))
	}
}

// serve answers /metrics, and nothing else, until the server that it returns is closed.
func (m *metrics) serve(listener net.Listener, logger *slog.Logger) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	server := &http.Server{Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10, ErrorLog: logging.ErrorLog(logger, nil)}
	go func() { _ = server.Serve(listener) }() // until it is closed
	return server
}
