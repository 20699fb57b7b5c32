package httpretry

import (
	"errors"
	"net"
	"slices"
	"strings"
)

// unsent reports whether an error shows that the service has not begun with a request: there
// was no connection, or it had ended before the request came, or HTTP/2 refused the stream.
// What is above the last stream of a GOAWAY is never seen here: net/http sends it again itself.
func unsent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && slices.Contains(dials, op.Op) {
		return true
	}
	if stream, ok := errors.AsType[streamError](err); ok {
		return stream.Code == refusedStream
	}
	return strings.HasPrefix(err.Error(), closedIdle)
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

// closedIdle: the service had closed the connection before the request came. net/http has no
// type for this error, and repeats only what is idempotent.
const closedIdle = "http: server closed idle connection"
