package conformance

import (
	"net/http"
	"time"
)

const rfcRetryAfter = "RFC 9110, 10.2.3"

// hintCases are about waits that a service asks for and a client can keep.
var hintCases = []Case{
	{
		Name: "retry-after-seconds", Source: rfcRetryAfter + "; RFC 6585, 4",
		Shows:  "A rejected client comes back when it was told to.",
		Judged: "The delay. Coming early is what the service asked not to be done; coming late costs the caller.",
		Script: "429 retry-after=2, 200", judge: waits(1, 2*time.Second),
	}, {
		Name: "retry-after-date", Source: rfcRetryAfter,
		Shows:  "The wait may be told as the date when it is over.",
		Judged: "The delay until that date, a whole second: it is between two and three seconds away.",
		Script: "429 retry-after=date+2s, 200", judge: keepsDate,
	}, {
		Name: "retry-after-date-past", Source: rfcRetryAfter,
		Shows:  "The date may be over already, as when two clocks differ.",
		Judged: "That it comes back: at once, as it was told, or after a delay of its own.",
		Script: "429 retry-after=date-10s, 200", judge: zero,
	}, {
		Name: "retry-after-zero", Source: rfcRetryAfter,
		Shows:  "0 seconds is a wait that the standard allows.",
		Judged: "That it comes back. At once is what it was told.",
		Script: "429 retry-after=0, 200", judge: zero,
	}, {
		Name: "retry-after-ms", Source: "the OpenAI and Anthropic SDKs read it; no standard has it",
		Shows:  "Some services ask for a wait in milliseconds.",
		Judged: "The delay, of a client that reads the field. One that does not is not tried.",
		Script: "429 retry-after-ms=1700, 200", judge: optional("retry-after-ms", 1700*time.Millisecond),
	}, {
		Name: "retry-after-unavailable", Source: rfcRetryAfter + "; 15.6.4",
		Shows:  "503 asks for a wait with the same field as 429.",
		Judged: "The delay.",
		Script: "503 retry-after=2, 200", judge: waits(1, 2*time.Second),
	}, {
		Name: "retry-after-rejected-post", Source: "RFC 6585, 4",
		Shows:  "What was rejected by a limit was not done, so even a POST may come back.",
		Judged: "The delay, and that the body is the same. A client that repeats no POST is not tried.",
		Script: "429 retry-after=1, 200", Call: Call{Method: http.MethodPost, Body: 2000},
		judge: bodyAnd(waits(1, time.Second)),
	}, {
		Name: "ratelimit-reset", Source: "draft-ietf-httpapi-ratelimit-headers",
		Shows:  "The draft's RateLimit field says in how many seconds there is room again.",
		Judged: "The delay, of a client that reads the field. One that does not is not tried.",
		Answer: `429 with RateLimit: "default";r=0;t=3, then 200`, serve: limitField(`"default";r=0;t=3`, ""),
		judge: optional("RateLimit", 3*time.Second),
	}, {
		Name: "ratelimit-and-retry-after", Source: "draft-ietf-httpapi-ratelimit-headers: Retry-After takes precedence",
		Shows:  "Where RateLimit and Retry-After differ, Retry-After holds.",
		Judged: "The delay.",
		Answer: `429 with RateLimit: "default";r=0;t=5 and Retry-After: 1, then 200`,
		serve:  limitField(`"default";r=0;t=5`, "1"), judge: waits(1, time.Second),
	}, {
		Name: "secondary-limit", Source: "GitHub, rate limits for the REST API: 403 or 429 with retry-after",
		Shows:  "Some services reject with 403 and say when to come back.",
		Judged: "The delay, of a client that retries such a 403. One that does not is not tried.",
		Script: "403 retry-after=1 x-ratelimit-limit=60 x-ratelimit-remaining=0, 200", judge: waits(1, time.Second),
	}, {
		Name: "retry-after-redirected", Source: rfcRetryAfter + "; 15.4.8",
		Shows:  "A call is redirected, and asked to wait where it was sent.",
		Judged: "The delay after the answer that asks for it.",
		Answer: "307 to another path, there 503 with Retry-After: 1, then 200",
		serve:  redirected, judge: followed,
	},
}

// zero judges an answer whose wait is over as it arrives.
func zero(s *Seen) Finding {
	switch what, took := s.after(1); what {
	case came:
		return pass("came back after %s", ms(took))
	case waiting:
		return fail("was still waiting %s after an answer that asked for none", ms(took))
	default:
		return stopped(s)
	}
}

// optional judges a delay by a field that a client need not know.
func optional(field string, asked time.Duration) func(*Seen) Finding {
	return func(s *Seen) Finding {
		if what, took := s.after(1); what == came && onTime(took, asked).Verdict != Pass {
			return notTried("does not read %s: came back after %s", field, ms(took))
		}
		return waits(1, asked)(s)
	}
}

// bodyAnd judges the bodies first, then as the other judge does.
func bodyAnd(judge func(*Seen) Finding) func(*Seen) Finding {
	return func(s *Seen) Finding {
		if f, same := sameBodies(s); !same {
			return f
		}
		return judge(s)
	}
}

// keepsDate judges a wait until a date. Who counts from the Date of the answer, so as not
// to depend on two clocks, is late by the part of a second that Date does not have.
func keepsDate(s *Seen) Finding {
	asked := s.Attempts[0].Until
	f := waits(1, asked)(s)
	if _, took := s.after(1); f.Verdict == Warn && onTime(took, asked+time.Second).Verdict != Warn {
		return pass("came back after %s; %s were asked for, on a clock of whole seconds", ms(took), ms(asked))
	}
	return f
}

func followed(s *Seen) Finding {
	if len(s.Attempts) < 2 {
		return notTried("does not follow a redirect")
	}
	return waits(2, time.Second)(s)
}
