package main

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"backofflab/api"
)

// metrics are the server's own, for Prometheus.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
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
	}
	m.registry.MustRegister(m.requests, m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe is api.Config.Observe.
func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route).Observe(took.Seconds())
}

// watch shows what a lab has at a moment.
func (m *metrics) watch(lab *api.Server) {
	for _, gauge := range []struct {
		name, help string
		of         func(api.Counts) float64
	}{
		{"backofflab_sockets", "Sockets that are open.", func(c api.Counts) float64 { return float64(c.Sockets) }},
		{"backofflab_runs", "Runs under way.", func(c api.Counts) float64 { return float64(c.Runs) }},
		{"backofflab_run_memory_bytes", "Memory that they may take, as estimated.", func(c api.Counts) float64 { return float64(c.RunMemory) }},
		{"backofflab_testbeds", "Testbeds that answer.", func(c api.Counts) float64 { return float64(c.Testbeds) }},
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: gauge.name, Help: gauge.help}, func() float64 { return gauge.of(lab.Counts()) }))
	}
}

// serve answers /metrics, and nothing else, until the server that it returns is closed.
func (m *metrics) serve(listener net.Listener) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	server := &http.Server{Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10}
	go func() { _ = server.Serve(listener) }() // until it is closed
	return server
}
