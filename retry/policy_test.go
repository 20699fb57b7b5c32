package retry_test

import (
	"testing"
	"time"

	"backofflab/retry"
)

func TestPolicyDecides(t *testing.T) {
	p := retry.Policy{Strategy: retry.Exponential{Params: params}, MaxAttempts: 3, Deadline: 500 * ms}
	for _, tt := range []struct {
		shows   string
		attempt int
		outcome retry.Outcome
		elapsed time.Duration
		delay   time.Duration
		verdict retry.Verdict
	}{
		{"the first failure waits e(1)", 1, retry.Rejected, 20 * ms, 100 * ms, retry.Retry},
		{"the second waits e(2)", 2, retry.Unavailable, 140 * ms, 200 * ms, retry.Retry},
		{"three attempts are two retries", 3, retry.Rejected, 360 * ms, 0, retry.GiveUpAttempts},
		{"a retry may start exactly on the deadline", 2, retry.Rejected, 300 * ms, 200 * ms, retry.Retry},
		{"and not a nanosecond later", 2, retry.Rejected, 300*ms + 1, 0, retry.GiveUpDeadline},
		{"a permanent failure is not retried", 1, retry.Failed, 20 * ms, 0, retry.GiveUpNotRetryable},
		{"permanent wins over attempts", 3, retry.Failed, 20 * ms, 0, retry.GiveUpNotRetryable},
		{"attempts win over the deadline", 3, retry.Rejected, time.Hour, 0, retry.GiveUpAttempts},
	} {
		delay, verdict := p.Next(tt.attempt, tt.outcome, tt.elapsed, 0, 0.5)
		if delay != tt.delay || verdict != tt.verdict {
			t.Errorf("%s: got %v, %v, want %v, %v", tt.shows, delay, verdict, tt.delay, tt.verdict)
		}
	}
}

func TestPolicyWithoutDeadline(t *testing.T) {
	p := retry.Policy{Strategy: retry.Fixed{Params: params}, MaxAttempts: 2}
	if delay, verdict := p.Next(1, retry.Rejected, 1000*time.Hour, 0, 0); delay != 100*ms || verdict != retry.Retry {
		t.Errorf("got %v, %v", delay, verdict)
	}
}

func TestOutcomes(t *testing.T) {
	for o, want := range map[retry.Outcome]bool{retry.Rejected: true, retry.Unavailable: true, retry.Failed: false, retry.Success: false} {
		if o.Retryable() != want {
			t.Errorf("%v: Retryable is %v", o, !want)
		}
	}
}
