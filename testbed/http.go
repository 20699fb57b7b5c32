package testbed

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"backofflab/retry"
)

// ServeHTTP answers a request as the service of the scenario would, whatever its path and method
// are.
func (t *Testbed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if foreign(r) {
		t.count(&t.bounds.Origin)
		refuse(w, r, &wrongOrigin)
		return
	}
	defer t.exit()
	if over := t.enter(); over != nil {
		refuse(w, r, over)
		return
	}
	// A length beside chunks is dropped by the server, but whoever is in front of it may go by
	// that (RFC 9112, 6.1): after chunks nothing else is read.
	whole := t.readBody(w, r)
	if !whole || len(r.TransferEncoding) > 0 {
		w.Header()["Connection"] = closing
	}
	c := t.idle.Get().(*call)
	if over := t.begin(c, t.roster.who(r), told(r.Header)); over != nil {
		refuse(w, r, over)
		return
	}
	left := r.Context().Done()
	if !whole { // the server takes a body that is late for a client that has left
		left = nil
	}
	t.await(left, c)
	t.send(w, c)
	*c = call{ready: c.ready}
	t.idle.Put(c)
}

// await waits until a call can be answered. It does not return where that will not be: its client
// has gone, the testbed has ended, or holds nobody that long. Then the connection is closed.
func (t *Testbed) await(left <-chan struct{}, c *call) {
	select {
	case <-c.ready:
	default:
		select {
		case <-c.ready:
		case <-left:
			t.left(c)
			panic(http.ErrAbortHandler)
		case <-t.over:
			panic(http.ErrAbortHandler)
		}
	}
	if c.reply.silent {
		panic(http.ErrAbortHandler)
	}
}

// bound is a bound of the testbed that a request exceeds.
type bound struct {
	status int
	name   string
	body   []byte
}

// enter counts a request in, unless a bound forbids it.
func (t *Testbed) enter() *bound {
	inside, all := t.inside.Add(1), t.everyone.Add(1)
	switch {
	case t.requests.Add(1) > int64(t.limits.Requests):
		t.count(&t.bounds.Requests)
		return &overRequests
	case inside > int64(t.limits.Held), all > int64(t.limits.HeldInAll):
		t.count(&t.bounds.Held)
		return &overHeld
	}
	return nil
}

func (t *Testbed) exit() {
	t.inside.Add(-1)
	t.everyone.Add(-1)
}

func (t *Testbed) count(n *int) {
	t.mu.Lock()
	*n++
	t.mu.Unlock()
}

// send writes the answer of a call.
func (t *Testbed) send(w http.ResponseWriter, c *call) {
	if c.reply.step != nil {
		t.sendStep(w, c)
		return
	}
	h, a, now := w.Header(), &t.family.answer[c.reply.outcome], time.Now()
	if t.quota.known && t.family.write != nil {
		v := heads.Get().(*head)
		v.reply, v.quota, v.now = &c.reply, &t.quota, now
		t.family.write(v)
		v.writeTo(h)
		heads.Put(v)
	}
	if hint := c.reply.hint; hint >= 0 && c.reply.outcome != retry.Success {
		t.writeHint(h, hint)
	}
	t.write(w, a)
}

// writeHint writes Retry-After, in whole seconds.
func (t *Testbed) writeHint(h http.Header, hint time.Duration) {
	if t.family.millis && hint%time.Second != 0 {
		h["retry-after-ms"] = []string{strconv.Itoa(int(up(hint, time.Millisecond) / time.Millisecond))}
	}
	h["Retry-After"] = []string{strconv.Itoa(seconds(hint))}
}

// write sends an answer. The client has so long to read it.
func (t *Testbed) write(w http.ResponseWriter, a *answer) {
	h := w.Header()
	secure(h)
	h["Content-Type"], h["Content-Length"] = a.kind, a.length
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(t.limits.AnswerTime)) // where there are none, there is no socket
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
	_ = control.Flush() // now, for the server takes the deadline back
}

// sendStep writes the answer of a script's step.
func (t *Testbed) sendStep(w http.ResponseWriter, c *call) {
	step := c.reply.step
	if step.End == ResetBefore {
		reset(w)
	}
	if step.End == Hang {
		panic(http.ErrAbortHandler)
	}
	h, now := w.Header(), time.Now()
	for _, f := range step.Header {
		h[f.Name] = append(h[f.Name], expand(f.Value, now))
	}
	if step.End == Close {
		h["Connection"] = closing
	}
	t.write(w, t.stepAnswer(step))
	switch step.End {
	case ResetAfterHeaders, ResetAfter:
		time.Sleep(arrival) // a reset drops what has not arrived
		reset(w)
	case Cut:
		panic(http.ErrAbortHandler)
	}
}

// stepAnswer is as much of the answer of a step as is sent.
func (t *Testbed) stepAnswer(step *Step) *answer {
	a := t.family.compose(step.shape(), step.Status)
	if step.Body > 0 {
		a.body = padded(step.Body)
		a.length = []string{strconv.Itoa(len(a.body))}
	}
	switch step.End {
	case ResetAfterHeaders:
		a.body = nil
	case Cut:
		a.body = a.body[:len(a.body)/2]
	}
	return &a
}

// arrival is how long what was sent has to arrive, before the connection is reset.
const arrival = 20 * time.Millisecond

// reset resets a connection, so that its client is told at once. It does not return.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		if over, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
			conn = over.NetConn()
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}
