package runs

import (
	"backofflab/experiment"
	"backofflab/internal/share"
	"backofflab/scenario"
	"backofflab/sim"
)

// Bounds of the result cache: entries, and numbers in all of them. A number takes eight
// bytes or fewer.
const (
	keptRuns    = 32
	keptNumbers = 4 << 20
)

var resultBounds = share.Bounds{Count: keptRuns, Weight: keptNumbers, Each: keptNumbers}

// numbersOfHistogram is the weight of a histogram: more than most hold.
const numbersOfHistogram = 8 << 10

// latestBounds are those of the latest results: a page asks for what follows from its run half a
// second after it, so they need not last, and what is large is not kept.
var latestBounds = share.Bounds{Count: keptRuns, Weight: keptNumbers / 2, Each: keptNumbers / 16}

// Latest returns the results of the run of a scenario that ended a moment ago, if they are still
// kept: of the run that is shown, whatever its replications. They are shared, and read only.
func (f *Pool) Latest(s scenario.Scenario) ([]sim.Result, bool) {
	return f.latest.Get(keyOfShown(s))
}

// keep keeps the results of a run that came to its end.
func (f *Pool) keep(s scenario.Scenario, results []sim.Result) {
	if len(results) > 0 && !results[0].Partial {
		f.latest.Put(keyOfShown(s), results)
	}
}

// keyOfShown is the key of the run of a scenario that is shown.
func keyOfShown(s scenario.Scenario) string {
	s.Runs = 1
	return s.Query()
}

// numbersOf is the approximate weight of an outcome, in numbers.
func numbersOf(found experiment.Outcome) int { return numbersOfResults(found.Results) }

func numbersOfResults(results []sim.Result) int {
	n := 0
	for _, r := range results {
		c := r.Columns
		for _, column := range [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.Completed, c.InFlight, c.TimedOut, c.Begun, c.Queued, c.Open} {
			n += len(column)
		}
		n += numbersOfHistogram * (2 + len(r.Parts))
	}
	return n
}
