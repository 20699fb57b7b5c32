package conformance

import (
	"time"

	"backofflab/internal/format"
)

const crowd = 200

// manyCases are about 200 calls that one process makes at once.
var manyCases = []Case{
	{
		Name: "crowd-and-limit", Source: "Google SRE, chapter 21: client-side throttling and retry budgets",
		Shows:    "200 calls at once against a limit of 100 at once and 100 a second, with Retry-After: 1.",
		Judged:   "That all are served, that the service is not asked three times for each, and that nobody comes before it was told to.",
		Scenario: "limiter=token-bucket&rate=100&burst=100&retry-after=seconds&latency=0s",
		Call:     Call{Calls: crowd}, Limit: 10 * time.Second, judge: limitedCrowd,
	}, {
		Name: "crowd-jitter", Source: "AWS Architecture Blog, Exponential Backoff And Jitter",
		Shows:  "200 calls fail at the same moment.",
		Judged: "Whether they come back spread over time. It warns only: the standard asks for no jitter.",
		Answer: "429 to 200 requests, all answered when the last has arrived, then 200",
		Call:   Call{Calls: crowd}, serve: together(""), judge: scattered(0),
	}, {
		Name: "crowd-hint", Source: "AWS Architecture Blog, Exponential Backoff And Jitter",
		Shows:  "200 calls are told at the same moment to come back in a second.",
		Judged: "That nobody comes before, and whether they come back spread over time: those who keep a wait to the letter come as a herd.",
		Answer: "429 with Retry-After: 1 to 200 requests, all answered when the last has arrived, then 200",
		Call:   Call{Calls: crowd}, serve: together("1"), judge: scattered(time.Second),
	},
}

// lonely reports a command that made fewer calls than it was asked to.
func lonely(s *Seen) (Finding, bool) {
	if n := len(s.Attempts); n < s.Call.Calls {
		return notTried("sent %s where %d calls were asked for", format.Plural(n, "request"), s.Call.Calls), true
	}
	return Finding{}, false
}

func limitedCrowd(s *Seen) Finding {
	if f, few := lonely(s); few {
		return f
	}
	n, served, busiest := len(s.Attempts), s.served(), s.busiest(s.Call.Calls, 100*time.Millisecond)
	first := rejection(s)
	switch early := earlier(s, first+time.Second-Early); {
	case n > 3*s.Call.Calls:
		return fail("made %s for %d calls, of which %d were served", attempts(n), s.Call.Calls, served)
	case early > 0:
		return fail("%s before the wait of the first rejection was over", format.Plural(early, "retry"))
	case served < s.Call.Calls && n == s.Call.Calls:
		return notTried("does not retry 429")
	case served < s.Call.Calls:
		return warn("%d of %d calls were served, in %s", served, s.Call.Calls, attempts(n))
	}
	return pass("all served in %s; at most %d retries in 100 ms", attempts(n), busiest)
}

// rejection is when the first attempt was turned away.
func rejection(s *Seen) time.Duration {
	first := time.Duration(-1)
	for _, a := range s.Attempts {
		if a.Status == 429 && (first < 0 || a.Answered < first) {
			first = a.Answered
		}
	}
	return first
}

// earlier counts the retries that came before the moment: what is more than one
// attempt for each call.
func earlier(s *Seen, moment time.Duration) int {
	n := 0
	for _, a := range s.Attempts {
		if a.At < moment {
			n++
		}
	}
	return max(0, n-s.Call.Calls)
}

// The least time over which nine tenths of a crowd have to come back. Without jitter it
// takes some tens of milliseconds on a small machine; full jitter of 100 ms takes 90.
const (
	leastSpread     = 25 * time.Millisecond
	leastHintSpread = 50 * time.Millisecond
)

// scattered judges the retries of a crowd that was turned away at one moment and asked
// to wait, or not.
func scattered(asked time.Duration) func(*Seen) Finding {
	return func(s *Seen) Finding {
		if f, few := lonely(s); few {
			return f
		}
		back := len(s.Attempts) - s.Call.Calls
		if back < s.Call.Calls/2 {
			return notTried("%d of %d calls came back", back, s.Call.Calls)
		}
		width, middle := s.spread(s.Call.Calls)
		least := max(leastSpread, middle/10)
		if asked > 0 {
			least = leastHintSpread
		}
		if early := earlier(s, rejection(s)+asked-Early); asked > 0 && early > 0 {
			return fail("%s before the wait was over", format.Plural(early, "retry"))
		}
		busiest := s.busiest(s.Call.Calls, 10*time.Millisecond)
		if width < least {
			return byChance(warn("came back as a herd: nine tenths within %s, %s after the answer", ms(width), ms(middle)))
		}
		return pass("came back spread over %s, at most %d in 10 ms", ms(width), busiest)
	}
}
