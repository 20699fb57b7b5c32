package testbed

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// head gathers the fields of a quota, and writes them into an answer's header: all their values
// are one string, and one slice. Names are as the family writes them, not in Go's canonical form.
type head struct {
	reply *reply
	quota *quota
	now   time.Time // of the answer

	n     int
	names [mostFields]string
	ends  [mostFields]int // of the values in the text
	text  []byte
}

// mostFields is how many fields a family writes at most.
const mostFields = 12

// field ends the value that was appended to the text.
func (h *head) field(name string) {
	h.names[h.n], h.ends[h.n] = name, len(h.text)
	h.n++
}

// set writes a text.
func (h *head) set(name, value string) {
	h.text = append(h.text, value...)
	h.field(name)
}

// setInt writes a whole number.
func (h *head) setInt(name string, value int) {
	h.text = strconv.AppendInt(h.text, int64(value), 10)
	h.field(name)
}

// add appends a text and a number to a value that is not complete.
func (h *head) add(text string, value int) {
	h.text = append(h.text, text...)
	h.text = strconv.AppendInt(h.text, int64(value), 10)
}

// setTime writes a time of RFC 3339, in whole seconds.
func (h *head) setTime(name string, at time.Time) {
	h.text = wholeSecond(at).UTC().AppendFormat(h.text, time.RFC3339)
	h.field(name)
}

// heads are used again.
var heads = sync.Pool{New: func() any { return new(head) }}

// writeTo puts the fields into a header, and forgets them.
func (h *head) writeTo(header http.Header) {
	text, values, from := string(h.text), make([]string, h.n), 0
	for i, end := range h.ends[:h.n] {
		values[i] = text[from:end]
		header[h.names[i]] = values[i : i+1 : i+1]
		from = end
	}
	h.reply, h.n, h.text = nil, 0, h.text[:0]
}

// tokens is how many there are.
func (h *head) tokens() int {
	if h.quota.each > 0 {
		return h.requests() * h.quota.each
	}
	return int(h.reply.room.Tokens)
}

// requests is how many there are.
func (h *head) requests() int { return int(h.reply.room.Requests) }

// reset is when all requests are there again.
func (h *head) reset() time.Duration {
	return h.quota.full(float64(h.quota.requests)-h.reply.room.Requests, h.quota.perSecond, h.reply.at)
}

// resetTokens is when all tokens are.
func (h *head) resetTokens() time.Duration {
	if h.quota.each > 0 {
		return h.reset()
	}
	return h.quota.full(float64(h.quota.tokens)-h.reply.room.Tokens, h.quota.tokensPerSecond, h.reply.at)
}

// full is how long it takes until what is missing at a time is back if nobody comes.
func (q *quota) full(missing float64, perSecond float64, at time.Duration) time.Duration {
	switch {
	case missing <= 0:
		return 0
	case perSecond > 0:
		return time.Duration(missing / perSecond * float64(time.Second))
	case q.edges:
		return q.window - at%q.window
	}
	return q.window
}

// seconds are whole seconds, rounded up.
func seconds(d time.Duration) int { return int(up(d, time.Second) / time.Second) }
