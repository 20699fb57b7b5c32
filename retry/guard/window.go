package guard

import "time"

// windowParts is how finely a window forgets.
const windowParts = 10

// tally counts tries, and those of them that are of interest.
type tally struct{ all, some int64 }

func (t *tally) add(by tally) { t.all += by.all; t.some += by.some }

// window sums tallies over the last stretch of time. It forgets in parts: what
// it holds reaches back by at most its length, and by at least nine tenths of
// it. With length 0 it never forgets.
type window struct {
	part  time.Duration // length of a part; 0: never forgets
	now   int64         // number of the part that the present is in
	parts [windowParts]tally
	sum   tally
}

func newWindow(length time.Duration) window {
	// Rounded up by a division that cannot overflow.
	part := length / windowParts
	if length%windowParts > 0 {
		part++
	}
	return window{part: part}
}

// at forgets what is too old at now, and returns the sum of the rest.
func (w *window) at(now time.Duration) tally {
	if w.part == 0 {
		return w.sum
	}
	present := int64(now / w.part)
	for n := min(present-w.now, windowParts); n > 0; n-- {
		old := &w.parts[(present-n+1)%windowParts]
		w.sum.add(tally{-old.all, -old.some})
		*old = tally{}
	}
	w.now = max(w.now, present)
	return w.sum
}

// add counts by into the present, and returns the new sum.
func (w *window) add(now time.Duration, by tally) tally {
	w.at(now)
	w.parts[w.now%windowParts].add(by)
	w.sum.add(by)
	return w.sum
}
