package retry

import "time"

// Policy is the whole retry policy of one client.
type Policy struct {
	Strategy    Strategy      // spaces the retries; required
	MaxAttempts int           // attempts in all, the first included; at least 1
	Deadline    time.Duration // for the whole request, from the start of attempt 1; 0 means none
}

// Next decides what a client does after attempt n (1 for the first) ended with
// outcome o, which must not be Success. elapsed is the time since attempt 1 was
// sent, prev the delay that preceded attempt n (0 before the first retry), u a
// number drawn uniformly from [0, 1).
//
// The delay counts only when the verdict is Retry. A retry that would start
// after the deadline is not made; one that starts exactly on it is.
func (p *Policy) Next(n int, o Outcome, elapsed, prev time.Duration, u float64) (time.Duration, Verdict) {
	if !o.Retryable() {
		return 0, GiveUpNotRetryable
	}
	if n >= p.MaxAttempts {
		return 0, GiveUpAttempts
	}
	delay := p.Strategy.Delay(n, prev, u)
	if p.Deadline > 0 && delay > p.Deadline-elapsed {
		return 0, GiveUpDeadline
	}
	return delay, Retry
}
