package metrics

import "time"

// Running is a quantile of the values so far, kept up to date at next to no cost: it steps
// to the neighbouring bucket where a value moves it. It says exactly what Quantile of a
// [Histogram] of the same values says. Reset makes one that is ready for use.
type Running struct {
	all   Histogram
	q     float64
	at    int // bucket that holds the quantile
	below int // values in the buckets before it
}

// Reset forgets all values, and keeps the quantile q, 0 to 1, from now on.
func (r *Running) Reset(q float64) {
	r.all.Reset()
	r.q, r.at, r.below = q, 0, 0
}

// Add counts d, which must not be negative.
func (r *Running) Add(d time.Duration) {
	r.all.Add(d)
	if bucketOf(d) < r.at {
		r.below++
	}
	n := r.rank()
	for r.below >= n {
		r.at--
		r.below -= r.all.in(r.at)
	}
	for r.below+r.all.in(r.at) < n {
		r.below += r.all.in(r.at)
		r.at++
	}
}

// rank is that of the value wanted, from 1.
func (r *Running) rank() int { return max(1, ceil(r.q*float64(r.all.count))) }

// Count returns how many values were added.
func (r *Running) Count() int { return r.all.count }

// Value returns the quantile; 0 where there are no values.
func (r *Running) Value() time.Duration {
	if r.all.count == 0 {
		return 0
	}
	return min(upperEdge(r.at), r.all.max)
}
