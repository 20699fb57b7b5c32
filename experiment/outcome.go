package experiment

import (
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Outcome are what came of a run.
type Outcome struct {
	Results []sim.Result
	Spreads []Spread  // over the replications; nil where the scenario has one run
	Seeds   []uint64  // that fleets are judged under: of the run that is shown, and of its replications or trials
	Scores  [][]Score // by fleet and seed
	Verdict Verdict   // on the fleets, by these scores
}

// Replicated is the outcome of a scenario with replications: the results of the run that is
// shown, and the verdict on all.
func Replicated(seed uint64, results []sim.Result, spreads []Spread) Outcome {
	scores := make([][]Score, len(spreads))
	for i, s := range spreads {
		scores[i] = s.scores
	}
	seeds := make([]uint64, len(scores[0]))
	for r := range seeds {
		seeds[r] = rng.Replication(seed, r)
	}
	return Outcome{Results: results, Spreads: spreads, Seeds: seeds, Scores: scores, Verdict: Judge(scores)}
}
