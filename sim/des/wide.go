package des

import (
	"slices"
	"time"
)

// wide is an event that does not fit into a word.
type wide struct {
	Event
	ref uint32 // what it was pushed with
}

// aside keeps an event in full, and returns its word.
func (q *Queue) aside(e Event, ref uint32) word {
	at := uint32(len(q.wide))
	if n := len(q.unused); n > 0 {
		at, q.unused = q.unused[n-1], q.unused[:n-1]
		q.wide[at] = wide{e, ref}
	} else {
		q.wide = append(q.wide, wide{e, ref})
	}
	return word(e.At)<<offsetShift | word(e.Kind)<<kindShift | isWide | word(at)
}

// event is the event of a word, of the window that is being read.
func (q *Queue) event(w word) Event {
	if w&isWide != 0 {
		return q.wide[w&place].Event
	}
	return unpack(q.base+time.Duration(w>>offsetShift), w)
}

// release returns a wide event, and gives up its place.
func (q *Queue) release(w word) Event {
	at := uint32(w & place)
	q.unused = append(q.unused, at)
	q.ref = q.wide[at].ref
	return q.wide[at].Event
}

// before is the order of words of one window.
func (q *Queue) before(a, b word) bool {
	if (a^b)>>kindShift != 0 || (a|b)&isWide == 0 {
		return a < b
	}
	return q.event(a).before(q.event(b))
}

// settle puts sorted words of one moment and kind in order where any are wide.
func (q *Queue) settle(words []word) {
	for from := 0; from < len(words); {
		moment, wide, to := words[from]>>kindShift, false, from
		for to < len(words) && words[to]>>kindShift == moment {
			wide = wide || words[to]&isWide != 0
			to++
		}
		if wide && to-from > 1 {
			slices.SortFunc(words[from:to], func(a, b word) int {
				switch x, y := q.event(a), q.event(b); {
				case x.before(y):
					return -1
				case y.before(x):
					return 1
				}
				return 0
			})
		}
		from = to
	}
}
