package sweep

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/sim/rng"
)

var nan = math.NaN()

// curves is a runner in which the attempts of each fleet are a function of the clients.
func curves(of ...func(clients float64) float64) faked {
	return func(s scenario.Scenario, fleet, _ int) figured {
		return figured{"attempts": of[fleet](float64(s.Clients)), "lost": 0}
	}
}

// added are the values that a sweep had added.
func added(table Table) []float64 {
	var all []float64
	for _, x := range table.Xs {
		if x.Added {
			all = append(all, x.At)
		}
	}
	return all
}

func line(a, b float64) func(float64) float64 { return func(x float64) float64 { return a + b*x } }

const two = "strategies=full,equal&runs=2&x="

// Values are added where curves cross, ever closer, and where they bend.
func TestRefinementFindsIt(t *testing.T) {
	for name, tt := range map[string]struct {
		axis       string
		of         []func(float64) float64
		at, within float64 // where it happens, and how close the values beside that come
	}{
		"a crossing":                {"clients:lin(100,1100,5)", []func(float64) float64{line(0, 1), line(900, -1)}, 450, 16},
		"a crossing near an end":    {"clients:lin(100,1100,5)", []func(float64) float64{line(0, 1), line(2150, -1)}, 1075, 16},
		"a bend":                    {"clients:lin(100,1100,11)", []func(float64) float64{func(x float64) float64 { return math.Abs(x - 437) }, line(5000, 0)}, 437, 60},
		"a cliff":                   {"clients:lin(100,1100,5)", []func(float64) float64{func(x float64) float64 { return math.Max(0, x-700) }, line(9000, 0)}, 700, 70},
		"a crossing in a wide list": {"clients:10,100,1000,10000", []func(float64) float64{line(0, 1), line(62, 0)}, 62, 20},
		"a crossing on a log axis":  {"clients:log(10,10000,4)", []func(float64) float64{line(0, 1), line(62, 0)}, 62, 20},
	} {
		table := swept(t, two+tt.axis, curves(tt.of...))
		below, above := 0.0, math.Inf(1)
		for _, x := range table.Xs {
			if x.At <= tt.at {
				below = max(below, x.At)
			}
			if x.At >= tt.at {
				above = min(above, x.At)
			}
		}
		if len(added(table)) == 0 || len(added(table)) > usualRefine || above-below > tt.within {
			t.Errorf("%s at %v is between %v and %v; added %v", name, tt.at, below, above, added(table))
		}
	}
}

// planes is a runner in which the attempts of each fleet are a function of the clients and the rate.
func planes(of ...func(clients, rate float64) float64) faked {
	return func(s scenario.Scenario, fleet, _ int) figured {
		return figured{"attempts": of[fleet](float64(s.Clients), s.Rate), "lost": 0}
	}
}

// In a table of two axes values are added to that one across which more happens.
func TestRefinementOfTwoAxes(t *testing.T) {
	const axes = "clients:lin(100,1100,5)&y=rate:lin(10,50,5)&refine=6"
	crossing := func(x, y float64) (float64, float64) { return x/1000 + y/50, 1.52 } // (520, 50), …, (1100, 21)
	for name, tt := range map[string]struct {
		query    string
		of       [2]func(x, y float64) float64
		toX, toY bool
	}{
		"a wall across x": {axes, [2]func(x, y float64) float64{func(x, _ float64) float64 { return x }, func(x, _ float64) float64 { return 950 - x }}, true, false},
		"a wall across y": {axes, [2]func(x, y float64) float64{func(_, y float64) float64 { return y }, func(_, y float64) float64 { return 43 - y }}, false, true},
		"a slope":         {axes, [2]func(x, y float64) float64{func(x, y float64) float64 { a, _ := crossing(x, y); return a }, func(x, y float64) float64 { _, b := crossing(x, y); return b }}, true, true},
		"words beside":    {"limiter:gcra,none&y=rate:lin(10,50,5)&refine=6", [2]func(x, y float64) float64{func(_, y float64) float64 { return y }, func(_, y float64) float64 { return 43 - y }}, false, true},
	} {
		table := swept(t, two+tt.query, planes(tt.of[0], tt.of[1]))
		addedTo := func(spots []Spot) (n int) {
			for _, spot := range spots {
				if spot.Added {
					n++
				}
			}
			return n
		}
		x, y := addedTo(table.Xs), addedTo(table.Ys)
		if (x > 0) != tt.toX || (y > 0) != tt.toY || x+y > 6 || table.Done != len(table.Cells) || len(table.Cells) != len(table.Xs)*len(table.Ys) {
			t.Errorf("%s: %d were added to x and %d to y, %d of %d cells are done", name, x, y, table.Done, len(table.Cells))
		}
		s := sweepOf(t, two+tt.query)
		for i, c := range table.Cells { // each is where its values say
			at, err := s.cell(table.Xs[i%len(table.Xs)].Value, table.Ys[i/len(table.Xs)].Value)
			if err != nil || at.Query() != c.Query {
				t.Errorf("%s: cell %d is of %s, want %s", name, i, c.Query, at.Query())
			}
		}
	}
}

// A table is not refined beyond the cells that a sweep may have.
func TestRefinementStaysWithinTheCells(t *testing.T) {
	wild := func(x, y float64) float64 { return 1000 * math.Sin(x*y) }
	table := swept(t, two+"clients:lin(1,490,49)&y=rate:lin(10,500,50)&refine=50", planes(wild, func(_, _ float64) float64 { return 0 }))
	if n := len(table.Cells); n <= 49*50 || n > MostCells || table.Done != n {
		t.Errorf("%d of %d cells are done, at most %d may be", table.Done, n, MostCells)
	}
}

// Nothing is added where nothing happens, or nothing but chance.
func TestRefinementLeavesAlone(t *testing.T) {
	noisy := func(s scenario.Scenario, fleet, run int) figured {
		u := rng.New(uint64(run), rng.Jitter).Float64(uint32(s.Clients), uint32(fleet))
		return figured{"attempts": 1000 + 100*u, "lost": 0}
	}
	for name, table := range map[string]Table{
		"straight lines":  swept(t, two+"clients:lin(100,1100,11)", curves(line(50, 3), line(2000, 3))),
		"lines alike":     swept(t, two+"clients:lin(100,1100,11)", curves(line(50, 3), line(50, 3))),
		"two values":      swept(t, two+"clients:100,101", curves(line(0, 1), line(201, -1))),
		"words":           swept(t, two+"limiter:gcra,none,token-bucket", curves(line(0, 1), line(201, -1))),
		"no refinement":   swept(t, two+"clients:100,1100&refine=0", curves(line(0, 1), line(900, -1))),
		"another figure":  swept(t, two+"clients:100,600,1100&figures=lost", curves(line(0, 1), line(900, -1))),
		"no figure":       swept(t, two+"clients:100,600,1100&figures=recovery", curves(line(0, 1), line(900, -1))),
		"two axes":        swept(t, two+"clients:100,600,1100&y=base:1s,2s&refine=0", curves(line(0, 1), line(900, -1))),
		"straight planes": swept(t, two+"clients:lin(100,1100,5)&y=rate:lin(10,50,5)", planes(func(x, y float64) float64 { return x + y }, func(x, y float64) float64 { return 2000 + x - y })),
	} {
		if got := added(table); len(got) > 0 {
			t.Errorf("%s: %v were added", name, got)
		}
	}
	if got := added(swept(t, strings.Replace(two, "runs=2", "runs=50", 1)+"clients:lin(100,1100,11)&refine=50", faked(noisy))); len(got) > 6 {
		t.Errorf("where nothing but chance tells fleets apart %v were added", got)
	}
}

// However much happens, there are no more values than may be added, none twice, all in their
// order, and the same ones again.
func TestRefinementIsBounded(t *testing.T) {
	wild := func(x float64) float64 { return 1000 * math.Sin(x/7) }
	for _, most := range []int{0, 1, 3, 4, 5, 17, MostRefined} {
		for _, axis := range []string{"clients:lin(1,30,4)", "clients:lin(100,1100,5)", "clients:1,2,3", "clients:log(1,100000,9)", "clients:7,90,91"} {
			query := fmt.Sprintf("%s%s&refine=%d", two, axis, most)
			table := swept(t, query, curves(wild, line(0, 0)))
			if n := len(added(table)); n > most || len(table.Xs) != len(parsed(t, axis).Values)+n || table.Done != len(table.Cells) {
				t.Errorf("%s: %d added, %d values, %d cells done", query, n, len(table.Xs), table.Done)
			}
			for i := 1; i < len(table.Xs); i++ {
				if table.Xs[i].At <= table.Xs[i-1].At || !strings.Contains(table.Cells[i].Query, "clients="+table.Xs[i].Value) {
					t.Errorf("%s: %+v with %s after %+v", query, table.Xs[i], table.Cells[i].Query, table.Xs[i-1])
				}
			}
			if again := swept(t, query, curves(wild, line(0, 0))); !slices.Equal(again.Xs, table.Xs) {
				t.Errorf("%s: %v, then %v", query, table.Xs, again.Xs)
			}
		}
	}
}

// A crossing beside a cell that failed is none.
func TestRefinementBesideFailures(t *testing.T) {
	table := swept(t, two+"outage-from:500ms,1s,5s,10s&outage=refuse&outage-to=3s", faked(func(s scenario.Scenario, fleet, _ int) figured {
		return figured{"attempts": []float64{s.OutageFrom.Seconds(), 0.9}[fleet]}
	}))
	for _, x := range added(table) {
		if x <= 0.5 || x >= 1 {
			t.Errorf("%v s was added", x)
		}
	}
	if len(added(table)) == 0 {
		t.Error("the crossing at 0.9 s was not looked for")
	}
}
