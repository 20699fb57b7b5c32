package middleware

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/labstack/echo/v4"
)

const (
	smallest = 512     // bytes from which compression pays for itself
	foldFrom = 1 << 18 // bytes from which an answer is held in gzip though it is sent plain
)

// How pages are compressed: more time would not make them much smaller, and a window
// that holds more than a page, by default 4 MB, would take memory for nothing.
var brotliOptions = brotli.WriterOptions{Quality: 6, LGWin: 18}

// packer is a writer that compresses, and can be used again.
type packer interface {
	io.WriteCloser
	Reset(io.Writer)
}

// packers are pools of compressors by coding: each holds one to three megabytes.
var packers = map[string]*sync.Pool{
	CodingGzip:   {New: func() any { return gzip.NewWriter(io.Discard) }},
	CodingBrotli: {New: func() any { return brotli.NewWriterOptions(io.Discard, brotliOptions) }},
	codingFast: {New: func() any {
		w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		if err != nil {
			panic(err) // there is no such level
		}
		return w
	}},
}

// codingFast is gzip in the packers, for what is held so.
const codingFast = "fast"

// recorder takes in an answer as it is made, and compresses it.
type recorder struct {
	header  http.Header
	coding  string // that the client likes best
	status  int    // 0: the header is not written yet
	plain   []byte // less than smallest bytes, as long as nothing is decided
	decided bool
	out     packer // nil: not decided, or as it is
	pool    string // of out
	body    bytes.Buffer
	size    int // bytes that were written, before compression
}

func newRecorder(header http.Header, coding string) *recorder {
	return &recorder{header: header, coding: coding}
}

// Header returns the header of the answer.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader keeps the status; that of an interim answer is dropped.
func (r *recorder) WriteHeader(status int) {
	if status >= http.StatusOK && r.status == 0 {
		r.status = status
	}
}

// Flush does nothing: answers are sent whole.
func (r *recorder) Flush() {}

// worthwhile reports whether an answer of this header is to be compressed, if it
// is large enough.
func (r *recorder) worthwhile() bool {
	kind := r.header.Get("Content-Type")
	return r.status != http.StatusNoContent && r.status != http.StatusNotModified && r.status != http.StatusPartialContent &&
		r.header.Get("Content-Encoding") == "" && !strings.HasPrefix(kind, "image/png") && !strings.HasPrefix(kind, "application/zip")
}

// Write compresses what is written, once it is enough for that.
func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.size += len(p)
	if !r.decided && len(r.plain)+len(p) < smallest {
		r.plain = append(r.plain, p...)
		return len(p), nil
	}
	r.decide(len(p))
	if r.out != nil {
		return r.out.Write(p)
	}
	if r.coding == codingPlain && r.worthwhile() && r.body.Len()+len(p) >= foldFrom {
		r.fold()
		return r.out.Write(p)
	}
	return r.body.Write(p)
}

// decide chooses the form of the body, of which next has at least so many bytes.
func (r *recorder) decide(next int) {
	if r.decided {
		return
	}
	r.decided = true
	if r.coding != codingPlain && r.worthwhile() {
		r.header.Set("Content-Encoding", r.coding)
		r.pack(r.coding, &r.body)
	}
	r.write(r.plain)
	r.plain = nil
}

func (r *recorder) write(p []byte) {
	if r.out != nil {
		_, _ = r.out.Write(p) // a buffer takes everything
		return
	}
	r.body.Write(p)
}

func (r *recorder) pack(pool string, into *bytes.Buffer) {
	r.pool = pool
	r.out = packers[pool].Get().(packer)
	r.out.Reset(into)
}

// fold goes on in gzip with a body that is sent plain.
func (r *recorder) fold() {
	before := r.body
	r.body = bytes.Buffer{}
	r.pack(codingFast, &r.body)
	r.write(before.Bytes())
}

// ofBody are the headers that say what a body is.
var ofBody = []string{"Content-Type", "Content-Encoding", "Content-Disposition", "Content-Length"}

// drop forgets what was written: an error comes instead of it.
func (r *recorder) drop() {
	r.release()
	*r = *newRecorder(r.header, r.coding)
	for _, name := range ofBody {
		r.header.Del(name)
	}
}

// release gives the packer back. It must not keep the body.
func (r *recorder) release() {
	if r.out == nil {
		return
	}
	r.out.Reset(io.Discard)
	packers[r.pool].Put(r.out)
	r.out = nil
}

// whole is the answer.
func (r *recorder) whole() (*Whole, error) {
	w := &Whole{Status: r.status, header: r.header}
	if w.Status == 0 {
		w.Status = http.StatusOK
	}
	if !r.decided {
		w.body = r.plain
		return w, nil
	}
	w.folded = r.out != nil && r.pool == codingFast
	if r.out != nil {
		if err := r.out.Close(); err != nil {
			return nil, err
		}
	}
	w.body, w.size = bytes.Clone(r.body.Bytes()), r.size
	return w, nil
}

// Record runs a handler and returns its answer in the coding that the client of c likes best,
// or that to its error. Nothing is sent.
func Record(c echo.Context, next echo.HandlerFunc) (*Whole, error) {
	response, coding := c.Response(), CodingOf(c.Request().Header)
	response.Header().Add("Vary", "Accept-Encoding")
	r := newRecorder(maps.Clone(response.Header()), coding)
	defer r.release()
	before := response.Writer
	response.Writer = r
	defer func() {
		response.Writer = before
		response.Committed, response.Size, response.Status = false, 0, http.StatusOK
	}()
	if err := next(c); err != nil {
		r.drop()
		response.Committed = false
		c.Error(err) // answers
	}
	return r.whole()
}
