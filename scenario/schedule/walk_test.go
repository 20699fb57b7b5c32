package schedule_test

import (
	"slices"
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
	"backofflab/scenario/schedule"
)

// Whoever walks meets the clients of the schedule, however many attempts it allows.
func TestWalkIsTheSchedule(t *testing.T) {
	for _, fleet := range []string{"full", "decorrelated", "lib:aws-sdk-go-v2-2026", "full@50/fixed@50"} {
		all := schedule.All(scenariotest.Parse(t, "attempts=9&strategies="+fleet))[0].Retries
		visited := 0
		var before []time.Duration
		schedule.Walk(scenariotest.Parse(t, "attempts=2&strategies="+fleet), fleet, true, 8, func(w schedule.Waited) bool {
			visited++
			d := all[w.Retry-1]
			if slices.Min(w.Delays) != d.Min || slices.Max(w.Delays) != d.Max || slices.Max(w.Totals) != d.Total.Max {
				t.Errorf("%s, retry %d: %v to %v, in all %v; the schedule has %+v", fleet, w.Retry, slices.Min(w.Delays), slices.Max(w.Delays), slices.Max(w.Totals), d)
			}
			if fleet == "decorrelated" && !slices.Equal(w.Memories, w.Delays) {
				t.Error("what decorrelated jitter remembers is no delay")
			}
			if before != nil && slices.Min(w.Totals) < slices.Min(before) {
				t.Errorf("%s: sums fall at retry %d", fleet, w.Retry)
			}
			before = slices.Clone(w.Totals)
			return w.Retry < 6
		})
		if visited != 6 {
			t.Errorf("%s: %d retries are visited, want 6", fleet, visited)
		}
	}
}
