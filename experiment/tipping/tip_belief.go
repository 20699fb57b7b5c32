package tipping

import "math"

// belief is what is known of a threshold: how likely it is to lie where, given the runs so
// far. The share of runs that tip at x is taken for
//
//	P(x) = lapse + (1 - 2 lapse) / (1 + exp((m - x) / s))
//
// *Where:* m is the threshold, of which all places on a grid are alike at first, s how gradual
// it is, one of scales, and x both are natural logarithms; lapse is how often a run tips, or
// does not, by chance alone. The threshold may also be below the range, or above it. It is the
// method by which psychologists find how faint a sound can be heard (QUEST; Watson and Pelli
// 1983, Kontsevich and Tyler 1999): bisection where answers are noisy.
type belief struct {
	low, step float64
	weights   [][]float64 // by scale and place, the largest about 1; the first place is below the range, the last above
}

const (
	lapse   = 0.005
	outside = 0.1 // how likely the threshold is at first to be below the range; above it likewise
	far     = 15  // of so many scales from the threshold all is decided but for the lapses
)

// scales are how gradual a threshold may be: from one that a hundredth crosses to one that it
// takes a third of the value to cross.
var scales = []float64{0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16}

// newBelief is for a range, with places so fine that an interval can be told to a precision.
func newBelief(low, high, precision float64) *belief {
	b := &belief{low: math.Log(low)}
	places := int(math.Ceil((math.Log(high)-b.low)/(precision/5))) + 1
	b.step = (math.Log(high) - b.low) / float64(places-1)
	for range scales {
		column := make([]float64, places+2)
		for i := range column {
			column[i] = (1 - 2*outside) / float64(places)
		}
		column[0], column[places+1] = outside, outside
		b.weights = append(b.weights, column)
	}
	return b
}

// observe takes in whether a run at x tipped.
func (b *belief) observe(x float64, tipped bool) {
	x, most := math.Log(x), 0.0
	for j, column := range b.weights {
		for i := range column {
			p := b.chance(i, x, scales[j])
			if !tipped {
				p = 1 - p
			}
			column[i] *= p
			most = max(most, column[i])
		}
	}
	for _, column := range b.weights {
		for i := range column {
			column[i] /= most
		}
	}
}

// chance is how likely a run at x tips if the threshold is at a place.
func (b *belief) chance(i int, x, scale float64) float64 {
	off := (b.low + float64(float64(i-1)*b.step) - x) / scale
	switch {
	case i == 0 || off < -far:
		return 1 - lapse
	case i == len(b.weights[0])-1 || off > far:
		return lapse
	}
	return lapse + float64((1-2*lapse)/(1+math.Exp(off)))
}

// shares are how likely each place is, whatever the scale.
func (b *belief) shares() []float64 {
	shares, sum := make([]float64, len(b.weights[0])), 0.0
	for _, column := range b.weights {
		for i, w := range column {
			shares[i] += w
		}
	}
	for _, share := range shares {
		sum += share
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// quantiles are where the threshold is with some probabilities below; 0 where that is below the
// range, infinite where it is above.
func (b *belief) quantiles(probabilities ...float64) []float64 {
	shares := b.shares()
	found := make([]float64, len(probabilities))
	for n, p := range probabilities {
		i, sum := 0, shares[0]
		for sum < p && i < len(shares)-1 {
			i++
			sum += shares[i]
		}
		found[n] = b.place(i, (p-(sum-shares[i]))/shares[i])
	}
	return found
}

// place is where a place lies, and a share of the way through it.
func (b *belief) place(i int, share float64) float64 {
	switch i {
	case 0:
		return 0
	case len(b.weights[0]) - 1:
		return math.Inf(1)
	}
	return math.Exp(b.low + float64((float64(i-1)+share-0.5)*b.step))
}

// beyond are how likely the threshold is to be below the range, and above it.
func (b *belief) beyond() (below, above float64) {
	shares := b.shares()
	return shares[0], shares[len(shares)-1]
}
