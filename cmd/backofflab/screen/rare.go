package screen

import (
	"fmt"

	"backofflab/experiment/tipping"
	"backofflab/explain"
	"backofflab/explain/studied"
	"backofflab/scenario"
)

// Rare writes how rarely runs collapse: sentences about each strategy, and links to runs that do.
func (p Screen) Rare(r tipping.Rare, o tipping.Odds) {
	_, lead := explain.Scenario(r.Scenario)
	fmt.Fprintln(p.Out, Fold(lead, p.Width))
	var links []string
	for _, one := range o.Fleets {
		name, says := scenario.FleetName(one.Strategy), studied.RarelyCollapses(r, one)
		p.sentences(name, says.Main, says.Plain, says.Gain)
		if one.Collapse != "" {
			links = append(links, fmt.Sprintf("%s  (%s, one that collapsed)", LinkLine("/", one.Collapse), name))
		}
	}
	p.linesBelow("Links of runs:", links)
	if len(links) == 0 {
		fmt.Fprintln(p.Out)
	}
	fmt.Fprintf(p.Out, "Link of the question: %s\n", LinkLine("/collapse", r.Asked()))
}
