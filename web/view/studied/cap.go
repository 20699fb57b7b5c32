package studied

import (
	"slices"
	"time"

	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	"backofflab/scenario"
	templates "backofflab/web/templates/study"
	"backofflab/web/view"
)

// Bounds of the small sweep of the cap, which stands beside every run.
const (
	capRuns = 10
	capTime = 100 * time.Millisecond // of one core, as estimated

	// CapAttempts is how many attempts one of its replications may make.
	CapAttempts = 100_000
)

// capFactors are the values of the small sweep, as multiples of the cap.
var capFactors = []float64{0.25, 0.5, 1, 2, 4}

// capFigures are what it looks at: the first is drawn.
var capFigures = []string{"attempts", "done_95"}

// CapSweepOf is the small sweep of the cap of a scenario: five values, for the first strategy that
// uses it. Where there is none, why says it in a sentence.
func CapSweepOf(s scenario.Scenario) (small sweep.Sweep, why string) {
	one, ok := capped(s)
	if !ok {
		return small, "No strategy of this run uses the cap."
	}
	small = sweep.Sweep{Scenario: one, X: capAxis(one), Figures: capFigures}
	if small.Estimate() > capTime {
		return small, "This run is too large to try other caps beside it."
	}
	return small, ""
}

// limit is the field of the cap.
func limit() scenario.Field {
	f, _ := scenario.FieldNamed("cap")
	return f
}

// capped is the scenario with its first strategy alone that uses the cap.
func capped(s scenario.Scenario) (scenario.Scenario, bool) {
	s.Runs = capRuns
	for _, key := range s.Strategies {
		if s.Strategies = []string{key}; limit().Met(s) {
			return s, true
		}
	}
	return s, false
}

// capAxis are the values around the cap that the field and the base leave room for.
func capAxis(s scenario.Scenario) sweep.Axis {
	f := limit()
	a := sweep.Axis{Field: f.Name}
	for _, factor := range capFactors {
		of := s
		if f.Set(&of, scenario.FormatDuration(time.Duration(factor*float64(s.Cap)))) == nil && of.Validate() == nil {
			a.Values = append(a.Values, f.Format(of))
		}
	}
	return a
}

// CapOf is the small sweep with what came of it; with a reason why there is none it has that.
func CapOf(s scenario.Scenario, small sweep.Sweep, t sweep.Table, why string) templates.CapSweep {
	found := templates.CapSweep{Line: why, Path: examplesOf(s)[capExample].Path}
	if why != "" {
		return found
	}
	key := small.Scenario.Strategies[0]
	found.Strategy = view.StrategiesOf(s.Strategies)[slices.Index(s.Strategies, key)]
	calls, done := columnFrom(t, capFigures[0]), columnFrom(t, capFigures[1])
	for i, c := range t.Cells {
		if !c.Known() {
			continue
		}
		value := t.Xs[i].Value
		of := s
		_ = limit().Set(&of, value) // it was simulated
		found.Rows = append(found.Rows, templates.CapRow{
			Cap: valueOf("cap", value), Query: of.Query(), On: of.Cap == s.Cap,
			Calls: calls.bar(c.Fleets[0]), Done: done.bar(c.Fleets[0]),
		})
	}
	found.Line = capLine(found)
	found.Sub = found.Strategy.Name + " alone, mean of " + format.Plural(capRuns, "run") + " with the same seeds; the line reaches from 5 to 95\u00a0% of them. A cap is taken over with a click."
	return found
}

// capLine says what the ends of the caps are like.
func capLine(s templates.CapSweep) string {
	if len(s.Rows) == 0 {
		return "Runs with other caps are too large to be tried beside it."
	}
	first, last := s.Rows[0], s.Rows[len(s.Rows)-1]
	if first.Done.Text == never || last.Done.Text == never {
		return s.Strategy.Name + ": " + first.Calls.Text + " attempts with a cap of " + first.Cap + ", " + last.Calls.Text + " with " + last.Cap
	}
	return s.Strategy.Name + ": 95\u00a0% done in " + first.Done.Text + " with a cap of " + first.Cap + ", in " + last.Done.Text + " with " + last.Cap
}

// never stands for a time that no run came to.
const never = "never"

// column is a figure of a small sweep, and its scale.
type column struct {
	at   int
	top  float64
	rule format.Rule
}

func columnFrom(t sweep.Table, name string) column {
	f, at := columnOf(name)
	c := column{at: at}
	for _, cell := range t.Cells {
		if cell.Known() {
			c.top = max(c.top, cell.Fleets[0][at].High)
		}
	}
	c.rule = ruleOf(f, c.top)
	return c
}

func (c column) bar(fleet []sweep.Summary) templates.CapBar {
	of := fleet[c.at]
	if of.Runs == 0 || c.top <= 0 {
		return templates.CapBar{Text: never}
	}
	b := templates.CapBar{Low: of.Low / c.top, Mean: of.Mean / c.top, High: of.High / c.top, Text: c.rule(of.Mean)}
	if of.Runs < capRuns {
		b.Text += " in " + format.Of(of.Runs, capRuns, "run")
	}
	return b
}
