package studied

import (
	"fmt"

	"backofflab/experiment/tipping"
	"backofflab/internal/format"
)

// Rare are the sentences about how rarely one fleet collapses. One that has nothing to say is "".
type Rare struct {
	Main  string // how rare it is, as splitting has it
	Plain string // what plain Monte Carlo has to say, with the same work
	Gain  string // what splitting saves
}

// worthTelling is the gain from which on splitting saves something.
const worthTelling = 1.5

// RarelyCollapses writes what is known of a fleet, or is known so far. The intervals are those of
// 95 %.
func RarelyCollapses(r tipping.Rare, o tipping.Odd) Rare {
	if o.Failed != "" {
		return Rare{Main: "Its runs cannot be simulated. " + o.Failed}
	}
	w := Rare{Main: rarely(r, o), Plain: counted(o.Plain)}
	switch {
	case !o.Over() || o.Gain == 0:
	case o.Gain >= worthTelling:
		w.Gain = fmt.Sprintf("To be as sure, plain Monte Carlo would take about %s times the work.", format.Index(o.Gain))
	default:
		w.Gain = "It is not so rare that splitting would save work: plain Monte Carlo does as well."
	}
	return w
}

func rarely(r tipping.Rare, o tipping.Odd) string {
	e := o.Split
	switch {
	case o.Done < 2:
		return "Looking for what a run does before it collapses."
	case e.P == 0 && !o.Over():
		return "No run has collapsed so far."
	case e.P >= 1 && !o.Over():
		return "Every run has collapsed so far."
	case e.P >= 1:
		return "Every run collapsed: as far as counting tells, at least " + format.Chance(o.Plain.Low) + " do."
	case e.P == 0 && o.Plain.P > 0:
		return "Splitting saw no run collapse, and counting did: take that, or ask for more repetitions."
	case e.P == 0:
		return "No run collapsed: as far as counting tells, at most " + format.Chance(o.Plain.High) + " do."
	}
	says := fmt.Sprintf("About %s runs collapses (%s).", format.Chance(e.P), Between(e))
	if e.P >= 0.05 {
		says = fmt.Sprintf("About %s of the runs collapse (%s).", format.Chance(e.P), Between(e))
	}
	if o.Done < r.Repetitions {
		says += " So far: " + format.Of(o.Done, r.Repetitions, "repetition") + "."
	}
	return says
}

// counted says what plain Monte Carlo saw; nothing before it is done.
func counted(e tipping.Estimate) string {
	if e.Runs == 0 {
		return ""
	}
	collapsed, says := int(e.P*float64(e.Runs)+0.5), "Plain Monte Carlo, with the same work: "
	if collapsed == 0 {
		return says + "none of " + format.Plural(e.Runs, "run") + " collapsed, so at most " + format.Chance(e.High) + " do."
	}
	return says + format.Of(collapsed, e.Runs, "run") + " collapsed, " + format.Chance(e.P) + " (" + Between(e) + ")."
}

// Between is the interval of a probability.
func Between(e tipping.Estimate) string {
	if e.Low == 0 {
		return "at most " + format.Chance(e.High)
	}
	return format.Chance(e.Low) + " to " + format.Chance(e.High)
}
