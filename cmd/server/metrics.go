package main

import (
	"log/slog"
	"net"
	"net/http"
	"slices"
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

// watch shows what a lab has at a moment, and what it has had since its start.
func (m *metrics) watch(lab *api.Server) { m.registry.MustRegister(counts{lab.Counts}) }

// counts are the numbers of a lab as metrics, all of one moment.
type counts struct{ now func() api.Counts }

// one is a metric with one label, or with none.
type one struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	label []string // its value
	of    func(api.Counts) float64
}

func oneOf(kind prometheus.ValueType, name, help string, of func(api.Counts) float64) one {
	return one{prometheus.NewDesc(name, help, nil, nil), kind, nil, of}
}

// labelled are metrics of one name, by the values of their label.
func labelled(kind prometheus.ValueType, name, help, label string, values []string, of ...func(api.Counts) float64) (all []one) {
	desc := prometheus.NewDesc(name, help, []string{label}, nil)
	for i, value := range values {
		all = append(all, one{desc, kind, []string{value}, of[i]})
	}
	return all
}

var (
	kindsOfTurns = []string{"pages", "streams", "traces"}
	reasons      = []string{"too fast", "no turn", "too many sockets", "slow reading"}
)

var ones = slices.Concat([]one{
	oneOf(prometheus.GaugeValue, "backofflab_sockets", "Sockets that are open.", func(c api.Counts) float64 { return float64(c.Sockets) }),
	oneOf(prometheus.GaugeValue, "backofflab_runs", "Runs under way.", func(c api.Counts) float64 { return float64(c.Runs) }),
	oneOf(prometheus.GaugeValue, "backofflab_run_memory_bytes", "Memory that they may take, as estimated.", func(c api.Counts) float64 { return float64(c.RunMemory) }),
	oneOf(prometheus.GaugeValue, "backofflab_testbeds", "Testbeds that answer.", func(c api.Counts) float64 { return float64(c.Testbeds) }),
	oneOf(prometheus.CounterValue, "backofflab_accept_errors_total", "Failures to accept a connection: there were no file descriptors left, mostly.", func(c api.Counts) float64 { return float64(c.AcceptErrors) }),
	oneOf(prometheus.GaugeValue, "backofflab_kept_bytes", "Answers that are kept for whoever asks for the same.", func(c api.Counts) float64 { return float64(c.Kept) }),
	oneOf(prometheus.GaugeValue, "backofflab_unsent_bytes", "Large answers on their way to clients.", func(c api.Counts) float64 { return float64(c.Unsent) }),
	oneOf(prometheus.CounterValue, "backofflab_socket_bytes_total", "Bytes of messages that were sent on sockets.", func(c api.Counts) float64 { return float64(c.SocketBytes) }),
},
	labelled(prometheus.GaugeValue, "backofflab_turns", "Turns that are taken.", "of", kindsOfTurns,
		func(c api.Counts) float64 { return float64(c.Pages.InUse) }, func(c api.Counts) float64 { return float64(c.Streams.InUse) }, func(c api.Counts) float64 { return float64(c.Traces.InUse) }),
	labelled(prometheus.GaugeValue, "backofflab_turns_waiting", "Pieces of work that wait for a turn.", "of", kindsOfTurns,
		func(c api.Counts) float64 { return float64(c.Pages.Waiting) }, func(c api.Counts) float64 { return float64(c.Streams.Waiting) }, func(c api.Counts) float64 { return float64(c.Traces.Waiting) }),
	labelled(prometheus.CounterValue, "backofflab_refused_total", "What was refused, and told when to return.", "reason", reasons,
		func(c api.Counts) float64 { return float64(c.Refused.TooFast) }, func(c api.Counts) float64 { return float64(c.Refused.Turns) },
		func(c api.Counts) float64 { return float64(c.Refused.Sockets) }, func(c api.Counts) float64 { return float64(c.Refused.SlowReads) }),
)

// Describe is prometheus.Collector's.
func (counts) Describe(to chan<- *prometheus.Desc) {
	told := map[*prometheus.Desc]bool{}
	for _, m := range ones {
		if !told[m.desc] {
			told[m.desc] = true
			to <- m.desc
		}
	}
}

// Collect is prometheus.Collector's.
func (c counts) Collect(to chan<- prometheus.Metric) {
	now := c.now()
	for _, m := range ones {
		to <- prometheus.MustNewConstMetric(m.desc, m.kind, m.of(now), m.label...)
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
