package runs

import (
	"backofflab/experiment"
	"backofflab/internal/share"
)

// Bounds of what a server keeps of finished runs: how many, and how many numbers
// they hold in all. A number takes eight bytes or fewer.
const (
	keptRuns    = 32
	keptNumbers = 4 << 20
)

var resultBounds = share.Bounds{Count: keptRuns, Weight: keptNumbers, Each: keptNumbers}

// numbersOfHistogram is what a histogram counts for: more than most of them hold.
const numbersOfHistogram = 8 << 10

// numbersOf is about how many numbers the results of a run hold.
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
