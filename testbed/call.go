package testbed

import (
	"net/http"
	"strconv"
	"time"

	"backofflab/retry"
	"backofflab/sim/service"
)

// call is an attempt while it is under way.
type call struct {
	client   *client
	request  request
	isRetry  bool
	sent     time.Duration
	state    callState
	hung     bool   // nobody answers it
	entered  bool   // the service has taken it in, and will say what comes of it
	version  uint32 // of the optimistic lock, as it was read
	reply    reply
	ready    chan struct{} // has room for one
	prev, in *call         // in the list of those under way, the oldest first
}

type callState uint8

const (
	underway callState = iota
	answered
	gone // its client has left, or was let go
)

// reply is what a call is answered with. Its state of the limiter is that of the verdict.
type reply struct {
	outcome retry.Outcome
	hint    time.Duration // Retry-After; negative: none
	room    service.Room
	at      time.Duration // of the verdict
	admits  int           // admitted until then
	step    *Step         // of the script; nil: the service's answer
	silent  bool          // no answer at all
}

// told returns the number of an attempt as its client gives it, 1 for the first, or 0.
func told(h http.Header) int {
	if text := h["X-Retry-Attempt"]; len(text) > 0 {
		return counted(text[0], 0)
	}
	if text := h["X-Stainless-Retry-Count"]; len(text) > 0 {
		return counted(text[0], 1)
	}
	return 0
}

func counted(text string, more int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > maxAttempts {
		return 0
	}
	return n + more
}

// calls is a list of calls in the order in which they were sent.
type calls struct {
	root call // its in is the oldest, its prev the newest
	n    int
}

func (l *calls) add(c *call) {
	if l.n == 0 {
		l.root.in, l.root.prev = &l.root, &l.root
	}
	c.prev, c.in = l.root.prev, &l.root
	c.prev.in, l.root.prev = c, c
	l.n++
}

func (l *calls) remove(c *call) {
	if c.in == nil {
		return
	}
	c.prev.in, c.in.prev = c.in, c.prev
	c.prev, c.in = nil, nil
	l.n--
}

// oldest returns the call that was sent first, nil where there is none.
func (l *calls) oldest() *call {
	if l.n == 0 {
		return nil
	}
	return l.root.in
}
