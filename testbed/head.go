package testbed

import (
	"net/http"
	"strconv"
	"time"
)

// head writes the fields of a quota into an answer's header. Names are as the family writes
// them, not in Go's canonical form.
type head struct {
	h     http.Header
	reply *reply
	quota *quota
	now   time.Time // of the answer
}

func (h head) set(name, value string) { h.h[name] = []string{value} }

func (h head) setInt(name string, value int) { h.h[name] = []string{strconv.Itoa(value)} }

// tokens is how many there are.
func (h head) tokens() int {
	if h.quota.each > 0 {
		return h.reply.room.Requests * h.quota.each
	}
	return h.reply.room.Tokens
}

// reset is when all requests are there again.
func (h head) reset() time.Duration {
	return h.quota.full(h.quota.requests-h.reply.room.Requests, h.quota.perSecond, h.reply.at)
}

// resetTokens is when all tokens are.
func (h head) resetTokens() time.Duration {
	return h.quota.full(h.quota.tokens-h.tokens(), h.quota.tokensPerSecond, h.reply.at)
}

// full is how long it takes until what is missing at a time is back if nobody comes.
func (q *quota) full(missing int, perSecond float64, at time.Duration) time.Duration {
	switch {
	case missing <= 0:
		return 0
	case perSecond > 0:
		return time.Duration(float64(missing) / perSecond * float64(time.Second))
	case q.edges:
		return q.window - at%q.window
	}
	return q.window
}

// seconds are whole seconds, rounded up.
func seconds(d time.Duration) int { return int(up(d, time.Second) / time.Second) }
