package stream

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// hub knows the sessions that are open: it bounds them, and closes them when the
// server stops, which http.Server does not do for upgraded connections.
type hub struct {
	most, mostPerAddress int

	mu        sync.Mutex
	sessions  map[*session]bool
	addresses map[string]int
	refused   int64
	closed    bool
	empty     chan struct{} // closed once the hub is closed and no session is left
}

func newHub(most, mostPerAddress int) *hub {
	return &hub{
		most: most, mostPerAddress: mostPerAddress,
		sessions: map[*session]bool{}, addresses: map[string]int{},
		empty: make(chan struct{}),
	}
}

// Those who are sent away come back within a time in which they can be served: each costs
// some milliseconds of a core. They come at random in it, and not at once.
const (
	leastReturn = time.Second
	returnEach  = 5 * time.Millisecond
	mostReturn  = 30 * time.Second
)

// comeBack is when one of so many is to come back.
func comeBack(crowd int) time.Duration {
	return leastReturn + rand.N(min(mostReturn, leastReturn+time.Duration(crowd)*returnEach))
}

// stopping tells one of so many that the server stops.
func stopping(crowd int) *closeError {
	return &closeError{websocket.CloseServiceRestart, "the server is stopping", comeBack(crowd)}
}

// add registers a session, or returns the close code with which it is refused. A session
// that was added must be removed.
func (h *hub) add(s *session) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closed:
		return stopping(len(h.sessions))
	case len(h.sessions) >= h.most:
		h.refused++
		return &closeError{websocket.CloseTryAgainLater, "too many sockets", comeBack(len(h.sessions))}
	case h.addresses[s.address] >= h.mostPerAddress:
		h.refused++
		return &closeError{websocket.ClosePolicyViolation, "too many sockets from one address", comeBack(h.addresses[s.address])}
	}
	h.sessions[s] = true
	h.addresses[s.address]++
	return nil
}

func (h *hub) remove(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s)
	h.addresses[s.address]--
	if h.addresses[s.address] == 0 {
		delete(h.addresses, s.address)
	}
	if h.closed && len(h.sessions) == 0 {
		close(h.empty)
	}
}

// count returns how many sessions are open, and how many were refused for there were too many.
func (h *hub) count() (open int, refused int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sessions), h.refused
}

// close asks every session to end, and closes the connections of those that have not when
// ctx ends. Later sessions are refused.
func (h *hub) close(ctx context.Context) {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		if len(h.sessions) == 0 {
			close(h.empty)
		}
	}
	deadline, _ := ctx.Deadline()
	for s := range h.sessions {
		// The deadline ends a write to a viewer that does not read.
		s.stop(stopping(len(h.sessions)), deadline)
	}
	h.mu.Unlock()
	select {
	case <-h.empty:
		return
	case <-ctx.Done():
	}
	h.mu.Lock()
	for s := range h.sessions {
		s.closeConn()
	}
	h.mu.Unlock()
	<-h.empty
}
