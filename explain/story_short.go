package explain

import (
	"fmt"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

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
