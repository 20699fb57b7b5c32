package teach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// Runs are what the labs of a text came to, by their names.
type Runs map[string]Run

// Run is a scenario, and what came of it.
type Run struct {
	Scenario scenario.Scenario
	experiment.Outcome
}

// figure reads a number of one strategy of a run, times in seconds.
type figure struct {
	Name string
	Kind experiment.Kind
	Read func(r Run, strategy int) (float64, bool)
}

// figureNamed finds a figure by its name in replications, in results or in CSV: done_95,
// peak_per_s, success_percent. Those of delays are of a client whose attempts all fail: delay_3
// is the mean wait before retry 3, delay_3_min and delay_3_max are its bounds, and waits,
// waits_min and waits_max are all waits together.
func figureNamed(name string) (figure, bool) {
	for _, f := range experiment.Figures() {
		if slices.Contains([]string{f.Name, f.JSON, f.CSV}, name) && name != "" {
			return figureOf(name, f), true
		}
	}
	return delayNamed(name)
}

func figureOf(name string, f experiment.Figure) figure {
	return figure{name, f.Kind, func(r Run, i int) (float64, bool) {
		if i >= len(r.Results) {
			return 0, false
		}
		x, ok := f.Read(r.Results[i])
		if f.Kind == experiment.Time {
			x = time.Duration(x).Seconds()
		}
		return x, ok
	}}
}

func delayNamed(name string) (figure, bool) {
	first, which := name, "mean"
	for _, end := range []string{"min", "max"} {
		if rest, ok := strings.CutSuffix(name, "_"+end); ok {
			first, which = rest, end
		}
	}
	if first == "waits" {
		return figure{name, experiment.Time, func(r Run, i int) (float64, bool) {
			d, ok := schedule.Of(r.Scenario)[i].InAll()
			return among(which, d.Total.Min, d.Total.Mean, d.Total.Max), ok
		}}, true
	}
	number, ok := strings.CutPrefix(first, "delay_")
	k, err := strconv.Atoi(number)
	if !ok || err != nil || k < 1 || k > maxRetry {
		return figure{}, false
	}
	return figure{name, experiment.Time, func(r Run, i int) (float64, bool) {
		for _, d := range schedule.All(r.Scenario)[i].Retries {
			if d.Retry == k {
				return among(which, d.Min, d.Mean, d.Max), true
			}
		}
		return 0, false
	}}, true
}

func among(which string, least, mean, most time.Duration) float64 {
	return map[string]time.Duration{"min": least, "mean": mean, "max": most}[which].Seconds()
}

// of is the value of an operand.
func (o operand) of(runs Runs) Value {
	if o.lab == "" {
		return o.value
	}
	r, ok := runs[o.lab]
	if !ok {
		return Value{Kind: o.kind()}
	}
	if o.field != "" {
		return o.settingOf(r.Scenario)
	}
	i, ok := o.at(r.Scenario)
	if !ok {
		return Value{Kind: o.figure.Kind}
	}
	x, ok := o.figure.Read(r, i)
	return Value{X: x, Kind: o.figure.Kind, Ok: ok}
}

// at is the place of the strategy in a scenario. Whoever names none means the only one, and of
// several the first: in an exercise the reader chooses it.
func (o operand) at(s scenario.Scenario) (int, bool) {
	if o.strategy == "" {
		return 0, len(s.Strategies) > 0
	}
	if n, err := strconv.Atoi(o.strategy); err == nil {
		return n - 1, n >= 1 && n <= len(s.Strategies)
	}
	i := slices.Index(s.Strategies, o.strategy)
	return i, i >= 0
}

// setting reads "lab:field".
func (p parser) setting(lab, name string) (operand, error) {
	if lab == "" {
		lab = p.about
	}
	f, ok := scenario.FieldNamed(name)
	if !ok {
		return operand{}, fmt.Errorf("%q is no field of a scenario", name)
	}
	if !f.IsDuration() && !f.IsNumber() && !f.Whole {
		return operand{}, fmt.Errorf("the setting %q is no number", name)
	}
	return operand{lab: lab, field: name}, nil
}

func (o operand) settingKind() experiment.Kind {
	if f, _ := scenario.FieldNamed(o.field); f.IsDuration() {
		return experiment.Time
	}
	return experiment.Count
}

func (o operand) settingOf(s scenario.Scenario) Value {
	f, _ := scenario.FieldNamed(o.field)
	text := f.Format(s)
	if f.IsDuration() {
		d, err := time.ParseDuration(text)
		return Value{X: d.Seconds(), Kind: experiment.Time, Ok: err == nil, Set: true}
	}
	x, err := strconv.ParseFloat(text, 64)
	return Value{X: x, Kind: experiment.Count, Ok: err == nil, Set: true}
}

// maxRetry is the last retry that a figure can be about.
const maxRetry = 1000
