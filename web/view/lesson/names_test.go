package lesson

import (
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/teach"
)

// A text gives strategies, levers and values names of its own: in the chart, in the verdict, at
// the lever, in the hints.
func TestNamesOfTheText(t *testing.T) {
	l := teach.Parse("x.md", []byte("# T\n\n```goal g\nask: Be quick.\nscenario: clients=200&rate=20&burst=20&spread=0s&strategies=exponential&attempts=20\nrows: The crowd\nlevers:\n  base: {label: First wait, 100ms: short, 1s: long}\nwant: wasted_per_request < 5\nsolutions: [base=1s, base=1s]\n```\n"))
	if len(l.Problems) > 0 {
		t.Fatal(l.Problems)
	}
	v := viewer(t, map[string][]string{"g.hint": {"2"}})
	v.Simulate = func(s scenario.Scenario) (experiment.Outcome, error) {
		_, found := labtest.Outcome(t, s.Query())
		return found, nil
	}
	block, _, err := v.Block(l, "g")
	if err != nil {
		t.Fatal(err)
	}
	g := block.Goal
	if row := g.Lab.Run.Series[0].Strategy; row.Name != "The crowd" || row.Key != "exponential" {
		t.Errorf("the row is called %q", row.Name)
	}
	if verdict := g.Lab.Verdict.String(); !strings.HasPrefix(verdict, "“The crowd”") {
		t.Errorf("the verdict is %q", verdict)
	}
	lever := g.Lab.Levers[0]
	if lever.Label != "First wait" || lever.Values[0].Label != "short" || lever.Values[1].Label != "long" || lever.Values[1].Value != "1s" {
		t.Errorf("the lever is %+v", lever)
	}
	if hints := strings.Join(g.Hints, " "); !strings.Contains(hints, "“First wait”") || !strings.Contains(hints, "Set to long it gives") || !strings.Contains(hints, "That reaches the goal.") {
		t.Errorf("the hints are %q", hints)
	}
}
