package middleware

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"
)

// smallest is the size in bytes from which compression pays for itself.
const smallest = 512

// How pages are compressed: more time would not make them much smaller, and a window
// that holds more than a page, by default 4 MB, would take memory for nothing.
var brotliOptions = brotli.WriterOptions{Quality: 6, LGWin: 18}

// packer is a writer that compresses, and can be used again.
type packer interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

// packers are pools of compressors by coding: each holds one to three megabytes.
var packers = map[string]*sync.Pool{
	CodingGzip:   {New: func() any { return gzip.NewWriter(io.Discard) }},
	CodingBrotli: {New: func() any { return brotli.NewWriterOptions(io.Discard, brotliOptions) }},
}

// Compress sends answers, errors included, in the coding that the client prefers. It skips
// the path of sockets, content that is compressed already, and bodies below smallest.
func Compress(sockets string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.Path() == sockets {
				return next(c)
			}
			response := c.Response()
			response.Header().Add("Vary", "Accept-Encoding")
			coding := CodingOf(c.Request().Header)
			if coding == codingPlain {
				return next(c)
			}
			w := &packing{ResponseWriter: response.Writer, coding: coding}
			response.Writer = w
			whole := false
			defer func() {
				response.Writer = w.ResponseWriter
				if !whole { // a panic: what is buffered was never sent
					response.Committed = response.Committed && w.sent()
					w.release()
				}
			}()
			if err := next(c); err != nil {
				c.Error(err) // answers
			}
			whole = true
			return w.close()
		}
	}
}

// packing buffers an answer until it is decided whether to compress it.
type packing struct {
	http.ResponseWriter
	coding   string
	status   int    // 0: the header is not written yet
	buffered []byte // less than smallest bytes, as long as nothing is decided
	out      packer // nil: not decided, or plain
	plain    bool
}

// WriteHeader keeps the status until the header is complete.
func (w *packing) WriteHeader(status int) {
	if status < http.StatusOK { // an interim answer
		w.ResponseWriter.WriteHeader(status)
		return
	}
	if w.status != 0 {
		return
	}
	w.status = status
	if !w.worthwhile() {
		w.pass()
	}
}

// worthwhile reports whether an answer of this header is to be compressed, if it
// is large enough.
func (w *packing) worthwhile() bool {
	h := w.Header()
	kind := h.Get("Content-Type")
	return w.status != http.StatusNoContent && w.status != http.StatusNotModified && w.status != http.StatusPartialContent &&
		h.Get("Content-Encoding") == "" && !strings.HasPrefix(kind, "image/png") && !strings.HasPrefix(kind, "application/zip")
}

// Write compresses what is written, once it is enough for that.
func (w *packing) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.plain:
		return w.ResponseWriter.Write(p)
	case w.out == nil && len(w.buffered)+len(p) < smallest:
		w.buffered = append(w.buffered, p...)
		return len(p), nil
	}
	if err := w.begin(); err != nil {
		return 0, err
	}
	return w.out.Write(p)
}

// sent reports whether the header is on its way.
func (w *packing) sent() bool { return w.plain || w.out != nil }

// begin decides for compression.
func (w *packing) begin() error {
	if w.out != nil {
		return nil
	}
	h := w.Header()
	h.Set("Content-Encoding", w.coding)
	h.Del("Content-Length")
	w.ResponseWriter.WriteHeader(w.status)
	w.out = packers[w.coding].Get().(packer)
	w.out.Reset(w.ResponseWriter)
	_, err := w.out.Write(w.buffered)
	return err
}

// pass decides for the plain form.
func (w *packing) pass() {
	w.plain = true
	w.ResponseWriter.WriteHeader(w.status)
}

// FlushError sends what there is. Whoever flushes has more to come, so it is
// compressed however little it is.
func (w *packing) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if !w.plain {
		if err := w.begin(); err != nil {
			return err
		}
		if err := w.out.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is the same for who does not ask for errors.
func (w *packing) Flush() { _ = w.FlushError() }

// close ends the answer.
func (w *packing) close() error {
	defer w.release()
	switch {
	case w.out != nil:
		return w.out.Close()
	case w.status == 0 || w.plain:
		return nil
	}
	w.pass()
	_, err := w.ResponseWriter.Write(w.buffered)
	return err
}

// release gives the packer back. It must not keep the connection.
func (w *packing) release() {
	if w.out == nil {
		return
	}
	w.out.Reset(io.Discard)
	packers[w.coding].Put(w.out)
	w.out = nil
}
