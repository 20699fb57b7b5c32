// Package figures writes the figures of a run as people read them: the heads of their
// columns, their numbers, and what is different between two runs. A page and a terminal
// write the same words, because both take them from here.
//
// Values are in the unit of the screen: times in seconds, everything else as a
// [experiment.Figure] reads it. All functions are pure and safe for simultaneous use.
package figures

import (
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Words that stand in place of a number.
const (
	Never = "—"    // the run has none
	Same  = "same" // two runs do not differ
)

// Value is a figure of one run, which may have none.
type Value struct {
	X  float64
	Ok bool
}

// Of reads a figure of a result.
func Of(f experiment.Figure, r sim.Result) Value {
	x, ok := f.Read(r)
	if f.Kind == experiment.Time {
		x = time.Duration(x).Seconds()
	}
	return Value{x, ok}
}

// Rule is how a kind of figure is written. Times have decimals that suit the longest of
// those that stand together.
func Rule(kind experiment.Kind, longest time.Duration) format.Rule {
	switch kind {
	case experiment.PerS:
		return format.Rate
	case experiment.Times:
		return format.Multiple
	case experiment.Ratio:
		return format.Ratio
	case experiment.Index:
		return format.Index
	case experiment.Percent:
		return format.Percent
	case experiment.Time:
		return format.Seconds(longest)
	}
	return format.Whole
}

// Cell writes a figure below the head of its column. A multiple has its sign in every cell,
// for the head does not say it.
func Cell(f experiment.Figure, v Value, longest time.Duration) string {
	switch {
	case !v.Ok:
		return Never
	case f.Kind == experiment.Times:
		return Rule(f.Kind, longest)(v.X) + "×"
	}
	return Rule(f.Kind, longest)(v.X)
}

// Head is the head of a figure's column in a scenario, "Median" and "s", over times of which
// that is the longest. The unit is "" where each cell has its own.
func Head(f experiment.Figure, s scenario.Scenario, longest time.Duration) (title, unit string) {
	if f.Kind == experiment.Time && format.Long(longest) {
		return f.Title, ""
	}
	return f.Title, Words(f.Of, s)
}

// Words fills in what completes in a scenario, calls or requests, in the place of {one},
// {many} and {Many}.
func Words(text string, s scenario.Scenario) string {
	many := explain.Noun(s) + "s"
	return strings.NewReplacer("{many}", many, "{Many}", format.Capital(many), "{one}", strings.TrimSuffix(many, "s")).Replace(text)
}

// Difference is a figure of two runs, each as it is written, and how the first differs from
// the second. Better is +1 where it is better, -1 where it is worse, and else 0.
type Difference struct {
	Now, Then, Change string
	Better            int
}

// Beside compares what is shown: both figures are rounded before, so that a difference is
// that of the two numbers beside it.
func Beside(f experiment.Figure, now, then Value, longest time.Duration) Difference {
	write := Rule(f.Kind, longest)
	now.X, then.X = format.Shown(now.X, write), format.Shown(then.X, write)
	d := Difference{Now: Never, Then: Never, Change: Never}
	if now.Ok {
		d.Now = write(now.X)
	}
	if then.Ok {
		d.Then = write(then.X)
	}
	if !now.Ok || !then.Ok {
		return d
	}
	switch {
	case now.X == then.X:
		d.Change = Same
		return d
	case !f.Has(experiment.Relative):
		d.Change = format.Signed(now.X-then.X, ruleOfDifference(f.Kind, longest))
	case then.X > 0:
		d.Change = format.Change(then.X, now.X)
	}
	switch gain := float64(f.Better) * (now.X - then.X); {
	case gain > 0:
		d.Better = +1
	case gain < 0:
		d.Better = -1
	}
	return d
}

// ruleOfDifference is how a difference of two figures of a kind is written. One of shares
// is rounded like any number: it is no share of anything.
func ruleOfDifference(kind experiment.Kind, longest time.Duration) format.Rule {
	if kind == experiment.Percent {
		return format.Decimals(1)
	}
	return Rule(kind, longest)
}
