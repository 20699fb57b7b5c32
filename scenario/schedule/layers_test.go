package schedule_test

import (
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
	"backofflab/scenario/schedule"
)

// The delays of layers are those before each call, if all of them fail: those of the inner
// layer, and after its last attempt one of the outer.
func TestDelaysOfLayers(t *testing.T) {
	s := scenariotest.Parse(t, "strategies=exponential(base=10s cap=1h attempts=3)>list(delays=1s|2s attempts=3)")
	want := []time.Duration{1, 2, 10, 1, 2, 20, 1, 2}
	retries := schedule.All(s)[0].Retries
	if len(retries) != len(want) {
		t.Fatalf("%d retries, want %d", len(retries), len(want))
	}
	for k, r := range retries {
		if r.Min != want[k]*time.Second || r.Max != want[k]*time.Second {
			t.Errorf("retry %d waits %v to %v, want %v", k+1, r.Min, r.Max, want[k]*time.Second)
		}
	}
}

// A layer's strategy begins anew with each of its requests: decorrelated jitter then draws up
// to three times the base again.
func TestLayersForget(t *testing.T) {
	s := scenariotest.Parse(t, "strategies=fixed(base=1s attempts=2)>decorrelated(base=1s cap=1h attempts=4)")
	retries := schedule.All(s)[0].Retries
	if first, again := retries[0].Max, retries[4].Max; again > 3*time.Second || first > 3*time.Second || retries[2].Max < 4*time.Second {
		t.Errorf("the first delay is up to %v, the third %v, the first of the next request %v", first, retries[2].Max, again)
	}
}
