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

var honourJitterKind = RetryAfterKind{
	Key: "honour-jitter", Name: "Honour + jitter",
	Rule:   "The client waits as long as the service asked and up to the share p of it more.",
	Source: "Envoy's rate limited back-off, with p = 0.5",
	Share:  true,
	New:    func(p RetryAfterParams) RetryAfterRule { return HonourJitter{p.Share} },
}

// HonourJitter waits as long as the service asked and a drawn part of it more:
// asked + U(0, p*asked). It never comes early.
//
// With p = 0.2 and u = 0.5, 10s become 11s.
type HonourJitter struct{ Share float64 }

// Delay returns what was asked and the share p*u of it.
func (r HonourJitter) Delay(_ int, asked, _ time.Duration, u float64) time.Duration {
	return Later(asked, Nanoseconds(r.Share*u*float64(asked)))
}

var maxKind = RetryAfterKind{
	Key: "max", Name: "Longer of both",
	Rule:   "The client waits as long as the service asked, or its own delay if that is longer.",
	Source: "AWS SDK for Java 2.x; axios-retry v4 without exponentialDelay",
	New:    func(RetryAfterParams) RetryAfterRule { return LongerOfBoth{} },
}

// LongerOfBoth waits for the longer of what the service asked and the client's
// own delay. Its clients are a herd until their own delays outgrow the header.
type LongerOfBoth struct{}

// Delay returns the longer of asked and own.
func (LongerOfBoth) Delay(_ int, asked, own time.Duration, _ float64) time.Duration {
	return max(asked, own)
}

var maxJitterKind = RetryAfterKind{
	Key: "max-jitter", Name: "Longer of both + jitter",
	Rule:   "The client waits as long as the service asked, or its own delay if that is longer, and up to the share p of that more.",
	Source: "axios-retry v4, exponentialDelay, with p = 0.2",
	Share:  true,
	New:    func(p RetryAfterParams) RetryAfterRule { return LongerJitter{p.Share} },
}

// LongerJitter waits for the longer of what the service asked and the client's own
// delay, and a drawn part of that more: m + U(0, p*m) with m = max(asked, own). An own
// delay that has jitter, such as that of lib:axios-retry-exponential, gets it on top.
//
// With p = 0.2 and u = 0.5, 10s asked and 1s of its own become 11s, as do 1s and 10s.
type LongerJitter struct{ Share float64 }

// Delay returns the longer of asked and own, and the share p*u of it.
func (r LongerJitter) Delay(k int, asked, own time.Duration, u float64) time.Duration {
	return HonourJitter(r).Delay(k, max(asked, own), own, u)
}

var maxNearKind = RetryAfterKind{
	Key: "max-5s", Name: "Longer of both, by 5\u00a0s at most",
	Rule:   "The client waits as long as the service asked, but never less than its own delay, and never more than 5\u00a0s longer.",
	Source: "AWS SDK for JavaScript v3 (@smithy/core 3.41.0), which reads Retry-After; the 2026 modes for Go and Python, which read x-amz-retry-after alone",
	New:    func(RetryAfterParams) RetryAfterRule { return LongerByFive{} },
}

// LongerByFive waits for the longer of what the service asked and the client's own delay,
// but at most five seconds longer than that delay: max(own, min(asked, own + 5s)). A
// service that asks for much is obeyed in steps.
type LongerByFive struct{}

// Delay returns asked, kept within own and five seconds more.
func (LongerByFive) Delay(_ int, asked, own time.Duration, _ float64) time.Duration {
	return max(own, min(asked, Later(own, 5*time.Second)))
}

var fullWithinKind = RetryAfterKind{
	Key: "full-within", Name: "Full jitter up to it",
	Rule:   "The client waits a random part of what the service asked, so most come too early.",
	Source: "the full jitter of the AWS Architecture Blog, 2015, with Retry-After in the place of its backoff",
	New:    func(RetryAfterParams) RetryAfterRule { return FullWithin{} },
}

// FullWithin draws the wait from all that the service asked for: U(0, asked), as Full
// does with its backoff. It spreads the clients, and nearly all come before the time
// that they were told.
//
// With u = 0.25, 10s become 2.5s.
type FullWithin struct{}

// Delay returns the share u of asked.
func (FullWithin) Delay(_ int, asked, _ time.Duration, u float64) time.Duration {
	return Nanoseconds(u * float64(asked))
}

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

// Ignore keeps to the client's own delay, as no rule does; it is for [Do], to which no
// rule is the default.
type Ignore struct{}

// Delay returns own.
func (Ignore) Delay(_ int, _, own time.Duration, _ float64) time.Duration { return own }
