package export

import (
	"fmt"
	"strings"
	"time"

	"backofflab/internal/format"
)

// shared names what no text but JSON has: rules that clients share, and those for Retry-After.
func (p Policy) shared() []string {
	var without []string
	if p.AtOnce {
		without = append(without, "The first retry goes out at once in the simulation, and the second waits what the first would have; this text waits before the first, too.")
	}
	if p.Params.Floor > 0 {
		without = append(without, fmt.Sprintf("The floor of %s under each delay is not in this text.", span(p.Params.Floor)))
	}
	if p.Total > 0 {
		without = append(without, fmt.Sprintf("The total timeout of %s, which ends an attempt under way too, is not in this text.", span(p.Total)))
	}
	if p.RetryAfter != "" {
		without = append(without, fmt.Sprintf("The simulated clients obey Retry-After (rule %s); this text does not read it.", p.RetryAfter))
	}
	for _, guard := range []struct{ key, name string }{{p.Budget, "retry budget"}, {p.Breaker, "circuit breaker"}, {p.Throttle, "throttle"}} {
		if guard.key != "" {
			without = append(without, fmt.Sprintf("The %s (%s) is simulated and is not in this text: all calls of a process would share it.", guard.name, guard.key))
		}
	}
	return without
}

// choosing says that it is left to the reader which errors are retried.
func (p Policy) choosing() string {
	return "Which errors are retryable is yours to say. Simulated: " + strings.Join(outcomesInWords(p.RetryOn), ", ") + "."
}

var outcomeNames = map[string]string{
	"rejected": "429 rejected", "unavailable": "503 unavailable", "timed-out": "timeout",
	"not-sent": "not sent", "failed": "permanent error",
}

func outcomesInWords(words []string) []string {
	var names []string
	for _, word := range words {
		if name, ok := outcomeNames[word]; ok {
			names = append(names, name)
		}
	}
	return names
}

// attempts is a comment on a number of attempts, whose unit libraries disagree on.
func (p Policy) attempts() string {
	if p.Attempts == 2 {
		return "The first attempt included: 1 retry."
	}
	return fmt.Sprintf("The first attempt included: %d retries.", p.Attempts-1)
}

// span is a duration for people.
func span(d time.Duration) string { return format.Span(d) }
