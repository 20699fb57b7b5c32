package find

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/typed"
)

// Goal is a figure that should be as low as possible, or as high, by its kind.
type Goal struct{ Figure experiment.Figure }

// Limit bounds the mean of a figure: it is at most Value, or at least where more is better.
type Limit struct {
	Figure experiment.Figure
	Value  float64 // times in seconds
}

// AtLeast reports whether the figure must be so high at least.
func (l Limit) AtLeast() bool { return l.Figure.Better > 0 }

// Aims are the figures that goals and limits are set in, by their names in replications.
func Aims() []experiment.Figure { return aims }

var aims = named("wasted_per_request", "attempts", "amplification", "done_95", "done_99", "last_success", "completion_p50", "completion_p95", "completion_p99",
	"peak", "peak_over_capacity", "later_wave", "success_percent", "lost", "recovery")

func named(names ...string) []experiment.Figure {
	var some []experiment.Figure
	for _, name := range names {
		for _, f := range experiment.Sampled() {
			if f.Name == name {
				some = append(some, f)
			}
		}
	}
	return some
}

// aimOf is the figure of a name.
func aimOf(name string) (experiment.Figure, bool) {
	for _, f := range aims {
		if f.Name == name {
			return f, true
		}
	}
	return experiment.Figure{}, false
}

func aimNames() string {
	names := make([]string, len(aims))
	for i, f := range aims {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// readGoal reads the name of a figure, or words.
func readGoal(text string) (Goal, error) {
	if text == "" {
		return Goal{aims[0]}, nil
	}
	if f, ok := aimOf(strings.TrimSpace(text)); ok {
		return Goal{f}, nil
	}
	if f, ok := goalInWords(plain(text)); ok {
		return Goal{f}, nil
	}
	return Goal{aims[0]}, scenario.NewFieldError(goalName, text, "Write what should be as good as possible: one of "+aimNames()+".")
}

// readLimits reads limits, a figure and a value each: "done_99:30s,peak_over_capacity:3", or
// words.
func readLimits(text string) ([]Limit, error) {
	var limits []Limit
	var problems scenario.FieldErrors
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		l, err := readLimit(strings.TrimSpace(part))
		if err != nil {
			problems = problems.And(err)
			continue
		}
		if slices.ContainsFunc(limits, l.sameFigure) {
			problems = append(problems, scenario.NewFieldError(limitsName, part, "Set one limit for "+l.Figure.Name+"."))
		}
		limits = append(limits, l)
	}
	if len(limits) > mostLimits {
		problems = append(problems, scenario.NewFieldError(limitsName, text, tooMany(len(limits))))
	}
	if len(problems) > 0 {
		return limits, problems
	}
	return limits, nil
}

const mostLimits = 5

func tooMany(limits int) string {
	return fmt.Sprintf("Set at most %s; these are %d.", format.Plural(mostLimits, "limit"), limits)
}

func readLimit(text string) (Limit, error) {
	name, value, cut := strings.Cut(text, ":")
	f, ok := aimOf(strings.TrimSpace(name))
	if !cut || !ok {
		if l, ok := limitInWords(plain(text)); ok {
			return l, nil
		}
		return Limit{}, scenario.NewFieldError(limitsName, text, "Write a figure, a colon and its limit, for example done_99:30s or peak_over_capacity:3. The figures are "+aimNames()+".")
	}
	x, ok := valueOf(f, strings.TrimSpace(value))
	if !ok {
		return Limit{}, scenario.NewFieldError(limitsName, text, "Write "+asked(f)+" after "+f.Name+": it is above 0.")
	}
	return Limit{f, x}, nil
}

// asked is what a limit of a figure is, with an example.
func asked(f experiment.Figure) string {
	switch f.Kind {
	case experiment.Time:
		return "a duration, for example 30s,"
	case experiment.Percent:
		return "per cent, for example 99,"
	}
	return "a number, for example 3,"
}

// mostValue is more than any figure comes to; of a time, in seconds, mostSeconds is.
const (
	mostValue   = 1e12
	mostSeconds = 1e9
)

// valueOf reads the limit of a figure. A time without a unit is in seconds.
func valueOf(f experiment.Figure, text string) (float64, bool) {
	text = strings.ReplaceAll(text, " ", "")
	if f.Kind == experiment.Time {
		d, err := time.ParseDuration(text)
		if err != nil {
			x, ok := numberOf(text)
			if !ok || x > mostSeconds {
				return 0, false
			}
			d = time.Duration(math.Round(x * float64(time.Second)))
		}
		return d.Seconds(), d > 0 && d.Seconds() <= mostSeconds
	}
	for _, unit := range []string{"%", "x", "×", "/s", "/request"} {
		text = strings.TrimSuffix(text, unit)
	}
	x, ok := numberOf(text)
	return x, ok && x <= mostValue && (f.Kind != experiment.Percent || x <= 100)
}

// numberOf reads digits and what people write between them: nothing below 0, and no NaN.
func numberOf(text string) (float64, bool) {
	plain, ok := typed.Number(text)
	x, err := strconv.ParseFloat(plain, 64)
	return x, ok && err == nil
}

// String writes the limit as links do.
func (l Limit) String() string {
	if l.Figure.Kind == experiment.Time {
		return l.Figure.Name + ":" + scenario.FormatDuration(time.Duration(math.Round(l.Value*float64(time.Second))))
	}
	return l.Figure.Name + ":" + strconv.FormatFloat(l.Value, 'f', -1, 64)
}

func (l Limit) sameFigure(other Limit) bool { return l.Figure.Name == other.Figure.Name }

// kept reports whether a mean is within the limit.
func (l Limit) kept(mean float64) bool {
	if l.AtLeast() {
		return mean >= l.Value
	}
	return mean <= l.Value
}

// place is where samples have a figure of the table.
func place(f experiment.Figure) int {
	at, ok := job.Figure(f.Name)
	if !ok {
		panic("find: no figure " + f.Name)
	}
	return at
}
