package studied

import (
	"strings"
	"testing"

	"backofflab/experiment/sweep"
	"backofflab/web/view"
)

// Bests of cells as tests write them: a fleet that is for sure the best, or nobody knows.
const (
	first, second, third = 0, 1, 2
	nobody               = unsure
	empty                = -2 // not simulated yet
	beatenBest           = 10 // plus a fleet: another one has a better mean, and loses more
)

func sweepOf(t *testing.T, raw string) sweep.Sweep {
	t.Helper()
	s, err := sweep.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tableOf is what is known of a sweep whose cells have these bests in every figure. The mean of
// a fleet is its place and the place of the cell.
func tableOf(s sweep.Sweep, bests ...int) sweep.Table {
	t := s.Empty()
	for i, best := range bests {
		if best == empty {
			continue
		}
		c := sweep.Cell{Query: "cap=" + t.Xs[i%len(t.Xs)].Value}
		better := best >= beatenBest
		if better {
			best -= beatenBest
		}
		for fleet := range s.Scenario.Strategies {
			mean := float64(100 + 10*i + fleet)
			if fleet == best {
				mean = float64(50 + 10*i)
			} else if better {
				mean = float64(40 + 10*i)
			}
			row := make([]sweep.Summary, len(sweep.Columns()))
			for column := range row {
				row[column] = sweep.Summary{Runs: s.Scenario.Runs, Mean: mean, SD: 1, Low: mean - 5, Median: mean, High: mean + 5}
			}
			c.Fleets = append(c.Fleets, row)
		}
		for range sweep.Columns() {
			c.Best = append(c.Best, sweep.Best{Fleet: max(best, 0), Gap: 1, Sure: best >= 0})
		}
		t.Cells[i] = c
		t.Done++
		t.Runs += s.Scenario.Runs
	}
	return t
}

func TestFindingsSayWhereWhichIsBest(t *testing.T) {
	const three = "strategies=exponential,full,decorrelated&x=clients:10,20,30,40,50,60"
	for _, row := range []struct {
		bests []int
		want  string
	}{
		{[]int{first, first, nobody, second, second, second}, "Fewest attempts: No jitter up to 20 clients and Full jitter from 40 clients. Not sure at 30 clients."},
		{[]int{second, second, second, second, second, second}, "Fewest attempts: Full jitter at every value."},
		{[]int{nobody, nobody, nobody, nobody, nobody, nobody}, "Fewest attempts: not sure at any value, all differences are within chance."},
		{[]int{first, nobody, nobody, third, third, second}, "Fewest attempts: No jitter at 10 clients, Decorrelated from 40 clients to 50 clients and Full jitter at 60 clients. Not sure from 20 clients to 30 clients."},
		{[]int{first, second, first, second, nobody, third}, "Fewest attempts: No jitter at 2, Full jitter at 2 and Decorrelated at 1 of 6 values, not sure at 1."},
		{[]int{first, empty, empty, empty, empty, first}, "So far fewest attempts: No jitter at every value."},
		{[]int{first, empty, empty, empty, empty, empty}, ""},
		{[]int{first, first, first, first, first, beatenBest + first}, "Fewest attempts, of those that lose the fewest requests: No jitter at every value."},
	} {
		s := sweepOf(t, three)
		got := findingOf(s, tableOf(s, row.bests...), "attempts", view.StrategiesOf(s.Scenario.Strategies))
		if got = strings.ReplaceAll(got, "\u00a0", " "); got != row.want {
			t.Errorf("%v:\n%s, want\n%s", row.bests, got, row.want)
		}
	}
}

// Where there is nothing to compare nothing is said to be best.
func TestFindingsCompareStrategies(t *testing.T) {
	one, two := sweepOf(t, "strategies=full&x=cap:1s,2s"), sweepOf(t, "strategies=full,fixed&x=cap:1s,2s&figures=herd_index")
	if got := findingOf(one, tableOf(one, first, first), "attempts", view.StrategiesOf(one.Scenario.Strategies)); got != "" {
		t.Errorf("of one strategy: %s", got)
	}
	if got := findingOf(two, tableOf(two, first, first), "herd_index", view.StrategiesOf(two.Scenario.Strategies)); got != "" {
		t.Errorf("of a figure that has no better: %s", got)
	}
	words := sweepOf(t, "strategies=full,fixed&x=limiter:gcra,token-bucket,none")
	if got := findingOf(words, tableOf(words, first, first, second), "attempts", view.StrategiesOf(words.Scenario.Strategies)); !strings.HasPrefix(got, "Fewest attempts: ") || strings.Contains(got, "up to") {
		t.Errorf("of words: %s", got)
	}
}

func TestEveryFigureHasWords(t *testing.T) {
	for _, f := range sweep.Columns() {
		w := words[f.Name]
		if w.title == "" || w.of == "" || (w.most == "") != (f.Better == 0) {
			t.Errorf("%s: %+v", f.Name, w)
		}
	}
}
