package httpretry

import (
	"net/http"
	"strings"
	"time"
)

// ParseRetryAfter reads how long the service behind an answer asks to be left alone. The
// wait counts from the answer's arrival, at now, and is never negative; a number that is too
// large for a duration is 292 years. asked is false if the answer asks for nothing, or not in
// a way that can be read: what is malformed is ignored, as if it were not there.
//
// In this order, and the first that can be read decides:
//
//   - Retry-After-Ms, milliseconds: the SDKs of OpenAI and Anthropic send it beside
//     Retry-After as the same wait in a finer unit.
//   - Retry-After (RFC 9110, 10.2.3): seconds, also 1.5, or a date in any of the three forms
//     of HTTP. A date is compared with the answer's own Date, so that it means the same on a
//     machine whose clock is wrong; one in the past asks to come back at once. Of several
//     values the longest counts: each was set by somebody on the way who wants to be left
//     alone that long, and only the longest suits them all.
//   - The limits that the answer shows as used up, the longest of them: the fields RateLimit
//     and RateLimit-Reset of the drafts of the IETF, X-RateLimit-Reset of GitHub and others,
//     X-RateLimit-Reset-Requests and -Tokens of OpenAI and Groq, and those of Anthropic. A
//     limit that has something left says nothing of this answer. One that does not say what
//     it has left counts with 429 alone.
//
// The status is that of the answer. ParseRetryAfter does not look whether the answer is one
// to repeat; [Classify] does.
func ParseRetryAfter(status int, h http.Header, now time.Time) (wait time.Duration, asked bool) {
	now = clock(h, now)
	if wait, asked = decimal(h.Get("Retry-After-Ms"), time.Millisecond); asked {
		return wait, true
	}
	if wait, asked = longest(h.Values("Retry-After"), now); asked {
		return wait, true
	}
	wait, asked, _ = usedUp(status, h, now)
	return wait, asked
}

// clock is the service's: the times in an answer are read off it.
func clock(h http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date
	}
	return now
}

// longest is the longest of the waits that can be read.
func longest(values []string, now time.Time) (wait time.Duration, asked bool) {
	for _, value := range values {
		if date, err := http.ParseTime(value); err == nil {
			wait, asked = max(wait, date.Sub(now)), true
			continue
		}
		for one := range strings.SplitSeq(value, ",") { // as a proxy joins two of them
			if seconds, ok := decimal(strings.TrimSpace(one), time.Second); ok {
				wait, asked = max(wait, seconds), true
			}
		}
	}
	return wait, asked
}
