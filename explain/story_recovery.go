package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// minCrash is the share of the clients from which on a crash is something to recover from.
const minCrash = 0.1

// lastTrigger is the disturbance that ends last, and whether it ends in the run.
func lastTrigger(s scenario.Scenario, results []sim.Result) (scenario.Disturbance, bool) {
	all := disturbances(s, results[0])
	all = slices.DeleteFunc(all, func(d scenario.Disturbance) bool {
		return d.Kind == scenario.DisturbanceCrash && s.CrashShare < minCrash
	})
	if !results[0].HasTrigger || len(all) == 0 {
		return scenario.Disturbance{}, false
	}
	last := slices.MaxFunc(all, func(a, b scenario.Disturbance) int { return cmp.Compare(a.To, b.To) })
	return last, last.To < length(results[0])
}

// itsEnd is what the end of a disturbance is called: "the outage ended".
func itsEnd(d scenario.Disturbance) string {
	if d.Kind == scenario.DisturbanceCrash {
		return "the restart"
	}
	return fmt.Sprintf("the %s ended", d.Kind)
}

// endedAt says when a disturbance was over: "the outage ended at 10 s".
func endedAt(d scenario.Disturbance) string {
	if d.Kind == scenario.DisturbanceCrash {
		return "the clients that crashed were back at " + format.Span(d.To)
	}
	return itsEnd(d) + " at " + format.Span(d.To)
}

// findOverload is about fleets whose overload outlives its trigger: while requests begin,
// more are open than before it, and they do not become fewer.
func findOverload(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	last, stay := lastingOverload(s, results)
	if len(stay) == 0 {
		return Sentence{}, false
	}
	verb := "did not"
	if last.Kind == scenario.DisturbanceCrash {
		verb = "stays" // a crash is not said to end
	}
	text := fmt.Sprintf("%s but the overload %s: more requests are still in flight than before it, %s.", endedAt(last), verb, with(stay, results))
	short := shortly("the overload outlives the "+outlivedName(last), stay, results)
	end := length(results[0])
	return Sentence{Text: text, Place: Place{inCompletion, keysOf(stay), last.To, end}, Short: short, Spot: Place{inLoad, keysOf(stay), last.To, end}}, true
}

// lastingOverload returns the last trigger and the fleets whose overload outlives it.
func lastingOverload(s scenario.Scenario, results []sim.Result) (scenario.Disturbance, []sim.Result) {
	last, ok := lastTrigger(s, results)
	if !ok || s.Population == scenario.PopulationOnce {
		return last, nil
	}
	return last, filter(results, func(r sim.Result) bool { return overloaded(s, last, r) })
}

// outlivedName is what an overload outlives.
func outlivedName(d scenario.Disturbance) string {
	if d.Kind == scenario.DisturbanceCrash {
		return "restart"
	}
	return d.Kind.String()
}

// stop is when requests stop beginning, or the run does.
func stop(s scenario.Scenario, r sim.Result) time.Duration {
	return min(s.Duration, s.End(), length(r))
}

// minOverload is how many bins there must be after a trigger, and before it, to tell an
// overload that stays from one that drains.
const minOverload = 4

// overloaded reports whether the open requests of a fleet that has not recovered stay many,
// from the end of the trigger to when requests stop: they do not become fewer, or have
// settled since.
func overloaded(s scenario.Scenario, last scenario.Disturbance, r sim.Result) bool {
	first, end := int(last.To/r.Bin)+1, int(stop(s, r)/r.Bin)
	begin := first
	for _, d := range disturbances(s, r) {
		begin = min(begin, int(d.From/r.Bin))
	}
	if r.Recovered || end-first < minOverload || begin < minOverload {
		return false
	}
	open := r.Columns.Open[first:min(end, len(r.Columns.Open))]
	third, quarter := max(1, len(open)/3), max(1, len(open)/4)
	settled := mean(open[len(open)-quarter:]) >= 0.98*mean(open[len(open)-2*quarter:len(open)-quarter])
	return settled || mean(open[len(open)-third:]) >= 0.9*mean(open[:third])
}

func mean(counts []int) float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum) / float64(len(counts))
}

// findRecovery is about recovery from the last trigger, by fleet and time.
func findRecovery(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	last, ok := lastTrigger(s, results)
	if !ok {
		return Sentence{}, false
	}
	if s.Population == scenario.PopulationOnce {
		return everyoneThrough(last, results)
	}
	if last.To >= stop(s, results[0]) || heldBack(s, results) {
		return Sentence{}, false // nobody asked any more, or was let
	}
	up := filter(results, func(r sim.Result) bool { return r.Recovered })
	draining := filter(results, func(r sim.Result) bool { return !r.Recovered && !overloaded(s, last, r) })
	var text string
	var slow sim.Result
	if len(up) > 0 {
		text, slow = recovered(last, up, results, "no more requests are in flight than before it")
	}
	if slow.Recovery <= slow.Bin && len(draining) == 0 {
		return Sentence{}, false // nothing was left to recover, or the overload stays
	}
	if len(draining) > 0 {
		if text != "" {
			text += "; "
		} else {
			text = endedAt(last) + "; "
		}
		text += undrained(s, draining, results)
	}
	short, spot := shortRecovery(last, up, results)
	return Sentence{Text: text + ".", Place: Place{inCompletion, keysOf(results), last.To, length(results[0])}, Short: short, Spot: spot}, true
}

// heldBack reports whether a breaker or a throttle of the clients keeps requests away: then
// few are in flight because none are sent, which is no recovery.
func heldBack(s scenario.Scenario, results []sim.Result) bool {
	return (s.Breaks() || s.Refuses()) && slices.ContainsFunc(results, func(r sim.Result) bool { return r.NotSent > 0 })
}

// recovered says how long after a trigger something is so, first and last.
func recovered(last scenario.Disturbance, up, all []sim.Result, what string) (string, sim.Result) {
	quick, slow := extremes(up, func(r sim.Result) float64 { return float64(r.Recovery) })
	alike := func(as sim.Result) []sim.Result {
		return filter(up, func(r sim.Result) bool { return format.Elapsed(r.Recovery) == format.Elapsed(as.Recovery) })
	}
	text := fmt.Sprintf("%s after %s %s", format.Elapsed(quick.Recovery), itsEnd(last), what)
	if len(all) > 1 {
		text += " " + with(alike(quick), all)
	}
	if len(alike(quick)) < len(up) {
		text += fmt.Sprintf(", only after %s %s", format.Elapsed(slow.Recovery), with(alike(slow), all))
	}
	return text, slow
}

// undrained is about fleets whose overload was on its way out when requests stopped.
func undrained(s scenario.Scenario, some, all []sim.Result) string {
	_, high := extremes(some, func(r sim.Result) float64 { return float64(openAt(r, stop(s, r))) })
	text := fmt.Sprintf("when requests stopped at %s the backlog was still draining", format.Span(stop(s, high)))
	if len(all) > 1 {
		text += " " + with(some, all)
	}
	if gone, ok := emptyAt(s, high); ok {
		text += fmt.Sprintf(" and gone at %s", format.Moment(gone))
		if len(some) > 1 {
			text += " " + withFleets(high.Strategy)
		}
	}
	return text
}

// openAt is how many requests are open at the end of the last bin before a time.
func openAt(r sim.Result, at time.Duration) int {
	i := min(int(at/r.Bin), len(r.Columns.Open)) - 1
	if i < 0 {
		return 0
	}
	return r.Columns.Open[i]
}

// emptyAt is the end of the first bin after requests stop at which none is open.
func emptyAt(s scenario.Scenario, r sim.Result) (time.Duration, bool) {
	for i := max(0, int(stop(s, r)/r.Bin)-1); i < len(r.Columns.Open); i++ {
		if r.Columns.Open[i] == 0 {
			return time.Duration(i+1) * r.Bin, true
		}
	}
	return 0, false
}

// everyoneThrough is about clients with one request each: when all of a fleet have
// succeeded, and that they have not where some were lost.
func everyoneThrough(last scenario.Disturbance, results []sim.Result) (Sentence, bool) {
	up := filter(results, func(r sim.Result) bool { return r.Recovered && r.Avoidable() == 0 })
	down := filter(results, func(r sim.Result) bool { return r.Avoidable() > 0 })
	place := Place{inCompletion, keysOf(results), last.To, length(results[0])}
	if len(up) == 0 {
		return noOneThrough(last, down, results, place)
	}
	what := "every client has succeeded"
	if up[0].GaveUp.Permanent > 0 {
		what = "every client without a permanent failure has succeeded"
	}
	text, slow := recovered(last, up, results, what)
	if slow.Recovery <= slow.Bin && len(down) == 0 {
		return Sentence{}, false
	}
	if len(down) > 0 {
		text += fmt.Sprintf("; %s %s", with(down, results), gotThrough(down))
	}
	short, spot := shortRecovery(last, up, results)
	return Sentence{Text: text + ".", Place: place, Short: short, Spot: spot}, true
}

// shortRecovery is the short form of the finding about recovery: the time of the first, or of
// all where it is one; where its number stands is that moment. It is "" where none recovers.
func shortRecovery(last scenario.Disturbance, up, all []sim.Result) (string, Place) {
	if len(up) == 0 {
		return "", Place{}
	}
	quick, slow := extremes(up, func(r sim.Result) float64 { return float64(r.Recovery) })
	alike := func(as sim.Result) []sim.Result {
		return filter(up, func(r sim.Result) bool { return format.Elapsed(r.Recovery) == format.Elapsed(as.Recovery) })
	}
	spot := Place{inLoad, keysOf(alike(slow)), last.To + slow.Recovery, last.To + slow.Recovery}
	if len(alike(quick)) == len(all) {
		return fmt.Sprintf("recovery takes %s after the %s", format.Elapsed(quick.Recovery), outlivedName(last)), spot
	}
	text := "recovery: " + format.Elapsed(quick.Recovery) + " " + strings.TrimSuffix(subject(alike(quick), all), ", ")
	if len(alike(quick)) < len(up) {
		text += ", " + format.Elapsed(slow.Recovery) + " " + strings.TrimSuffix(subject(alike(slow), all), ", ")
	}
	return text, spot
}

// noOneThrough: no fleet has all of its clients through.
func noOneThrough(last scenario.Disturbance, down, results []sim.Result, place Place) (Sentence, bool) {
	if len(down) == 0 {
		return Sentence{}, false
	}
	text := endedAt(last) + "; "
	if len(results) > 1 {
		text += with(down, results) + " "
	}
	return Sentence{Text: text + gotThrough(down) + ".", Place: place}, true
}

// gotThrough is how many clients of some fleets succeeded, and whether others still try.
func gotThrough(some []sim.Result) string {
	low, high := extremes(some, func(r sim.Result) float64 { return float64(r.Successes) })
	text := fmt.Sprintf("%s of %s got through", format.Range(format.Count(low.Successes), format.Count(high.Successes)), format.Plural(high.Requests, "client"))
	switch waiting := filter(some, func(r sim.Result) bool { return r.Unfinished > 0 }); {
	case len(waiting) == 0:
		text += " and nobody is under way any more"
	case len(waiting) == len(some):
		text += " before the run stopped, and others are still waiting"
	}
	return text
}
