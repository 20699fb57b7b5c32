package view

import (
	"testing"

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
