package config_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/config"
	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

func TestFromPolicy(t *testing.T) {
	rungs := retry.Params{Base: time.Second, Factor: 3, Cap: time.Minute}
	openai, _ := library.Lookup("lib:openai-node")
	for _, tt := range []struct {
		shows  string
		policy retry.Policy
		query  string
		err    string
	}{
		{shows: "the zero policy, whole", query: "strategies=full&cap=20s&attempts=3&honour=honour-jitter&honour-jitter=0.1&honour-limit=2m&honour-over=give-up&budget=ratio"},
		{shows: "defaults without a budget", policy: retry.Policy{MaxAttempts: 4, RetryAfter: retry.RetryAfter{Rule: retry.Ignore{}}}, query: "strategies=full&cap=20s&attempts=4"},
		{shows: "all of it", policy: retry.Policy{Strategy: retry.Decorrelated{Params: rungs}, MaxAttempts: 2, Timeout: time.Second, Deadline: time.Minute,
			On: retry.Outcomes(0).With(retry.Failed), RetryAfter: retry.RetryAfter{Rule: retry.Honour{}}},
			query: "strategies=decorrelated&base=1s&cap=1m&attempts=2&timeout=1s&deadline=1m&retry-on=failed&honour=honour"},
		{shows: "full jitter on Retry-After", policy: retry.Policy{Strategy: retry.Immediate{}, RetryAfter: retry.RetryAfter{Rule: retry.HonourFull{Params: rungs}}},
			query: "strategies=immediate&base=1s&factor=3&cap=1m&attempts=3&honour=honour-full"},
		{shows: "jitter on the longer of both, with a limit", policy: retry.Policy{RetryAfter: retry.RetryAfter{Rule: retry.LongerJitter{Share: 0.3}, Limit: time.Minute, Clamp: true}},
			query: "strategies=full&cap=20s&attempts=3&honour=max-jitter&honour-jitter=0.3&honour-limit=1m&honour-over=clamp"},
		{shows: "the longer of both, by 5 s at most", policy: retry.Policy{RetryAfter: retry.RetryAfter{Rule: retry.LongerByFive{}}},
			query: "strategies=full&cap=20s&attempts=3&honour=max-5s"},
		{shows: "full jitter up to Retry-After", policy: retry.Policy{RetryAfter: retry.RetryAfter{Rule: retry.FullWithin{}}},
			query: "strategies=full&cap=20s&attempts=3&honour=full-within"},
		{shows: "to give up goes before the clamp", policy: retry.Policy{RetryAfter: retry.RetryAfter{Rule: retry.Honour{}, Limit: time.Minute, GiveUp: true, Clamp: true}},
			query: "strategies=full&cap=20s&attempts=3&honour=honour&honour-limit=1m&honour-over=give-up"},
		{shows: "that of another backoff", policy: retry.Policy{RetryAfter: retry.RetryAfter{Rule: retry.HonourFull{Params: rungs}}}, err: "backoff of its own"},
		{shows: "a library", policy: retry.Policy{Strategy: openai.New(rungs)}, err: "no word for the strategies library.Library"},
		{shows: "two strategies", policy: retry.Policy{Rejected: retry.Immediate{}}, err: "no word"},
		{shows: "a rule of someone's own", policy: retry.Policy{RetryAfter: retry.RetryAfter{Rule: never{}}}, err: "no word for the rule config_test.never"},
		{shows: "out of the range of links", policy: retry.Policy{MaxAttempts: 5000}, err: "attempts=5000"},
		{shows: "invalid", policy: retry.Policy{MaxAttempts: -1}, err: "MaxAttempts -1"},
	} {
		got, err := config.FromPolicy(tt.policy)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v, want %q", tt.shows, err, tt.err)
			}
			continue
		}
		if err != nil || got.String() != tt.query {
			t.Errorf("%s: %v, %q; want %q", tt.shows, err, got, tt.query)
		}
	}
}

type never struct{ retry.Honour }

// The policy of any scenario, as Go, is that of its link again.
func TestFromPolicyOfAnyScenario(t *testing.T) {
	r, seen := rand.New(rand.NewPCG(7, 8)), 0
	for range 100 {
		data := make([]byte, scenariotest.Bytes())
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		s, ok := scenariotest.Mutate(scenario.Default(), data)
		if !ok {
			continue
		}
		s.Budget, s.Breaker, s.Throttle = "none", "off", "none"
		for _, strategy := range config.Strategies(s) {
			if strings.HasPrefix(strategy, "lib:") {
				continue
			}
			want, err := config.Of(s, strategy)
			if err != nil {
				t.Fatal(err)
			}
			seen++
			if got, err := config.FromPolicy(want.Policy()); err != nil || got.String() != want.String() {
				t.Fatalf("%q became %q (%v)", want, got, err)
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d policies", seen)
	}
}
