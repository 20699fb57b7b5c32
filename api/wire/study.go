package wire

import (
	"fmt"
	"slices"
	"strconv"

	"backofflab/experiment"
	"backofflab/experiment/sweep"
)

// StudyMessage is a study at one moment, for a socket.
type StudyMessage struct {
	Type      string            `json:"type"`
	Run       uint64            `json:"run"`
	State     string            `json:"state"` // running, done, failed or cancelled
	Query     string            `json:"query"`
	Fragments map[string]string `json:"fragments"`
}

// StudyAnswer is a study at one moment, for programs.
type StudyAnswer[T any] struct {
	State  string `json:"state"` // running, done or cancelled
	Query  string `json:"query"`
	Done   int    `json:"done"`    // replications that were simulated for it, or were kept
	Wanted int    `json:"wanted"`  // replications that it has asked for so far; 0 of a study that was kept whole
	LeftMS int64  `json:"left_ms"` // about; 0 where nobody can tell yet
	Table  T      `json:"table"`
}

// SweepAnswer is the table of a sweep, or what is known of it so far.
type SweepAnswer struct {
	X     SweepAxis   `json:"x"`
	Y     *SweepAxis  `json:"y"`     // null: there is one axis
	Runs  int         `json:"runs"`  // replications of a cell
	Done  int         `json:"done"`  // cells that are there
	Cells []SweepCell `json:"cells"` // by y, then by x
}

// SweepAxis is a field and its values.
type SweepAxis struct {
	Field  string   `json:"field"`
	Values []string `json:"values"`
	Added  []string `json:"added"` // of them, those that were added
}

// SweepCell is one scenario of a sweep.
type SweepCell struct {
	X          string          `json:"x"`
	Y          string          `json:"y,omitempty"`
	Query      string          `json:"query"`  // of its scenario; "" where nothing is known yet
	Failed     *string         `json:"failed"` // why it was not simulated
	Strategies []SweepStrategy `json:"strategies"`
}

// SweepStrategy are the figures of one strategy in a cell.
type SweepStrategy struct {
	Key     string                 `json:"key"`
	Figures map[string]SweepFigure `json:"figures"` // by name; those that no run has are missing
}

// SweepFigure is a figure over the replications of a cell; times are in seconds.
type SweepFigure struct {
	sweep.Summary
	Best string `json:"best"` // whether the strategy is the best of those that lose the fewest requests: surely, perhaps, no
	// Gap is by how much the best is better than the next of those, in pairs of runs; 0 of the others.
	Gap float64 `json:"gap"`
}

// SweepAnswerOf is what is known of a sweep.
func SweepAnswerOf(s sweep.Sweep, t sweep.Table) SweepAnswer {
	a := SweepAnswer{X: sweepAxisOf(s.X.Field, t.Xs), Runs: s.Scenario.Runs, Done: t.Done, Cells: []SweepCell{}}
	if s.Y.Field != "" {
		y := sweepAxisOf(s.Y.Field, t.Ys)
		a.Y = &y
	}
	for i, c := range t.Cells {
		cell := SweepCell{X: t.Xs[i%len(t.Xs)].Value, Y: t.Ys[i/len(t.Xs)].Value, Query: c.Query, Strategies: []SweepStrategy{}}
		if c.Failed != "" {
			cell.Failed = &c.Failed
		}
		for fleet := range c.Fleets {
			cell.Strategies = append(cell.Strategies, sweepStrategyOf(s, c, fleet))
		}
		a.Cells = append(a.Cells, cell)
	}
	return a
}

func sweepAxisOf(field string, spots []sweep.Spot) SweepAxis {
	a := SweepAxis{Field: field, Values: []string{}, Added: []string{}}
	for _, spot := range spots {
		a.Values = append(a.Values, spot.Value)
		if spot.Added {
			a.Added = append(a.Added, spot.Value)
		}
	}
	return a
}

func sweepStrategyOf(s sweep.Sweep, c sweep.Cell, fleet int) SweepStrategy {
	one := SweepStrategy{Key: s.Scenario.Strategies[fleet], Figures: map[string]SweepFigure{}}
	for _, name := range s.Figures {
		column := slices.IndexFunc(sweep.Columns(), func(f experiment.Figure) bool { return f.Name == name })
		if of := c.Fleets[fleet][column]; of.Runs > 0 {
			best := c.Best[column]
			figure := SweepFigure{Summary: of, Best: BestWord(best, fleet)}
			if best.Fleet == fleet {
				figure.Gap = best.Gap
			}
			one.Figures[name] = figure
		}
	}
	return one
}

// SweepTableOf is the table of a sweep of which an answer tells: the figures that it shows, and none
// of the others. The error says that the answer is not one to the sweep.
func SweepTableOf(s sweep.Sweep, a SweepAnswer) (sweep.Table, error) {
	t := sweep.Table{Query: s.Query(), Xs: spotsOf(a.X), Ys: []sweep.Spot{{}}, Done: a.Done}
	if a.Y != nil {
		t.Ys = spotsOf(*a.Y)
	}
	if begun := len(t.Xs) > 0; (a.Y != nil) != (s.Y.Field != "") || begun && len(a.Cells) != len(t.Xs)*len(t.Ys) {
		return t, fmt.Errorf("%d cells of %d values by %d", len(a.Cells), len(t.Xs), len(t.Ys))
	}
	for _, of := range a.Cells {
		if n := len(of.Strategies); n > 0 && n != len(s.Scenario.Strategies) {
			return t, fmt.Errorf("%d strategies in a cell instead of %d", n, len(s.Scenario.Strategies))
		}
		c := sweep.Cell{Query: of.Query}
		if of.Failed != nil {
			c.Failed = *of.Failed
		}
		if len(of.Strategies) > 0 {
			c.Fleets, c.Best = sweepFiguresOf(of.Strategies)
		}
		t.Cells = append(t.Cells, c)
	}
	return t, nil
}

func spotsOf(a SweepAxis) []sweep.Spot {
	spots := make([]sweep.Spot, len(a.Values))
	for i, value := range a.Values {
		spots[i] = sweep.Spot{Value: value, Added: slices.Contains(a.Added, value)}
	}
	return spots
}

// sweepFiguresOf are the figures of strategies by their columns, and who is best.
func sweepFiguresOf(strategies []SweepStrategy) (fleets [][]sweep.Summary, best []sweep.Best) {
	fleets = make([][]sweep.Summary, len(strategies))
	for _, f := range sweep.Columns() {
		first := sweep.Best{Fleet: -1}
		for i, one := range strategies {
			of, ok := one.Figures[f.Name]
			fleets[i] = append(fleets[i], of.Summary)
			if ok && of.Best != "no" {
				first = sweep.Best{Fleet: i, Gap: of.Gap, Sure: of.Best == "surely"}
			}
		}
		best = append(best, first)
	}
	return fleets, best
}

// BestWord says whether a fleet is the best: surely, perhaps or no.
func BestWord(b sweep.Best, fleet int) string {
	switch {
	case b.Fleet != fleet:
		return "no"
	case b.Sure:
		return "surely"
	}
	return "perhaps"
}

// SweepRows are those of the CSV of a sweep: one for each cell and strategy, with the figures
// that are asked for.
func SweepRows(s sweep.Sweep, t sweep.Table) [][]string {
	head := []string{s.X.Field}
	if s.Y.Field != "" {
		head = append(head, s.Y.Field)
	}
	head = append(head, "strategy")
	for _, name := range s.Figures {
		for _, part := range []string{"runs", "mean", "sd", "p5", "p50", "p95", "best"} {
			head = append(head, name+"_"+part)
		}
	}
	rows := [][]string{append(head, "failed")}
	for i, c := range t.Cells {
		at := []string{t.Xs[i%len(t.Xs)].Value}
		if s.Y.Field != "" {
			at = append(at, t.Ys[i/len(t.Xs)].Value)
		}
		for fleet, key := range s.Scenario.Strategies {
			rows = append(rows, append(append(slices.Clone(at), key), sweepRow(s, c, fleet)...))
		}
	}
	return rows
}

// sweepRow are the figures of one strategy in one cell.
func sweepRow(s sweep.Sweep, c sweep.Cell, fleet int) (row []string) {
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }
	for _, name := range s.Figures {
		column := slices.IndexFunc(sweep.Columns(), func(f experiment.Figure) bool { return f.Name == name })
		if !c.Known() || c.Fleets[fleet][column].Runs == 0 {
			row = append(row, "0", "", "", "", "", "", "")
			continue
		}
		of := c.Fleets[fleet][column]
		row = append(row, strconv.Itoa(of.Runs), number(of.Mean), number(of.SD), number(of.Low), number(of.Median), number(of.High), BestWord(c.Best[column], fleet))
	}
	return append(row, c.Failed)
}
