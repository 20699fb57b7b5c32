package explain

import (
	"backofflab/experiment"
	"backofflab/scenario"
)

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
