package explain

import (
	"math"
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// tradeOffText says what those that are ahead pay for it, or what else there is to know where
// they pay nothing; nothing where that is nothing.
func tradeOffText(s scenario.Scenario, found experiment.Outcome) Text {
	results, v := found.Results, found.Verdict
	lead, clear := v.Lead()
	_, overloaded := lastingOverload(s, results)
	switch {
	case results[0].Requests == 0:
		return nil
	case lostAll(results):
		return whyNobody(s, results)
	case len(results) == 1:
		return wastedText(s, results[0])
	case !clear && len(overloaded) > 0:
		return alikeText(s, results)
	case !clear:
		return slowestText(s, results)
	}
	switch lead {
	case experiment.ByLost:
		return amongThemText(s, found)
	case experiment.ByTime:
		return priceText(s, found)
	case experiment.ByWaste:
		if all := everyFleet(results); finish(s, results, all) {
			return compose("no clear difference in time: all finish in %s", figureInWords(results, experiment.ByTime, all))
		}
	}
	return nil
}

// wastedText is what a fleet wastes that nothing is compared with.
func wastedText(s scenario.Scenario, r sim.Result) Text {
	if r.Wasted == 0 {
		return compose("no attempt is wasted")
	}
	return compose("%s attempts a %s are wasted", format.Ratio(experiment.ByWaste.Of(experiment.ScoreOf(r))), Noun(s))
}

// priceText says who is ahead in another measure than time of those that are not ahead in
// it, and by how much they are later; or that the first waste less, too.
func priceText(s scenario.Scenario, found experiment.Outcome) Text {
	results, v := found.Results, found.Verdict
	first, waste := v.Standing[experiment.ByTime], v.Standing[experiment.ByWaste]
	m, ok := v.TradeOff(experiment.ByTime)
	switch {
	case !ok && waste.Clear && slices.Equal(waste.Ahead, first.Ahead) && waste.Behind == first.Behind:
		return compose("%s less, too: %s attempts a %s, %s %s", format.Verb(len(first.Ahead), "it wastes", "they waste"),
			figureInWords(results, experiment.ByWaste, first.Ahead), Noun(s), called(results, []int{waste.Behind}), figureInWords(results, experiment.ByWaste, []int{waste.Behind}))
	case !ok:
		return nil
	}
	others := v.Standing[m].Ahead
	beaten := without(first.Ahead, others)
	switch {
	case len(beaten) == 0 || !named(results, beaten) && len(beaten) < len(first.Ahead) || !clearly(found, m, others, beaten):
		return nil
	case m == experiment.ByWaves && !named(results, others):
		return nil
	case m == experiment.ByWaves:
		return herdsText(results, others, beaten, len(beaten) < len(first.Ahead))
	}
	text := compose("%s %s %s less", called(results, others), format.Verb(len(others), "wastes", "waste"), lessInWords(results, m, others, beaten))
	if len(beaten) < len(first.Ahead) {
		text = append(text, compose(" than %s", called(results, beaten))...)
	}
	if clearly(found, experiment.ByTime, beaten, others) && lowest(results, experiment.ByTime, others) < float64(experiment.Never) {
		text = append(text, compose(", but %s %s longer", format.Verb(len(others), "takes", "take"), laterInWords(results, beaten, others))...)
	}
	return text
}

// herdsText says that some fleets come in smaller herds than others, which are named where
// they are not all that a reader thinks of.
func herdsText(results []sim.Result, few, many []int, named bool) Text {
	text := compose("%s %s in smaller herds", called(results, few), format.Verb(len(few), "comes", "come"))
	if named {
		text = append(text, compose(" than %s", called(results, many))...)
	}
	m := experiment.ByWaves
	return append(text, compose(": %s, not %s", figureInWords(results, m, few),
		format.Range(format.Whole(lowest(results, m, many)), format.Whole(highest(results, m, many))))...)
}

// clearly reports whether each of some fleets is ahead of each of others, two by two.
func clearly(found experiment.Outcome, m experiment.Measure, ahead, behind []int) bool {
	for _, a := range ahead {
		for _, b := range behind {
			standing := experiment.Judge([][]experiment.Score{found.Scores[a], found.Scores[b]}).Standing[m]
			if !standing.Clear || !slices.Equal(standing.Ahead, []int{0}) {
				return false
			}
		}
	}
	return true
}

// lessInWords says by which part a figure of some fleets is below that of others.
func lessInWords(results []sim.Result, m experiment.Measure, few, many []int) string {
	part := func(less, more float64) string { return format.Whole(max(1, math.Round(100*(more-less)/more))) }
	least := part(highest(results, m, few), lowest(results, m, many))
	most := part(lowest(results, m, few), highest(results, m, many))
	return format.Range(least, most) + "\u00a0%"
}

// laterInWords says by how much some fleets finish after others.
func laterInWords(results []sim.Result, early, late []int) string {
	least := lowest(results, experiment.ByTime, late) - highest(results, experiment.ByTime, early)
	most := highest(results, experiment.ByTime, late) - lowest(results, experiment.ByTime, early)
	return format.ElapsedRange(time.Duration(least), time.Duration(most))
}

// amongThemText is about the fleets that lost the fewest: who of them is first.
func amongThemText(s scenario.Scenario, found experiment.Outcome) Text {
	standing := found.Verdict.Standing[experiment.ByLost]
	results, group := found.Results, standing.Ahead
	if most := results[standing.Behind]; slices.ContainsFunc(group, func(i int) bool { return results[i].Requests != most.Requests }) {
		return compose("%s %s %s, %s %s", format.Plural(most.Successes, Noun(s)), format.Verb(most.Successes, "succeeds", "succeed"),
			calledWith(results, []int{standing.Behind}), successesOf(results, group), withOthers(results, group))
	}
	if len(group) == 1 {
		if r := results[group[0]]; !r.HasDone95 {
			return nil
		}
		return ofOneText(s, results, group)
	}
	scores := make([][]experiment.Score, len(group))
	for i, f := range group {
		scores[i] = found.Scores[f]
	}
	timed := experiment.Judge(scores).Standing[experiment.ByTime]
	if !timed.Clear {
		return nil
	}
	first := make([]int, len(timed.Ahead))
	for i, f := range timed.Ahead {
		first[i] = group[f]
	}
	within := figureInWords(results, experiment.ByTime, first)
	switch {
	case !named(results, first):
		return nil
	case finish(s, results, first):
		return compose("of these, %s %s first, in %s", called(results, first), format.Verb(len(first), "finishes", "finish"), within)
	}
	return compose("of these, %s %s fastest: 95\u00a0% of %ss succeed within %s", called(results, first), format.Verb(len(first), "is", "are"), Noun(s), within)
}

// successesOf is how many requests of some fleets succeeded, as a range where they differ.
func successesOf(results []sim.Result, fleets []int) string {
	low, high := results[fleets[0]].Successes, results[fleets[0]].Successes
	for _, i := range fleets {
		low, high = min(low, results[i].Successes), max(high, results[i].Successes)
	}
	return format.Range(format.Count(low), format.Count(high))
}

// ofOneText is the time of a fleet that is ahead because it lost the fewest.
func ofOneText(s scenario.Scenario, results []sim.Result, fleet []int) Text {
	within := figureInWords(results, experiment.ByTime, fleet)
	if finish(s, results, fleet) {
		return compose("%s finishes in %s", called(results, fleet), within)
	}
	return compose("95\u00a0% of %ss succeed within %s %s", Noun(s), within, calledWith(results, fleet))
}

// slowestText is about the slowest client, where all succeed.
func slowestText(s scenario.Scenario, results []sim.Result) Text {
	first, final := extremes(results, longestWait)
	if !finish(s, results, everyFleet(results)) || first.Completion.Max() == final.Completion.Max() {
		return nil
	}
	return compose("the slowest client waits %s", format.ElapsedRange(first.Completion.Max(), final.Completion.Max()))
}

// whyNobody says why no request succeeded, where that can be said.
func whyNobody(s scenario.Scenario, results []sim.Result) Text {
	for _, rule := range []func(scenario.Scenario, []sim.Result) (Sentence, bool){findDoomed, findOverload, findLate} {
		if why, ok := rule(s, results); ok && why.Short != "" {
			return compose(why.Short)
		}
	}
	return nil
}
