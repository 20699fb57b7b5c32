package conformance

import (
	"time"

	"backofflab/internal/format"
)

// A judge is a pure function of what was seen. Those here are shared by several cases.

// onTime judges a delay against the wait that was asked for. A fifth more is jitter, which
// keeps those who were told the same from coming together.
func onTime(delay, asked time.Duration) Finding {
	switch {
	case delay < asked-Early:
		return fail("came back after %s, although %s were asked for", ms(delay), ms(asked))
	case delay > asked+asked/5+Late:
		return warn("came back after %s, %s later than asked", ms(delay), ms(delay-asked))
	}
	return pass("came back after %s; %s were asked for", ms(delay), ms(asked))
}

// waits judges the delay after answer n, which asked for a wait.
func waits(n int, asked time.Duration) func(*Seen) Finding {
	return func(s *Seen) Finding {
		switch what, took := s.after(n); what {
		case came:
			return onTime(took, asked)
		case waiting:
			return fail("was still waiting %s after an answer that asked for %s", ms(took), ms(asked))
		default:
			return stopped(s)
		}
	}
}

// stopped tells of a client that made fewer attempts than the case needs.
func stopped(s *Seen) Finding {
	last := s.Attempts[len(s.Attempts)-1].Status
	if !s.Ended {
		return fail("was still waiting %s after attempt %d", ms(s.Rest), len(s.Attempts))
	}
	if len(s.Attempts) > 1 {
		return notTried("stopped after attempt %d, answered with %d", len(s.Attempts), last)
	}
	if last == 0 {
		return notTried("does not retry what was cut off")
	}
	return notTried("does not retry %d", last)
}

// unreadable judges the delay after the second answer, whose field means nothing. The
// first answer had none, and shows that the client retries at all.
func unreadable(s *Seen) Finding {
	switch what, took := s.after(2); {
	case what == missing:
		return stopped(s)
	case what == gaveUp:
		return warn("retried the answer without the field, and stopped at the one with it")
	case what == waiting:
		return fail("was still waiting %s after a field that asks for no wait", ms(took))
	case took < s.instant():
		return byChance(fail("came back at once: what it could not read became no delay"))
	default:
		return pass("came back after %s, a delay of its own", ms(took))
	}
}

// instant is what is no delay after the second answer: on a busy machine a client that computes
// none takes longer than AtOnce, but nothing beside the delay that it chose after the first.
func (s *Seen) instant() time.Duration {
	_, own := s.after(1)
	return max(AtOnce, min(own/20, 10*AtOnce))
}

// retried judges a client whose attempt failed once in a way that may pass. What it
// is the worse for is up to the case.
func retried(otherwise func(*Seen) Finding) func(*Seen) Finding {
	return func(s *Seen) Finding {
		switch what, took := s.after(1); what {
		case came:
			if !s.succeeded() {
				return warn("retried after %s, and the call did not succeed", ms(took))
			}
			return pass("retried after %s", ms(took))
		case waiting:
			return fail("was still waiting %s after the failure", ms(took))
		default:
			return otherwise(s)
		}
	}
}

// once judges a client that must make no second attempt.
func once(worst Verdict, why string) func(*Seen) Finding {
	return func(s *Seen) Finding {
		if n := len(s.Attempts); n > 1 {
			return Finding{Verdict: worst, Reason: "made " + attempts(n) + ": " + why}
		}
		if !s.Ended {
			return fail("made one attempt, and was still there %s after its answer", ms(s.Rest))
		}
		return pass("made one attempt")
	}
}

// sameBodies judges attempts that carry one body: each is the first one again.
func sameBodies(s *Seen) (Finding, bool) {
	first := s.Attempts[0]
	if first.Body == 0 {
		return notTried("sent no body"), false
	}
	for i, a := range s.Attempts[1:] {
		if a.Body != first.Body {
			return fail("attempt %d sent %d bytes of a body of %d", i+2, a.Body, first.Body), false
		}
		if a.Hash != first.Hash {
			return fail("attempt %d sent another body", i+2), false
		}
	}
	return Finding{}, true
}

func attempts(n int) string {
	if n == 1 {
		return "one attempt"
	}
	return format.Plural(n, "attempt")
}
