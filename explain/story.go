package explain

import (
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// Sentence is a finding: one fact of a run in words, and where it can be seen. It states
// figures of the results only.
type Sentence struct {
	Text  string
	Place Place
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

// maxFindings is the most findings of a run.
const maxFindings = 6

// Story returns the findings of a run, the most important first: the worst wave and its
// cause, the calmest fleet, idle time, which fleet was done first and at what cost, who
// gave up, who recovered. A rule that does not apply returns false.
func Story(s scenario.Scenario, results []sim.Result) []Sentence {
	var story []Sentence
	for _, rule := range []func(scenario.Scenario, []sim.Result) (Sentence, bool){
		findWorstWave, findCalmest, findIdleTime, findFirstDone, findLost, findRecovery,
	} {
		if sentence, ok := rule(s, results); ok && len(story) < maxFindings {
			story = append(story, sentence)
		}
	}
	return story
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

// under names the fleets of some results, "every strategy" where they are all.
func under(some, all []sim.Result) string {
	if len(some) == len(all) && len(all) > 1 {
		return "every strategy"
	}
	return names(keysOf(some))
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

// lost are the requests of a run that might have succeeded and did not.
func lost(r sim.Result) int { return r.Avoidable() }

// lastDone is the end of the last bin in which a request succeeded, and whether one
// did.
func lastDone(r sim.Result) (time.Duration, bool) {
	for i := len(r.Columns.Completed) - 1; i >= 0; i-- {
		if r.Columns.Completed[i] > 0 {
			return time.Duration(i+1) * r.Bin, true
		}
	}
	return 0, false
}

// length is the virtual time that the columns cover.
func length(r sim.Result) time.Duration { return time.Duration(len(r.Columns.Attempts)) * r.Bin }
