package chart

import (
	"strings"
	"testing"
)

// An axis that ends close to its data has the labels of one that ends on a label, up to its end.
func TestScalesEndCloseToTheData(t *testing.T) {
	for _, row := range []struct {
		of    Scale
		max   float64
		texts string
	}{
		{CloseTo(420, 1, "/s"), 450, "0 200 400/s"},
		{Upto(420, 1, "/s"), 600, "0 200 400 600/s"},
		{CloseTo(600, 1, "/s"), 600, "0 200 400 600/s"},
		{CloseTo(0, 1, "/s"), 1, "0 0.5 1/s"},
		{TimeCloseTo(0.42), 0.45, "0 200 400\u00a0ms"},
		{TimeCloseTo(420), 420, "0 2 4 6\u00a0min"},
		{TimeUpto(420), 480, "0 2 4 6 8\u00a0min"},
	} {
		var texts []string
		for _, tick := range row.of.Ticks {
			texts = append(texts, tick.Text)
		}
		if got := strings.Join(texts, " "); row.of.Max != row.max || got != row.texts {
			t.Errorf("it goes to %v with %q, want %v with %q", row.of.Max, got, row.max, row.texts)
		}
	}
}
