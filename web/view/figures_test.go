package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/sim/metrics"
	"backofflab/web/templates/chart"
)

func TestPercentageSaysAllAndNoneOnlyWhereTheyAre(t *testing.T) {
	for _, c := range []struct {
		n, of int
		want  string
	}{{0, 10, "0.0"}, {10, 10, "100.0"}, {99_999, 100_000, "99.9"}, {1, 100_000, "0.1"}, {1, 3, "33.3"}, {0, 0, chart.Never}} {
		if got := percentage(c.n, c.of); got != c.want {
			t.Errorf("%d of %d is %s, want %s", c.n, c.of, got, c.want)
		}
	}
}

// Every kind of scenario fills its table, with a cell for each column.
func TestRowsFillTheirColumns(t *testing.T) {
	for query, parts := range map[string]int{
		labtest.Small: 0,
		"clients=40&strategies=full,exponential@20/full@80":                                       2,
		"clients=40&limiter=none&strategies=full":                                                 0,
		"clients=10&limiter=none&strategies=exponential@20/full@80&population=closed&duration=5s": 2,
	} {
		scenario, results := labtest.Simulated(t, query)
		run := RunOf(scenario, experiment.Outcome{Results: results})
		sub := 0
		for _, row := range run.Rows {
			if len(row.Cells) != len(run.Columns) {
				t.Errorf("%s: %s has %d cells for %d columns", query, row.Strategy.Name, len(row.Cells), len(run.Columns))
			}
			if row.Part {
				sub++
			}
		}
		if sub != parts {
			t.Errorf("%s: %d rows are parts, want %d", query, sub, parts)
		}
	}
}

// A caption says what tells strategies apart, and a time in minutes is one figure.
func TestCaptions(t *testing.T) {
	for query, want := range map[string][2]string{
		"clients=100&spread=0s&rate=10&burst=10&strategies=exponential&base=100ms&attempts=20": {"31.5|\u00a0s to 95\u00a0% done · 6.7 wasted per client", "31.5|\u00a0s to 95\u00a0% done · longest 36.6\u00a0s"},
		"clients=20&spread=0s&rate=1&burst=1&strategies=fixed&base=61s&attempts=30&cap=61s":    {"18\u00a0min\u00a018|\u00a0s to 95\u00a0% done · 9.5 wasted per client", "18\u00a0min\u00a018|\u00a0s to 95\u00a0% done · longest 19\u00a0min\u00a019\u00a0s"},
		"clients=20&spread=0s&rate=10&burst=1&strategies=full&attempts=2":                      {"18| gave up · 1.9 wasted per client", "18| gave up"},
		"clients=20&spread=0s&rate=1&burst=1&strategies=full&horizon=5s":                       {"15| still waiting at the end · 6.5 wasted per client", "15| still waiting at the end"},
	} {
		s, results := labtest.Simulated(t, query)
		for i, c := range []chart.Caption{loadCaption(s, results[0]), completionCaption(results[0])} {
			if got := c.Figure + "|" + c.Words; got != want[i] {
				t.Errorf("%s: %q, want %q", query, got, want[i])
			}
		}
	}
}

func TestReplicationsHaveEveryFigureTheyShow(t *testing.T) {
	const query = "clients=40&strategies=full,fixed&runs=3"
	sc, results := labtest.Simulated(t, query)
	spreads, err := experiment.Replicate(t.Context(), sc, 1_000_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range spreads[0].Figures {
		names[f.Name] = true
	}
	for _, f := range spreadFigures(sc) {
		if !names[f.Name] {
			t.Errorf("there is no figure %q", f.Name)
		}
	}
	columns := len(spreadFigures(sc))
	shown := ReplicationsOf(sc, experiment.Outcome{Results: results, Spreads: spreads}, StrategiesOf(sc.Strategies))
	if shown == nil || len(shown.Rows) != 2 || len(shown.Rows[0].Cells) != len(shown.Columns) || len(shown.Columns) != columns {
		t.Errorf("%+v", shown)
	}
	sc.Outage, sc.OutageTo = scenario.OutageRefuse, time.Second // after the fact: no run recovers from it
	shown = ReplicationsOf(sc, experiment.Outcome{Results: results, Spreads: spreads}, StrategiesOf(sc.Strategies))
	if len(shown.Columns) != columns+1 {
		t.Error("a recovery is not shown")
	}
	if cell := shown.Rows[0].Cells[columns]; cell.Median != chart.Never || cell.Range != "in no run" {
		t.Errorf("no run recovers, and yet: %+v", cell)
	}
	figure := experiment.FigureBand{Runs: 2, Band: metrics.Band{Low: 4, Median: 4, High: 6}}
	if cell := spreadCell(figure, 3, format.Decimals(1)); cell.Median != "4.0" || !strings.HasSuffix(cell.Range, "6.0, 2 of 3 runs") {
		t.Errorf("two of three recover: %+v", cell)
	}
}

// A multiple carries its sign in every cell, for the head of its column says only of what.
func TestCellsAreWrittenByTheirKind(t *testing.T) {
	sc, results := labtest.Simulated(t, labtest.Small)
	run := RunOf(sc, experiment.Outcome{Results: results})
	at := slices.IndexFunc(run.Columns, func(c chart.Column) bool { return c.Title == "Over" })
	if at < 0 {
		t.Fatalf("no column says how far a peak is over the capacity: %v", run.Columns)
	}
	for i, row := range run.Rows {
		if want := format.Multiple(results[i].PeakOverRate) + "×"; row.Cells[at] != want {
			t.Errorf("%s: %q, want %q", row.Strategy.Name, row.Cells[at], want)
		}
	}
}
