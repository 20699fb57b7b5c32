package studied

import (
	"slices"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/sweep"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

// figureWords are what a figure is called where it is swept.
type figureWords struct {
	title string // of its chart
	most  string // what the best has: "Fewest attempts"; "" where none is best
	of    string // what it counts, as a chart says it
}

// words of the figures that cells have.
var words = map[string]figureWords{
	"attempts":           {"Attempts", "Fewest attempts", "Calls of a run, first tries included"},
	"success_percent":    {"Success", "Most successes", "Share of the requests that succeeded"},
	"lost":               {"Lost requests", "Fewest lost", "Requests of a run that found no success"},
	"wasted_per_request": {"Wasted attempts", "Least waste", "Attempts that served nobody, for each request"},
	"amplification":      {"Amplification", "Least amplification", "Attempts for each request"},
	"peak":               {"Peak load", "Lowest peak", "Attempts a second in the busiest bin"},
	"peak_over_capacity": {"Peak over capacity", "Lowest peak", "The busiest bin as a multiple of the capacity"},
	"later_wave":         {"Later wave", "Smallest later wave", "Retries of the largest wave after the first burst"},
	"herd_index":         {"Herd index", "", "How many times as uneven the retries are as those of independent clients"},
	"done_95":            {"95\u00a0% done", "Soonest 95\u00a0% done", "Time until 95\u00a0% of the requests had succeeded"},
	"done_99":            {"99\u00a0% done", "Soonest 99\u00a0% done", "Time until 99\u00a0% of the requests had succeeded"},
	"last_success":       {"Last success", "Soonest done", "Time until the last success of a run"},
	"completion_p50":     {"Median completion", "Shortest median", "Median of the completion times of a run"},
	"completion_p99":     {"99\u00a0% completion", "Shortest 99th percentile", "99th percentile of the completion times of a run"},
	"completion_max":     {"Longest completion", "Shortest maximum", "Longest completion time of a run"},
	"recovery":           {"Recovery", "Soonest recovered", "Time from the end of the last disturbance until it is as before"},
	"requests":           {"Requests", "", "Requests of a run"},
}

// columnOf is a figure and its place among those of cells.
func columnOf(name string) (experiment.Figure, int) {
	columns := sweep.Columns()
	at := slices.IndexFunc(columns, func(f experiment.Figure) bool { return f.Name == name })
	return columns[at], at
}

// scaleOf is a scale of a figure up to a value.
func scaleOf(f experiment.Figure, top float64) chart.Scale {
	switch f.Kind {
	case experiment.Time:
		return chart.TimeUpto(top)
	case experiment.PerS:
		return chart.Upto(top, 1, "/s")
	case experiment.Percent:
		return chart.Upto(100, 1, "\u00a0%")
	case experiment.Times:
		return chart.Upto(top, 1, "×")
	}
	return chart.Upto(top, 1, "")
}

// ruleOf is how the means of a figure are written that are at most top.
func ruleOf(f experiment.Figure, top float64) format.Rule {
	switch f.Kind {
	case experiment.Time:
		return func(x float64) string { return format.Elapsed(time.Duration(x * float64(time.Second))) }
	case experiment.Count:
		if top < 10 {
			return format.Decimals(1)
		}
	case experiment.Times:
		return func(x float64) string { return format.Multiple(x) + "×" }
	case experiment.Percent:
		return func(x float64) string { return format.Percent(x) + "\u00a0%" }
	case experiment.PerS:
		return func(x float64) string { return format.Rate(x) + "/s" }
	}
	return figures.Rule(f.Kind, 0)
}

// labelOf is what a field is called on screen.
func labelOf(field string) string {
	f, _ := scenario.FieldNamed(field)
	return f.Label
}

// within is a label in the middle of a sentence; names that are abbreviated stay as they are.
func within(label string) string { return format.Lower(label) }

// valueOf is a value of a field as screens write it.
func valueOf(field, value string) string {
	if f, ok := scenario.FieldNamed(field); ok && f.IsDuration() {
		if d, err := time.ParseDuration(value); err == nil {
			return format.Span(d)
		}
	}
	_, screen, err := scenario.ReadValue(field, value)
	if err != nil {
		return value
	}
	return screen
}

// counted is a value and what it counts, where that is a thing: "310 clients".
func counted(field, value string) string {
	f, _ := scenario.FieldNamed(field)
	if f.IsNumber() && strings.HasSuffix(f.Unit, "s") && f.Unit != "times" && !strings.Contains(f.Unit, "/") {
		return valueOf(field, value) + "\u00a0" + f.Unit
	}
	return valueOf(field, value)
}
