package conformance

import "time"

// longCases are about waits that no caller sits out.
var longCases = []Case{
	{
		Name: "retry-after-90", Source: rfcRetryAfter,
		Shows:  "The service asks for a minute and a half.",
		Judged: "That the client does not come back before: waiting is as good as giving up.",
		Script: "429, 429 retry-after=90, 200", judge: tooLong(false),
	}, {
		Name: "retry-after-huge", Source: "seen in six of fifteen clients: a number that overflows means no delay",
		Shows:  "The service asks for 99,999,999,999 seconds, 3,170 years.",
		Judged: "That the number does not overflow into no delay, and that the client does not wait for it: it should tell its caller.",
		Script: "429, 429 retry-after=99999999999, 200", judge: tooLong(true),
	}, {
		Name: "retry-after-beyond-deadline", Source: "RFC 9110, 10.2.3; the caller's own deadline",
		Shows:  "The service asks for longer than the caller has.",
		Judged: "That the client tells its caller at once. Sleeping until the deadline is of no use to anybody, coming back early neither.",
		Script: "429, 429 retry-after=20, 200", Call: Call{Deadline: 3 * time.Second}, Limit: 6 * time.Second,
		judge: beyondDeadline,
	},
}

// nearlyAtOnce is what is no delay where the clock of a script language has overflowed.
const nearlyAtOnce = 4 * AtOnce

// tooLong judges what follows answer 2, which asks for a wait that outlasts the case.
func tooLong(absurd bool) func(*Seen) Finding {
	return func(s *Seen) Finding {
		switch what, took := s.after(2); {
		case what == missing:
			return stopped(s)
		case what == gaveUp:
			return pass("gave up %s after the answer", ms(took))
		case what == waiting && absurd:
			return warn("was still waiting %s after the answer: it has no limit to what it is told", ms(took))
		case what == waiting:
			return pass("was still waiting %s after the answer, when the case ended", ms(took))
		case took < nearlyAtOnce:
			return byChance(fail("came back at once"))
		case absurd:
			return warn("came back after %s, which it was not asked to do", ms(took))
		default:
			return fail("came back after %s, although 90 s were asked for", ms(took))
		}
	}
}

func beyondDeadline(s *Seen) Finding {
	if len(s.Attempts) < 2 {
		return stopped(s)
	}
	left := s.Call.Deadline - s.Attempts[1].Answered
	switch what, took := s.after(2); {
	case what == came:
		return fail("came back after %s, although 20 s were asked for", ms(took))
	case what == waiting || took > left+overdue:
		return fail("was still waiting %s after the answer, past its deadline", ms(took))
	case took > left/2:
		return warn("slept for %s although the wait could not end in time", ms(took))
	default:
		return pass("gave up %s after the answer, with %s left", ms(took), ms(left-took))
	}
}
