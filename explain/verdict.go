package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// verdictInWords says what decides between the fleets, or that nothing does.
func verdictInWords(s scenario.Scenario, found experiment.Outcome) string {
	results, v := found.Results, found.Verdict
	m, clear := v.Lead()
	overload, stays := findOverload(s, results)
	switch {
	case results[0].Requests == 0:
		return "No request began"
	case lostAll(results):
		return "No request succeeds"
	case !clear && stays && len(results) > 1:
		return format.Capital(strings.TrimSuffix(overload.Text, "."))
	case clear:
		return standingInWords(s, results, m, v.Standing[m].Ahead, []int{v.Standing[m].Behind})
	case len(results) == 1:
		return aloneInWords(s, results[0])
	}
	if identical(results) {
		return "The strategy makes no difference: " + alikeInWords(s, results)
	}
	return "No clear difference: " + alikeInWords(s, results)
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

// tradeOffInWords says what those that are ahead in the measure that decides pay for it,
// beside the best and the worst in that; "" where no other fleet is ahead in another.
func tradeOffInWords(s scenario.Scenario, found experiment.Outcome) string {
	v := found.Verdict
	lead, clear := v.Lead()
	_, stays := findOverload(s, found.Results)
	switch {
	case lostAll(found.Results):
		return whyNobody(s, found.Results)
	case !clear && stays && len(found.Results) > 1:
		return format.Capital(alikeInWords(s, found.Results))
	case !clear:
		return ""
	}
	m, ok := v.TradeOff(lead)
	if !ok {
		return ""
	}
	of := v.Standing[m]
	behind := without(v.Standing[lead].Ahead, of.Ahead)
	if len(behind) == 0 || highest(found.Results, m, of.Ahead) >= lowest(found.Results, m, behind) {
		return ""
	}
	text := standingInWords(s, found.Results, m, of.Ahead, behind)
	if !slices.Contains(behind, of.Behind) && lowest(found.Results, m, []int{of.Behind}) > highest(found.Results, m, behind) {
		text += fmt.Sprintf(", %s %s", namesOf(found.Results, []int{of.Behind}), figureInWords(found.Results, m, []int{of.Behind}))
	}
	return text
}

// whyNobody says why no request succeeded, where that can be said.
func whyNobody(s scenario.Scenario, results []sim.Result) string {
	for _, rule := range []func(scenario.Scenario, []sim.Result) (Sentence, bool){findDoomed, findOverload, findLate} {
		if why, ok := rule(s, results); ok {
			return format.Capital(strings.TrimSuffix(why.Text, "."))
		}
	}
	return ""
}

// seedsInWords says how far the other seeds bear a verdict out; "" where nothing is compared.
func seedsInWords(found experiment.Outcome) string {
	v, fleets, none := found.Verdict, len(found.Results), lostAll(found.Results) || identical(found.Results)
	m, clear := v.Lead()
	switch {
	case fleets < 2 || none:
		return ""
	case v.Seeds < 2:
		return "This is one seed; others may differ"
	case !clear:
		return "Compared over " + format.Plural(v.Seeds, "seed")
	}
	text := fmt.Sprintf("%s %s", format.Of(v.Standing[m].Agree, v.Seeds, "seed"), format.Verb(v.Standing[m].Agree, "agrees", "agree"))
	if found.Spreads != nil {
		text += "; the figures are of the first"
	}
	return text
}

// TimeAgainstWaste says who is through soonest and who wastes the fewest attempts, as far
// as the seeds tell. It praises nobody where some lost more requests than others: who
// gives up early wastes little.
func TimeAgainstWaste(s scenario.Scenario, found experiment.Outcome) string {
	results, v := found.Results, found.Verdict
	time, waste := v.Standing[experiment.ByTime], v.Standing[experiment.ByWaste]
	soonest := func() string {
		return fmt.Sprintf("%s %s through soonest (%s)", format.Capital(namesOf(results, time.Ahead)), format.Verb(len(time.Ahead), "is", "are"),
			figureInWords(results, experiment.ByTime, time.Ahead))
	}
	least := func() string {
		return fmt.Sprintf("%s the fewest attempts (%s a %s)", format.Verb(len(waste.Ahead), "wastes", "waste"),
			figureInWords(results, experiment.ByWaste, waste.Ahead), Noun(s))
	}
	switch {
	case len(v.Fewest) < len(results):
		return "Time against waste"
	case time.Clear && waste.Clear && slices.Equal(time.Ahead, waste.Ahead):
		return soonest() + " and " + least()
	case time.Clear && waste.Clear:
		return soonest() + ", " + namesOf(results, waste.Ahead) + " " + least()
	case time.Clear:
		return soonest() + "; no clear difference in waste"
	case waste.Clear:
		return format.Capital(namesOf(results, waste.Ahead)) + " " + least() + "; no clear difference in time"
	}
	return "No clear difference in time or waste"
}

// standingInWords compares fleets in a measure, with the figures of the run that is shown.
func standingInWords(s scenario.Scenario, results []sim.Result, m experiment.Measure, ahead, behind []int) string {
	first, last := format.Capital(namesOf(results, ahead)), namesOf(results, behind)
	figure := func(fleets []int) string { return figureInWords(results, m, fleets) }
	switch m {
	case experiment.ByLost:
		return lostInWords(s, results, ahead, behind)
	case experiment.ByTime:
		text := fmt.Sprintf("%s %s 95\u00a0%% of the %ss through within %s", first, format.Verb(len(ahead), "gets", "get"), Noun(s), figure(ahead))
		if !results[behind[0]].HasDone95 {
			return text + fmt.Sprintf("; %s never %s that far", last, format.Verb(len(behind), "gets", "get"))
		}
		return text + fmt.Sprintf(", %s within %s", last, figure(behind))
	case experiment.ByWaste:
		return fmt.Sprintf("%s %s %s attempts a %s, %s %s", first, format.Verb(len(ahead), "wastes", "waste"), figure(ahead), Noun(s), last, figure(behind))
	}
	most := "at most " + figure(ahead)
	if highest(results, m, ahead) == 0 {
		most = "no retry"
	}
	text := fmt.Sprintf("%s %s %s within %s, %s %s", namesOf(results, ahead), format.Verb(len(ahead), "sends", "send"),
		most, format.Span(sim.HerdWindow), last, figure(behind))
	if s.FirstBurst() == 0 {
		return format.Capital(text)
	}
	return "After the first burst " + text
}

// lostInWords says how many were lost: of as many requests, or the share of them, and of how
// many that succeeded.
func lostInWords(s scenario.Scenario, results []sim.Result, ahead, behind []int) string {
	most := results[behind[0]]
	other := slices.ContainsFunc(ahead, func(i int) bool { return results[i].Requests != most.Requests })
	if other && highest(results, experiment.ByLost, ahead) > 0 {
		return fmt.Sprintf("%s of the %ss are lost %s, %s %s: %s and %s succeed", figureInWords(results, experiment.ByLost, behind), Noun(s),
			withSome(results, behind), figureInWords(results, experiment.ByLost, ahead), withSome(results, ahead),
			format.Count(most.Successes), successesOf(results, ahead))
	}
	low, high := results[ahead[0]].Lost(), results[ahead[0]].Lost()
	for _, i := range ahead {
		low, high = min(low, results[i].Lost()), max(high, results[i].Lost())
	}
	fewest := "none"
	if high > 0 {
		fewest = format.Range(format.Count(low), format.Count(high))
	}
	text := fmt.Sprintf("%s %s lost %s, %s %s", format.Of(most.Lost(), most.Requests, Noun(s)), format.Verb(most.Lost(), "is", "are"),
		withSome(results, behind), fewest, withSome(results, ahead))
	if n := most.GaveUp.Permanent; n > 0 && !slices.ContainsFunc(results, func(r sim.Result) bool { return r.GaveUp.Permanent != n }) {
		text += fmt.Sprintf("; %s of each %s for good", format.Count(n), format.Verb(n, "fails", "fail"))
	}
	return text
}

func withSome(results []sim.Result, fleets []int) string {
	keys := make([]string, len(fleets))
	for i, f := range fleets {
		keys[i] = results[f].Strategy
	}
	return withFleets(keys...)
}

// successesOf is how many requests of some fleets succeeded, as a range where they differ.
func successesOf(results []sim.Result, fleets []int) string {
	low, high := results[fleets[0]].Successes, results[fleets[0]].Successes
	for _, i := range fleets {
		low, high = min(low, results[i].Successes), max(high, results[i].Successes)
	}
	return format.Range(format.Count(low), format.Count(high))
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

// aloneInWords is the verdict on a fleet that nothing is compared with.
func aloneInWords(s scenario.Scenario, r sim.Result) string {
	name := format.Capital(inText(r.Strategy))
	if !r.HasDone95 {
		return fmt.Sprintf("%s %s lost %s", format.Of(r.Lost(), r.Requests, Noun(s)), format.Verb(r.Lost(), "is", "are"), withFleets(r.Strategy))
	}
	return fmt.Sprintf("%s gets 95\u00a0%% of the %ss through within %s and wastes %s attempts a %s", name, Noun(s),
		format.Elapsed(r.Done95), format.Ratio(experiment.ByWaste.Of(experiment.ScoreOf(r))), Noun(s))
}

// alikeInWords says what fleets have in common between which nothing decides.
func alikeInWords(s scenario.Scenario, results []sim.Result) string {
	all := make([]int, len(results))
	for i := range all {
		all[i] = i
	}
	high := highest(results, experiment.ByLost, all)
	switch {
	case highest(results, experiment.ByTime, all) < float64(experiment.Never):
		text := fmt.Sprintf("every strategy gets 95\u00a0%% of the %ss through within %s", Noun(s), figureInWords(results, experiment.ByTime, all))
		if first, final := extremes(results, longestWait); once(s) && first.Completion.Max() < final.Completion.Max() {
			text += ", and the longest wait is " + format.ElapsedRange(first.Completion.Max(), final.Completion.Max())
		}
		return text
	case high == 0:
		return "every request succeeds"
	}
	return fmt.Sprintf("%s of the %ss are lost, whatever the strategy", figureInWords(results, experiment.ByLost, all), Noun(s))
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

func namesOf(results []sim.Result, fleets []int) string {
	keys := make([]string, len(fleets))
	for i, f := range fleets {
		keys[i] = results[f].Strategy
	}
	return names(keys)
}
