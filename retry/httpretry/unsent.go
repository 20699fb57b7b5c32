package httpretry

import (
	"errors"
	"net"
	"slices"
	"strings"
)

// unsent reports whether an error shows that the service has not begun with a request: there
// was no connection, it was never ready or had ended before the request came, or HTTP/2
// refused the stream. What is above the last stream of a GOAWAY is never seen here: net/http
// sends it again itself.
func unsent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && slices.Contains(dials, op.Op) {
		return true
	}
	if stream, ok := errors.AsType[streamError](err); ok {
		return stream.Code == refusedStream
	}
	return slices.ContainsFunc(untouchedTexts, func(text string) bool { return strings.HasPrefix(err.Error(), text) })
}

// dials are the operations of package net and net/http that come before any request.
var dials = []string{"dial", "proxyconnect", "socks connect"}

// streamError takes in the errors of HTTP/2 streams, which net/http turns into any type with
// these fields.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (streamError) Error() string { return "stream error" }

// refusedStream is REFUSED_STREAM: nothing was done for the request (RFC 9113, 8.7).
const refusedStream = 7

// untouchedTexts: the service had closed the connection before the request came, and net/http
// repeats only what is idempotent; or it had not come to shake hands. net/http has no types for
// these errors.
var untouchedTexts = []string{"http: server closed idle connection", "net/http: TLS handshake timeout"}
