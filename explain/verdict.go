package explain

import (
	"fmt"
	"slices"
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
	switch {
	case clear:
		return standingInWords(s, results, m, v.Standing[m].Ahead, []int{v.Standing[m].Behind})
	case len(results) == 1:
		return aloneInWords(s, results[0])
	}
	return "No clear difference: " + alikeInWords(s, results)
}

// tradeOffInWords says what those that are ahead in the measure that decides pay for it; ""
// where no other fleet is ahead in another.
func tradeOffInWords(s scenario.Scenario, found experiment.Outcome) string {
	v := found.Verdict
	lead, clear := v.Lead()
	if !clear {
		return ""
	}
	m, ok := v.TradeOff(lead)
	if !ok {
		return ""
	}
	ahead, behind := v.Standing[m].Ahead, without(v.Standing[lead].Ahead, v.Standing[m].Ahead)
	ahead = without(ahead, v.Standing[lead].Ahead)
	if len(behind) == 0 || highest(found.Results, m, ahead) >= lowest(found.Results, m, behind) {
		return ""
	}
	return standingInWords(s, found.Results, m, ahead, behind)
}

// seedsInWords says how far the other seeds bear a verdict out; "" where nothing is compared.
func seedsInWords(v experiment.Verdict, fleets int) string {
	m, clear := v.Lead()
	switch {
	case fleets < 2:
		return ""
	case v.Seeds < 2:
		return "This is one seed; others may differ"
	case !clear:
		return "Compared over " + format.Plural(v.Seeds, "seed")
	}
	return fmt.Sprintf("%s %s", format.Of(v.Standing[m].Agree, v.Seeds, "seed"), format.Verb(v.Standing[m].Agree, "agrees", "agree"))
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
	return fmt.Sprintf("After the first burst %s %s %s within %s, %s %s", namesOf(results, ahead), format.Verb(len(ahead), "sends", "send"),
		most, format.Span(sim.HerdWindow), last, figure(behind))
}

// lostInWords says how many found no success: of as many requests, or the share of them.
func lostInWords(s scenario.Scenario, results []sim.Result, ahead, behind []int) string {
	most := results[behind[0]]
	subject := format.Of(most.Lost(), most.Requests, Noun(s))
	other := slices.ContainsFunc(ahead, func(i int) bool { return results[i].Requests != most.Requests })
	if other && highest(results, experiment.ByLost, ahead) > 0 {
		return fmt.Sprintf("%s of the %ss find no success with %s, %s with %s", figureInWords(results, experiment.ByLost, behind), Noun(s),
			namesOf(results, behind), figureInWords(results, experiment.ByLost, ahead), namesOf(results, ahead))
	}
	low, high := results[ahead[0]].Lost(), results[ahead[0]].Lost()
	for _, i := range ahead {
		low, high = min(low, results[i].Lost()), max(high, results[i].Lost())
	}
	fewest := "none"
	if high > 0 {
		fewest = format.Range(format.Count(low), format.Count(high))
	}
	return fmt.Sprintf("%s %s no success with %s, %s with %s", subject, format.Verb(most.Lost(), "finds", "find"), namesOf(results, behind), fewest, namesOf(results, ahead))
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
	switch {
	case r.Requests == 0:
		return "No request began"
	case !r.HasDone95:
		return fmt.Sprintf("%s %s no success with %s", format.Of(r.Lost(), r.Requests, Noun(s)), format.Verb(r.Lost(), "finds", "find"), inText(r.Strategy))
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
	low, high := lowest(results, experiment.ByLost, all), highest(results, experiment.ByLost, all)
	switch {
	case results[0].Requests == 0:
		return "no request began"
	case low == 1:
		return "no request succeeds with any strategy"
	case highest(results, experiment.ByTime, all) < float64(experiment.Never):
		return fmt.Sprintf("every strategy gets 95\u00a0%% of the %ss through within %s", Noun(s), figureInWords(results, experiment.ByTime, all))
	case high == 0:
		return "every request succeeds"
	}
	return fmt.Sprintf("%s of the %ss find no success, whatever the strategy", figureInWords(results, experiment.ByLost, all), Noun(s))
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
