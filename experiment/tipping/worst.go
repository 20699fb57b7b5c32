package tipping

import (
	"math"

	"backofflab/sim/rng"
)

// Extreme is the worst of many replications of a figure, or the best, and how rare it is.
type Extreme struct {
	Replication int     // its number; of several with that value the first
	Seed        uint64  // with which the scenario is that replication
	Value       float64 // of the figure
	Of          int     // replications that have the figure
	Alike       int     // of these, those with that value, itself among them

	// Share is how often a run is at least as extreme, at most, and Beyond how often one is more
	// extreme: both at 95 %.
	Share, Beyond float64
}

// Worst finds the replication of a seed with the highest value of a figure, or the lowest where
// that is the worst; values are by replication, NaN where one does not have the figure. It is false
// where none has it.
//
// The bounds hold for any distribution. Share is that of Clopper and Pearson for so many alike.
// Beyond is that of the largest of n (Wilks, "Determination of sample sizes for setting tolerance
// limits", 1941): 1 - 0.05^(1/n), about 3/n.
func Worst(values []float64, seed uint64, lowest bool) (Extreme, bool) {
	worst, found := Extreme{}, false
	for r, x := range values {
		if math.IsNaN(x) {
			continue
		}
		worst.Of++
		switch {
		case !found || x != worst.Value && (x < worst.Value) == lowest:
			worst.Replication, worst.Value, worst.Alike, found = r, x, 1, true
		case x == worst.Value:
			worst.Alike++
		}
	}
	if found {
		const tail = 0.05
		worst.Seed = rng.Replication(seed, worst.Replication)
		worst.Share, worst.Beyond = mostShare(worst.Alike, worst.Of, tail), mostShare(0, worst.Of, tail)
	}
	return worst, found
}
