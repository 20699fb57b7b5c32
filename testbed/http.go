package testbed

import (
	"net/http"
	"time"

	"backofflab/retry"
)

// ServeHTTP answers a request as the service of the scenario would, whatever its path and method
// are.
func (t *Testbed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if foreign(r) {
		t.count(&t.bounds.Origin)
		refuse(w, http.StatusForbidden, "origin", wrongOrigin)
		return
	}
	who := t.roster.who(r)
	if over := t.enter(); over != nil {
		refuse(w, over.status, over.bound, over.body)
		return
	}
	defer t.exit()
	if !t.readBody(w, r) {
		w.Header()["Connection"] = closing
	}
	c := &call{ready: make(chan struct{}, 1)}
	t.mu.Lock()
	if t.ended {
		t.mu.Unlock()
		refuse(w, http.StatusNotFound, "", noSuch)
		return
	}
	t.begin(c, who, told(r.Header))
	t.mu.Unlock()
	if t.await(r, c) {
		t.send(w, r, c)
	}
}

// await waits until a call can be answered. It returns false where nobody is there any more;
// where the testbed ends, or holds nobody that long, the connection is closed.
func (t *Testbed) await(r *http.Request, c *call) bool {
	select {
	case <-c.ready:
	default:
		select {
		case <-c.ready:
		case <-r.Context().Done():
			t.mu.Lock()
			now := t.clock()
			t.advance(now)
			t.leave(now, c)
			t.wake(now)
			t.mu.Unlock()
			return false
		case <-t.over:
			panic(http.ErrAbortHandler)
		}
	}
	if c.reply.silent {
		panic(http.ErrAbortHandler)
	}
	return true
}

// bound is a bound of the testbed that a request exceeds.
type bound struct {
	status int
	bound  string
	body   []byte
}

// enter lets a request in, unless a bound forbids it.
func (t *Testbed) enter() *bound {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests++
	switch {
	case t.requests > t.limits.Requests:
		t.bounds.Requests++
		return &overRequests
	case t.inside >= t.limits.Held:
		t.bounds.Held++
		return &overHeld
	case !t.pace.AllowN(time.Since(t.began), 1):
		t.bounds.Rate++
		return &overRate
	}
	t.inside++
	return nil
}

func (t *Testbed) exit() {
	t.mu.Lock()
	t.inside--
	t.mu.Unlock()
}

func (t *Testbed) count(n *int) {
	t.mu.Lock()
	*n++
	t.mu.Unlock()
}

// send writes the answer of a call.
func (t *Testbed) send(w http.ResponseWriter, r *http.Request, c *call) {
	if c.reply.step != nil {
		t.sendStep(w, r, c)
		return
	}
	h, a, now := w.Header(), &t.family.answer[c.reply.outcome], time.Now()
	if t.quota.known && t.family.write != nil {
		t.family.write(head{h, &c.reply, &t.quota, now})
	}
	if hint := c.reply.hint; hint >= 0 && c.reply.outcome != retry.Success {
		t.writeHint(h, hint)
	}
	t.write(w, a)
}

// writeHint writes Retry-After, in whole seconds.
func (t *Testbed) writeHint(h http.Header, hint time.Duration) {
	v := head{h: h}
	if t.family.millis && hint%time.Second != 0 {
		v.setInt("retry-after-ms", int(up(hint, time.Millisecond)/time.Millisecond))
	}
	v.setInt("Retry-After", seconds(hint))
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
	_ = control.Flush()
	_ = control.SetWriteDeadline(time.Time{})
}
