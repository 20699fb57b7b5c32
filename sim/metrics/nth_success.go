package metrics

import "time"

// KeepSuccesses makes the recorder write down when each request succeeds, until it is
// reset: 8 bytes for each. It comes before the first.
func (r *Recorder) KeepSuccesses() { r.keeps = true }

// ForgetSuccesses ends that, and gives up what was written down.
func (r *Recorder) ForgetSuccesses() { r.keeps, r.times = false, nil }

// NthSuccess returns when the n-th request succeeded, from 1 to as many as did. They must
// have been kept; else it returns false. The bins say in which to look, so most times are read once.
func (r *Recorder) NthSuccess(n int) (time.Duration, bool) {
	if !r.keeps {
		return 0, false
	}
	bin := 0
	for ; r.bins[bin].completed < n; bin++ {
		n -= r.bins[bin].completed
	}
	from := time.Duration(bin) * r.step
	r.some = r.some[:0]
	for _, at := range r.times {
		if at >= from && at-from < r.step {
			r.some = append(r.some, at)
		}
	}
	return nth(r.some, n-1), true
}

// nth returns the value that would have that index if the values were sorted. It moves
// them. (Hoare, Algorithm 65: Find, CACM 4, 1961.)
func nth(values []time.Duration, index int) time.Duration {
	for len(values) > 1 {
		pivot, i, j := values[len(values)/2], 0, len(values)-1
		for i <= j {
			switch {
			case values[i] < pivot:
				i++
			case values[j] > pivot:
				j--
			default:
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case index <= j:
			values = values[:j+1]
		case index >= i:
			values, index = values[i:], index-i
		default:
			return pivot
		}
	}
	return values[0]
}
