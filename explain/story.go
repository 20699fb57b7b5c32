package explain

import (
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Sentence is a finding: one fact of a run in words, and where it can be seen. It states
// figures of the results only. Short is the same in about eight words, without a capital and
// a full stop, and Spot where its number stands in the load chart; "" where no so short a
// sentence would be true. Guide explains it; the sentences of [Brief] have none.
type Sentence struct {
	Text  string
	Place Place
	Short string
	Spot  Place
	Guide Guide
}

// Place is a stretch of virtual time in the panels of some fleets.
type Place struct {
	Chart    string   // that shows it best: "load" or "completion"
	Fleets   []string // their keys, in the order of the scenario
	From, To time.Duration
}

// The charts that a place can be in.
const (
	inLoad       = "load"
	inCompletion = "completion"
)

// Story returns the findings of a run, the most important first: work that was for nobody,
// an overload that outlives its trigger, what layers multiply, what hedges do, which part of a mix starves another, whether clients hold themselves up, the largest wave and its cause, the calmest fleet,
// time in which the service had room, who got through soonest and at what cost, who was
// lost, which retries brought hardly anybody home, what was never sent, who recovered. Who is ahead, and whether anybody is, is the verdict's word. A rule
// that does not apply returns false. Each sentence has the place of the guide that explains it.
func Story(s scenario.Scenario, found experiment.Outcome) []Sentence {
	var story []Sentence
	for _, r := range rules() {
		if sentence, ok := r.find(s, found); ok {
			sentence.Text, sentence.Guide = format.Capital(sentence.Text), r.guide
			story = append(story, sentence)
		}
	}
	return story
}

// of makes a rule of one that states figures of the run that is shown and ranks nobody.
func of(rule func(scenario.Scenario, []sim.Result) (Sentence, bool)) func(scenario.Scenario, experiment.Outcome) (Sentence, bool) {
	return func(s scenario.Scenario, found experiment.Outcome) (Sentence, bool) { return rule(s, found.Results) }
}

// names joins fleets in the middle of a sentence: "full jitter, equal jitter and no
// jitter".
func names(keys []string) string {
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = inText(key)
	}
	return format.List(words)
}

// keysOf are the fleets of some results.
func keysOf(results []sim.Result) []string {
	keys := make([]string, len(results))
	for i, r := range results {
		keys[i] = r.Strategy
	}
	return keys
}

// with says under which strategies something is so: "with full jitter and fixed delay",
// "without jitter", "with every strategy" where some are all.
func with(some, all []sim.Result) string {
	if len(some) == len(all) && len(all) > 1 {
		return "with every strategy"
	}
	return withFleets(keysOf(some)...)
}

// shortly ends a short sentence with the fleets that it is about, where they are not all.
func shortly(text string, some, all []sim.Result) string {
	if len(some) == len(all) {
		return text
	}
	return text + " " + calledWith(all, indexesOf(some, all)).String()
}

// withFleets is with for keys of fleets.
func withFleets(keys ...string) string {
	if len(keys) == 1 && keys[0] == "exponential" {
		return "without jitter"
	}
	return "with " + names(keys)
}

// filter returns the results that keep is true of.
func filter(results []sim.Result, keep func(sim.Result) bool) []sim.Result {
	var some []sim.Result
	for _, r := range results {
		if keep(r) {
			some = append(some, r)
		}
	}
	return some
}

// lostShare is the part of a fleet's requests that found no success, whatever the reason.
func lostShare(r sim.Result) float64 { return float64(r.Lost()) / float64(max(1, r.Requests)) }

// fewestLost are the fleets of which the smallest part was lost. Only they are compared by
// what is better the fewer clients are left: whoever gives up early is quiet and soon over.
func fewestLost(results []sim.Result) []sim.Result {
	best, _ := extremes(results, lostShare)
	return filter(results, func(r sim.Result) bool { return lostShare(r) == lostShare(best) })
}

// ofThose begins a sentence that is about the fleets of fewestLost only; "" where they are
// all.
func ofThose(s scenario.Scenario, some, all []sim.Result) string {
	switch {
	case len(some) == len(all):
		return ""
	case len(some) == 1 && some[0].Lost() == 0:
		return "only " + inText(some[0].Strategy) + " lost nothing: "
	case len(some) == 1:
		return inText(some[0].Strategy) + " lost the fewest " + Noun(s) + "s: "
	case some[0].Lost() == 0:
		return "of the strategies that lost no " + Noun(s) + ", "
	}
	return "of the strategies that lost the fewest " + Noun(s) + "s, "
}

// disturbances are those that happen in a run: of somebody, and before all is over.
func disturbances(s scenario.Scenario, r sim.Result) []scenario.Disturbance {
	return slices.DeleteFunc(s.Disturbances(), func(d scenario.Disturbance) bool {
		return d.From >= length(r) || d.Kind == scenario.DisturbanceCrash && s.CrashShare == 0
	})
}

// length is the virtual time that the columns cover.
func length(r sim.Result) time.Duration { return time.Duration(len(r.Columns.Attempts)) * r.Bin }

// rule finds one thing in a run, if it is there, and knows which place of the guide explains
// it.
type rule struct {
	find  func(scenario.Scenario, experiment.Outcome) (Sentence, bool)
	guide Guide
}

// Guide is the place of the guide that explains a finding.
type Guide struct {
	Place string // the key of its page and the id of a heading there: "layers#multiply"
	About string // what is explained there, in a few words within a sentence
}

// rules are those of Story, in its order.
func rules() []rule {
	const guards = "budgets-breakers-deadlines#"
	return []rule{
		{of(findDoomed), Guide{guards + "timeouts", "timeouts shorter than an answer"}},
		{of(findOverload), Guide{guards + "overload", "an overload that outlives its cause"}},
		{of(findLate), Guide{guards + "timeouts", "answers that come too late"}},
		{of(findLayers), Guide{"layers#multiply", "layers that multiply"}},
		{of(findHedges), Guide{"patterns#hedged", "hedged requests"}},
		{of(findStarved), Guide{"rate-limits#sharing", "clients that share a limit"}},
		{of(findOwnPace), Guide{"rate-limits#pace", "a pace of the clients' own"}},
		{of(findWave), Guide{"jitter#herds", "retries that arrive together"}},
		{findCalmest, Guide{"jitter#kinds", "kinds of jitter"}},
		{of(findIdleTime), Guide{"jitter#idle-time", "time that nobody uses"}},
		{findFirstDone, Guide{"choosing#time-and-waste", "time against waste"}},
		{of(findLost), Guide{"choosing#attempts-and-deadline", "when to stop"}},
		{of(findLastRetries), Guide{"choosing#last-retries", "retries that bring nobody home"}},
		{of(findUnsent), Guide{guards + "not-sent", "attempts that are never sent"}},
		{of(findRecovery), Guide{guards + "recovery", "recovery after a trigger"}},
	}
}

// Guides are the places of the guide that findings lead to, one for each rule of [Story].
func Guides() []Guide {
	var all []Guide
	for _, r := range rules() {
		all = append(all, r.guide)
	}
	return all
}
