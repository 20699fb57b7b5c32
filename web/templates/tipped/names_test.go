package tipped

import (
	"testing"

	"backofflab/web/templates/chart"
)

// between is a loop whose lines go from a row to another, in units of its charts.
func between(upFrom, upTo, downFrom, downTo float64) Loop {
	line := func(from, to float64) []Point { return []Point{{At: 0, Mean: from}, {At: 100, Mean: to}} }
	return Loop{X: chart.Upto(100, 1, ""), Y: chart.Upto(100, 1, ""), Up: line(upFrom, upTo), Down: line(downFrom, downTo), Region: &Region{Low: 40, High: 60}}
}

// The name of a line stands on the side to which the line leads away from it.
func TestNamesStandBesideSteepLines(t *testing.T) {
	for what, row := range map[string]struct {
		loop     Loop
		up, down string
	}{
		"level":                   {between(80, 80, 20, 20), "middle", "middle"},
		"above and below, rising": {between(60, 100, 10, 50), "end", "start"},
		"above and below, fallen": {between(100, 60, 50, 10), "start", "end"},
		"nearly level":            {between(80, 90, 20, 30), "middle", "middle"},
		"both above, on the axis": {between(60, 100, 0, 0), "end", "middle"},
	} {
		if up, down := row.loop.nameAnchor(row.loop.Up), row.loop.nameAnchor(row.loop.Down); up != row.up || down != row.down {
			t.Errorf("%s: %s and %s, want %s and %s", what, up, down, row.up, row.down)
		}
	}
}

// The region has its name only where both lines leave room for it.
func TestRegionIsNamedWhereThereIsRoom(t *testing.T) {
	for what, row := range map[string]struct {
		loop Loop
		want bool
	}{
		"wide apart":         {between(90, 90, 10, 10), true},
		"close":              {between(55, 55, 45, 45), false},
		"crossing beside it": {between(100, 100, 0, 130), false},
	} {
		if got := row.loop.roomy(); got != row.want {
			t.Errorf("%s: %v, want %v", what, got, row.want)
		}
	}
}

// An axis that goes on after its last label has that in the middle below its place.
func TestLabelsOfTheAxisStandFlushAtItsEndsAlone(t *testing.T) {
	for top, want := range map[float64]string{420: "start middle middle", 600: "start middle middle end"} {
		l, got := Loop{X: chart.CloseTo(top, 1, "/s")}, ""
		for i := range l.X.Ticks {
			got += " " + l.tick(i)
		}
		if got != " "+want {
			t.Errorf("up to %v: %s, want %s", top, got, want)
		}
	}
}
