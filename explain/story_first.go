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

// findFirstDone is about the time until 95 % of the requests have succeeded, of the fleets
// that lost the fewest, and what it cost in attempts. Who is ahead is the verdict's word.
func findFirstDone(s scenario.Scenario, found experiment.Outcome) (Sentence, bool) {
	results := found.Results
	group := fewestLost(results)
	there := filter(group, func(r sim.Result) bool { return r.HasDone95 })
	if len(there) == 0 {
		return Sentence{}, false
	}
	quick, late := extremes(there, done95)
	within := "by "
	if s.Population != scenario.PopulationOnce {
		within = "within "
	}
	text := fmt.Sprintf("%s95\u00a0%% of the %ss are through ", ofThose(s, group, results), Noun(s))
	first := ahead(found, experiment.ByTime, there, done95)
	standing := found.Verdict.Standing[experiment.ByTime]
	switch {
	case len(first) > 0 && (!results[standing.Behind].HasDone95 || results[standing.Behind].Done95 == late.Done95): // whom the verdict names, too
		alike := filter(there, func(r sim.Result) bool { return r.Done95 == late.Done95 })
		text += fmt.Sprintf("soonest %s (%s%s), last %s (%s%s)", with(first, results), within, elapsedRange(first), with(alike, results), within, elapsedRange(alike))
	case len(results) == 1 || len(group) == 1:
		text += within + elapsedRange(there)
	case len(there) < len(results):
		text += within + elapsedRange(there) + " " + with(there, results)
	default:
		text += within + elapsedRange(there) + ", whatever the strategy"
	}
	place := Place{inCompletion, keysOf(there), 0, length(quick)}
	if len(first) > 0 {
		place.Fleets = keysOf(first)
	}
	if s.Population == scenario.PopulationOnce {
		at := min(length(quick), quick.Done95)
		place.From, place.To = max(0, at-length(quick)/8), at
	}
	spot := Place{inLoad, place.Fleets, place.To, place.To}
	return Sentence{Text: text + price(found, there) + ".", Place: place, Short: shortDone(s, found, first), Spot: spot}, true
}

func done95(r sim.Result) float64 { return float64(r.Done95) }

func elapsedRange(some []sim.Result) string {
	low, high := extremes(some, done95)
	return format.ElapsedRange(time.Duration(low.Done95), time.Duration(high.Done95))
}

// ahead are the fleets of some that the verdict puts ahead in a measure, where it does so
// for no other and they are first in the run that is shown, too; none where there is no
// clear difference.
func ahead(found experiment.Outcome, m experiment.Measure, some []sim.Result, figure func(sim.Result) float64) []sim.Result {
	standing := found.Verdict.Standing[m]
	if !standing.Clear {
		return nil
	}
	var first []sim.Result
	for _, i := range standing.Ahead {
		if !slices.ContainsFunc(some, func(r sim.Result) bool { return r.Strategy == found.Results[i].Strategy }) {
			return nil
		}
		first = append(first, found.Results[i])
	}
	best, _ := extremes(some, figure)
	if low, high := extremes(first, figure); len(first) == len(some) || figure(low) > figure(best) || figure(high) > meanOf(some, figure) {
		return nil
	}
	return first
}

func meanOf(some []sim.Result, figure func(sim.Result) float64) float64 {
	sum := 0.0
	for _, r := range some {
		sum += figure(r)
	}
	return sum / float64(len(some))
}

// price says what some fleets cost in attempts.
func price(found experiment.Outcome, some []sim.Result) string {
	low, high := extremes(some, attemptsOf)
	switch first := ahead(found, experiment.ByWaste, some, attemptsOf); {
	case len(some) == 1:
		return fmt.Sprintf(", with %s", format.Plural(low.Attempts, "attempt"))
	case low.Attempts == high.Attempts:
		return fmt.Sprintf("; each makes %s", format.Plural(low.Attempts, "attempt"))
	case len(first) > 0:
		least, most := extremes(first, attemptsOf)
		alike := filter(some, func(r sim.Result) bool { return r.Attempts == high.Attempts })
		return fmt.Sprintf("; %s %s the fewest attempts (%s), %s the most (%s)", names(keysOf(first)), format.Verb(len(first), "makes", "make"),
			format.Range(format.Count(least.Attempts), format.Count(most.Attempts)), names(keysOf(alike)), format.Count(high.Attempts))
	}
	return fmt.Sprintf("; they make %s attempts", format.Range(format.Count(low.Attempts), format.Count(high.Attempts)))
}

func attemptsOf(r sim.Result) float64 { return float64(r.Attempts) }
