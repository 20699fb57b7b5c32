package httpretry

import (
	"context"
	"net"
	"net/http"
	"testing"
)

// memory is a network without wires: what is dialled arrives at its listener. Inside a
// bubble of synctest both ends wait in virtual time.
type memory struct {
	dialled chan net.Conn
	closed  chan struct{}
}

func newMemory() *memory {
	return &memory{make(chan net.Conn), make(chan struct{})}
}

func (m *memory) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case m.dialled <- there:
		return here, nil
	case <-m.closed:
		return nil, &net.OpError{Op: "dial", Net: "memory", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.dialled:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error   { close(m.closed); return nil }
func (m *memory) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }

// serve starts a server in memory, and returns a transport that reaches it under every name.
// Both end with the test.
func serve(t *testing.T, h http.HandlerFunc) *http.Transport {
	t.Helper()
	network := newMemory()
	server := &http.Server{Handler: h}
	go server.Serve(network)
	transport := &http.Transport{DialContext: network.Dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return transport
}
