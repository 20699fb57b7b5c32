package retryotel_test

import (
	"context"
	"fmt"
	"net/http"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"backofflab/retry"
	"backofflab/retry/httpretry"
	"backofflab/retry/retryotel"
)

// Below the interceptor, every attempt has a span of its own; each but the first says how
// often the request was sent before.
func ExampleTransport() {
	spans := tracetest.NewSpanRecorder()
	tracer := trace.NewTracerProvider(trace.WithSpanProcessor(spans)).Tracer("shop")
	client := &http.Client{Transport: &httpretry.Transport{
		Client: &retry.Client{Policy: retry.Policy{Strategy: retry.Immediate{}}},
		Base:   &retryotel.Transport{Tracer: tracer, Base: &answers{503, 503, 200}}, // or http.DefaultTransport
	}}
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://shop.example/orders", nil)
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	for _, span := range spans.Ended() {
		for _, said := range span.Attributes() {
			if said.Key == "http.request.resend_count" || said.Key == "http.response.status_code" {
				fmt.Println(said.Key, said.Value.String())
			}
		}
	}
	// Output:
	// http.response.status_code 503
	// http.request.resend_count 1
	// http.response.status_code 503
	// http.request.resend_count 2
	// http.response.status_code 200
}
