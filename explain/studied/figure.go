package studied

import (
	"math"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// words are those of a figure that can be a goal or a limit. %s stands for its value.
type words struct {
	what  string // names it
	goal  string
	limit string
	told  string
}

var inWords = map[string]words{
	"wasted_per_request": {"wasted calls per {one}", "as few wasted calls as possible", "at most %s wasted calls per {one}", "%s wasted calls per {one}"},
	"attempts":           {"attempts", "as few attempts as possible", "at most %s attempts in all", "%s attempts"},
	"amplification":      {"attempts per {one}", "as few attempts per {one} as possible", "at most %s attempts per {one}", "%s attempts per {one}"},
	"done_95":            {"time until 95 % are done", "95 % done as soon as possible", "95 % done within %s", "95 % done after %s"},
	"done_99":            {"time until 99 % are done", "99 % done as soon as possible", "99 % done within %s", "99 % done after %s"},
	"last_success":       {"time until the last success", "the last success as soon as possible", "the last success within %s", "the last success after %s"},
	"completion_p50":     {"median completion time", "a median completion time as short as possible", "a median completion time of at most %s", "a median completion time of %s"},
	"completion_p95":     {"95th percentile of the completion times", "a 95th percentile of the completion times as low as possible", "a 95th percentile of the completion times of at most %s", "a 95th percentile of the completion times of %s"},
	"completion_p99":     {"99th percentile of the completion times", "a 99th percentile of the completion times as low as possible", "a 99th percentile of the completion times of at most %s", "a 99th percentile of the completion times of %s"},
	"peak":               {"peak", "a peak as low as possible", "a peak of at most %s", "a peak of %s"},
	"peak_over_capacity": {"peak as a multiple of the capacity", "a peak as low as possible beside the capacity", "a peak of at most %s the capacity", "a peak of %s the capacity"},
	"later_wave":         {"retries of the largest later wave", "later waves as small as possible", "later waves of at most %s retries", "%s retries in the largest later wave"},
	"success_percent":    {"success", "a success as high as possible", "a success of at least %s", "a success of %s"},
	"lost":               {"{many} lost", "as few {many} lost as possible", "at most %s {many} lost", "%s {many} lost"},
	"recovery":           {"time to recover", "recovery as soon as possible", "recovery within %s", "recovery after %s"},
}

// What names a figure that can be a goal: "wasted calls per client".
func What(f experiment.Figure, s scenario.Scenario) string {
	return figures.Words(inWords[f.Name].what, s)
}

// Goal is what should be as good as possible: "as few wasted calls as possible".
func Goal(g find.Goal, s scenario.Scenario) string {
	return figures.Words(inWords[g.Figure.Name].goal, s)
}

// Limit is a limit in words: "99 % done within 30 s".
func Limit(l find.Limit, s scenario.Scenario) string {
	return fill(inWords[l.Figure.Name].limit, set(l.Figure, l.Value), s)
}

// Told is a figure with its value: "99 % done after 28.1 s", "a peak of 212/s".
func Told(f experiment.Figure, mean float64, s scenario.Scenario) string {
	return fill(inWords[f.Name].told, Value(f, mean), s)
}

func fill(form, value string, s scenario.Scenario) string {
	return strings.Replace(figures.Words(form, s), "%s", value, 1)
}

// set is a value that somebody set, with its unit.
func set(f experiment.Figure, x float64) string {
	switch f.Kind {
	case experiment.Time:
		return format.Span(duration(x))
	case experiment.PerS:
		return format.SetRate(x)
	case experiment.Times:
		return format.Exact(x) + "×"
	case experiment.Percent:
		return format.Share(x / 100)
	}
	return format.Exact(x)
}

// Value is a mean with its unit, as exact as its size wants it.
func Value(f experiment.Figure, x float64) string {
	switch {
	case f.Kind == experiment.Time && math.Abs(x) < 0.01:
		return format.Briefly(duration(x))
	case f.Kind == experiment.Time:
		return format.Elapsed(duration(x))
	case f.Kind == experiment.PerS:
		return format.PerTime(x)
	case f.Kind == experiment.Times:
		return format.Multiple(x) + "×"
	case f.Kind == experiment.Percent:
		return format.Percent(x) + " %"
	}
	return Rule(f, 0)(x)
}

// Difference is how far two means are apart, with its unit.
func Difference(f experiment.Figure, x float64) string {
	if f.Kind == experiment.Percent {
		return format.Rate(x) + " points"
	}
	return Value(f, x)
}

func duration(seconds float64) time.Duration {
	return time.Duration(math.Round(seconds * float64(time.Second)))
}

// Rule is how means of a figure are written in a column, of which the longest time is that.
// Means of counts are not whole: a lost request in some runs is not none. What is small has
// digits of its own.
func Rule(f experiment.Figure, longest time.Duration) format.Rule {
	if f.Kind == experiment.Count {
		return format.Rate
	}
	rule := figures.Rule(f.Kind, longest)
	if f.Kind != experiment.Ratio {
		return rule
	}
	return func(x float64) string {
		if x != 0 && math.Abs(x) < 0.1 {
			return format.Rate(x)
		}
		return rule(x)
	}
}
