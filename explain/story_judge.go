package explain

import (
	"fmt"
	"math"
	"slices"
	"time"

	"backofflab/experiment"
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

// measure is a figure that a change may improve.
type measure struct {
	of    func(scenario.Scenario, sim.Result) (x float64, ok bool)
	write func(x float64) string // with its noun
	bare  func(x float64) string // without
	verb  string                 // what a fleet does with it
	none  string                 // what it does with none
	after string                 // after the figure
	more  bool                   // more is better
	loops bool                   // only closed populations have it, in place of the one before
}

// measures are all that a change is judged by. In a closed population a change alters how
// many requests there are: there, lost requests and attempts are counted per request.
var measures = []measure{
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return float64(r.Lost()), true },
		write: format.Whole, bare: format.Whole, verb: "loses", none: "loses none"},
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return lostShare(r), true },
		write: sharePercent, bare: sharePercent, verb: "loses", none: "loses none", after: " of its requests", loops: true},
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return float64(r.Successes), true },
		write: plural("success"), bare: format.Whole, verb: "has", more: true},
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return float64(r.Attempts), true },
		write: plural("attempt"), bare: format.Whole, verb: "needs"},
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return r.Amplification, true },
		write: format.Ratio, bare: format.Ratio, verb: "needs", after: " attempts per request", loops: true},
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return float64(r.Done95), r.HasDone95 },
		write: elapsed, bare: elapsed, verb: "is 95\u00a0% done at"},
	{of: func(_ scenario.Scenario, r sim.Result) (float64, bool) { return size(r), worst(r).Clients >= minWave },
		write: plural("retry"), bare: format.Whole, verb: "has at most", none: "has no retries", after: " in a wave"},
}

// plural writes a count with its noun.
func plural(noun string) func(float64) string {
	return func(x float64) string { return format.Plural(int(x), noun) }
}

func elapsed(x float64) string { return format.Elapsed(time.Duration(x)) }

func sharePercent(x float64) string { return format.Percent(100*x) + "\u00a0%" }

// The places of measures.
const (
	byLost = iota
	byLostShare
	bySuccesses
	byAttempts
	byAttemptsShare
	byDone
	byWave
)

// maxFewer is by how much a closed population may succeed less often after a change, which
// is then told: how many requests fit into a run there varies with any of its times.
const maxFewer = 0.01

// judge compares a run with one after a change, for the fleet of some that gains the most, and
// puts it into words. The gain is 0 where no figure is much better, or where any fleet
// succeeds less often than before: no saving is worth that. Fleets that were not simulated after
// it are not looked at.
func (c candidate) judge(s scenario.Scenario, some, before, after []sim.Result) (text, short string, gain float64) {
	for i, b := range before {
		at := i
		if c.other != "" {
			at = 0
		}
		if after[at].Strategy == "" {
			continue
		}
		if c.other == "" && fewerSuccesses(s, b, after[at]) {
			return "", "", 0
		}
		if !slices.ContainsFunc(some, func(r sim.Result) bool { return r.Strategy == b.Strategy }) {
			continue
		}
		words, g := c.compare(s, b, after[at])
		if brief := c.inShort(s, before, i, after[at]); g > gain && brief != "" {
			text, short, gain = words, brief, g
		}
	}
	return text, short, gain
}

// frontOf are the fleets that a reader would choose from: of those that lost the fewest, all
// that are through little later than the first.
func frontOf(results []sim.Result) []sim.Result {
	some := fewestLost(results)
	if there := filter(some, func(r sim.Result) bool { return r.HasDone95 }); len(there) > 0 {
		first, _ := extremes(there, done95)
		return filter(there, func(r sim.Result) bool { return done95(r) <= (1+lossShare)*done95(first) })
	}
	return some
}

// fewerSuccesses reports whether a fleet has fewer successes than before, or fewer per
// request.
func fewerSuccesses(s scenario.Scenario, b, a sim.Result) bool {
	if s.Population == scenario.PopulationClosed {
		return float64(a.Successes) < (1-maxFewer)*float64(b.Successes) || lostShare(a) > lostShare(b)
	}
	return a.Successes < b.Successes
}

// compare is judge for one fleet.
func (c candidate) compare(s scenario.Scenario, b, a sim.Result) (text string, gain float64) {
	if fewerSuccesses(s, b, a) || lostShare(b) > 0.5 && lostShare(a) > lostShare(b)*(1-gainShare) {
		return "", 0 // where most are lost nothing else helps
	}
	return c.effects(s, b, a)
}

// effects says what a change does to one fleet, for better and worse, and what that is worth.
func (c candidate) effects(s scenario.Scenario, b, a sim.Result) (text string, gain float64) {
	var better, worse []string
	for i, m := range measures {
		if !m.applies(i, s) {
			continue
		}
		words, g := m.change(i, s, c.changed, b, a)
		switch {
		case g > 0:
			better = append(better, words)
		case words != "":
			worse = append(worse, words)
		}
		gain += g
	}
	if len(better) == 0 || gain <= 0 && c.silences < 0 {
		return "", 0
	}
	text = c.when + " " + inText(b.Strategy) + " "
	if c.other != "" {
		text = fmt.Sprintf("%s instead of %s ", format.Capital(inText(c.other)), inText(b.Strategy))
	}
	text += format.List(better)
	if len(worse) > 0 {
		text += ", but " + format.List(worse)
	}
	return text + ".", gain
}

// applies reports whether a measure is one of a population. Where requests do not depend on
// the change, those that succeed are told by those that are lost.
func (m measure) applies(i int, s scenario.Scenario) bool {
	closed := s.Population == scenario.PopulationClosed
	switch i {
	case byLost, byAttempts:
		return !closed
	case bySuccesses:
		return closed
	}
	return !m.loops || closed
}

// change says what becomes of a measure, and what that is worth: above 0 where it is better,
// below where it is worse. It is "" where there is little difference.
func (m measure) change(i int, s, changed scenario.Scenario, b, a sim.Result) (words string, worth float64) {
	x, had := m.of(s, b)
	y, has := m.of(changed, a)
	few := map[int]float64{byLost: 0.01 * float64(b.Requests), byLostShare: 0.01}[i]
	gain, loss := y < x*(1-gainShare), y > x*(1+lossShare)
	if m.more {
		gain, loss = y > x*(1+gainShare), y < x
	}
	size := math.Abs(y-x) / max(x, y, 1e-9)
	switch {
	case i == byWave && !had && !has, max(x, y) < few:
		return "", 0 // too few to speak of
	case i == byDone && !had && has:
		return doneVerb(s) + " " + m.write(y) + " instead of never", 1
	case i == byDone && !has:
		return "", 0 // it was not before, or loses more, which no change may
	case gain && (i == byLost || i == byLostShare):
		return m.sentence(s, x, y), 1 + 2*size // losing no request matters most
	case gain:
		return m.sentence(s, x, y), size
	case loss:
		return m.sentence(s, x, y), -size / 2
	}
	return "", 0
}

// doneVerb is the verb of byDone: a time of the run, or one since each request began.
func doneVerb(s scenario.Scenario) string {
	if s.Population == scenario.PopulationOnce {
		return measures[byDone].verb
	}
	return "has 95\u00a0% done within"
}

// sentence writes a figure after a change and before it: "needs 5,500 attempts instead of
// 15,079 (−64 %)".
func (m measure) sentence(s scenario.Scenario, before, after float64) string {
	verb := m.verb + " " + m.write(after)
	if m.verb == measures[byDone].verb {
		verb = doneVerb(s) + " " + m.write(after)
	}
	if after == 0 && m.none != "" {
		verb = m.none
	}
	text := verb + m.after + " instead of " + m.bare(before)
	if before > 0 && after > 0 && m.bare(before) != m.bare(after) {
		text += " (" + format.Change(before, after) + ")"
	}
	return text
}

// inShort says what a change does for a fleet, in the figure that matters most of those that
// are much better, and what it costs; "" where it has no so short a form.
func (c candidate) inShort(s scenario.Scenario, before []sim.Result, fleet int, after sim.Result) string {
	b := before[fleet]
	better, worse := "", ""
	for _, effect := range []func(s scenario.Scenario, b, a sim.Result) (string, bool){lossEffect, timeEffect, wasteEffect, herdEffect} {
		words, good := effect(s, b, after)
		switch {
		case words == "":
		case good && better == "":
			better = words
		case !good && worse == "":
			worse = ", but " + words
		}
	}
	if better == "" {
		return ""
	}
	name := inShort(before, fleet)
	if c.other != "" {
		return format.Capital(inText(c.other)) + " instead of " + name + " " + better + worse + "."
	}
	return c.short + " " + name + " " + better + worse + "."
}

// lossEffect is about the requests that are lost.
func lossEffect(s scenario.Scenario, b, a sim.Result) (string, bool) {
	x, y := lostShare(b), lostShare(a)
	switch {
	case y > x*(1+lossShare) && y >= 0.01 && b.Requests == a.Requests:
		return "loses " + format.Count(a.Lost()) + " instead of " + format.Count(b.Lost()), false
	case x == y || y > x*(1-gainShare) || x < 0.01:
		return "", false
	case a.Lost() == 0:
		return "loses none", true
	case b.Requests == a.Requests:
		return "loses " + format.Count(a.Lost()) + " instead of " + format.Count(b.Lost()), true
	}
	return "loses " + sharePercent(y) + " instead of " + sharePercent(x), true
}

// timeEffect is about the time within which 95 % are done.
func timeEffect(s scenario.Scenario, b, a sim.Result) (string, bool) {
	if !a.HasDone95 {
		return "", false
	}
	if !b.HasDone95 {
		return "finishes in " + format.Elapsed(a.Done95), true
	}
	words, good := relative(done95(b), done95(a), "sooner", "later")
	if words == "" {
		return "", false
	}
	return "finishes " + words, good
}

// wasteEffect is about the attempts that serve nobody, for each request.
func wasteEffect(_ scenario.Scenario, b, a sim.Result) (string, bool) {
	of := func(r sim.Result) float64 { return experiment.ByWaste.Of(experiment.ScoreOf(r)) }
	words, good := relative(of(b), of(a), "less", "more")
	switch {
	case words == "":
		return "", false
	case a.Wasted == 0:
		return "wastes nothing", true
	}
	return "wastes " + words, good
}

// herdEffect is about the largest herd.
func herdEffect(_ scenario.Scenario, b, a sim.Result) (string, bool) {
	if worst(b).Clients < minWave && worst(a).Clients < minWave {
		return "", false
	}
	words, good := relative(size(b), size(a), "smaller", "larger")
	if words == "" {
		return "", false
	}
	return "has " + words + " herds", good
}

// relative says by how much a figure is less or more than before: "47 % less", from a gain or
// a loss on that counts.
func relative(before, after float64, less, more string) (words string, good bool) {
	switch {
	case after < before*(1-gainShare):
		return fmt.Sprintf("%s\u00a0%% %s", format.Whole(100*(before-after)/before), less), true
	case after > before*(1+lossShare) && before > 0:
		return fmt.Sprintf("%s\u00a0%% %s", format.Whole(100*(after-before)/before), more), false
	}
	return "", false
}
