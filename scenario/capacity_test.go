package scenario_test

import (
	"math"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// What bounds a service, worked out on paper. sim holds Capacity to what a crowd is served.
func TestCapacity(t *testing.T) {
	const ms, s, min = time.Millisecond, time.Second, time.Minute
	inf := math.Inf(1)
	for _, tt := range []struct {
		shows, query string
		capacity     float64
		atOnce       int
		d            time.Duration
		within       float64
	}{
		{"nothing bounds it", "limiter=none", 0, 0, s, inf},
		{"a bucket: its burst, and its rate from then on", "rate=20&burst=30", 20, 30, 500*ms + 1, 40},
		{"a window's quota is whole", "limiter=fixed-window&rate=1.9", 1, 1, 100 * ms, 1},
		{"and there is another one in each", "limiter=fixed-window&rate=1.9&window=10s", 1.9, 19, 25 * s, 57},
		{"a log: as much as in windows one after the other", "limiter=sliding-log&rate=1.9", 1, 1, 1001 * ms, 2},
		{"a counter lets the next quota through bit by bit", "limiter=sliding-counter&rate=10&window=10s", 10, 100, s, 110},
		{"places, each for the time of a service", "limiter=concurrency&concurrency=3&service=500ms", 6, 3, 2 * s, 15},
		{"places that are free at once", "limiter=concurrency&concurrency=3", 0, 3, s, inf},
		{"every other in the service adds to the time", "limiter=concurrency&concurrency=4&service=600ms&slope=100ms", 4, 4, s, 8},
		{"which alone is a bound", "limiter=none&slope=10ms", 100, 0, s, inf},
		{"tokens of answers", "limiter=llm&rate=100&burst=100&tokens-per-minute=60000&tokens=600&output-per-minute=6000&output-tokens=100", 1, 60, min + 1, 120},
		{"places of an adaptive limit, once it has grown", "limiter=aimd&concurrency=3&aimd-most=8&service=500ms", 16, 3, s, 24},
		{"points", "rate=20&burst=30&cost=4", 5, 7, s + 1, 12},
		{"of which what is less than a cost is lost in a window", "limiter=fixed-window&rate=1.9&window=10s&cost=5", 0.3, 3, 25 * s, 9},
		{"two limits, and the rate is less", "rate=20&burst=30&inside=40&service=1s", 20, 30, s + 1, 50},
		{"or the places are", "rate=20&burst=30&inside=10&service=1s", 10, 10, s, 20},
		{"which nobody takes for long without a service time", "rate=20&burst=30&inside=10", 20, 30, 500*ms + 1, 40},
		{"or whom the bucket holds", "limiter=leaky-bucket&rate=20&burst=30&inside=10", 20, 10, 500*ms + 1, 40},
		{"servers", "limiter=none&servers=1&service=3s", 1. / 3, 0, 3 * s, 2},
		{"the least of several", "rate=20&burst=30&servers=2&service=1s", 2, 30, s, 4},
		{"one write in each round trip of a constant network", "limiter=optimistic-lock&latency=50ms", 10, 1, s, 11},
		{"which another network does not have", "limiter=optimistic-lock&network=exponential", 0, 0, s, inf},
		{"tokens of a minute", "limiter=llm&rate=100&burst=100&tokens-per-minute=60000&tokens=600", 100. / 60, 100, min + 1, 200},
		{"or requests", "limiter=llm&rate=1&burst=5&tokens-per-minute=600000&tokens=600", 1, 5, 10*s + 1, 15},
	} {
		sc := scenariotest.Parse(t, tt.query)
		if got := sc.Capacity(); math.Abs(got-tt.capacity) > 1e-9 {
			t.Errorf("%s: capacity %v, want %v", tt.shows, got, tt.capacity)
		}
		if got := sc.AtOnce(); got != tt.atOnce {
			t.Errorf("%s: %d at once, want %d", tt.shows, got, tt.atOnce)
		}
		if got := sc.AdmittedWithin(tt.d); got != tt.within && math.Abs(got-tt.within) > 1e-9 {
			t.Errorf("%s: %v within %v, want %v", tt.shows, got, tt.d, tt.within)
		}
	}
}

// A limit of a minute cuts what is drawn above it: m(1-exp(-L/m)) is left.
func TestMeanTokens(t *testing.T) {
	for query, want := range map[string]float64{
		"tokens=15000&tokens-per-minute=20000":                         15000,
		"tokens=15000&tokens-per-minute=20000&tokens-dist=exponential": 15000 * (1 - math.Exp(-4./3)),
		"tokens=900&tokens-per-minute=60000&tokens-dist=exponential":   900,
	} {
		s := scenariotest.Parse(t, "limiter=llm&"+query)
		if got := s.MeanTokens(); math.Abs(got/want-1) > 1e-4 {
			t.Errorf("%s: %v tokens, want %v", query, got, want)
		}
		if cut := s.MeanTokens() < 0.9*float64(s.Tokens); cut != scenario.Cuts(s.MeanTokens(), s.Tokens) {
			t.Errorf("%s: Cuts is %v", query, !cut)
		}
	}
}
