package retry_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"backofflab/retry"
)

func TestMeaningOfErrors(t *testing.T) {
	for _, tt := range []struct {
		err   error
		want  retry.Outcome
		after time.Duration
	}{
		{nil, retry.Success, retry.NotAsked},
		{errService, retry.Unavailable, retry.NotAsked},
		{context.DeadlineExceeded, retry.TimedOut, retry.NotAsked},
		{fmt.Errorf("reading: %w", context.DeadlineExceeded), retry.TimedOut, retry.NotAsked},
		{retry.Permanent(errService), retry.Failed, retry.NotAsked},
		{fmt.Errorf("twice: %w", retry.Permanent(errService)), retry.Failed, retry.NotAsked},
		{retry.After(errService, time.Second), retry.Rejected, time.Second},
		{retry.After(retry.As(errService, retry.Unavailable), 0), retry.Unavailable, 0},
		{retry.As(retry.After(errService, time.Second), retry.TimedOut), retry.TimedOut, time.Second},
		{retry.As(errService, retry.Success), retry.Unavailable, retry.NotAsked},
		{retry.As(nil, retry.Failed), retry.Success, retry.NotAsked},
		{retry.After(nil, 1), retry.Success, retry.NotAsked},
	} {
		if got := retry.Classify(tt.err); got.Outcome != tt.want || got.RetryAfter != tt.after {
			t.Errorf("%v is %v, %v; want %v, %v", tt.err, got.Outcome, got.RetryAfter, tt.want, tt.after)
		}
		if tt.err != nil && !errors.Is(tt.err, errService) && !errors.Is(tt.err, context.DeadlineExceeded) {
			t.Errorf("%v hides the error", tt.err)
		}
	}
}

func TestPolicyValidate(t *testing.T) {
	for _, tt := range []struct {
		policy retry.Policy
		want   string // "": fine
	}{
		{retry.Policy{}, ""},
		{retry.Policy{Strategy: tenth, Timeout: 1, Deadline: 1, MaxAttempts: 1}, ""},
		{retry.Policy{Strategy: own(0)}, ""},
		{retry.Policy{MaxAttempts: -1}, "retry policy: MaxAttempts -1: must be 1 or more, or 0 for the default"},
		{retry.Policy{Timeout: -ms, Deadline: -1}, "retry policy: Timeout -1ms: must be above 0, or 0 for none\nretry policy: Deadline -1ns: must be above 0, or 0 for none"},
		{retry.Policy{RetryAfter: retry.RetryAfter{Limit: -1}}, "retry policy: RetryAfter.Limit -1ns: must be above 0, or 0 for none"},
		{retry.Policy{On: retry.Outcomes(0).With(retry.Success).With(retry.Failed)}, "retry policy: On (success, failed): a success is not retried"},
		{retry.Policy{Strategy: retry.Full{Params: retry.Params{Base: ms, Cap: ms}}}, "retry policy: retry.Full {Params:{Base:1ms Factor:0 Cap:1ms Offset:0 Share:0 Extra:0s Floor:0s Power:0 Delays:[]}}: Base and Cap must be above 0, and Factor 1 or more"},
		{retry.Policy{Strategy: tenth, Rejected: retry.Linear{}}, "retry policy: retry.Linear {Params:{Base:0s Factor:0 Cap:0s Offset:0 Share:0 Extra:0s Floor:0s Power:0 Delays:[]}}: Base and Cap must be above 0, and Factor 1 or more"},
	} {
		text := ""
		if err := tt.policy.Validate(); err != nil {
			text = err.Error()
		}
		if text != tt.want {
			t.Errorf("%v: %q, want %q", tt.policy, text, tt.want)
		}
		calls := 0
		_, err := retry.Do(bg, tt.policy, func(context.Context) (int, error) { calls++; return 0, nil })
		_, err2 := retry.Call(bg, &retry.Client{Policy: tt.policy}, func(context.Context) (int, error) { calls++; return 0, nil })
		if (err == nil) != (text == "") || (err2 == nil) != (text == "") || text != "" && calls > 0 {
			t.Errorf("%+v: Do says %v, Call %v, %d calls", tt.policy, err, err2, calls)
		}
	}
}

func TestPolicyInWords(t *testing.T) {
	for _, tt := range []struct {
		policy retry.Policy
		want   string
	}{
		{retry.Policy{}, "3 attempts; Full jitter, waits up to 100ms, 200ms; retries rejected, unavailable, timed out, not sent; Retry-After: Honour + jitter, gives up above 2m0s"},
		{retry.Policy{Strategy: tenth, MaxAttempts: 99, Timeout: time.Second, Deadline: time.Minute, On: retry.Outcomes(0).With(retry.Failed), Rejected: retry.Immediate{}, RetryAfter: retry.RetryAfter{Rule: retry.Ignore{}}},
			"99 attempts; No jitter, waits up to 100ms, 200ms, 400ms, 800ms, 1s; after a rejection Immediate; retries failed; ignores Retry-After; timeout 1s; deadline 1m0s"},
		{retry.Policy{Strategy: own(time.Second), MaxAttempts: 2, RetryAfter: retry.RetryAfter{Rule: retry.Honour{}, Limit: time.Minute}},
			"2 attempts; retry_test.own, waits up to 1s; retries rejected, unavailable, timed out, not sent; Retry-After: Honour, ignores it above 1m0s"},
		{retry.Policy{MaxAttempts: 1}, "1 attempt"},
	} {
		if got := tt.policy.String(); got != tt.want {
			t.Errorf("got %q,\nwant %q", got, tt.want)
		}
	}
}
