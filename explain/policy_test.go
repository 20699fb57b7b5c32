package explain

import (
	"testing"

	"backofflab/scenario"
)

// A policy in words says how often it tries and what its clients have, and nothing of a service.
func TestPolicy(t *testing.T) {
	for query, want := range map[string]string{
		"strategies=full&attempts=8&budget=ratio":                 "At most 8 attempts with full jitter. A client has a retry budget (ratio) and ignores Retry-After.",
		"strategies=fixed&attempts=1&clients=9&rate=3":            "One attempt and no retry. A client ignores Retry-After.",
		"strategies=client:cenkalti(base=250ms+attempts=8)":       "At most 8 attempts with the delays of cenkalti/backoff, no retry later than 15 min after the first attempt. A client ignores Retry-After.",
		"strategies=full&timeout=1s&honour=max&deadline=30s":      "At most 20 attempts with full jitter, no retry later than 30 s after the first attempt. A client waits 1 s for an answer and waits for the longer of Retry-After and its own delay.",
		"strategies=equal(attempts=1000+first-retry=at-once)":     "At most 1 000 attempts with equal jitter. The first retry goes out at once. A client ignores Retry-After.",
		"strategies=exponential(attempts=3)>client:openai-python": "Retries within retries: “No jitter (attempts 3) over OpenAI SDK for Python, whole client”.",
	} {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := plain(Policy(s)); got != want {
			t.Errorf("%s:\n%s, want\n%s", query, got, want)
		}
	}
}
