package conformance

import "time"

// malformedCases are about fields that say nothing a client could keep to. In each the
// first answer is a plain 429, to see that the client retries at all.
var malformedCases = []Case{
	{
		Name: "retry-after-words", Source: rfcRetryAfter,
		Shows:  "The field holds a word.",
		Judged: "That the client falls back to a delay of its own: neither none nor for ever.",
		Script: "429, 429 retry-after=soon, 200", judge: unreadable,
	}, {
		Name: "retry-after-negative", Source: rfcRetryAfter,
		Shows:  "The field holds -5.",
		Judged: "That the client falls back to a delay of its own: -5 is no time to come back at.",
		Script: "429, 429 retry-after=-5, 200", judge: unreadable,
	}, {
		Name: "retry-after-fraction", Source: rfcRetryAfter + ": seconds are a whole number",
		Shows:  "The field holds 1.5, as services send it though the standard has whole seconds.",
		Judged: "That the client waits for as long, or falls back to a delay of its own.",
		Script: "429, 429 retry-after=1.5, 200", judge: unreadable,
	}, {
		Name: "retry-after-twice", Source: rfcRetryAfter + "; 5.3: a field that is no list comes once",
		Shows:  "The field comes twice, with 1 and with 2, as when a proxy adds its own.",
		Judged: "That the client waits for one of the two, or falls back to a delay of its own.",
		Script: "429, 429 retry-after=1 retry-after=2, 200", judge: either(time.Second, 2*time.Second),
	},
}

// either judges the delay after answer 2, which asked for two waits, the shorter first.
func either(short, long time.Duration) func(*Seen) Finding {
	return func(s *Seen) Finding {
		f := unreadable(s)
		if _, took := s.after(2); f.Verdict != Pass {
			return f
		} else if took > long+Late {
			return warn("came back after %s, later than either asked", ms(took))
		} else if took < short-Early {
			return pass("came back after %s: took neither", ms(took))
		} else {
			return pass("came back after %s", ms(took))
		}
	}
}
