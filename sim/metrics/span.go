package metrics

import "time"

// span is a run of retries in one block, the last less than a window after the
// first. It stands for the windows that end with them; so they all overlap.
type span struct {
	block    *block
	from, to int
	tail     place // the first retry of the first window
	last     int   // retries of the last window
	most     int   // retries of the largest window, or more while that is not known
	known    bool  // whether most is exact
}

func (s *span) starts() time.Duration { return s.block.at(s.from) }
func (s *span) ends() time.Duration   { return s.block.at(s.to - 1) }

// fullest returns the first of the largest windows, and the place of its first retry.
func (s *span) fullest(window time.Duration) (Wave, place) {
	if s.last == s.most { // none left while they came, so each window has one more
		return Wave{From: s.tail.at(), To: s.ends(), Retries: s.last}, s.tail
	}
	return s.fullestIn(window, s.starts()-1, s.ends())
}

// fullestIn is fullest of the windows that end after one time and not after another.
// There must be one.
func (s *span) fullestIn(window, after, until time.Duration) (w Wave, from place) {
	b, i, tail := s.block, s.from, s.tail
	if s.starts() <= after {
		i = b.after(i, after)
		tail = tail.after(b.at(i) - window)
	}
	first := tail.at()
	for ; i < s.to && b.at(i) <= until; i++ {
		at := b.at(i)
		for first <= at-window {
			tail = tail.next()
			first = tail.at()
		}
		if n := b.before + i + 1 - tail.nth(); n > w.Retries {
			w, from = Wave{From: first, To: at, Retries: n}, tail
		}
	}
	return w, from
}
