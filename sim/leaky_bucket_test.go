package sim

import (
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
)

// Two limiters are called leaky bucket, and a hundred workers at 2 a second with 40 at once
// see the difference: the queue keeps half of them for longer than 24 s, the meter, as
// Shopify's, lets them through in about 5 s.
func TestTwoLeakyBuckets(t *testing.T) {
	for limiter, want := range map[string][2]time.Duration{"leaky-bucket": {24 * time.Second, 25 * time.Second}, "token-bucket": {4500 * time.Millisecond, 6 * time.Second}} {
		s := scenariotest.Parse(t, "clients=100&spread=0s&limiter="+limiter+"&rate=2&burst=40&strategies=full&base=500ms&cap=10s&attempts=50")
		if half := simulate(t, s)[0].Completion.Quantile(0.5); half < want[0] || half > want[1] {
			t.Errorf("%s: half are done after %v, want %v to %v", limiter, half, want[0], want[1])
		}
	}
}
