package metrics

import (
	"math/bits"
	"slices"
	"time"
)

// Values share a bucket when they agree in their first subBits+1 binary digits.
const subBits = 10

// upmost is the number of all buckets of durations: 53 doublings, and the values before them.
const upmost = (63 - subBits + 1) << subBits

// Histogram counts durations in logarithmic buckets, each divided evenly into
// 1,024, so a quantile is at most one part in 1,024 above the exact one. The
// smallest and the largest value are exact. Histograms can be merged; quantiles
// of several runs come from the merged one, never from averaged quantiles. Sums are
// exact, so nothing depends on the order in which values come. The zero value is
// empty and ready for use.
type Histogram struct {
	first    int // number of the first bucket, whole doublings from the smallest of all
	buckets  []uint32
	count    int
	min, max time.Duration
	sum      wide // nanoseconds
	squares  wide // nanoseconds squared
}

// Add counts d, which must not be negative.
func (h *Histogram) Add(d time.Duration) {
	i := bucketOf(d) - h.first
	if uint(i) >= uint(len(h.buckets)) {
		i = h.reach(i+h.first, i+h.first+1)
	}
	h.buckets[i]++
	if h.count == 0 || d < h.min {
		h.min = d
	}
	h.max = max(h.max, d)
	h.count++
	h.sum.add(0, uint64(d))
	h.squares.add(bits.Mul64(uint64(d), uint64(d)))
}

// Merge adds all that other counts.
func (h *Histogram) Merge(other *Histogram) {
	if other.count == 0 {
		return
	}
	at := h.reach(other.first, other.first+len(other.buckets))
	for i, n := range other.buckets {
		h.buckets[at+i] += n
	}
	if h.count == 0 || other.min < h.min {
		h.min = other.min
	}
	h.max = max(h.max, other.max)
	h.count += other.count
	h.sum.addAll(other.sum)
	h.squares.addAll(other.squares)
}

// Clone returns a histogram that counts the same, in memory of its own.
func (h *Histogram) Clone() *Histogram {
	clone := *h
	clone.buckets = slices.Clone(h.buckets)
	return &clone
}

// Reset makes the histogram empty, but keeps its memory.
func (h *Histogram) Reset() {
	clear(h.buckets)
	*h = Histogram{buckets: h.buckets[:0]}
}

// Count returns how many values were added.
func (h *Histogram) Count() int { return h.count }

// Min returns the smallest value, 0 when there is none.
func (h *Histogram) Min() time.Duration { return h.min }

// Max returns the largest value, 0 when there is none.
func (h *Histogram) Max() time.Duration { return h.max }

// Mean returns the arithmetic mean of the values, to the nearest nanosecond, 0 when
// there are none.
func (h *Histogram) Mean() time.Duration {
	if h.count == 0 {
		return 0
	}
	// Values are below 2^63, so of a sum of n the upper words are less than n/2.
	n := uint64(h.count)
	mean, rest := bits.Div64(h.sum.middle, h.sum.low, n)
	if rest >= n-rest {
		mean++
	}
	return time.Duration(mean)
}

// Quantile returns the value at or below which the share q (0 to 1) of all
// values lies, by the nearest rank: the upper edge of the bucket that holds it,
// and never above Max. It is 0 when the histogram is empty.
func (h *Histogram) Quantile(q float64) time.Duration {
	return h.Nth(max(1, ceil(q*float64(h.count))))
}

// Nth returns the n-th smallest value, from 1, as exactly as Quantile: Max where there
// are fewer, 0 where there is none.
func (h *Histogram) Nth(n int) time.Duration {
	if n > h.count/2 { // from the end that is nearer
		for i, above := len(h.buckets)-1, h.count; i >= 0; i-- {
			if above -= int(h.buckets[i]); above < n {
				return min(upperEdge(h.first+i), h.max)
			}
		}
		return h.max
	}
	seen := 0
	for i, count := range h.buckets {
		if seen += int(count); seen >= n {
			return min(upperEdge(h.first+i), h.max)
		}
	}
	return h.max
}

// Jain returns Jain's fairness index of the values, (sum x)^2 / (n * sum x^2):
// 1 when all are equal, 1/n when one has everything. It is 1 when all are zero
// and 0 when there are none.
//
// Source: Jain, Chiu, Hawe, DEC-TR-301, 1984.
func (h *Histogram) Jain() float64 {
	if h.count == 0 {
		return 0
	}
	if h.min == h.max {
		return 1
	}
	sum := h.sum.float()
	return min(1, sum*sum/(float64(h.count)*h.squares.float())) // rounding may take it a hair above
}

func ceil(x float64) int {
	n := int(x)
	if float64(n) < x {
		n++
	}
	return n
}

// reach makes the buckets from one number to before another, and all of their doublings, and
// returns the place of the first. What a histogram has beyond its length is zero.
func (h *Histogram) reach(from, to int) int {
	low, high := from>>subBits<<subBits, (to+1<<subBits-1)>>subBits<<subBits
	if len(h.buckets) > 0 {
		low, high = min(low, h.first), max(high, h.first+len(h.buckets))
	}
	n := high - low
	switch {
	case n > cap(h.buckets):
		buckets := make([]uint32, n, max(n, min(2*cap(h.buckets), upmost-low)))
		copy(buckets[max(0, h.first-low):], h.buckets)
		h.buckets = buckets
	case low < h.first && len(h.buckets) > 0:
		had, moved := len(h.buckets), h.first-low
		h.buckets = h.buckets[:n]
		copy(h.buckets[moved:], h.buckets[:had])
		clear(h.buckets[:moved])
	default:
		h.buckets = h.buckets[:n]
	}
	h.first = low
	return from - low
}

// in is how many values are in a bucket.
func (h *Histogram) in(bucket int) int {
	if i := bucket - h.first; uint(i) < uint(len(h.buckets)) {
		return int(h.buckets[i])
	}
	return 0
}

// bucketOf numbers the buckets from 0. The first 2^(subBits+1) values have one
// each; from there every doubling has 2^subBits.
func bucketOf(d time.Duration) int {
	v := uint64(d)
	shift := max(0, bits.Len64(v)-subBits-1)
	return shift<<subBits + int(v>>shift)
}

// upperEdge is the largest value in bucket i.
func upperEdge(i int) time.Duration {
	shift := max(0, i>>subBits-1)
	return time.Duration((uint64(i-shift<<subBits)+1)<<shift - 1)
}
