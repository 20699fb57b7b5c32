package retryotel_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/retry/retryotel"
)

var errDown = errors.New("down")

// read returns what a reader has collected, a line for each series.
func read(t *testing.T, reader metric.Reader) (lines []string) {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	for _, m := range all.ScopeMetrics[0].Metrics {
		switch data := m.Data.(type) {
		case metricdata.Sum[int64]:
			for _, p := range data.DataPoints {
				lines = append(lines, fmt.Sprint(m.Name, attributes(p.Attributes), " ", p.Value))
			}
		case metricdata.Gauge[int64]:
			for _, p := range data.DataPoints {
				lines = append(lines, fmt.Sprint(m.Name, attributes(p.Attributes), " ", p.Value))
			}
		case metricdata.Histogram[int64]:
			for _, p := range data.DataPoints {
				lines = append(lines, fmt.Sprint(m.Name, attributes(p.Attributes), " ", p.Count, " of ", p.Sum))
			}
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				lines = append(lines, fmt.Sprintf("%s%s %d of %.3f s", m.Name, attributes(p.Attributes), p.Count, p.Sum))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func attributes(set attribute.Set) string {
	var words []string
	for _, kv := range set.ToSlice() {
		words = append(words, kv.Value.String())
	}
	return "{" + strings.Join(words, " ") + "}"
}

// Everything that clients do is in the instruments.
func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := metric.NewManualReader()
		metrics, err := retryotel.New(metric.NewMeterProvider(metric.WithReader(reader)).Meter("test"))
		if err != nil {
			t.Fatal(err)
		}
		shop := &retry.Client{
			Name: "shop", Metrics: metrics, Budget: retry.NewBudget(2, 0, 0),
			Breaker: guard.NewRatioBreaker(guard.Params{BreakerRatio: 0.5, BreakerMin: 3, BreakerOpen: time.Minute, BreakerProbes: 1}),
			Policy:  retry.Policy{Strategy: retry.Fixed{Params: retry.Params{Base: 200 * time.Millisecond}}, MaxAttempts: 2, On: retry.Outcomes(0).With(retry.Unavailable)},
		}
		call := func(context.Context) (int, error) { time.Sleep(time.Second); return 0, errDown }
		for range 3 { // two attempts; one, for the budget is used up; none, for the breaker has opened
			_, _ = retry.Call(context.Background(), shop, call)
		}
		want := []string{
			"retry.attempt.duration{shop unavailable} 3 of 3.000 s",
			"retry.attempts{shop first not_sent} 1",
			"retry.attempts{shop first unavailable} 2",
			"retry.attempts{shop retry unavailable} 1",
			"retry.breaker.state{shop} 1",
			"retry.call.attempts{shop} 3 of 4",
			"retry.calls{shop breaker} 1",
			"retry.calls{shop budget} 1",
			"retry.calls{shop max_attempts} 1",
			"retry.wait.duration{shop} 1 of 0.200 s",
		}
		if got := read(t, reader); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// answers is a transport with these statuses; 0 is an error.
type answers []int

func (a *answers) RoundTrip(req *http.Request) (*http.Response, error) {
	status := (*a)[0]
	if *a = (*a)[1:]; status == 0 {
		return nil, errDown
	}
	return &http.Response{StatusCode: status, Body: http.NoBody, Request: req}, nil
}

// Each attempt has a span, which says how often the request was sent before.
func TestTransport(t *testing.T) {
	for _, own := range []bool{true, false} {
		recorder := tracetest.NewSpanRecorder()
		tracer := trace.NewTracerProvider(trace.WithSpanProcessor(recorder)).Tracer("test")
		transport := &retryotel.Transport{Base: &answers{503, 0, 200}}
		if own {
			transport.Tracer = tracer
		}
		_, err := retry.Do(context.Background(), retry.Policy{Strategy: retry.Immediate{}}, func(ctx context.Context) (*http.Response, error) {
			if !own { // as another instrumentation above would
				span, end := tracer.Start(ctx, "GET")
				defer end.End()
				ctx = span
			}
			req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://u:secret@shop.example:8080/orders?token=secret", nil)
			resp, err := transport.RoundTrip(req)
			if err == nil && resp.StatusCode >= 500 {
				err = errDown
			}
			return resp, err
		})
		var got []string
		for _, span := range recorder.Ended() {
			line := span.Name()
			for _, kv := range span.Attributes() {
				line += fmt.Sprintf(" %s=%s", kv.Key, kv.Value.String())
			}
			got = append(got, line)
		}
		const said = "GET http.request.method=GET url.full=http://shop.example:8080/orders server.address=shop.example server.port=8080"
		want := []string{
			said + " error.type=503 http.response.status_code=503",
			said + " http.request.resend_count=1",
			said + " http.request.resend_count=2 http.response.status_code=200",
		}
		if !own {
			want = []string{"GET", "GET http.request.resend_count=1", "GET http.request.resend_count=2"}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, spans\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
