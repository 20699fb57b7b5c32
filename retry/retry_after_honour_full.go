package retry

import "time"

var honourFullKind = RetryAfterKind{
	Key: "honour-full", Name: "Honour + full jitter",
	Rule:   "The client waits as long as the service asked, and a full-jitter delay of its own after that.",
	Source: "Retry-After as a floor under the full jitter of the AWS Architecture Blog, 2015",
	New:    func(p RetryAfterParams) RetryAfterRule { return HonourFull{p.Backoff} },
}

// HonourFull waits as long as the service asked, and full jitter more:
// asked + U(0, e(k)) with the e(k) of Full, whatever the client's strategy. It
// spreads the clients even when they are asked for nothing (0).
//
// With base 100ms, factor 2, cap 1s and u = 0.5, 10s become 10.05s, 10.1s,
// 10.2s before the first retries.
type HonourFull struct{ Params }

// Delay returns what was asked and the share u of e(k).
func (r HonourFull) Delay(k int, asked, _ time.Duration, u float64) time.Duration {
	jitter, _ := Full(r).Delay(k, 0, u)
	return Later(asked, jitter)
}
