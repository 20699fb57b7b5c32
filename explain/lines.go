package explain

import (
	"slices"
	"unicode/utf8"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
	"backofflab/sim"
)

// The one-line findings of what is folded on a page: without a full stop, at most about 80
// letters.

// completionLine says when 95 % are done, and who was lost.
func completionLine(s scenario.Scenario, results []sim.Result) string {
	switch {
	case results[0].Requests == 0:
		return "No request began"
	case lostAll(results):
		return "No request succeeds"
	}
	there := filter(results, func(r sim.Result) bool { return r.HasDone95 })
	text := "No strategy gets 95\u00a0% through"
	if len(results) == 1 {
		text = "Never 95\u00a0% done"
	}
	if len(there) > 0 {
		low, high := extremes(there, done95)
		text = "95\u00a0% done in "
		if !once(s) {
			text = "95\u00a0% of requests done in "
		}
		text += format.ElapsedRange(low.Done95, high.Done95)
		if never := len(results) - len(there); never > 0 {
			text += ", never with " + format.Word(never) + " of " + format.Word(len(results))
		}
	}
	return text + "; " + lostLine(s, results)
}

// lostLine is about those that found no success.
func lostLine(s scenario.Scenario, results []sim.Result) string {
	low, high := extremes(results, func(r sim.Result) float64 { return float64(r.Lost()) })
	sameRequests := !slices.ContainsFunc(results, func(r sim.Result) bool { return r.Requests != high.Requests })
	switch {
	case high.Lost() == 0 && once(s):
		return "everyone gets through"
	case high.Lost() == 0:
		return "every request succeeds"
	case sameRequests:
		return format.Range(format.Count(low.Lost()), format.Count(high.Lost())) + " of " + format.Plural(high.Requests, Noun(s)) + format.Verb(high.Lost(), " is lost", " are lost")
	}
	return figureInWords(results, experiment.ByLost, everyFleet(results)) + " of " + Noun(s) + "s are lost"
}

// waitsLine says how the delays of a policy grow, and with which strategies all clients wait
// alike.
func waitsLine(s scenario.Scenario, all []schedule.Schedule) string {
	var alike, others []int
	results := make([]sim.Result, len(all)) // as far as names go
	for i, w := range all {
		results[i].Strategy = w.Strategy
		switch {
		case w.Made == 0:
		case allAlike(w):
			alike = append(alike, i)
		default:
			others = append(others, i)
		}
	}
	grow := growth(s, all)
	switch {
	case len(alike)+len(others) == 0:
		return "No client retries"
	case len(alike) == 0 && grow == "":
		return "The wait before each retry"
	case len(alike) == 0:
		return format.Capital(grow)
	case len(others) == 0 && grow == "":
		return "All clients wait alike"
	case len(others) == 0:
		return format.Capital(grow) + "; all clients wait alike"
	}
	text := calledWith(results, alike).String() + ", all clients wait alike"
	if grow != "" {
		text = grow + "; " + text
	}
	return format.Capital(text)
}

// growth is how the delays of exponential strategies grow; "" where there are none, or they
// do not.
func growth(s scenario.Scenario, all []schedule.Schedule) string {
	last := 0
	for _, w := range all {
		if slices.Contains([]string{"exponential", "full", "equal"}, w.Strategy) {
			last = max(last, min(w.Made, 200))
		}
	}
	delays, _ := sameDelays(s, "exponential", last)
	if last < 2 || s.Factor <= 1 || delays[0] == 0 || delays[0] >= delays[last-1] { // 0: the first retry is at once
		return ""
	}
	by := "growing " + format.Exact(s.Factor) + "-fold"
	switch s.Factor {
	case 2:
		by = "doubling"
	case 3:
		by = "tripling"
	}
	return by + " from " + format.Span(delays[0]) + " to " + format.Span(delays[last-1])
}

// tradeOffLine says who is ahead in time and in waste, as far as the seeds tell. It praises
// nobody where some lost more requests than others: who gives up early wastes little.
func tradeOffLine(s scenario.Scenario, found experiment.Outcome) string {
	results, v := found.Results, found.Verdict
	time, waste := v.Standing[experiment.ByTime], v.Standing[experiment.ByWaste]
	are := func(fleets []int, is, are string) string {
		return called(results, fleets).String() + " " + format.Verb(len(fleets), is, are)
	}
	text := ""
	switch {
	case len(results) == 1:
		return "One strategy: nothing to compare"
	case len(v.Fewest) < len(results):
		return "Losses differ: who gives up early wastes little"
	case !time.Clear && !waste.Clear:
		return "No clear difference in time or waste"
	case !waste.Clear:
		text = are(time.Ahead, "is", "are") + " fastest; no clear difference in waste"
	case !time.Clear:
		text = are(waste.Ahead, "wastes", "waste") + " least; no clear difference in time"
	case slices.Equal(time.Ahead, waste.Ahead):
		text = are(time.Ahead, "is", "are") + " best in both"
	default:
		text = tradesInWords(found, are)
		if last := are([]int{time.Behind}, "is", "") + " worst in both; "; time.Behind == waste.Behind && utf8.RuneCountInString(last+text) <= longLine {
			text = last + text
		}
	}
	return format.Capital(text)
}

// longLine is how many letters a line of a folded part has at most.
const longLine = 80

// tradesInWords says what those that waste the fewest attempts pay for it in time, or who
// is ahead in each.
func tradesInWords(found experiment.Outcome, are func(fleets []int, is, are string) string) string {
	results := found.Results
	first, cheap := found.Verdict.Standing[experiment.ByTime].Ahead, found.Verdict.Standing[experiment.ByWaste].Ahead
	apart := !slices.ContainsFunc(cheap, func(i int) bool { return slices.Contains(first, i) })
	if apart && clearly(found, experiment.ByWaste, cheap, first) && clearly(found, experiment.ByTime, first, cheap) && highest(results, experiment.ByTime, cheap) < float64(experiment.Never) {
		return are(cheap, "trades", "trade") + " " + laterInWords(results, first, cheap) + " for " + lessInWords(results, experiment.ByWaste, cheap, first) + " less waste"
	}
	return are(first, "is", "are") + " fastest, " + are(cheap, "wastes", "waste") + " least"
}

// FindingsLine says how many findings a story has.
func FindingsLine(story []Sentence) string {
	n := len(story)
	return format.Capital(format.Word(n)) + format.Verb(n, " finding", " findings") + " with figures and causes"
}

// numbersLine says what the table holds.
func numbersLine(found experiment.Outcome) string {
	if found.Spreads != nil {
		return "Every figure with its range over " + format.Plural(found.Verdict.Seeds, "run") + "; CSV"
	}
	return "Every figure; CSV"
}

// attemptsLine says how many attempts there are to look at.
func attemptsLine(results []sim.Result) string {
	n := 0
	for _, r := range results {
		n += r.Attempts
	}
	if n == 1 {
		return "One mark for the one attempt"
	}
	return "One mark for each of " + format.Plural(n, "attempt")
}
