package httpretry

import (
	"errors"
	"net"
	"strings"
)

// unsent reports whether an error shows that the service has not begun with a request: there
// was no connection, or the connection had ended before it, or HTTP/2 says so.
func unsent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	if stream, ok := errors.AsType[streamError](err); ok {
		return stream.Code == refusedStream
	}
	text := err.Error()
	return strings.HasPrefix(text, closedIdle) || strings.Contains(text, goneAway)
}

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

// For two errors of net/http there is nothing but their text. closedIdle: the service closed
// the connection before anything was written. goneAway: the request came after the last one
// that a GOAWAY says is answered.
const (
	closedIdle = "http: server closed idle connection"
	goneAway   = "Transport received Server's graceful shutdown GOAWAY"
)
