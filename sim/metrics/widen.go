package metrics

import "time"

// Width returns the width of the bins by now.
func (r *Recorder) Width() time.Duration { return r.step }

// Fit makes bins so wide that one of them holds t.
func (r *Recorder) Fit(t time.Duration) {
	for len(r.wider) > 0 && r.width.divide(t) >= r.most {
		r.widen()
	}
}

// Widen makes bins at least so wide, as far as they may become.
func (r *Recorder) Widen(to time.Duration) {
	for len(r.wider) > 0 && r.step < to {
		r.widen()
	}
}

// widen goes on to the next width. Of its bins none is cut: the next Cut returns all.
func (r *Recorder) widen() {
	next := r.wider[0]
	n, kept := int(next/r.step), 0
	for i, b := range r.bins {
		delta := r.inFlight[i]
		r.bins[i], r.inFlight[i] = bin{}, 0 // what lies beyond the last bin is zero
		r.bins[i/n].add(b)
		r.inFlight[i/n] += delta
		kept = i/n + 1
	}
	r.bins, r.inFlight = r.bins[:kept], r.inFlight[:kept]
	r.step, r.width, r.wider = next, newDivisor(next), r.wider[1:]
	r.cut, r.level = 0, levels{}
}
