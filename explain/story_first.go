package explain

import (
	"fmt"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// findFirstDone is about the time until 95 % of the requests have succeeded, of the fleets
// that lost the fewest, and what it cost in attempts.
func findFirstDone(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	group := fewestLost(results)
	there := filter(group, func(r sim.Result) bool { return r.HasDone95 })
	if len(there) == 0 {
		return Sentence{}, false
	}
	quick, late := extremes(there, func(r sim.Result) float64 { return float64(r.Done95) })
	written := func(r sim.Result) string { return format.Elapsed(r.Done95) }
	alike := func(as sim.Result) []sim.Result {
		return filter(there, func(r sim.Result) bool { return written(r) == written(as) })
	}
	first, last := alike(quick), alike(late)
	who := fmt.Sprintf("95\u00a0%% of the %ss", Noun(s))
	within := "by "
	if s.Population != scenario.PopulationOnce {
		within = "within "
	}
	text := ofThose(s, group, results)
	switch {
	case len(results) == 1:
		text += fmt.Sprintf("%s are through %s%s", who, within, written(quick))
	case len(first) == len(there):
		text += fmt.Sprintf("%s are through %s%s %s", who, within, written(quick), with(first, results))
	default:
		text += fmt.Sprintf("%s are through soonest %s (%s%s), last %s (%s%s)", who, with(first, results), within, written(quick), with(last, results), within, written(late))
	}
	place := Place{inCompletion, keysOf(first), 0, length(quick)}
	if s.Population == scenario.PopulationOnce {
		at := min(length(quick), quick.Done95)
		place.From, place.To = max(0, at-length(quick)/8), at
	}
	return Sentence{text + price(there, first) + ".", place}, true
}

// price says what some fleets cost in attempts, those that are through first and those that
// make the fewest.
func price(all, first []sim.Result) string {
	cheap, dear := extremes(all, attemptsOf)
	fewest := filter(all, func(r sim.Result) bool { return r.Attempts == cheap.Attempts })
	switch {
	case len(all) == 1:
		return fmt.Sprintf(", with %s", format.Plural(cheap.Attempts, "attempt"))
	case cheap.Attempts == dear.Attempts:
		return fmt.Sprintf("; each makes %s", format.Plural(cheap.Attempts, "attempt"))
	}
	text := fmt.Sprintf("; %s %s the fewest attempts (%s)", names(keysOf(fewest)), format.Verb(len(fewest), "makes", "make"), format.Count(cheap.Attempts))
	if least, _ := extremes(first, attemptsOf); len(first) == 1 && least.Attempts > cheap.Attempts {
		return text + fmt.Sprintf(", %s makes %s", inText(least.Strategy), format.Count(least.Attempts))
	}
	return text + fmt.Sprintf(", %s the most (%s)", names(keysOf(filter(all, func(r sim.Result) bool { return r.Attempts == dear.Attempts }))), format.Count(dear.Attempts))
}

func attemptsOf(r sim.Result) float64 { return float64(r.Attempts) }
