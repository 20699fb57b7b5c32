package httpretry

import (
	"io"
	"net/http"
	"time"
)

// What is read of an answer that is thrown away, so that its connection can be used again. To
// read more, or to wait longer for it, costs more than a new connection.
const (
	drainBytes = 4 << 10
	drainTime  = 50 * time.Millisecond
)

// discard gives back the connection of an answer that nobody will read. If there is more of
// it than a little, closing the body closes the connection.
func discard(resp *http.Response) {
	if resp == nil || resp.Body == nil {
		return
	}
	if resp.ContentLength <= drainBytes && resp.Body != http.NoBody {
		late := time.AfterFunc(drainTime, func() { resp.Body.Close() })
		defer late.Stop()
		io.CopyN(io.Discard, resp.Body, drainBytes+1) // past the end, or net/http does not see it
	}
	resp.Body.Close()
}

// held is the body of an answer that is handed on: when it is closed the attempt's context
// may end, and not before.
type held struct {
	io.ReadCloser
	release func()
}

// Close closes the body, and ends what was kept for it.
func (b *held) Close() error {
	defer b.release()
	return b.ReadCloser.Close()
}

// hold keeps an attempt's context until the body is closed. The body of 101 Switching
// Protocols can be written to, and must stay so.
func hold(body io.ReadCloser, release func()) io.ReadCloser {
	h := &held{body, release}
	if w, ok := body.(io.Writer); ok {
		return struct {
			*held
			io.Writer
		}{h, w}
	}
	return h
}
