package httpretry

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
)

// now is the client's clock in these tests, and where a row has a Date that of the service.
var now = time.Date(2026, time.November, 27, 6, 0, 0, 0, time.UTC)

const none = -1

func TestParseRetryAfter(t *testing.T) {
	const date = "Date: Fri, 27 Nov 2026 06:00:00 GMT"
	for _, row := range []struct {
		name, header string // the header's lines, separated by " | "
		status       int    // 429 if it is 0
		want         time.Duration
	}{
		{"nothing", "", 0, none},
		{"seconds", "Retry-After: 2", 0, 2 * time.Second},
		{"at once", "Retry-After: 0", 0, 0},
		{"a fraction, at which urllib3 raises", "Retry-After: 1.5", 0, 1500 * time.Millisecond},
		{"negative", "Retry-After: -5", 0, none},
		{"a sign", "Retry-After: +5", 0, none},
		{"a word, on which ky hangs", "Retry-After: soon", 0, none},
		{"not a number, which is a float", "Retry-After: NaN", 0, none},
		{"an exponent", "Retry-After: 1e3", 0, none},
		{"a unit", "Retry-After: 2s", 0, none},
		{"half a fraction", "Retry-After: 1.", 0, none},
		{"empty", "Retry-After: ", 0, none},
		{"digits of another script", "Retry-After: ٣", 0, none},
		{"a minute and a half", "Retry-After: 90", 0, 90 * time.Second},
		{"too large for setTimeout and for a duration, which six clients take for 0", "Retry-After: 99999999999", 0, retry.MaxDelay},
		{"too large for a float", "Retry-After: " + strings.Repeat("9", 400), 0, retry.MaxDelay},
		{"two values", "Retry-After: 1 | Retry-After: 3", 0, 3 * time.Second},
		{"two values, the longer first", "Retry-After: 3 | Retry-After: 1", 0, 3 * time.Second},
		{"two values that a proxy joined, at which urllib3 raises", "Retry-After: 1, 3", 0, 3 * time.Second},
		{"a value and a word", "Retry-After: soon | Retry-After: 3", 0, 3 * time.Second},
		{"a value and a date", date + " | Retry-After: 1 | Retry-After: Fri, 27 Nov 2026 06:00:03 GMT", 0, 3 * time.Second},

		{"a date", date + " | Retry-After: Fri, 27 Nov 2026 06:00:03 GMT", 0, 3 * time.Second},
		{"a date of RFC 850", date + " | Retry-After: Friday, 27-Nov-26 06:00:03 GMT", 0, 3 * time.Second},
		{"a date of asctime", date + " | Retry-After: Fri Nov 27 06:00:03 2026", 0, 3 * time.Second},
		{"a date in the past", date + " | Retry-After: Fri, 27 Nov 2026 05:59:00 GMT", 0, 0},
		{"a date without the service's", "Retry-After: Fri, 27 Nov 2026 06:00:03 GMT", 0, 3 * time.Second},
		{"a service whose clock is an hour behind", "Date: Fri, 27 Nov 2026 05:00:00 GMT | Retry-After: Fri, 27 Nov 2026 05:00:03 GMT", 0, 3 * time.Second},
		{"a service whose clock is years ahead", "Date: Mon, 27 Nov 2034 06:00:00 GMT | Retry-After: Mon, 27 Nov 2034 06:00:03 GMT", 0, 3 * time.Second},
		{"a date of the service that is none", "Date: today | Retry-After: Fri, 27 Nov 2026 06:00:03 GMT", 0, 3 * time.Second},
		{"the end of all dates", date + " | Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", 0, retry.MaxDelay},
		{"a date of ISO 8601, which HTTP has not", date + " | Retry-After: 2026-11-27T06:00:03Z", 0, none},

		{"milliseconds", "Retry-After-Ms: 1500", 0, 1500 * time.Millisecond},
		{"milliseconds beside the seconds that they were rounded up to", "Retry-After-Ms: 1500 | Retry-After: 2", 0, 1500 * time.Millisecond},
		{"milliseconds that are none", "Retry-After-Ms: NaN | Retry-After: 2", 0, 2 * time.Second},

		{"a limit used up", `RateLimit: "burst";r=0;t=2`, 0, 2 * time.Second},
		{"a limit with something left", `RateLimit: "burst";r=50;t=30`, 0, none},
		{"the one of two that is used up", `RateLimit: "burst";r=0;t=2, "day";r=9;t=3600`, 0, 2 * time.Second},
		{"two used up, on two lines", `RateLimit: "burst";r=0;t=2 | RateLimit: "minute";r=0;t=30`, 0, 30 * time.Second},
		{"a comma, a semicolon and a quote in a name", `RateLimit: "a,b;c\"d";r=0;t=2`, 0, 2 * time.Second},
		{"parameters that nobody knows yet", `RateLimit: "burst";pk=:YWJj:;r=0;x;t=2`, 0, 2 * time.Second},
		{"blanks", `RateLimit:  "burst"; r=0; t=2 ,"day";r=9`, 0, 2 * time.Second},
		{"Retry-After wins", `RateLimit: "burst";r=0;t=30 | Retry-After: 1`, 0, time.Second},
		{"Retry-After that cannot be read does not", `RateLimit: "burst";r=0;t=30 | Retry-After: soon`, 0, 30 * time.Second},
		{"a limit used up that does not say until when", `RateLimit: "burst";r=0`, 0, none},
		{"a name without quotes", `RateLimit: burst;r=0;t=2`, 0, none},
		{"a string that does not end", `RateLimit: "burst;r=0;t=2`, 0, none},
		{"negative time in one of two: the field is malformed", `RateLimit: "a";r=0;t=-2, "b";r=0;t=2`, 0, none},
		{"a limit of draft -07", "RateLimit: limit=100, remaining=0, reset=5", 0, 5 * time.Second},
		{"a limit of draft -07 with something left", "RateLimit: limit=100, remaining=1, reset=5", 0, none},
		{"a limit of draft -06", "RateLimit-Limit: 100 | RateLimit-Remaining: 0 | RateLimit-Reset: 5", 0, 5 * time.Second},
		{"a limit of draft -06 with something left", "RateLimit-Remaining: 7 | RateLimit-Reset: 5", 0, none},
		{"a limit at an answer that speaks of another matter", "RateLimit-Remaining: 7 | RateLimit-Reset: 5", 503, none},
		{"a limit used up at such an answer", "RateLimit-Remaining: 0 | RateLimit-Reset: 5", 503, 5 * time.Second},

		{"GitHub", date + " | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1795759202", 0, 2 * time.Second},
		{"GitHub, 403", date + " | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1795759202", 403, 2 * time.Second},
		{"GitHub, by a clock that is wrong", "Date: Fri, 27 Nov 2026 05:00:00 GMT | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1795755602", 0, 2 * time.Second},
		{"GitHub, past", date + " | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1795759100", 0, 0},
		{"a reset alone", date + " | X-RateLimit-Reset: 1795759202", 0, 2 * time.Second},
		{"a reset alone, and no 429", date + " | X-RateLimit-Reset: 1795759202", 403, none},
		{"a reset in milliseconds since 1970", date + " | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 1795759202500", 0, 2500 * time.Millisecond},
		{"a reset in seconds from now", "X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 30", 0, 30 * time.Second},
		{"a reset of -1, as from Azure", "X-RateLimit-Remaining: -1 | X-RateLimit-Reset: -1", 0, none},
		{"a reset that is a word", "X-RateLimit-Remaining: 0 | X-RateLimit-Reset: tomorrow", 0, none},

		{"OpenAI, requests", "X-RateLimit-Remaining-Requests: 0 | X-RateLimit-Reset-Requests: 1s | X-RateLimit-Remaining-Tokens: 9 | X-RateLimit-Reset-Tokens: 6m0s", 0, time.Second},
		{"OpenAI, tokens", "X-RateLimit-Remaining-Requests: 59 | X-RateLimit-Reset-Requests: 1s | X-RateLimit-Remaining-Tokens: 0 | X-RateLimit-Reset-Tokens: 6m0s", 0, 6 * time.Minute},
		{"OpenAI, milliseconds", "X-RateLimit-Remaining-Requests: 0 | X-RateLimit-Reset-Requests: 12ms", 0, 12 * time.Millisecond},
		{"Groq, a fraction of a second", "X-RateLimit-Remaining-Tokens: 0 | X-RateLimit-Reset-Tokens: 2m59.56s", 0, 2*time.Minute + 59560*time.Millisecond},
		{"a day", "X-RateLimit-Remaining-Requests: 0 | X-RateLimit-Reset-Requests: 1d2h", 0, 26 * time.Hour},
		{"hours beyond any duration", "X-RateLimit-Remaining-Requests: 0 | X-RateLimit-Reset-Requests: 99999999999h1s", 0, retry.MaxDelay},
		{"a unit that is none", "X-RateLimit-Remaining-Requests: 0 | X-RateLimit-Reset-Requests: 2x", 0, none},
		{"a duration that is negative", "X-RateLimit-Remaining-Requests: 0 | X-RateLimit-Reset-Requests: -2s", 0, none},

		{"Anthropic", date + " | Anthropic-RateLimit-Requests-Remaining: 0 | Anthropic-RateLimit-Requests-Reset: 2026-11-27T06:00:02Z", 0, 2 * time.Second},
		{"Anthropic, tokens of the output", date + " | Anthropic-RateLimit-Output-Tokens-Remaining: 0 | Anthropic-RateLimit-Output-Tokens-Reset: 2026-11-27T07:00:04+01:00", 0, 4 * time.Second},
		{"Anthropic, something left", date + " | Anthropic-RateLimit-Requests-Remaining: 3 | Anthropic-RateLimit-Requests-Reset: 2026-11-27T06:00:02Z", 0, none},
		{"Anthropic, past", date + " | Anthropic-RateLimit-Tokens-Remaining: 0 | Anthropic-RateLimit-Tokens-Reset: 2026-11-27T05:00:00Z", 0, 0},
	} {
		status := row.status
		if status == 0 {
			status = http.StatusTooManyRequests
		}
		wait, asked := ParseRetryAfter(status, headers(row.header), now)
		if !asked {
			wait = none
		}
		if wait != row.want {
			t.Errorf("%s: %s is %v, want %v", row.name, row.header, wait, row.want)
		}
	}
}

// headers reads lines that are separated by " | ".
func headers(lines string) http.Header {
	h := http.Header{}
	for line := range strings.SplitSeq(lines, " | ") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			h.Add(name, strings.TrimSpace(value))
		}
	}
	return h
}

// Whatever a service sends, the wait is never negative, none is given where none was asked,
// and a header that is longer by a value never makes the wait shorter.
func FuzzParseRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"1", "1.5", "99999999999", "-5", "soon", "1, 3", "Fri, 27 Nov 2026 06:00:03 GMT", "Friday, 27-Nov-26 06:00:03 GMT",
		`"burst";r=0;t=30, "a\"b";r=0`, "limit=1, remaining=0, reset=3", "6m0s", "1795766402", "2026-11-27T06:00:02Z", "0",
	} {
		f.Add(seed, seed, 429)
		f.Add(seed, "0", 503)
	}
	f.Fuzz(func(t *testing.T, value, left string, status int) {
		for _, name := range []string{"Retry-After", "Retry-After-Ms", "Ratelimit"} {
			one, asked := ParseRetryAfter(status, http.Header{name: {value}}, now)
			if one < 0 || !asked && one != 0 {
				t.Fatalf("%s: %q is %v, %t", name, value, one, asked)
			}
		}
		for _, l := range limits {
			h := http.Header{l.reset: {value}, l.remaining: {left}, "Date": {left}}
			if wait, asked := ParseRetryAfter(status, h, now); wait < 0 || !asked && wait != 0 {
				t.Fatalf("%v is %v, %t", h, wait, asked)
			}
		}
		one, _ := ParseRetryAfter(status, http.Header{"Retry-After": {value}}, now)
		if two, _ := ParseRetryAfter(status, http.Header{"Retry-After": {left, value}}, now); two < one {
			t.Fatalf("%q and %q are %v, the second alone %v", left, value, two, one)
		}
	})
}
