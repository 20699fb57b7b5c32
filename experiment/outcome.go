package experiment

import (
	"backofflab/sim"
)

// Outcome are what came of a run.
type Outcome struct {
	Results []sim.Result
	Spreads []Spread  // over the replications; nil where the scenario has one run
	Scores  [][]Score // by fleet and seed: of the replications, or of a few seeds where there are none
	Verdict Verdict   // on the fleets, by these scores
}

// Replicated is the outcome of a scenario with replications: the results of the run that is
// shown, and the verdict on all.
func Replicated(results []sim.Result, spreads []Spread) Outcome {
	scores := make([][]Score, len(spreads))
	for i, s := range spreads {
		scores[i] = s.scores
	}
	return Outcome{Results: results, Spreads: spreads, Scores: scores, Verdict: Judge(scores)}
}
