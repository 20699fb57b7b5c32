package retry

import "time"

var honourKind = RetryAfterKind{
	Key: "honour", Name: "Honour",
	Rule:   "The client waits exactly as long as the service asked.",
	Source: "RFC 9110, section 10.2.3; gRPC A6 pushback, cenkalti/backoff v5, openai-python",
	New:    func(RetryAfterParams) RetryAfterRule { return Honour{} },
}

// Honour waits exactly as long as the service asked. Clients that were told the
// same come back together: the header itself makes a herd.
type Honour struct{}

// Delay returns what was asked.
func (Honour) Delay(_ int, asked, _ time.Duration, _ float64) time.Duration { return asked }
