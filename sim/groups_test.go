package sim

import (
	"fmt"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// Parts start and send as they are told, each by itself.
func TestStartAndRateOfParts(t *testing.T) {
	const mix = "full(start=20s attempts=2)@25/fixed@75"
	for _, tt := range []struct {
		shows, query string
		requests     string // of the parts
		begun        [2]int // requests that begin in the first 20 s, and later
	}{
		{"once: a quarter starts later", "clients=400&spread=1s&strategies=" + mix, "[300 100]", [2]int{300, 100}},
		{"periodic: it misses its first two periods", "clients=400&spread=0s&population=periodic&every=10s&duration=1m&strategies=" + mix, "[1800 400]", [2]int{600, 1600}},
		{"all start later", "clients=400&spread=1s&start=20s&strategies=full", "[]", [2]int{0, 400}},
		{"open: a rate and a start of its own", "clients=400&population=open&offered=20&duration=1m&seed=3&strategies=full(start=20s offered=50)@25/fixed@75", "[936 2000]", [2]int{320, 2616}},
		{"open: the other part alone has its share", "clients=400&population=open&offered=20&duration=1m&seed=3&strategies=full(offered=0.001)@25/fixed@75", "[936 0]", [2]int{320, 616}},
	} {
		s := scenariotest.Parse(t, tt.query+"&limiter=none&bin=1s")
		results, err := Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		r, requests, begun := results[0], []int{}, [2]int{}
		for _, p := range r.Parts {
			requests = append(requests, p.Requests)
		}
		for i, n := range r.Columns.Begun {
			begun[min(1, i/20)] += n
		}
		if fmt.Sprint(requests) != tt.requests || begun != tt.begun {
			t.Errorf("%s: %v requests, %v begun; want %s, %v", tt.shows, requests, begun, tt.requests, tt.begun)
		}
	}
}

// A part that needs four points at once hardly ever finds them where others take each as it
// comes.
func TestCostOfParts(t *testing.T) {
	s := scenariotest.Parse(t, "clients=100&population=closed&think=0s&duration=1m&spread=1s&rate=50&burst=50&strategies=immediate(attempts=1)@50/fixed(attempts=1 cost=4)@50&latency=10ms")
	results, err := Simulate(t.Context(), s, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	dear, cheap := results[0].Parts[0].Successes, results[0].Parts[1].Successes
	if points := cheap + 4*dear; points < 3000 || points > 3051 || dear > 20 {
		t.Errorf("%d cheap and %d dear requests got through: %d points", cheap, dear, points)
	}
}

// The n-th client of a part is the n-th of those that are its own.
func TestClientOf(t *testing.T) {
	parts, _ := scenario.Shares("full@30/fixed@1/equal@69")
	seen := make([]int, len(parts))
	for client := range uint32(1234) {
		part := scenario.ShareOf(parts, client)
		if got := scenario.ClientOf(parts, part, seen[part]); got != client {
			t.Fatalf("client %d of part %d is %d, not %d", seen[part], part, got, client)
		}
		seen[part]++
	}
	if counts := scenario.CountShares(parts, 1234); fmt.Sprint(counts) != fmt.Sprint(seen) {
		t.Errorf("%v, counted %v", seen, counts)
	}
}
