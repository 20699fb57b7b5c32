package middleware

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// Whole is an answer that is ready to be sent, to any number of clients at once. Nobody may
// change it.
type Whole struct {
	Status int
	header http.Header
	body   []byte
	folded bool // body is in gzip, though the answer is plain: large ones would take memory for as long as somebody reads slowly
	size   int  // of the body before compression
}

// Weight is about how many bytes it takes.
func (w *Whole) Weight() int { return len(w.body) + 2<<10 }

// Keepable reports whether others may get it later: it is a success, and does not say that it
// must not be stored.
func (w *Whole) Keepable() bool {
	return w.Status == http.StatusOK && !strings.Contains(w.header.Get("Cache-Control"), "no-store")
}

// TagOf is an entity tag for a body. It is a weak one: the same content may be compressed
// otherwise another time.
func TagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:8]) + `"`
}

// Name gives it a name by its content, unless it has one.
func (w *Whole) Name() {
	if w.Status == http.StatusOK && w.header.Get("ETag") == "" {
		w.header.Set("ETag", TagOf(w.body))
	}
}

// Known reports whether a client that sent this header has what has a name.
func Known(asked http.Header, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for one := range strings.SplitSeq(asked.Get("If-None-Match"), ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == "*" || tag != "" && one == tag {
			return true
		}
	}
	return false
}

// A client must take a piece of an answer within this time, or is cut off: the time for an
// answer grows with it.
const (
	piece     = 64 << 10
	pieceWait = 15 * time.Second
)

// Send sends it, without a body to a client that has it already or asked for none. The error
// is that of the connection.
func (w *Whole) Send(c echo.Context) error {
	h := c.Response().Header()
	clear(h)
	maps.Copy(h, w.header)
	asked := c.Request()
	if w.Status == http.StatusOK && h.Get("ETag") != "" && Known(asked.Header, h.Get("ETag")) {
		for _, name := range ofBody {
			h.Del(name)
		}
		c.Response().WriteHeader(http.StatusNotModified)
		return nil
	}
	bodied := w.Status != http.StatusNoContent && w.Status != http.StatusNotModified
	if known := len(w.body) > 0 || asked.Method != http.MethodHead; bodied && known {
		if w.folded {
			h.Set("Content-Length", strconv.Itoa(w.size))
		} else {
			h.Set("Content-Length", strconv.Itoa(len(w.body)))
		}
	}
	c.Response().WriteHeader(w.Status)
	if asked.Method == http.MethodHead || len(w.body) == 0 {
		return nil
	}
	return w.write(c.Response())
}

// write sends the body, piece by piece.
func (w *Whole) write(response *echo.Response) error {
	clock := http.NewResponseController(response)
	send := func(p []byte) error {
		_ = clock.SetWriteDeadline(time.Now().Add(pieceWait)) // a writer without deadlines, as in tests, has none that could be too short
		_, err := response.Write(p)
		return err
	}
	if !w.folded {
		for p := range slices.Chunk(w.body, piece) {
			if err := send(p); err != nil {
				return err
			}
		}
		return nil
	}
	body, err := gzip.NewReader(bytes.NewReader(w.body))
	if err != nil {
		return err
	}
	buffer := make([]byte, piece)
	for {
		n, err := io.ReadFull(body, buffer)
		if n > 0 {
			if err := send(buffer[:n]); err != nil {
				return err
			}
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return err
		}
	}
}
