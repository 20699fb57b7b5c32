package explain

import (
	"fmt"
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// maxBrief is how many short sentences stand beside the charts.
const maxBrief = 3

// Brief returns what matters most of a run in at most three sentences of about eight words:
// the short forms of findings, first what went wrong for the clients, then hedges, who starves whom, the herds and what
// they leave unused. Their places are in the load chart.
func Brief(s scenario.Scenario, found experiment.Outcome) []Sentence {
	var brief []Sentence
	for _, rule := range []func(scenario.Scenario, experiment.Outcome) (Sentence, bool){
		of(findDoomed), of(findOverload), of(findLate), of(findLost), of(findUnsent), of(findRecovery), of(findOwnPace), of(findHedges), of(findStarved), of(findWave), of(findIdleTime), findFirstDone, findCalmest,
	} {
		if long, ok := rule(s, found); ok && long.Short != "" && len(brief) < maxBrief {
			brief = append(brief, Sentence{Text: format.Capital(long.Short) + ".", Place: long.Spot})
		}
	}
	return brief
}

// subject begins a short sentence with the fleets that it is about: "without jitter, ", ""
// where they are all.
func subject(some, all []sim.Result) string {
	if len(some) == len(all) {
		return ""
	}
	return calledWith(all, indexesOf(some, all)).String() + ", "
}

// shortWave is the short form of the finding about the largest herd, which some fleets have at
// one moment: against the limit, in the bins of the chart.
func shortWave(s scenario.Scenario, alike []sim.Result, w metrics.Wave) string {
	kind, _ := s.Limits()
	many := format.Plural(w.Retries, "retry")
	if inOutage(s, w) {
		return many + format.Verb(w.Retries, " hits", " hit") + " the outage"
	}
	r := alike[0]
	times, over := timesOver(s, r, w), overInWords(s, r, w)
	differ := slices.ContainsFunc(alike, func(r sim.Result) bool { return overInWords(s, r, w) != over })
	switch {
	case kind.Window || times < minTimes || differ:
		return many + format.Verb(w.Retries, " arrives", " arrive") + " within " + format.Span(sim.HerdWindow)
	case w.From < s.FirstBurst():
		return fmt.Sprintf("retries peak at %s× the %s", over, Bound(s))
	case slices.ContainsFunc(alike, func(r sim.Result) bool { return herdsAgain(s, r) < 2 }):
		return fmt.Sprintf("a herd returns at %s× the %s", over, Bound(s))
	}
	return fmt.Sprintf("herds return at %s× the %s", over, Bound(s))
}

// overInWords is timesOver as it is written, in whole numbers from ten on.
func overInWords(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if times := timesOver(s, r, w); times < 10 {
		return format.Multiple(times)
	}
	return format.Whole(timesOver(s, r, w))
}

// minTimes is how many times the limit the load of a herd must be to be told by it.
const minTimes = 1.5

// timesOver is the load of the busiest bin of a wave as a multiple of the capacity; 0 where
// nothing bounds it.
func timesOver(s scenario.Scenario, r sim.Result, w metrics.Wave) float64 {
	most := 0
	for i := int(w.From / r.Bin); i <= min(int(w.To/r.Bin), len(r.Columns.Attempts)-1); i++ {
		most = max(most, r.Columns.Attempts[i])
	}
	if s.Capacity() <= 0 {
		return 0
	}
	return float64(most) / r.Bin.Seconds() / s.Capacity()
}

// herdsAgain is how many herds a fleet has after the first burst: stretches of bins above the
// capacity, at least half as high as the highest of them.
func herdsAgain(s scenario.Scenario, r sim.Result) int {
	begin := min(int(s.FirstBurst()/r.Bin)+1, len(r.Columns.Attempts))
	after := r.Columns.Attempts[begin:]
	if len(after) == 0 {
		return 0
	}
	least := max(float64(slices.Max(after))/2, s.Capacity()*r.Bin.Seconds())
	n, in := 0, false
	for _, attempts := range after {
		high := float64(attempts) > least
		if high && !in {
			n++
		}
		in = high
	}
	return n
}

// Bound is what the capacity of a service is called: after the limiter, or after what bounds
// it sooner.
func Bound(s scenario.Scenario) string {
	if kind, params := s.Limits(); s.Capacity() < kind.LongRun(params) {
		return "capacity"
	}
	return "limit"
}

// idleShare says how much of a time was lost: "52 of 62 s", in whole seconds where there are
// many.
func idleShare(lost, open time.Duration) string {
	if open >= 10*time.Second && !format.Long(open) {
		return format.Whole(lost.Seconds()) + " of " + format.Whole(open.Seconds()) + "\u00a0s"
	}
	return format.Elapsed(lost) + " of " + format.Elapsed(open)
}

// ideal is the soonest that 95 % of the clients could be done: the burst at once, the others
// as the limit allows. It is known where one steady limit is all that holds them up: of an LLM's two, requests and
// tokens, each has a burst of its own.
func ideal(s scenario.Scenario) (time.Duration, bool) {
	kind, params := s.Limits()
	clients := (95*s.Clients + 99) / 100
	rest := float64(clients - s.Headstart())
	steady := kind.Burst && !kind.Tokens && s.Capacity() == kind.LongRun(params) && s.Fail == 0 && s.Permanent == 0
	if !once(s) || !steady || len(s.Disturbances()) > 0 || rest <= 0 {
		return 0, false
	}
	at := time.Duration(rest / s.Capacity() * float64(time.Second))
	return at, at > s.Spread
}

// shortDone is the short form of the finding about who is through first: that the others
// waste no time, where one does, and the soonest that could be.
func shortDone(s scenario.Scenario, found experiment.Outcome, first []sim.Result) string {
	best, ok := ideal(s)
	switch {
	case !ok:
		return ""
	case fillsGaps(s, found.Results, first):
		return "jitter fills the gaps. Ideal: " + format.Elapsed(best)
	}
	return "95\u00a0% could be done in " + format.Elapsed(best)
}

// fillsGaps reports whether a fleet without jitter leaves the service idle, and some with
// jitter do not.
func fillsGaps(s scenario.Scenario, results, first []sim.Result) bool {
	gap, ok := idlest(s, results)
	if !ok || len(first) == 0 || drawn(s, gap.Strategy) {
		return false
	}
	return !slices.ContainsFunc(first, func(r sim.Result) bool {
		g := idle(s, r)
		return !drawn(s, r.Strategy) || float64(g.lost) > minIdleShare*float64(g.open)
	})
}

// drawn reports whether the delays of a fleet are drawn, and its clients so come apart.
func drawn(s scenario.Scenario, key string) bool {
	if _, ok := scenario.KindOf(key); !ok {
		return false // a mix
	}
	strategy := s.Policy(key).Strategy
	low, _ := strategy.Delay(2, s.Base, 0)
	high, _ := strategy.Delay(2, s.Base, 0.999999)
	return low != high
}
