package retry

import "time"

var maxKind = RetryAfterKind{
	Key: "max", Name: "Longer of both",
	Rule:   "The client waits as long as the service asked, or its own delay if that is longer.",
	Source: "AWS SDK for Java 2.x, axios-retry",
	New:    func(RetryAfterParams) RetryAfterRule { return LongerOfBoth{} },
}

// LongerOfBoth waits for the longer of what the service asked and the client's
// own delay. Its clients are a herd until their own delays outgrow the header.
type LongerOfBoth struct{}

// Delay returns the longer of asked and own.
func (LongerOfBoth) Delay(_ int, asked, own time.Duration, _ float64) time.Duration {
	return max(asked, own)
}
