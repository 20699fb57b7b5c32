package view

import (
	"reflect"
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario/schedule"
)

func TestCutOf(t *testing.T) {
	for _, c := range []struct {
		late  []float64
		retry int
		share string
	}{
		{[]float64{0, 0, 0}, 0, ""},
		{[]float64{0, 1, 1}, 2, "100\u00a0% too late"},
		{[]float64{0, 0.3, 0.7}, 3, "70\u00a0% too late"},
		{[]float64{0, 0.1, 0.3}, 3, "30\u00a0% too late"},
		{[]float64{0, 0, 0.001}, 3, "1\u00a0% too late"},
	} {
		var w schedule.Schedule
		for i, late := range c.late {
			w.Retries = append(w.Retries, schedule.Delay{Retry: i + 1, Late: late})
		}
		if retry, share := cutOf(w); retry != c.retry || share != c.share {
			t.Errorf("%v: %d %q, want %d %q", c.late, retry, share, c.retry, c.share)
		}
	}
}

// A kept schedule is that of the policy, whatever the seed, and its link is the reader's own.
func TestKeptSchedulesAreOfTheirPolicies(t *testing.T) {
	first := ScheduleOf(labtest.ScenarioOf(t, "cap=7s&seed=5"))
	again := ScheduleOf(labtest.ScenarioOf(t, "cap=7s&seed=6&runs=3"))
	if first.Query != "cap=7s&seed=5" || again.Query != "cap=7s&seed=6&runs=3" {
		t.Errorf("the links are %q and %q", first.Query, again.Query)
	}
	if !reflect.DeepEqual(first.Panels, again.Panels) {
		t.Error("the delays depend on the seed")
	}
	if other := ScheduleOf(labtest.ScenarioOf(t, "cap=8s&seed=5")); reflect.DeepEqual(first.Panels, other.Panels) {
		t.Error("another cap has the same delays")
	}
}
