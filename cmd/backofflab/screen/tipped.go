package screen

import (
	"fmt"

	"backofflab/experiment/tipping"
	"backofflab/explain"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// Tipped writes where each strategy tips: sentences, a table of the thresholds, and links to runs on
// either side of each.
func (p Screen) Tipped(s tipping.Search, o tipping.Outcome) {
	_, lead := explain.Scenario(s.Scenario)
	fmt.Fprintln(p.Out, Fold(lead, p.Width))
	fmt.Fprintln(p.Out, Fold(turnedInWords(s, o), p.Width))
	shorts := scenario.FleetShorts(s.Scenario.Strategies)
	t := Table{Head: [][]string{{"", "", "At", "From", "To", "Runs"}}, Keep: 2}
	var links []string
	for i, f := range o.Fleets {
		says := studied.Tipped(s, f)
		p.sentences(scenario.FleetName(f.Strategy), says.Tips, says.Alone, says.Recovers, says.Both, says.Held)
		t.Rows = append(t.Rows, thresholdRows(s, shorts[i], f)...)
		links = append(links, sideLines(s, shorts[i], f)...)
	}
	if len(t.Rows) > 0 {
		fmt.Fprintln(p.Out)
		t.Write(p.Out, p.Width)
	}
	p.linesBelow("Links of runs on either side:", links)
	fmt.Fprintf(p.Out, "Link of the search: %s\n", LinkLine("/tip", s.Asked()))
}

// turnedInWords says what is turned up in which range, what triggers, and what a threshold is.
func turnedInWords(s tipping.Search, o tipping.Outcome) string {
	says := fmt.Sprintf("Turned up: %s, from %s to %s%s.", studied.TurnedUp(s.Of), studied.Turned(s.Of, s.Of.At(s.Low)), studied.Turned(s.Of, s.Of.At(s.High)), triggered(s))
	says += " A threshold is where half of the runs tip, which have not come back " + format.Span(s.Within) + " later; in brackets its 95 % interval."
	if !o.Over {
		says += " Stopped after " + format.Plural(o.Runs, "run") + "."
	}
	return says
}

func triggered(s tipping.Search) string {
	switch {
	case s.Of.Long():
		return ""
	case s.Trigger == tipping.Standard:
		return ", with ten seconds of brownout"
	case s.Trigger == tipping.Own:
		return ", with the scenario’s own trigger"
	}
	return ", without a trigger"
}

// sentences writes the sentences about a strategy, a line for each that has something to say.
func (p Screen) sentences(name string, says ...string) {
	fmt.Fprintf(p.Out, "\n%s\n", Fold(name, p.Width))
	for _, sentence := range says {
		if sentence != "" {
			fmt.Fprintln(p.Out, Hanging("-  "+sentence, p.Width))
		}
	}
}

// named is a threshold with its name in tables.
type named struct {
	name string
	of   tipping.Threshold
}

// thresholdsOf are those that have a value. Without a trigger it tips alone, which is said once.
func thresholdsOf(s tipping.Search, f tipping.Fleet) (all []named) {
	for _, t := range []named{{"tips", f.Tips}, {"tips alone", f.Alone}, {"recovers below", f.Recovers}} {
		if t.of.Known() && (t.name != "tips alone" || s.Trigger != tipping.None) {
			all = append(all, t)
		}
	}
	return all
}

// thresholdRows are the thresholds of a strategy, which is named in the first row.
func thresholdRows(s tipping.Search, short string, f tipping.Fleet) (rows [][]string) {
	at := func(x float64) string { return studied.Turned(s.Of, x) }
	for _, t := range thresholdsOf(s, f) {
		rows = append(rows, []string{short, t.name, at(t.of.At), at(t.of.Low), at(t.of.High), format.Count(t.of.Runs)})
		short = ""
	}
	return rows
}

// sideLines are links to a run just below each threshold and to one just above it.
func sideLines(s tipping.Search, short string, f tipping.Fleet) (lines []string) {
	for _, t := range thresholdsOf(s, f) {
		below, above, _ := s.Sides(f, t.of)
		for _, side := range []tipping.Side{below, above} {
			if side.Query != "" {
				lines = append(lines, fmt.Sprintf("%s  (%s, %s: %s)", LinkLine("/", side.Query), short, t.name, studied.Turned(s.Of, s.Of.At(side.Value))))
			}
		}
	}
	return lines
}

// linesBelow writes lines below a head, if there are any.
func (p Screen) linesBelow(head string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(p.Out, "\n%s\n", head)
	}
	for _, line := range lines {
		fmt.Fprintln(p.Out, Plain(line))
	}
}
