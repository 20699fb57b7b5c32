package httpretry

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Why a request was not sent again although another attempt might have been served: find it
// with errors.Is in the error of RoundTrip, or in that of [Outcome].
var (
	// ErrNotIdempotent: to send it twice might do it twice. An Idempotency-Key helps.
	ErrNotIdempotent = errors.New("httpretry: the request is not idempotent, and may have been carried out")
	// ErrBody: its body has been read, and there is no GetBody that gives it once more.
	// http.NewRequest sets GetBody for bodies from bytes and strings.
	ErrBody = errors.New("httpretry: the request's body cannot be sent again: it has no GetBody")
	// ErrToldNot: the service sent x-should-retry: false.
	ErrToldNot = errors.New("httpretry: the service said x-should-retry: false")
)

// again returns the body with which a request can be sent again after an attempt with this
// answer or error, or why it must not be.
func (t *Transport) again(req *http.Request, resp *http.Response, err error) (body io.ReadCloser, refused error) {
	said := ""
	if resp != nil {
		said = told(resp)
	}
	switch {
	case said == "false":
		return nil, ErrToldNot
	case said != "true" && !idempotent(req) && !t.untouched(resp, err):
		return nil, ErrNotIdempotent
	case req.Body == nil || req.Body == http.NoBody:
		return req.Body, nil
	case req.GetBody == nil:
		return nil, ErrBody
	}
	if body, refused = req.GetBody(); refused != nil {
		return nil, fmt.Errorf("%w: %w", ErrBody, refused)
	}
	return body, nil
}

// idempotent reports whether a request does the same when it is sent twice: by its method
// (RFC 9110, 9.2.2), or because the service knows it again by its key. As with net/http, the
// key may be there without a value.
func idempotent(req *http.Request) bool {
	switch req.Method {
	case "", "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return req.Header["Idempotency-Key"] != nil || req.Header["X-Idempotency-Key"] != nil
}

// untouched reports whether an answer or error says that the service did nothing.
func (t *Transport) untouched(resp *http.Response, err error) bool {
	if resp == nil {
		return unsent(err)
	}
	return resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusTooEarly || slices.Contains(t.Untouched, resp.StatusCode)
}

// told is what the service says itself about another attempt: true, false or nothing.
func told(resp *http.Response) string {
	return strings.ToLower(resp.Header.Get("X-Should-Retry"))
}
