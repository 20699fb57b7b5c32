// Package retryotel shows what retry clients do in the way of OpenTelemetry: [New] makes
// metrics of it, and a [Transport] below an interceptor marks the spans of attempts.
//
//	metrics, err := retryotel.New(otel.Meter("shop"))
//	shop := &retry.Client{Name: "shop", Metrics: metrics}
//
// The instruments, with the client's name as attribute retry.client:
//
//	retry.attempts          {attempt}  attempts that ended; attributes retry.kind (first, retry), retry.outcome
//	retry.attempt.duration  s          how long those took that were sent; retry.outcome
//	retry.wait.duration     s          waits for a backoff or a throttle
//	retry.calls             {call}     calls that ended; retry.result is success, or why they were given up
//	retry.call.attempts     {attempt}  attempts of a call
//	retry.breaker.state     1          0 closed, 1 open, 2 half open
package retryotel

import (
	"context"
	"errors"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"backofflab/retry"
)

// Metrics implements retry.Metrics for any number of clients. It is safe for simultaneous
// use.
type Metrics struct {
	attempts metric.Int64Counter
	duration metric.Float64Histogram
	wait     metric.Float64Histogram
	calls    metric.Int64Counter
	perCall  metric.Int64Histogram
	breaker  metric.Int64Gauge
}

// seconds are the bounds of waits and durations, from a millisecond to a minute.
var seconds = metric.WithExplicitBucketBoundaries(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60)

// New returns Metrics whose instruments are those of a meter.
func New(meter metric.Meter) (*Metrics, error) {
	m, errs := new(Metrics), [6]error{}
	m.attempts, errs[0] = meter.Int64Counter("retry.attempts", metric.WithUnit("{attempt}"), metric.WithDescription("Attempts that ended, by their outcome."))
	m.duration, errs[1] = meter.Float64Histogram("retry.attempt.duration", seconds, metric.WithUnit("s"), metric.WithDescription("How long attempts took that were sent."))
	m.wait, errs[2] = meter.Float64Histogram("retry.wait.duration", seconds, metric.WithUnit("s"), metric.WithDescription("How long attempts waited for a backoff or a throttle."))
	m.calls, errs[3] = meter.Int64Counter("retry.calls", metric.WithUnit("{call}"), metric.WithDescription("Calls that ended: success, or why they were given up."))
	m.perCall, errs[4] = meter.Int64Histogram("retry.call.attempts", metric.WithExplicitBucketBoundaries(0, 1, 2, 3, 4, 5, 7, 10, 20, 50), metric.WithUnit("{attempt}"), metric.WithDescription("Attempts of a call, the first included."))
	m.breaker, errs[5] = meter.Int64Gauge("retry.breaker.state", metric.WithUnit("1"), metric.WithDescription("The breaker: 0 closed, 1 open, 2 half open."))
	return m, errors.Join(errs[:]...)
}

// Calls have no context to hand on: a retry.Metrics is not told of it.
var background = context.Background()

// Attempted counts an attempt.
func (m *Metrics) Attempted(name string, n int, o retry.Outcome, took time.Duration) {
	kind := "first"
	if n > 1 {
		kind = "retry"
	}
	outcome := attribute.String("retry.outcome", label(o.String()))
	m.attempts.Add(background, 1, metric.WithAttributes(client(name), attribute.String("retry.kind", kind), outcome))
	if o != retry.NotSent {
		m.duration.Record(background, took.Seconds(), metric.WithAttributes(client(name), outcome))
	}
}

// Waited counts a wait.
func (m *Metrics) Waited(name string, d time.Duration) {
	m.wait.Record(background, d.Seconds(), metric.WithAttributes(client(name)))
}

// Ended counts a call.
func (m *Metrics) Ended(name string, attempts int, err *retry.Error) {
	result := retry.Success.String()
	if err != nil {
		result = err.Verdict.String()
	}
	m.calls.Add(background, 1, metric.WithAttributes(client(name), attribute.String("retry.result", label(result))))
	m.perCall.Record(background, int64(attempts), metric.WithAttributes(client(name)))
}

// Stands shows the state of a breaker.
func (m *Metrics) Stands(name string, s retry.State) {
	m.breaker.Record(background, int64(s), metric.WithAttributes(client(name)))
}

func client(name string) attribute.KeyValue { return attribute.String("retry.client", name) }

// label writes words as attributes have them.
func label(words string) string { return strings.NewReplacer(" ", "_", "-", "_").Replace(words) }
