// Package retryprom counts what retry clients do in the way of Prometheus.
//
//	metrics, err := retryprom.New(prometheus.DefaultRegisterer)
//	shop := &retry.Client{Name: "shop", Metrics: metrics}
//
// The label client is the client's name. The series of a client are bounded: no label holds
// what a service or a caller sends.
//
//	retry_attempts_total{client, kind, outcome}      attempts that ended; kind is first or retry
//	retry_attempt_duration_seconds{client, outcome}  how long those took that were sent
//	retry_wait_seconds{client}                       waits for a backoff or a throttle
//	retry_calls_total{client, result}                calls that ended: success, or why they were given up
//	retry_call_attempts{client}                      attempts of a call
//	retry_breaker_state{client, state}               1 for the state of the breaker: closed, open, half_open
//
// A call that was given up because its budget was used up has the result budget. The file
// dashboard.json beside the code is a Grafana dashboard of all of them.
package retryprom

import (
	"errors"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"backofflab/retry"
)

// Metrics implements retry.Metrics for any number of clients. It is safe for simultaneous
// use.
type Metrics struct {
	attempts *prometheus.CounterVec
	duration *prometheus.HistogramVec
	wait     *prometheus.HistogramVec
	calls    *prometheus.CounterVec
	perCall  *prometheus.HistogramVec
	breaker  *prometheus.GaugeVec
}

// seconds are the bounds of waits and durations, from a millisecond to a minute.
var seconds = []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// New returns Metrics that are registered with r. It is an error if they are already; one
// Metrics serves all clients of a program.
func New(r prometheus.Registerer) (*Metrics, error) {
	m := &Metrics{
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "retry_attempts_total", Help: "Attempts that ended, by their outcome; kind is first or retry.",
		}, []string{"client", "kind", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "retry_attempt_duration_seconds", Help: "How long attempts took that were sent.", Buckets: seconds,
		}, []string{"client", "outcome"}),
		wait: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "retry_wait_seconds", Help: "How long attempts waited for a backoff or a throttle.", Buckets: seconds,
		}, []string{"client"}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "retry_calls_total", Help: "Calls that ended: success, or why they were given up.",
		}, []string{"client", "result"}),
		perCall: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "retry_call_attempts", Help: "Attempts of a call, the first included.", Buckets: []float64{0, 1, 2, 3, 4, 5, 7, 10, 20, 50},
		}, []string{"client"}),
		breaker: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "retry_breaker_state", Help: "1 for the state in which the breaker is, 0 for the others.",
		}, []string{"client", "state"}),
	}
	var errs []error
	for _, c := range []prometheus.Collector{m.attempts, m.duration, m.wait, m.calls, m.perCall, m.breaker} {
		errs = append(errs, r.Register(c))
	}
	return m, errors.Join(errs...)
}

// Attempted counts an attempt.
func (m *Metrics) Attempted(name string, n int, o retry.Outcome, took time.Duration) {
	kind := "first"
	if n > 1 {
		kind = "retry"
	}
	m.attempts.WithLabelValues(name, kind, label(o.String())).Inc()
	if o != retry.NotSent {
		m.duration.WithLabelValues(name, label(o.String())).Observe(took.Seconds())
	}
}

// Waited counts a wait.
func (m *Metrics) Waited(name string, d time.Duration) {
	m.wait.WithLabelValues(name).Observe(d.Seconds())
}

// Ended counts a call.
func (m *Metrics) Ended(name string, attempts int, err *retry.Error) {
	result := retry.Success.String()
	if err != nil {
		result = err.Verdict.String()
	}
	m.calls.WithLabelValues(name, label(result)).Inc()
	m.perCall.WithLabelValues(name).Observe(float64(attempts))
}

// Stands shows the state of a breaker.
func (m *Metrics) Stands(name string, s retry.State) {
	for _, state := range []retry.State{retry.Closed, retry.Open, retry.HalfOpen} {
		value := 0.0
		if state == s {
			value = 1
		}
		m.breaker.WithLabelValues(name, label(state.String())).Set(value)
	}
}

// label writes words as labels have them.
func label(words string) string { return strings.NewReplacer(" ", "_", "-", "_").Replace(words) }
