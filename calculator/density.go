package calculator

import "time"

// Bins is how many bins a density has.
const Bins = 24

// Density is how the delays before one retry are spread: the shares of clients whose delay is in
// each of so many equal parts of the time from From to To. Of delays that are all the same there
// is one, of no width.
type Density struct {
	From, To time.Duration
	Shares   []float64 // they add up to 1
}

// densityOf counts delays, all of them between from and to.
func densityOf(delays []time.Duration, from, to time.Duration) Density {
	if from == to {
		return Density{from, to, []float64{1}}
	}
	var counts [Bins]int
	for _, d := range delays {
		counts[min(Bins-1, int(Bins*float64(d-from)/float64(to-from)))]++
	}
	d := Density{from, to, make([]float64, Bins)}
	for i, n := range counts {
		d.Shares[i] = float64(n) / float64(len(delays))
	}
	return d
}
