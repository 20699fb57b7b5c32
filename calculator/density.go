package calculator

import (
	"slices"
	"time"
)

// Bins is how many bins a density has.
const Bins = 24

// Density is how the delays before one retry are spread: the shares of clients whose delay is in
// each of so many equal parts of the time from From to To. Of delays that are all the same there
// is one, of no width.
type Density struct {
	From, To time.Duration
	Shares   []float64 // they add up to 1
}

// densityOf counts rising delays, all of them between from and to.
func densityOf(sorted []time.Duration, from, to time.Duration) Density {
	if from == to {
		return Density{from, to, []float64{1}}
	}
	d := Density{from, to, make([]float64, Bins)}
	begin := 0
	for i := range d.Shares {
		end := len(sorted)
		if i < Bins-1 {
			edge := from + time.Duration(float64(to-from)*float64(i+1)/Bins)
			end, _ = slices.BinarySearch(sorted, edge)
		}
		d.Shares[i] = float64(end-begin) / float64(len(sorted))
		begin = end
	}
	return d
}
