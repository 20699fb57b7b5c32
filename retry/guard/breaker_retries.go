package guard

import (
	"time"

	"backofflab/retry"
)

var retryBreakerKind = Kind{
	Key: "retries", Name: "Retries only",
	Rule:    "First tries always pass; no retry while there were too many failures per first try.",
	Source:  "Marc Brooker, 2022",
	New:     func(p Params) retry.Guard { return NewRetryBreaker(p) },
	GivesUp: true, Verdict: retry.GiveUpBreaker,
}

// RetryBreaker refuses retries while failed attempts, of first tries and retries
// alike, are more than BreakerRatio times the first tries, counted since the
// start. The very first failure of a process is always too many, so a process
// with few requests makes no retries at all.
//
// Every failed attempt counts, a permanent failure too; what was not sent does
// not, and neither does its first try.
//
// Source: Marc Brooker, "Fixing retries with token buckets and circuit
// breakers", 2022, and its simulator, with a ratio of 0.1.
type RetryBreaker struct {
	ratio            int64 // millionths
	firsts, failures int64
}

// NewRetryBreaker returns a breaker that has seen nothing.
func NewRetryBreaker(p Params) *RetryBreaker {
	return &RetryBreaker{ratio: steps(p.BreakerRatio, 1e6)}
}

// Admit counts a first try, and lets a retry through unless there were too many
// failures.
func (b *RetryBreaker) Admit(_ time.Duration, t retry.Try, _ float64) (time.Duration, bool) {
	if t.Attempt == 1 {
		b.firsts++
		return 0, true
	}
	return 0, b.State() == retry.Closed
}

// Done counts a failure.
func (b *RetryBreaker) Done(_ time.Duration, t retry.Try, o retry.Outcome) {
	switch {
	case o == retry.NotSent && t.Attempt == 1:
		b.firsts--
	case o != retry.NotSent && o != retry.Success:
		b.failures++
	}
}

// State is Open while there were too many failures.
func (b *RetryBreaker) State() retry.State {
	if b.failures*1e6 <= b.ratio*b.firsts {
		return retry.Closed
	}
	return retry.Open
}

// GivesUp says that a retry that is refused ends its request: see [Kind].
func (b *RetryBreaker) GivesUp() bool { return true }

// Reset forgets all it saw.
func (b *RetryBreaker) Reset() { b.firsts, b.failures = 0, 0 }
