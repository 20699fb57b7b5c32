package retry

import (
	"fmt"
	"reflect"
	"time"
)

// RetryAfter says what a client makes of a wait that the service asked for
// (HTTP's Retry-After, gRPC's pushback). The zero value ignores it.
type RetryAfter struct {
	Rule RetryAfterRule // nil ignores what was asked
	// Limit is the longest wait that is taken from a service; 0 means any. A
	// longer one is ignored or, with GiveUp, ends the request: openai-python has
	// a limit of 120s and gives up, anthropic-sdk-python one of 60s and ignores.
	Limit  time.Duration
	GiveUp bool
	// Clamp obeys a longer one as far as the limit: the rule is given
	// min(asked, Limit), so what it adds comes on top. With GiveUp it says nothing.
	Clamp bool
}

// String says in words what is made of a wait.
func (r RetryAfter) String() string {
	text := "ignores Retry-After"
	for _, kind := range RetryAfterKinds() {
		if rule := kind.New(RetryAfterParams{}); rule != nil && reflect.TypeOf(rule) == reflect.TypeOf(r.Rule) {
			text = "Retry-After: " + kind.Name
		}
	}
	if r.Rule == nil || r.Limit <= 0 {
		return text
	}
	if r.GiveUp {
		return fmt.Sprintf("%s, gives up above %v", text, r.Limit)
	}
	if r.Clamp {
		return fmt.Sprintf("%s, as far as %v", text, r.Limit)
	}
	return fmt.Sprintf("%s, ignores it above %v", text, r.Limit)
}

// RetryAfterRule joins the wait asked for with the client's own delay.
type RetryAfterRule interface {
	// Delay returns the delay before retry k, when the service asked for asked
	// (>= 0) and the strategy for own; u was drawn uniformly from [0, 1). It is
	// never negative, and saturates instead of overflowing.
	Delay(k int, asked, own time.Duration, u float64) time.Duration
}

// delay applies the rule. It is false if the request is to be given up.
func (r RetryAfter) delay(k int, asked, own time.Duration, u float64) (time.Duration, bool) {
	if r.Rule == nil || asked < 0 {
		return own, true
	}
	if r.Limit > 0 && asked > r.Limit {
		if r.GiveUp || !r.Clamp {
			return own, !r.GiveUp
		}
		asked = r.Limit
	}
	return r.Rule.Delay(k, asked, own, u), true
}

// RetryAfterParams are what the rules are made from. Every rule takes what it
// needs and ignores the rest.
type RetryAfterParams struct {
	Share   float64 // honour-jitter, max-jitter: p, the share of the wait that is added at most; >= 0
	Backoff Params  // honour-full: the backoff whose full jitter is added
}

// RetryAfterKind describes a rule: its key in links, its name on screen, what it
// does, where it is found, and whether Share matters to it.
type RetryAfterKind struct {
	Key, Name, Rule, Source string
	Share                   bool
	Ignores                 bool // New returns nil
	New                     func(RetryAfterParams) RetryAfterRule
}

var ignoreKind = RetryAfterKind{
	Key: "ignore", Name: "Ignore",
	Rule:    "The client keeps to its own delay.",
	Source:  "clients that do not read the header, such as gax-go, p-retry and Kafka's",
	Ignores: true,
	New:     func(RetryAfterParams) RetryAfterRule { return nil },
}

// Later is the sum of two delays, neither of them negative, saturated.
func Later(a, b time.Duration) time.Duration {
	if a > MaxDelay-b {
		return MaxDelay
	}
	return a + b
}
