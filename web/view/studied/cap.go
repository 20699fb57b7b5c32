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
	f, _ := scenario.FieldNamed("cap")
	one, ok := capped(s, f)
	if !ok {
		return small, "No strategy of this run uses the cap."
	}
	small = sweep.Sweep{Scenario: one, X: capAxis(one, f), Figures: capFigures}
	if small.Estimate() > capTime {
		return small, "This run is too large to try other caps beside it."
	}
	return small, ""
}

// capped is the scenario with its first strategy alone that uses the cap.
func capped(s scenario.Scenario, f scenario.Field) (scenario.Scenario, bool) {
	s.Runs = capRuns
	for _, key := range s.Strategies {
		if s.Strategies = []string{key}; f.Met(s) {
			return s, true
		}
	}
	return s, false
}

// capAxis are the values around the cap that the field and the base leave room for.
func capAxis(s scenario.Scenario, f scenario.Field) sweep.Axis {
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
	found := templates.CapSweep{Why: why, Path: capPath(s)}
	if why != "" || len(t.Cells) == 0 {
		return found
	}
	key := small.Scenario.Strategies[0]
	found.Strategy = view.StrategiesOf(s.Strategies)[slices.Index(s.Strategies, key)]
	_, calls := columnOf(capFigures[0])
	_, done := columnOf(capFigures[1])
	top := 0.0
	for _, c := range t.Cells {
		if c.Known() {
			top = max(top, c.Fleets[0][calls].High)
		}
	}
	for i, c := range t.Cells {
		if c.Known() {
			found.Bars = append(found.Bars, capBar(s, t.Xs[i].Value, c.Fleets[0], calls, done, max(1, top)))
		}
	}
	found.Title = found.Strategy.Brief() + ": attempts, 95\u00a0% done"
	if len(found.Bars) == 0 {
		found.Why = "Runs with other caps are too large to be tried here."
	}
	return found
}

// capBar is one value with its figures.
func capBar(s scenario.Scenario, value string, fleet []sweep.Summary, calls, done int, top float64) templates.CapBar {
	f, _ := scenario.FieldNamed("cap")
	of := s
	_ = f.Set(&of, value) // it was simulated
	b := templates.CapBar{
		Cap: valueOf(f.Name, value), Query: of.Query(), On: of.Cap == s.Cap, Value: "never",
		Mean: fleet[calls].Mean / top, Low: fleet[calls].Low / top, High: fleet[calls].High / top,
	}
	b.Says = "Cap " + b.Cap + ": " + format.Whole(fleet[calls].Mean) + " attempts"
	if fleet[done].Runs > 0 {
		figure, _ := columnOf(capFigures[1])
		b.Value = ruleOf(figure, 0)(fleet[done].Mean)
		b.Says += ", 95\u00a0% done after " + b.Value
	}
	return b
}

// capPath is the whole sweep of the cap.
func capPath(s scenario.Scenario) string {
	return examplesOf(s)[capExample].Path
}
