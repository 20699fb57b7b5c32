package metrics

import (
	"math"
	"slices"
)

// Band is where the middle nine tenths of some values lie, one of every
// replication of a run.
type Band struct {
	Low, Median, High float64 // the 5 %, 50 % and 95 % quantile
}

// BandOf returns the band of values, in any order, which it leaves as they are.
// The quantiles are those of the nearest rank: the q % quantile of n values is the
// ceil(q*n/100)-th smallest, so it is always one of the values; up to 20, Low is the
// smallest.
//
// A NaN, which stands for a figure that is undefined in its replication, is left
// out. Without values the band is 0.
func BandOf(values []float64) Band {
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) == 0 {
		return Band{}
	}
	slices.Sort(sorted)
	return Band{Low: nearestRank(sorted, 5), Median: nearestRank(sorted, 50), High: nearestRank(sorted, 95)}
}

// nearestRank counts in whole numbers: 0.05*n may come out above the whole number
// that it is.
func nearestRank(sorted []float64, percent int) float64 {
	rank := (percent*len(sorted) + 99) / 100
	return sorted[rank-1]
}
