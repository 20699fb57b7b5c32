package runs

import (
	"backofflab/experiment"
	"backofflab/internal/share"
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

// numbersOf is the approximate weight of an outcome, in numbers.
func numbersOf(found experiment.Outcome) int {
	n := 0
	for _, r := range found.Results {
		c := r.Columns
		for _, column := range [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.Completed, c.InFlight, c.TimedOut, c.Begun, c.Queued, c.Open} {
			n += len(column)
		}
		n += numbersOfHistogram * (2 + len(r.Parts))
	}
	return n
}
