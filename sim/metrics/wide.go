package metrics

import "math/bits"

// wide is a sum of whole numbers, exact up to 2^192.
type wide struct{ high, middle, low uint64 }

// add adds a number of two words.
func (w *wide) add(high, low uint64) {
	var carry uint64
	w.low, carry = bits.Add64(w.low, low, 0)
	w.middle, carry = bits.Add64(w.middle, high, carry)
	w.high += carry
}

func (w *wide) addAll(v wide) {
	w.add(v.middle, v.low)
	w.high += v.high
}

// float is the sum as a float64, off by less than one part in 2^51. The conversions
// keep products from being fused into the sums.
func (w *wide) float() float64 {
	const word = 1 << 64
	return float64(float64(float64(float64(w.high)*word)+float64(w.middle))*word) + float64(w.low)
}
