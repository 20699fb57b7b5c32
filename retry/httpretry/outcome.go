package httpretry

import (
	"net/http"
	"strconv"

	"backofflab/retry"
)

// Outcome returns why there was no other attempt after an answer that was not successful:
// its Verdict, all attempts before it, and for errors.Is what kept a request from being
// repeated, such as [ErrBody]. false: it is an answer that nobody wanted to repeat, or none of
// a [Transport].
//
// It is found in the context of resp.Request, which net/http hands on; so is the number of
// the attempt that was answered, for retry.Attempt(resp.Request.Context()).
func Outcome(resp *http.Response) (*retry.Error, bool) {
	if resp == nil || resp.Request == nil {
		return nil, false
	}
	e, ok := resp.Request.Context().Value(outcomeKey{}).(*retry.Error)
	return e, ok
}

type outcomeKey struct{}

// Status is the error that a history has for an answer that was not successful.
type Status int

// Error is the status as HTTP writes it: 503 Service Unavailable.
func (s Status) Error() string {
	text := strconv.Itoa(int(s))
	if name := http.StatusText(int(s)); name != "" {
		text += " " + name
	}
	return text
}
