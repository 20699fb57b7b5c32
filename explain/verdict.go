package explain

import (
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// verdictText says what decides between the fleets, or that nothing does.
func verdictText(s scenario.Scenario, found experiment.Outcome) Text {
	results, v := found.Results, found.Verdict
	m, clear := v.Lead()
	last, overloaded := lastingOverload(s, results)
	switch {
	case results[0].Requests == 0:
		return compose("No request began")
	case lostAll(results):
		return compose("No request succeeds")
	case !clear && len(overloaded) > 0 && len(results) > 1:
		text := compose("The overload outlives the %s ", outlivedName(last))
		if len(overloaded) == len(results) {
			return append(text, compose("with every strategy")...)
		}
		return append(text, calledWith(results, indexesOf(overloaded, results))...)
	case clear:
		return standingText(s, results, m, v.Standing[m].Ahead, []int{v.Standing[m].Behind})
	case len(results) == 1:
		return aloneText(s, results)
	case identical(results):
		return compose("The strategy makes no difference: %s", alikeText(s, results))
	}
	return compose("No clear difference: %s", alikeText(s, results))
}

// identical reports whether every fleet did the very same.
func identical(results []sim.Result) bool {
	return !slices.ContainsFunc(results, func(r sim.Result) bool {
		first := results[0]
		return experiment.ScoreOf(r) != experiment.ScoreOf(first) || r.Attempts != first.Attempts || !slices.Equal(r.Columns.Attempts, first.Columns.Attempts)
	})
}

// lostAll reports whether requests began and none succeeded.
func lostAll(results []sim.Result) bool {
	return results[0].Requests > 0 && !slices.ContainsFunc(results, func(r sim.Result) bool { return r.Successes > 0 })
}

// seedsInWords says how far runs with other seeds bear a verdict out; "" where nothing is compared.
func seedsInWords(found experiment.Outcome) string {
	v := found.Verdict
	m, clear := v.Lead()
	switch {
	case !compared(found):
		return ""
	case v.Seeds < 2:
		return "This is one run; others may differ"
	case !clear:
		return "Compared over " + format.Plural(v.Seeds, "run")
	}
	text := format.Of(v.Standing[m].Agree, v.Seeds, "run") + format.Verb(v.Standing[m].Agree, " agrees", " agree")
	if found.Spreads != nil {
		text += "; the figures are of the first"
	}
	return text
}

// seedsOf is seedsInWords in numbers, and whether somebody is ahead.
func seedsOf(found experiment.Outcome) (agree, of int, clear bool) {
	if !compared(found) {
		return 0, 0, false
	}
	m, clear := found.Verdict.Lead()
	if clear {
		agree = found.Verdict.Standing[m].Agree
	}
	return agree, found.Verdict.Seeds, clear
}

// compared reports whether a verdict rests on seeds: not of one fleet alone, and not where
// nothing tells the fleets apart.
func compared(found experiment.Outcome) bool {
	return len(found.Results) > 1 && !lostAll(found.Results) && !identical(found.Results)
}

// standingText compares fleets in a measure, with the figures of the run that is shown.
func standingText(s scenario.Scenario, results []sim.Result, m experiment.Measure, ahead, behind []int) Text {
	first, last := called(results, ahead), called(results, behind)
	figure := func(fleets []int) string { return figureInWords(results, m, fleets) }
	switch m {
	case experiment.ByLost:
		return lostText(s, results, ahead, behind)
	case experiment.ByTime:
		return timeText(s, results, ahead, behind)
	case experiment.ByWaste:
		return compose("%s %s %s attempts a %s, %s %s", first, format.Verb(len(ahead), "wastes", "waste"), figure(ahead), Noun(s), last, figure(behind))
	}
	burst := ""
	if s.FirstBurst() > 0 {
		burst = "after the first burst, "
	}
	most := format.Whole(highest(results, m, behind))
	if highest(results, m, ahead) == 0 {
		return compose("%s%s %s no retries, %s up to %s in %s", burst, first, format.Verb(len(ahead), "sends", "send"), last, most, format.Span(sim.HerdWindow))
	}
	return compose("%s%s %s up to %s in %s, %s %s", burst, first, format.Verb(len(ahead), "sends", "send"), figure(ahead), format.Span(sim.HerdWindow), last, most)
}

// timeText says when 95 % of the requests have succeeded. Fleets whose clients all get
// through finish; of others, and where requests go on, the share is said.
func timeText(s scenario.Scenario, results []sim.Result, ahead, behind []int) Text {
	figure := func(fleets []int) string { return figureInWords(results, experiment.ByTime, fleets) }
	first, last, ever := figure(ahead), "", results[behind[0]].HasDone95
	if ever {
		last = figure(behind)
	}
	if finish(s, results, ahead) && (!ever || finish(s, results, behind)) {
		text := compose("%s %s in %s, %s ", called(results, ahead), format.Verb(len(ahead), "finishes", "finish"), first, called(results, behind))
		if !ever {
			return append(text, compose(format.Verb(len(behind), "never does", "never do"))...)
		}
		return append(text, compose("in %s", last)...)
	}
	if !ever {
		last = "never"
	}
	return compose("95\u00a0% of %ss succeed within %s %s, %s %s", Noun(s), first, calledWith(results, ahead), last, calledWith(results, behind))
}

// finish reports whether each client of some fleets has one request, and none was lost.
func finish(s scenario.Scenario, results []sim.Result, fleets []int) bool {
	return once(s) && highest(results, experiment.ByLost, fleets) == 0
}

// lostText says how many were lost: of as many requests, or the share of them.
func lostText(s scenario.Scenario, results []sim.Result, ahead, behind []int) Text {
	most := results[behind[0]]
	other := slices.ContainsFunc(ahead, func(i int) bool { return results[i].Requests != most.Requests })
	if other && highest(results, experiment.ByLost, ahead) > 0 {
		return compose("%s of %ss are lost %s, %s %s", figureInWords(results, experiment.ByLost, behind), Noun(s),
			calledWith(results, behind), figureInWords(results, experiment.ByLost, ahead), calledWith(results, ahead))
	}
	low, high := results[ahead[0]].Lost(), results[ahead[0]].Lost()
	for _, i := range ahead {
		low, high = min(low, results[i].Lost()), max(high, results[i].Lost())
	}
	fewest := "none"
	if high > 0 {
		fewest = format.Range(format.Count(low), format.Count(high))
	}
	text := compose("%s %s %s, %s %s", format.Of(most.Lost(), most.Requests, Noun(s)), lostVerb(s, most), calledWith(results, behind), fewest, withOthers(results, ahead))
	if n := most.GaveUp.Permanent; n > 0 && !slices.ContainsFunc(results, func(r sim.Result) bool { return r.GaveUp.Permanent != n }) {
		text = append(text, compose("; %s of each %s for good", format.Count(n), format.Verb(n, "fails", "fail"))...)
	}
	return text
}

// lostVerb is what the lost requests of a fleet do: clients that all stop trying give up.
func lostVerb(s scenario.Scenario, r sim.Result) string {
	if once(s) && r.GaveUp.Total()-r.GaveUp.Permanent == r.Lost() {
		return format.Verb(r.Lost(), "gives up", "give up")
	}
	return format.Verb(r.Lost(), "is lost", "are lost")
}

// withOthers is calledWith for fleets after another was named: "with the other three".
func withOthers(results []sim.Result, fleets []int) Text {
	if len(fleets) > maxNamed && len(fleets) == len(results)-1 {
		return compose("with the other %s", format.Word(len(fleets)))
	}
	return calledWith(results, fleets)
}

// figureInWords writes a measure of some fleets, as a range where they differ.
func figureInWords(results []sim.Result, m experiment.Measure, fleets []int) string {
	low, high := lowest(results, m, fleets), highest(results, m, fleets)
	switch m {
	case experiment.ByLost:
		return format.Range(format.Percent(100*low), format.Percent(100*high)) + "\u00a0%"
	case experiment.ByTime:
		return format.ElapsedRange(time.Duration(low), time.Duration(high))
	case experiment.ByWaste:
		return format.Range(format.Ratio(low), format.Ratio(high))
	default:
		if low == high {
			return format.Plural(int(high), "retry")
		}
		return format.Range(format.Whole(low), format.Whole(high)) + " retries"
	}
}

// aloneText is the verdict on a fleet that nothing is compared with.
func aloneText(s scenario.Scenario, results []sim.Result) Text {
	all, r := []int{0}, results[0]
	switch {
	case !r.HasDone95:
		return compose("%s %s %s", format.Of(r.Lost(), r.Requests, Noun(s)), lostVerb(s, r), calledWith(results, all))
	case finish(s, results, all):
		return compose("%s finishes in %s", called(results, all), format.Elapsed(r.Done95))
	}
	return compose("95\u00a0% of %ss succeed within %s %s", Noun(s), format.Elapsed(r.Done95), calledWith(results, all))
}

// alikeText says what fleets have in common between which nothing decides.
func alikeText(s scenario.Scenario, results []sim.Result) Text {
	all := everyFleet(results)
	switch {
	case highest(results, experiment.ByTime, all) == float64(experiment.Never):
		return compose("%s of %ss are lost, whatever the strategy", figureInWords(results, experiment.ByLost, all), Noun(s))
	case finish(s, results, all):
		return compose("all finish in %s", figureInWords(results, experiment.ByTime, all))
	}
	return compose("95\u00a0% of %ss succeed within %s, whatever the strategy", Noun(s), figureInWords(results, experiment.ByTime, all))
}

func everyFleet(results []sim.Result) []int {
	all := make([]int, len(results))
	for i := range all {
		all[i] = i
	}
	return all
}

func lowest(results []sim.Result, m experiment.Measure, fleets []int) float64 {
	low := m.Of(experiment.ScoreOf(results[fleets[0]]))
	for _, i := range fleets {
		low = min(low, m.Of(experiment.ScoreOf(results[i])))
	}
	return low
}

func highest(results []sim.Result, m experiment.Measure, fleets []int) float64 {
	high := m.Of(experiment.ScoreOf(results[fleets[0]]))
	for _, i := range fleets {
		high = max(high, m.Of(experiment.ScoreOf(results[i])))
	}
	return high
}

// without are the fleets of a list that are not in another.
func without(fleets, others []int) []int {
	var some []int
	for _, i := range fleets {
		if !slices.Contains(others, i) {
			some = append(some, i)
		}
	}
	return some
}
