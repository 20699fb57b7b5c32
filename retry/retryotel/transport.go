package retryotel

import (
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"backofflab/retry"
)

// Transport is an http.RoundTripper that stands below one that retries, and sees each
// attempt. It sets http.request.resend_count, how often the request was sent before, on
// the attempt's span; the first try has none, as the conventions of OpenTelemetry want it.
//
// With a Tracer it makes that span. Without one it is the span that is in the context:
//
//	httpretry.Transport{Base: otelhttp.NewTransport(&retryotel.Transport{})}
//
// Its zero value sends by http.DefaultTransport and has no Tracer. It is safe for
// simultaneous use.
type Transport struct {
	Base   http.RoundTripper
	Tracer trace.Tracer
}

// RoundTrip makes one attempt.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.Tracer == nil {
		resend(req, trace.SpanFromContext(req.Context()))
		return t.base().RoundTrip(req)
	}
	ctx, span := t.Tracer.Start(req.Context(), req.Method, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(describe(req)...))
	defer span.End()
	resend(req, span)
	resp, err := t.base().RoundTrip(req.WithContext(ctx))
	switch {
	case err != nil:
		span.RecordError(err)
		span.SetStatus(codes.Error, err.Error())
	case resp.StatusCode >= 400:
		span.SetStatus(codes.Error, "")
		span.SetAttributes(attribute.String("error.type", strconv.Itoa(resp.StatusCode)))
	}
	if resp != nil {
		span.SetAttributes(attribute.Int("http.response.status_code", resp.StatusCode))
	}
	return resp, err
}

func (t *Transport) base() http.RoundTripper {
	if t.Base == nil {
		return http.DefaultTransport
	}
	return t.Base
}

func resend(req *http.Request, span trace.Span) {
	if n := retry.Attempt(req.Context()); n > 1 {
		span.SetAttributes(attribute.Int("http.request.resend_count", n-1))
	}
}

// describe is what a span says of a request: nothing that may be secret, so no query and no
// header.
func describe(req *http.Request) []attribute.KeyValue {
	url := *req.URL
	url.User, url.RawQuery, url.Fragment = nil, "", ""
	said := []attribute.KeyValue{
		attribute.String("http.request.method", req.Method), attribute.String("url.full", url.String()), attribute.String("server.address", url.Hostname()),
	}
	if port, err := strconv.Atoi(url.Port()); err == nil {
		said = append(said, attribute.Int("server.port", port))
	}
	return said
}
