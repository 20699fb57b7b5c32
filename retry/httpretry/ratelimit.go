package httpretry

import (
	"net/http"
	"strings"
	"time"
)

// limits are the pairs of headers in which services tell of one limit each.
var limits = []struct{ remaining, reset string }{
	{"Ratelimit-Remaining", "Ratelimit-Reset"},                       // drafts of the IETF up to -06
	{"X-Ratelimit-Remaining", "X-Ratelimit-Reset"},                   // GitHub and many others
	{"X-Ratelimit-Remaining-Requests", "X-Ratelimit-Reset-Requests"}, // OpenAI, Groq
	{"X-Ratelimit-Remaining-Tokens", "X-Ratelimit-Reset-Tokens"},     // OpenAI, Groq
	{"Anthropic-Ratelimit-Requests-Remaining", "Anthropic-Ratelimit-Requests-Reset"},
	{"Anthropic-Ratelimit-Tokens-Remaining", "Anthropic-Ratelimit-Tokens-Reset"},
	{"Anthropic-Ratelimit-Input-Tokens-Remaining", "Anthropic-Ratelimit-Input-Tokens-Reset"},
	{"Anthropic-Ratelimit-Output-Tokens-Remaining", "Anthropic-Ratelimit-Output-Tokens-Reset"},
}

// usedUp looks for limits that have nothing left. known says that wait is the longest time
// until one of them has; spent, that an answer says in so many words that nothing is left,
// whether or not it says until when.
func usedUp(status int, h http.Header, now time.Time) (wait time.Duration, known, spent bool) {
	for _, l := range limits {
		left := h.Get(l.remaining)
		n, ok := decimal(left, time.Second)
		none := ok && n == 0
		spent = spent || none
		if !none && (left != "" || status != http.StatusTooManyRequests) {
			continue
		}
		if until, ok := reset(h.Get(l.reset), now); ok {
			wait, known = max(wait, until), true
		}
	}
	for _, q := range quotas(strings.Join(h.Values("Ratelimit"), ",")) {
		spent = true
		if q.known {
			wait, known = max(wait, q.wait), true
		}
	}
	return wait, known, spent
}

// quota is a limit of the field RateLimit.
type quota struct {
	left  string
	wait  time.Duration
	known bool
}

// quotas are those of the RateLimit field that have nothing left. The field is a list of
// strings with parameters, "burst";r=50;t=30, where r is what remains and t the seconds until
// it is renewed (draft-ietf-httpapi-ratelimit-headers-11). Draft -07 had one limit, written
// limit=100, remaining=50, reset=30, and servers go on sending that. A field with any part
// that cannot be read is ignored as a whole, as RFC 9651 wants of structured fields.
func quotas(field string) (spent []quota) {
	if strings.Contains(field, "remaining=") && !strings.Contains(field, `"`) {
		field = `"";` + strings.ReplaceAll(field, ",", ";")
	}
	for _, member := range outsideQuotes(field, ',') {
		q, ok := readQuota(outsideQuotes(member, ';'))
		if !ok {
			return nil
		}
		if q.left == "0" {
			spent = append(spent, q)
		}
	}
	return spent
}

func readQuota(parts []string) (q quota, ok bool) {
	if !quoted(parts[0]) {
		return q, false
	}
	for _, part := range parts[1:] {
		if !q.set(part) {
			return q, false
		}
	}
	return q, true
}

// set takes one parameter, and is false if it cannot be read.
func (q *quota) set(parameter string) bool {
	key, value, _ := strings.Cut(parameter, "=")
	switch key {
	case "r", "remaining":
		q.left = value
		return digits(value)
	case "t", "reset":
		q.wait, q.known = decimal(value, time.Second)
		return digits(value)
	}
	return key != ""
}

func quoted(text string) bool {
	return len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"'
}

// outsideQuotes splits a text at each separator that is not inside a string, and trims the
// parts.
func outsideQuotes(text string, separator byte) (parts []string) {
	inside, start := false, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			inside = !inside
		case c == '\\' && inside:
			i++
		case c == separator && !inside:
			parts = append(parts, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}
