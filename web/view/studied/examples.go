package studied

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	"backofflab/scenario"
	templates "backofflab/web/templates/study"
)

// sweepable are the fields that can be an axis, in the order of the settings.
func sweepable() []scenario.Field {
	return slices.DeleteFunc(scenario.Fields(), func(f scenario.Field) bool {
		return f.List || !f.IsNumber() && !f.IsDuration() && f.Choices == nil || sweep.Barred(f.Name) != ""
	})
}

// suggested is how many values a suggestion has at most.
const suggested = 7

// suggestion are values of a field worth trying, as people write them: around the one that the
// scenario has.
func suggestion(s scenario.Scenario, f scenario.Field) string {
	if f.Choices != nil {
		return strings.Join(f.Choices, ", ")
	}
	if f.Name == "clients" {
		return "10 to 190 step 20"
	}
	if around := spread(f, f.Format(s), suggested); around != "" {
		return around
	}
	steps := f.Steps
	for len(steps) > suggested {
		steps = every(steps)
	}
	return strings.Join(steps, ", ")
}

// every is every other one of some values, the last among them.
func every(steps []string) (some []string) {
	for i := (len(steps) - 1) % 2; i < len(steps); i += 2 {
		some = append(some, steps[i])
	}
	return some
}

// spread is a range of so many values from a fourth of a value to four times it, within what the field
// takes; "" where that is no range.
func spread(f scenario.Field, value string, n int) string {
	a := sweep.Axis{Field: f.Name}
	at, low, high := a.At(value), a.At(f.Low), a.At(f.High)
	if at <= 0 || !a.Numeric() || strings.Contains(value, "/") {
		return ""
	}
	from, to := max(low, at/4), min(high, at*4)
	if f.Whole {
		from, to = math.Ceil(from), math.Floor(to)
	}
	if !(to > from) || from <= 0 {
		return ""
	}
	ends := write(f, from) + " to " + write(f, to) + " log " + format.Name(n)
	if _, err := sweep.Parse("x=" + f.Name + ":" + strings.ReplaceAll(ends, " ", "+")); err != nil {
		return "" // it takes no such fraction
	}
	return ends
}

// write is a number as links write it.
func write(f scenario.Field, x float64) string {
	if f.IsDuration() {
		return scenario.FormatDuration(time.Duration(math.Round(x * float64(time.Second))))
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// capExample is the place of the sweep of the cap among examples.
const capExample = 1

// examplesOf are three sweeps of a scenario that are worth a look.
func examplesOf(s scenario.Scenario) []templates.Example {
	s.Runs = 1
	path := func(axes ...string) string {
		raw := s.Query()
		for i, axis := range axes {
			raw += "&" + []string{"x", "y"}[i] + "=" + axis
		}
		one, err := sweep.Parse(strings.TrimPrefix(raw, "&"))
		if err != nil {
			return sweepPath + "?" + raw
		}
		return sweepPath + "?" + one.Query()
	}
	base, _ := scenario.FieldNamed("base")
	patience := limit()
	return []templates.Example{
		{Title: "More and more clients", Says: "Calls and completion time against 10 to 190 clients: the chart that made jitter known.", Path: path("clients:lin(10,190,19)")},
		{Title: "The cap", Says: "From a fourth of " + valueOf("cap", patience.Format(s)) + " to four times as long: what patience buys.", Path: path("cap:" + around(patience, s, 7))},
		{Title: "Base delay by cap", Says: "A map of both: which strategy is best where.", Path: path("base:"+around(base, s, 6), "cap:"+around(patience, s, 6))},
	}
}

// around are so many values around that of a scenario.
func around(f scenario.Field, s scenario.Scenario, n int) string {
	return strings.ReplaceAll(spread(f, f.Format(s), n), " ", "+")
}
