package retry

// Outcome is what became of one attempt. It is not a Go error: a rejected
// virtual attempt is a fact to count, not a fault of the program.
type Outcome uint8

// The outcomes of an attempt.
const (
	Success     Outcome = iota // served
	Rejected                   // turned away by a limiter (HTTP 429)
	Unavailable                // transient failure of the service (HTTP 503)
	Failed                     // permanent failure: another attempt would fail as well
)

// Retryable reports whether another attempt may end better.
func (o Outcome) Retryable() bool { return o == Rejected || o == Unavailable }

// Verdict is what a policy decides after a failed attempt.
type Verdict uint8

// The verdicts of a policy.
const (
	Retry              Verdict = iota // send another attempt after the delay
	GiveUpAttempts                    // max attempts are used up
	GiveUpDeadline                    // the retry would start after the deadline
	GiveUpNotRetryable                // the failure is permanent
)
