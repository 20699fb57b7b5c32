package testbed

import (
	"errors"
	"net"
	"net/http"
	"time"
)

// Server is a pool that listens: for tests, and for whoever needs no pages.
type Server struct {
	Pool *Pool
	URL  string // "http://127.0.0.1:1234", without the path of a testbed

	server *http.Server
	done   chan error
}

// Serve lets a pool of those limits listen on an address, ":0" of the loopback for "".
func Serve(address string, l Limits) (*Server, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return ServeOn(listener, l), nil
}

// ServeOn is Serve on a listener.
func ServeOn(listener net.Listener, l Limits) *Server {
	p := NewPool(l)
	s := &Server{
		Pool: p, URL: "http://" + listener.Addr().String(), done: make(chan error, 1),
		server: &http.Server{
			Handler: p, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		},
	}
	go func() { s.done <- s.server.Serve(listener) }()
	return s
}

// Start starts a testbed, and returns it with its URL.
func (s *Server) Start(c Config) (*Testbed, string, error) {
	t, err := s.Pool.Start(c)
	if err != nil {
		return nil, "", err
	}
	return t, s.URL + t.Path(), nil
}

// Close ends all testbeds, closes all connections, and waits until nothing listens any more.
func (s *Server) Close() error {
	s.Pool.Close()
	err := s.server.Close()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) && !errors.Is(served, net.ErrClosed) {
		return errors.Join(err, served)
	}
	return err
}
