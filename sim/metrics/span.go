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
	return s.fullestIn(window, s.starts()-1, s.ends(), 0)
}

// leap is over how many retries it is worth while to leap: to look for where a window begins
// takes as long as to go on by a few.
const leap = 16

// fullestIn is fullest of the windows that end after one time and not after another, and
// have more retries than some; none where there is none. From one window to the next there is
// one retry more at most, so those are passed over that cannot have enough yet.
func (s *span) fullestIn(window, after, until time.Duration, least int) (w Wave, from place) {
	b, i, tail, most := s.block, s.from, s.tail, least
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
		n := b.before + i + 1 - tail.nth()
		if n > most {
			w, from, most = Wave{From: first, To: at, Retries: n}, tail, n
		} else if i += most - n; most-n > leap && i+1 < s.to {
			tail = tail.after(b.at(i+1) - window)
			first = tail.at()
		}
	}
	return w, from
}
