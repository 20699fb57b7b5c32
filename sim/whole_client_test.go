package sim

import (
	"context"
	"testing"
	"time"

	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// A whole client does what its delays do under the library's own rules: those of the
// scenario change nothing about it.
func TestWholeClientsBringTheirRules(t *testing.T) {
	for _, query := range []string{
		"preset=llm-rate-limit",
		"preset=retry-after",
		"clients=100&rate=5&burst=1&retry-after=constant&retry-after-time=70s&attempts=9&honour=max&deadline=3s&retry-on=unavailable",
		"clients=100&limiter=none&outage=refuse&outage-to=20s&budget=ratio&process=10&attempts=2",
		"clients=50&population=open&offered=30&duration=20s&rate=10&fail=0.3&timeout=15ms&network=exponential",
	} {
		read, err := link.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range library.Clients() {
			whole := read.Scenario
			whole.Strategies = []string{kind.Key}
			one, two := simulated(t, whole), simulated(t, read.Scenario.SpeltOut(kind.Key))
			if one.Attempts != two.Attempts || one.GaveUp != two.GaveUp || one.LastSuccess != two.LastSuccess || one.Successes != two.Successes || one.HerdIndex != two.HerdIndex {
				t.Errorf("%s: %s makes %d attempts, with its rules spelt out %d: %+v, %+v", query, kind.Key, one.Attempts, two.Attempts, one.GaveUp, two.GaveUp)
			}
		}
	}
}

// The SDK of OpenAI for Python makes three attempts and gives up when it is told to wait for
// more than two minutes: of 80 prompts 12 are served. Its delays alone, with the forty
// attempts of the preset, serve 37.
func TestWholeClientOfOpenAI(t *testing.T) {
	read, err := link.Parse("preset=llm-rate-limit&strategies=lib:openai-python,client:openai-python")
	if err != nil {
		t.Fatal(err)
	}
	results, err := Simulate(context.Background(), read.Scenario, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		want := map[string]int{"lib:openai-python": 37, "client:openai-python": 12}[r.Strategy]
		if r.Requests != 80 || r.Successes != want {
			t.Errorf("%s: %d of %d succeed, want %d of 80", r.Strategy, r.Successes, r.Requests, want)
		}
	}
}

// Told to wait for 150 s, the SDK of OpenAI gives up, that of Anthropic keeps to its own delay,
// and retryablehttp waits.
func TestWholeClientsAboveTheirLimit(t *testing.T) {
	s := scenario.Default()
	s.Clients, s.Rate, s.Burst, s.Spread = 10, 0.1, 1, 0
	s.RetryAfter, s.RetryAfterTime = scenario.AfterConstant, 150*time.Second
	for key, want := range map[string]GaveUp{
		"client:openai-python":    {RetryAfter: 9},
		"client:anthropic-python": {Attempts: 9},
		"client:go-retryablehttp": {},
	} {
		s.Strategies = []string{key}
		r := simulated(t, s)
		if key == "client:go-retryablehttp" {
			if r.LastSuccess < 150*time.Second {
				t.Errorf("%s is done at %v", key, r.LastSuccess)
			}
			continue
		}
		if r.GaveUp != want {
			t.Errorf("%s: %+v, want %+v", key, r.GaveUp, want)
		}
	}
}

// Clients of two libraries in one fleet keep to their own rules.
func TestWholeClientsMix(t *testing.T) {
	s := scenario.Default()
	s.Clients, s.Limiter, s.Outage, s.OutageTo = 100, "none", scenario.OutageRefuse, time.Hour
	s.Strategies = []string{"client:go-retryablehttp@40/client:openai-python@60"}
	r := simulated(t, s)
	if r.Parts[0].Attempts != 40*5 || r.Parts[1].Attempts != 60*3 {
		t.Errorf("%+v", r.Parts)
	}
}

func simulated(t *testing.T, s scenario.Scenario) Result {
	t.Helper()
	results, err := Simulate(context.Background(), s, 10_000_000)
	if err != nil {
		t.Fatalf("%s: %v", s.Query(), err)
	}
	return results[0]
}
