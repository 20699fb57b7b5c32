package study

import (
	"testing"

	"backofflab/web/templates/chart"
)

func lineAt(shares []float64, means ...float64) SweepLine {
	var l SweepLine
	for i, mean := range means {
		l.Points = append(l.Points, SweepPoint{Share: shares[i], Mean: mean, Low: mean - 10, High: mean + 10, Added: i == 1})
	}
	return l
}

func TestCurvesAreInDataSpace(t *testing.T) {
	c := SweepChart{Y: chart.Upto(100, 1, "")}
	l := lineAt([]float64{0, 0.25, 1}, 10, 50, 100)
	for what, got := range map[string][2]string{
		"path":    {c.path(l), "M0 900L250 500L1000 0"},
		"band":    {c.band(l), "M0 800L250 400L1000 -100L1000 100L250 600L0 1000z"},
		"dots":    {c.dots(l, false), "M0 900h1M1000 0h1"},
		"added":   {c.dots(l, true), "M250 500h1"},
		"of none": {c.band(SweepLine{}) + c.path(SweepLine{}), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", what, got[0], got[1])
		}
	}
}

// Labels stand beside the ends of their lines, in the order of these, apart and inside.
func TestLabelsStandApart(t *testing.T) {
	for _, ends := range [][]float64{{100, 100, 100, 100}, {0, 0, 0, 0}, {50, 52, 48, 50}, {0, 100, 50, 2}} {
		c := SweepChart{Y: chart.Upto(100, 1, "")}
		for _, end := range ends {
			c.Lines = append(c.Lines, lineAt([]float64{1}, end))
		}
		c.PlaceLabels()
		for i, a := range c.Lines {
			if a.Label < plotTop-labelRoom || a.Label > plotTop+PlotHeight+0.5 {
				t.Errorf("%v: label %d at %g", ends, i, a.Label)
			}
			for j, b := range c.Lines[:i] {
				if d := a.Label - b.Label; d > -labelRoom && d < labelRoom || (ends[i] > ends[j]) && d > 0 || ends[i] < ends[j] && d < 0 {
					t.Errorf("%v: labels %d and %d at %g and %g", ends, j, i, b.Label, a.Label)
				}
			}
		}
	}
}
