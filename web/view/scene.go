package view

import (
	"slices"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// SceneOf is how the service view shows a strategy of a scenario: the class of its
// colour, and what the moving picture shows in words, for screen readers.
func SceneOf(s scenario.Scenario, r sim.Result) (tone, words string) {
	strategy := StrategiesOf(s.Strategies)[slices.Index(s.Strategies, r.Strategy)]
	return "s-" + strategy.Tone, sceneWords(s, strategy.Name, r)
}

func sceneWords(s scenario.Scenario, name string, r sim.Result) string {
	noun := explain.Noun(s)
	words := name + ": " + format.Plural(r.Requests, noun) + " " + format.Verb(r.Requests, "makes", "make") + " " + format.Plural(r.Attempts, "attempt")
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{r.Rejected, "is rejected", "are rejected"},
		{r.Failed, "fails", "fail"},
		{r.TimedOut, "times out", "time out"},
	} {
		if part.n > 0 {
			words += ", " + format.Count(part.n) + " " + format.Verb(part.n, part.one, part.many)
		}
	}
	words += ". " + format.Plural(r.Successes, noun) + " " + format.Verb(r.Successes, "is", "are") + " done"
	if r.Completion.Count() > 0 {
		words += ", the slowest after " + format.Elapsed(r.Completion.Max())
	}
	if n := r.GaveUp.Total(); n > 0 {
		words += "; " + format.Count(n) + " " + format.Verb(n, "gives up", "give up")
	}
	if r.Unfinished > 0 {
		words += "; " + format.Count(r.Unfinished) + " " + format.Verb(r.Unfinished, "is", "are") + " not done at the end"
	}
	return words + "."
}
