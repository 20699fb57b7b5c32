package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/sweep"
	"backofflab/explain"
	"backofflab/explain/figures"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// Marks in the tables of a sweep.
const (
	bestMark   = "*" // for sure
	likelyMark = "?"
	addedMark  = "+"
)

// Swept writes what was swept and a table for each figure.
func (p Screen) Swept(s sweep.Sweep, t sweep.Table) {
	_, lead := explain.Scenario(s.Scenario)
	fmt.Fprintln(p.Out, Fold(lead, p.Width))
	fmt.Fprintln(p.Out, Fold(sweptInWords(s, t), p.Width))
	for _, name := range s.Figures {
		i := slices.IndexFunc(sweep.Columns(), func(f experiment.Figure) bool { return f.Name == name })
		p.writeFigure(s, t, i, sweep.Columns()[i])
	}
	if says := legend(s, t); says != "" {
		fmt.Fprintf(p.Out, "\n%s\n", Fold(says, p.Width))
	}
	for _, says := range failures(t) {
		fmt.Fprintln(p.Out, Fold(says, p.Width))
	}
	fmt.Fprintf(p.Out, "Link: %s\n", LinkLine("/sweep", s.Query()))
}

// sweptInWords says what the axes are, how many runs each cell has, and how many cells are
// there.
func sweptInWords(s sweep.Sweep, t sweep.Table) string {
	says := "Swept: " + axisInWords(s.X, t.Xs)
	if s.Y.Field != "" {
		says += ", by " + axisInWords(s.Y, t.Ys)
	}
	says += "; " + format.Plural(s.Scenario.Runs, "run") + " each."
	if t.Done < len(t.Cells) {
		says += " Stopped: " + format.Of(t.Done, len(t.Cells), "cell") + " were simulated."
	}
	return says
}

// axisInWords is a field and from where to where its values are: "Clients, 10 to 190 (10 values)".
func axisInWords(a sweep.Axis, spots []sweep.Spot) string {
	f, _ := scenario.FieldNamed(a.Field)
	ends := valueOnScreen(a, spots[0].Value)
	if len(spots) > 1 {
		ends += " to " + valueOnScreen(a, spots[len(spots)-1].Value)
	}
	if !a.Numeric() {
		return f.Label
	}
	return fmt.Sprintf("%s, %s (%s)", f.Label, ends, format.Plural(len(spots), "value"))
}

// valueOnScreen is a value of an axis as screens have it.
func valueOnScreen(a sweep.Axis, value string) string {
	_, text, err := scenario.ReadValue(a.Field, value)
	if err != nil {
		return value
	}
	return text
}

// spotsOf is where a cell is.
func spotsOf(t sweep.Table, cell int) (x, y sweep.Spot) {
	return t.Xs[cell%len(t.Xs)], t.Ys[cell/len(t.Xs)]
}

func isShown(s sweep.Sweep, figure string) bool { return slices.Contains(s.Figures, figure) }

// writeFigure writes the table of a figure: a row for each cell, a column for each strategy with
// the mean and from where to where 90 % of the runs are.
func (p Screen) writeFigure(s sweep.Sweep, t sweep.Table, column int, f experiment.Figure) {
	longest := longestOf(s, t)
	fmt.Fprintf(p.Out, "\n%s\n", Fold(heading(f, s.Scenario, longest)+": mean, and 5 to 95 % of the runs", p.Width))
	head := []string{label(s.X.Field)}
	if s.Y.Field != "" {
		head = []string{label(s.Y.Field), label(s.X.Field)}
	}
	rows := Table{Head: [][]string{append(head, scenario.FleetShorts(s.Scenario.Strategies)...)}, Keep: len(head)}
	write := studied.Rule(f, longest)
	for i, c := range t.Cells {
		x, y := spotsOf(t, i)
		row := []string{spotOnScreen(s.X, x)}
		if s.Y.Field != "" {
			before := ""
			if i%len(t.Xs) == 0 {
				before = spotOnScreen(s.Y, y)
			}
			row = append([]string{before}, row...)
		}
		for fleet := range s.Scenario.Strategies {
			row = append(row, cellInWords(c, fleet, column, f, s.Scenario.Runs, write))
		}
		rows.Rows = append(rows.Rows, row)
	}
	rows.Write(p.Out, p.Width)
}

// spotOnScreen is a value, and whether it was added.
func spotOnScreen(a sweep.Axis, spot sweep.Spot) string {
	if spot.Added {
		return valueOnScreen(a, spot.Value) + " " + addedMark
	}
	return valueOnScreen(a, spot.Value)
}

func label(field string) string {
	f, _ := scenario.FieldNamed(field)
	return f.Label
}

// heading names a figure and its unit.
func heading(f experiment.Figure, s scenario.Scenario, longest time.Duration) string {
	title, unit := figures.Head(f, s, longest)
	switch {
	case title != "" && unit != "":
		return title + ", " + unit
	case title != "":
		return title
	case f.Kind == experiment.Time && !format.Long(longest):
		return format.Capital(whatOf(f, s)) + ", s"
	}
	return format.Capital(whatOf(f, s))
}

// whatOf names a figure that no column of the table has.
func whatOf(f experiment.Figure, s scenario.Scenario) string {
	if what := studied.What(f, s); what != "" {
		return what
	}
	return strings.ReplaceAll(f.Name, "_", " ")
}

// cellInWords is the mean of a strategy, its band, in how many runs it is where that is not all,
// and whether it is the best.
func cellInWords(c sweep.Cell, fleet, column int, f experiment.Figure, runs int, write format.Rule) string {
	switch {
	case c.Failed != "":
		return "failed "
	case !c.Known():
		return "  "
	}
	sum, best := c.Fleets[fleet][column], c.Best[column]
	if sum.Runs == 0 {
		return figures.Never + "  "
	}
	sign := ""
	if f.Kind == experiment.Times {
		sign = "×"
	}
	text := write(sum.Mean) + sign
	if band := format.Range(write(sum.Low), write(sum.High)); band != write(sum.Mean) {
		text += " (" + band + sign + ")"
	}
	if sum.Runs < runs {
		text += fmt.Sprintf(" %d/%d", sum.Runs, runs)
	}
	return text + " " + markOf(c, best, fleet)
}

// markOf marks the best of several, unless another is as good.
func markOf(c sweep.Cell, best sweep.Best, fleet int) string {
	switch {
	case best.Fleet != fleet || !beats(c, best):
		return " "
	case best.Sure:
		return bestMark
	}
	return likelyMark
}

func beats(c sweep.Cell, best sweep.Best) bool {
	return best.Fleet >= 0 && len(c.Fleets) > 1 && (best.Sure || best.Gap > 0)
}

// longestOf is the longest time that the tables show.
func longestOf(s sweep.Sweep, t sweep.Table) time.Duration {
	longest := 0.0
	for _, c := range t.Cells {
		for _, summaries := range c.Fleets {
			for i, f := range sweep.Columns() {
				if f.Kind == experiment.Time && isShown(s, f.Name) {
					longest = max(longest, summaries[i].Mean, summaries[i].High)
				}
			}
		}
	}
	return time.Duration(longest * float64(time.Second))
}

// legend says what the marks mean that are there.
func legend(s sweep.Sweep, t sweep.Table) string {
	var sure, likely, partly bool
	for _, c := range t.Cells {
		for i, best := range c.Best {
			if !isShown(s, sweep.Columns()[i].Name) {
				continue
			}
			some := beats(c, best)
			sure, likely = sure || some && best.Sure, likely || some && !best.Sure
			for _, summaries := range c.Fleets {
				partly = partly || summaries[i].Runs > 0 && summaries[i].Runs < s.Scenario.Runs
			}
		}
	}
	var says []string
	add := func(is bool, text string) {
		if is {
			says = append(says, text)
		}
	}
	add(sure, bestMark+" the best of those that lose the fewest, for sure")
	add(likely, likelyMark+" the best of them, but not for sure")
	add(slices.ContainsFunc(slices.Concat(t.Xs, t.Ys), func(x sweep.Spot) bool { return x.Added }), addedMark+" added where curves cross or bend")
	add(partly, "n/m: only n of m runs have the figure")
	if len(says) == 0 {
		return ""
	}
	return strings.Join(says, "; ") + "."
}

// failures are the reasons why cells were not simulated, each once, with where.
func failures(t sweep.Table) []string {
	var reasons []string
	where := map[string][]string{}
	for i, c := range t.Cells {
		if c.Failed == "" {
			continue
		}
		if len(where[c.Failed]) == 0 {
			reasons = append(reasons, c.Failed)
		}
		x, y := spotsOf(t, i)
		where[c.Failed] = append(where[c.Failed], strings.TrimSpace(x.Value+" "+y.Value))
	}
	for i, reason := range reasons {
		reasons[i] = "Failed at " + format.List(where[reason]) + ": " + reason
	}
	return reasons
}
