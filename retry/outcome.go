package retry

import "strings"

// Outcome is what became of one attempt. It is not a Go error: a rejected
// virtual attempt is a fact to count, not a fault of the program.
type Outcome uint8

// The outcomes of an attempt.
const (
	Success     Outcome = iota // served
	Rejected                   // turned away by a limiter (HTTP 429)
	Unavailable                // transient failure of the service (HTTP 503)
	TimedOut                   // no answer within the attempt's timeout
	Failed                     // permanent failure: another attempt would fail as well
	NotSent                    // refused by the client's own budget, breaker or throttle
)

var outcomes = [...]string{"success", "rejected", "unavailable", "timed out", "failed", "not sent"}

// String returns the outcome in words.
func (o Outcome) String() string { return name(outcomes[:], int(o)) }

// Overload reports whether an outcome speaks of a service that cannot keep up:
// it rejected, it failed for now, or it did not answer. A permanent failure is
// an answer like any other, and what was not sent says nothing about a service.
func (o Outcome) Overload() bool {
	return o == Rejected || o == Unavailable || o == TimedOut
}

// Outcomes is a set of outcomes. The zero value is empty.
type Outcomes uint8

// With returns the set with o in it.
func (s Outcomes) With(o Outcome) Outcomes { return s | 1<<o }

// Has reports whether o is in the set.
func (s Outcomes) Has(o Outcome) bool { return s&(1<<o) != 0 }

// String lists the outcomes of a set in words.
func (s Outcomes) String() string {
	var words []string
	for o, word := range outcomes {
		if s.Has(Outcome(o)) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// NotAsked is the RetryAfter of an answer that asked for nothing.
const NotAsked = -1

// Verdict is what a client decides after a failed attempt.
type Verdict uint8

// The verdicts of a policy, and of the guards beside it.
const (
	Retry            Verdict = iota // send another attempt after the delay
	GiveUpAttempts                  // max attempts are used up
	GiveUpDeadline                  // the retry would start after the deadline
	GiveUpPermanent                 // the attempt failed for good, and the policy does not retry that
	GiveUpNotRetried                // another outcome that the policy does not retry
	GiveUpBudget                    // a budget refused the retry
	GiveUpBreaker                   // a breaker refused the attempt, and the policy does not retry that
	GiveUpThrottle                  // a throttle did
	GiveUpRetryAfter                // the service asked for a longer wait than the policy takes
	GiveUpCancelled                 // whoever made a real call gave it up; no virtual client does
)

var verdicts = [...]string{
	"retry", "max attempts", "deadline", "permanent", "not retried", "budget", "breaker", "throttle", "retry-after", "cancelled",
}

// String returns the verdict in a word or two.
func (v Verdict) String() string { return name(verdicts[:], int(v)) }

func name(of []string, i int) string {
	if i < len(of) {
		return of[i]
	}
	return "unknown"
}

// unretried is the verdict on an outcome that a policy does not retry.
func unretried(o Outcome) Verdict {
	if o == Failed {
		return GiveUpPermanent
	}
	return GiveUpNotRetried
}
