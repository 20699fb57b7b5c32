package sim

import (
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
)

// Layers multiply, and one that makes a single attempt is none. The published cases are
// HKUDS/nanobot 2760 (an app's 4 attempts over an SDK's 3) and mpfaffenberger/code_puppy
// 317 (3 over 3 over 5, then 3 over 5).
func TestLayersMultiply(t *testing.T) {
	for fleet, want := range map[string]int{
		"fixed(attempts=4)>fixed(attempts=3)":                      12,
		"fixed(attempts=3)>fixed(attempts=5)":                      15,
		"fixed(attempts=3)>fixed(attempts=3)>fixed(attempts=5)":    45,
		"fixed(attempts=4)>fixed(attempts=1)":                      4,
		"exponential(attempts=4)>client:openai-python":             12,
		"full(attempts=3)>full(attempts=3)@50/full(attempts=5)@50": 7, // 9 and 5 calls of 2 clients
	} {
		clients := "1"
		if want == 7 {
			clients = "2"
		}
		s := scenariotest.Parse(t, "clients="+clients+"&limiter=none&fail=1&strategies="+fleet)
		results, err := Simulate(t.Context(), s, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if r := results[0]; r.Amplification != float64(want) || r.Lost() != s.Clients {
			t.Errorf("%s: %v calls a request, %d lost; want %d, all", fleet, r.Amplification, r.Lost(), want)
		}
	}
}

// Each layer counts its own attempts: those of one are the requests of the next.
func TestLayersCountTheirAttempts(t *testing.T) {
	s := scenariotest.Parse(t, "clients=10&limiter=none&fail=1&strategies=fixed(attempts=3)>full(attempts=2)>fixed(attempts=5)")
	results, err := Simulate(t.Context(), s, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{30, 60, 300} {
		if got := results[0].Layers[i].Attempts; got != want {
			t.Errorf("layer %d made %d attempts, want %d", i, got, want)
		}
	}
}

// What layers do to each other in time, worked out on paper.
func TestLayersOnPaper(t *testing.T) {
	const one = "clients=1&spread=0s&latency=0s&limiter=none&"
	for _, tt := range []struct {
		shows, query  string
		calls, gaveUp int
		ends          time.Duration // when the client heard of its last attempt
	}{
		{"a total timeout cuts an attempt under way: a service of 5 s, and nobody waits longer than 2",
			one + "service=5s&total-timeout=2s&strategies=fixed", 1, 1, 2 * time.Second},
		{"a deadline does not",
			one + "service=5s&deadline=2s&strategies=fixed", 1, 0, 5 * time.Second},
		{"a retry that would start when the total timeout is over is not made",
			one + "fail=1&base=1s&total-timeout=3s&strategies=fixed", 3, 1, 2 * time.Second},
		{"the outer layer's timeout cuts the inner one's backoff: calls at 0, 1 | 1.5 + 1 = 2.5, 3.5, and then the end",
			one + "fail=1&strategies=fixed(attempts=2 base=1s timeout=1.5s)>fixed(attempts=9 base=1s)", 4, 1, 3500 * time.Millisecond},
		{"the inner layer knows it, and gives up when its next retry would be in vain: calls at 0, 1 | 2, 3",
			one + "fail=1&propagate-deadline=yes&strategies=fixed(attempts=2 base=1s timeout=1.5s)>fixed(attempts=9 base=1s)", 4, 1, 3 * time.Second},
		{"an inner layer's own total timeout hands the failure up",
			one + "service=5s&strategies=fixed(attempts=2 base=1s)>fixed(attempts=3 total-timeout=2s)", 2, 1, 5 * time.Second},
		{"what an inner layer does not retry, the outer one may",
			one + "fail=1&retry-on=unavailable&strategies=fixed(attempts=3 base=1s)>fixed(attempts=5 retry-on=rejected)", 3, 1, 2 * time.Second},
		{"inverted timeouts: the outer layer waits 1 s for an inner attempt that takes 2 of its 3 s, and never succeeds",
			one + "service=2s&strategies=fixed(attempts=2 base=1s timeout=1s)>fixed(attempts=3 timeout=3s)", 2, 1, 3 * time.Second},
	} {
		s := scenariotest.Parse(t, tt.query)
		trace, err := TraceRun(t.Context(), s, s.Strategies[0], 1000)
		if err != nil {
			t.Fatal(err)
		}
		last := trace.Attempts[len(trace.Attempts)-1]
		if r := trace.Result; r.Attempts != tt.calls || r.GaveUp.Total() != tt.gaveUp || last.Answered != tt.ends {
			t.Errorf("%s: %d calls, %d given up, last answer at %v; want %d, %d, %v", tt.shows, r.Attempts, r.GaveUp.Total(), last.Answered, tt.calls, tt.gaveUp, tt.ends)
		}
	}
}
