package screen

import (
	"fmt"

	"backofflab/experiment/tipping"
	"backofflab/explain"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// Worst writes how bad a figure can come: sentences about each strategy, a table of quantiles, and
// links to the worst run and to the one in the middle.
func (p Screen) Worst(s tipping.Seeds, c tipping.Chances) {
	_, lead := explain.Scenario(s.Scenario)
	fmt.Fprintln(p.Out, Fold(lead, p.Width))
	fmt.Fprintln(p.Out, Fold(triedInWords(s, c), p.Width))
	shorts := scenario.FleetShorts(s.Scenario.Strategies)
	t := Table{Head: [][]string{{"", "Least", "5 %", "25 %", "Median", "75 %", "95 %", "99 %", "Most"}}}
	var links []string
	for i, one := range c.Fleets {
		says := studied.WorstOf(s, one)
		p.sentences(scenario.FleetName(one.Strategy), says.Worst, says.Rare, says.Never)
		if len(one.Quantile) > 0 {
			t.Rows = append(t.Rows, quantileRow(s, shorts[i], one))
		}
		if one.Seeds > 0 {
			links = append(links, seedLine(s, shorts[i]+", worst", one.Worst), seedLine(s, shorts[i]+", middle", one.Median))
		}
	}
	if len(t.Rows) > 0 {
		fmt.Fprintln(p.Out)
		t.Write(p.Out, p.Width)
	}
	p.linesBelow("Links of runs:", links)
	fmt.Fprintf(p.Out, "Link of the search: %s\n", LinkLine("/seeds", s.Asked()))
}

// triedInWords says by which figure seeds are compared, and how many are.
func triedInWords(s tipping.Seeds, c tipping.Chances) string {
	says := format.Capital(studied.SeedNamed(s)) + " under " + format.Plural(s.Seeds, "seed") + "."
	if c.Done < s.Seeds {
		says += " Stopped: " + format.Of(c.Done, s.Seeds, "seed") + " were simulated."
	}
	return says
}

func quantileRow(s tipping.Seeds, short string, c tipping.Chance) []string {
	row := []string{short}
	for _, x := range c.Quantile {
		row = append(row, studied.SeedValue(s, tipping.One{Value: x}))
	}
	return row
}

// seedLine is the link of a run, whose it is, and its figure.
func seedLine(s tipping.Seeds, whose string, o tipping.One) string {
	return fmt.Sprintf("%s  (%s: %s)", LinkLine("/", o.Query), whose, studied.SeedValue(s, o))
}
