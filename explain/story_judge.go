package explain

import (
	"fmt"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Relative changes of a figure: from which on a gain counts, and from which on a loss must
// be reported with it.
const (
	gainShare = 0.2
	lossShare = 0.1
)

// measure is a figure that a change may improve; lower is better.
type measure struct {
	of    func(scenario.Scenario, sim.Result) float64
	write func(x float64) string
	verb  string // before the figure: what a fleet does
	after string // after it
}

var measures = []measure{
	{func(_ scenario.Scenario, r sim.Result) float64 { return float64(lost(r)) }, format.Whole, "loses", ""},
	{func(_ scenario.Scenario, r sim.Result) float64 { return float64(r.Attempts) }, format.Whole, "makes", " attempts"},
	{func(s scenario.Scenario, r sim.Result) float64 { return float64(doneAt(s, r)) }, func(x float64) string { return format.Elapsed(time.Duration(x)) }, "is done at", ""},
	{func(_ scenario.Scenario, r sim.Result) float64 { return float64(worst(r).Retries) }, format.Whole, "has at most", " retries in a wave"},
}

// The places of measures.
const (
	byLost = iota
	_      // attempts
	byDone
	byWave
)

// judge compares a run with one after a change, for the fleet that gains the most, and
// puts it into words. The gain is 0 where no figure is much better, or where more is
// lost than gained.
func (c candidate) judge(s scenario.Scenario, before, after []sim.Result) (text string, gain float64) {
	for i, b := range before {
		at := i
		if c.other != "" {
			at = 0
		}
		words, g := c.compare(s, b, after[at])
		if g > gain {
			text, gain = words, g
		}
	}
	return text, gain
}

// compare is judge for one fleet.
func (c candidate) compare(s scenario.Scenario, b, a sim.Result) (text string, gain float64) {
	var better, worse []string
	for i, m := range measures {
		x, y := m.of(s, b), m.of(c.changed, a)
		switch {
		case i == byDone && (lost(b)+lost(a) > 0 || b.Completion.Count() == 0 || a.Completion.Count() == 0):
			// the times of those that got through say little where others did not
		case i == byWave && max(x, y) < minWave:
		case i == byLost && max(x, y) < 0.01*float64(max(b.Requests, a.Requests)):
			// too few to speak of
		case y < x*(1-gainShare):
			better = append(better, m.sentence(c.changed, x, y))
			gain += 1 - y/x
			if i == byLost {
				gain++ // losing no request matters most
			}
		case y > x*(1+lossShare):
			worse = append(worse, m.sentence(c.changed, x, y))
			gain -= 0.5
			if i == byLost {
				gain -= 2
			}
		}
	}
	if len(better) == 0 || gain <= 0 {
		return "", 0
	}
	text = c.with + " " + inText(b.Strategy) + " "
	if c.other != "" {
		text = fmt.Sprintf("%s in place of %s ", format.Capital(inText(c.other)), inText(b.Strategy))
	}
	text += format.List(better)
	if len(worse) > 0 {
		text += "; but it " + format.List(worse)
	}
	if lost(b) > 0 && lost(a) == 0 && s.Population == scenario.PopulationOnce {
		text += fmt.Sprintf(". Its last client %s", doneWords(c.changed, a))
	}
	return text + ".", gain
}

// sentence writes a figure after a change and before it: "makes 5 500 attempts in place of
// 15 079 (−64 %)".
func (m measure) sentence(s scenario.Scenario, before, after float64) string {
	verb, figure := m.verb, m.write(after)
	if m.verb == measures[byDone].verb && s.Population != scenario.PopulationOnce {
		verb = "has 99\u00a0% done within"
	}
	if after == 0 {
		figure = "none"
	}
	text := verb + " " + figure + m.after + " in place of " + m.write(before)
	if before > 0 && after > 0 {
		text += " (" + format.Change(before, after) + ")"
	}
	return text
}
