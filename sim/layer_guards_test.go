package sim

import (
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
)

// What the guards of layers do, worked out on paper. In all of them one client fails always.
func TestGuardsOfLayersOnPaper(t *testing.T) {
	const one = "clients=1&spread=0s&latency=0s&limiter=none&fail=1&base=1s&strategies="
	for _, tt := range []struct {
		shows, query   string
		calls, notSent int
		gaveUp         GaveUp
	}{
		{"the scenario's budget is that of the innermost layer: 4 tokens are above the half of 4 once, so each of the outer layer's 3 attempts is one call, but for one retry in the first",
			"budget=grpc&budget-tokens=4&" + one + "fixed(attempts=3)>fixed(attempts=4)", 4, 3, GaveUp{Attempts: 1}},
		{"an outer layer's own budget is asked about its retries, and they fail as its whole attempt does",
			one + "fixed(attempts=9 budget=grpc budget-tokens=6)>fixed(attempts=2)", 6, 1, GaveUp{Budget: 1}},
		{"an outer layer's breaker opens after two attempts of 3 calls, and stays open for longer than its backoff: what is not sent costs attempts, and no calls",
			one + "fixed(attempts=4 breaker=consecutive breaker-failures=2 breaker-open=1h)>fixed(attempts=3)", 6, 2, GaveUp{Attempts: 1}},
		{"what a breaker of an inner layer does not let go is no success for the outer one, which may retry it",
			one + "fixed(attempts=2 base=10s)>fixed(attempts=4 breaker=consecutive breaker-failures=2 breaker-open=1h retry-on=unavailable)", 2, 2, GaveUp{Attempts: 1}},
		{"or not",
			one + "fixed(attempts=2 base=10s retry-on=unavailable)>fixed(attempts=4 breaker=consecutive breaker-failures=2 breaker-open=1h retry-on=unavailable)", 2, 1, GaveUp{Breaker: 1}},
		{"a breaker around a layer with a breaker hears a failure, and opens as well: the third attempt outside meets it",
			one + "fixed(attempts=3 breaker=consecutive breaker-failures=2 breaker-open=1h)>fixed(attempts=2 breaker=consecutive breaker-failures=2 breaker-open=1h retry-on=unavailable)", 2, 2, GaveUp{Attempts: 1}},
		{"to the outer layer's budget what the inner breaker refuses is a failure: of 6 tokens those above 3 are gone after one call and two refusals",
			one + "fixed(attempts=9 budget=grpc budget-tokens=6)>fixed(attempts=1 breaker=consecutive breaker-failures=1 breaker-open=1h)", 1, 3, GaveUp{Budget: 1}},
		{"budget=none takes the scenario's away from a layer",
			"budget=grpc&budget-tokens=1&" + one + "fixed(attempts=3)>fixed(attempts=4 budget=none)", 12, 0, GaveUp{Attempts: 1}},
		{"a guard that a layer names has the defaults in all that it does not say: 10 tokens, of which those above 5 are four retries",
			"budget-tokens=1&" + one + "fixed(attempts=9 budget=grpc)", 5, 1, GaveUp{Budget: 1}},
	} {
		s := scenariotest.Parse(t, tt.query)
		results, err := Simulate(t.Context(), s, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if r := results[0]; r.Attempts != tt.calls || r.NotSent != tt.notSent || r.GaveUp != tt.gaveUp {
			t.Errorf("%s: %d calls, %d not sent, %+v; want %d, %d, %+v", tt.shows, r.Attempts, r.NotSent, r.GaveUp, tt.calls, tt.notSent, tt.gaveUp)
		}
	}
}

// The parts of a mix each have a budget of their own, or share the scenario's.
func TestGuardsOfParts(t *testing.T) {
	const all = -1 // of a part's clients
	const half = "clients=10&process=10&spread=0s&latency=0s&limiter=none&fail=1&base=1s&"
	for _, tt := range []struct {
		query   string
		retries [2]int
	}{
		{half + "strategies=fixed(attempts=2 budget=grpc budget-tokens=4)@50/full(attempts=2)@50", [2]int{1, all}},
		{half + "strategies=fixed(attempts=2 budget=grpc budget-tokens=4)@50/full(attempts=2 budget=grpc budget-tokens=6)@50", [2]int{1, 2}},
		{half + "budget=grpc&budget-tokens=4&strategies=fixed(attempts=2 budget=none)@50/full(attempts=2)@50", [2]int{all, 1}},
	} {
		s := scenariotest.Parse(t, tt.query)
		results, err := Simulate(t.Context(), s, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range results[0].Parts {
			if got := p.Attempts - p.Requests; got != tt.retries[i] && (tt.retries[i] != all || got != p.Clients) {
				t.Errorf("%s: part %d makes %d retries, want %d", tt.query, i, got, tt.retries[i])
			}
		}
	}
}

// A bound on attempts in flight, worked out on paper: a service of 1 s, and no latency.
func TestInFlightOnPaper(t *testing.T) {
	const crowd = "clients=6&spread=0s&latency=0s&limiter=none&service=1s&base=1s&cap=1s&"
	for _, tt := range []struct {
		shows, query string
		served, lost int
		last         time.Duration // when the last success was
	}{
		{"two at a time of six", crowd + "process=6&in-flight=2&strategies=fixed", 6, 0, 3 * time.Second},
		{"in each of two processes", crowd + "process=3&in-flight=2&strategies=fixed", 6, 0, 2 * time.Second},
		{"whoever hangs up gives up a turn: the third pair is just begun when nobody waits for it any more", crowd + "process=6&in-flight=2&total-timeout=2s&strategies=fixed", 4, 2, 2 * time.Second},
		{"an attempt that times out makes room, and its client queues again", crowd + "process=6&in-flight=6&timeout=500ms&attempts=2&strategies=fixed", 0, 6, 0},
		{"of a layer: its whole request is in flight, backoff and all", crowd + "process=6&fail=1&strategies=fixed(attempts=1 in-flight=1)>fixed(attempts=2)", 0, 6, 0},
	} {
		s := scenariotest.Parse(t, tt.query)
		results, err := Simulate(t.Context(), s, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if r := results[0]; r.Successes != tt.served || r.Lost() != tt.lost || r.LastSuccess != tt.last {
			t.Errorf("%s: %d served, %d lost, the last at %v; want %d, %d, %v", tt.shows, r.Successes, r.Lost(), r.LastSuccess, tt.served, tt.lost, tt.last)
		}
	}
	s := scenariotest.Parse(t, crowd+"process=6&fail=1&strategies=fixed(attempts=1 in-flight=1)>fixed(attempts=2)")
	trace, err := TraceRun(t.Context(), s, s.Strategies[0], 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range trace.Attempts { // two calls a second apart, then the next client's
		if want := time.Duration((i+1)/2) * time.Second; a.Sent != want {
			t.Errorf("call %d was sent at %v, want %v", i, a.Sent, want)
		}
	}
}
