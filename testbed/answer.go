package testbed

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// sendStep writes the answer of a script's step.
func (t *Testbed) sendStep(w http.ResponseWriter, r *http.Request, c *call) {
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
	t.write(w, &a)
	switch step.End {
	case ResetAfterHeaders, ResetAfter:
		reset(w)
	case Cut:
		panic(http.ErrAbortHandler)
	}
}

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
