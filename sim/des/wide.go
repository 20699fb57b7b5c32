package des

import "cmp"

// wide is an event that does not fit into a word.
type wide struct {
	Event
	ref  uint32 // what it was pushed with
	draw uint32
}

// aside keeps an event in full, and returns its word.
func (q *Queue) aside(e Event, ref uint32) word {
	at, draw := uint32(len(q.wide)), q.ties.draw(e)
	if n := len(q.unused); n > 0 {
		at, q.unused = q.unused[n-1], q.unused[:n-1]
		q.wide[at] = wide{e, ref, draw}
	} else {
		q.wide = append(q.wide, wide{e, ref, draw})
	}
	return word(e.At)<<offsetShift | word(e.Kind)<<kindShift | isWide | word(at)
}

// rank is where a word stands among those of one moment and kind, of which one may be wide.
type rank struct{ draw, attempt, client uint32 }

func (q *Queue) rank(w word) rank {
	if w&isWide != 0 {
		v := &q.wide[w&place]
		return rank{v.draw, v.Attempt, v.Client}
	}
	draw, attempt := uint32(w>>attemptBits)&clientMask, uint32(w)&attemptMask
	return rank{draw, attempt, 0} // of its draw and attempt no other has a lower number
}

func (a rank) compare(b rank) int {
	switch {
	case a.draw != b.draw:
		return cmp.Compare(a.draw, b.draw)
	case a.attempt != b.attempt:
		return cmp.Compare(a.attempt, b.attempt)
	}
	return cmp.Compare(a.client, b.client)
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
	return q.rank(a).compare(q.rank(b)) < 0
}

// settle puts sorted words in order where any of one moment and kind are wide.
func (q *Queue) settle(words []word) {
	for from := 0; from < len(words); {
		moment, wide, to := words[from]>>kindShift, false, from
		for to < len(words) && words[to]>>kindShift == moment {
			wide = wide || words[to]&isWide != 0
			to++
		}
		if wide && to-from > 1 {
			q.settleMoment(words[from:to])
		}
		from = to
	}
}

// settleMoment sorts words of one moment and kind: by their draws, and then those whose draws
// are equal, of which there are hardly any.
func (q *Queue) settleMoment(words []word) {
	const drawShift = 64 - clientBits
	q.draws = q.draws[:0]
	for i, w := range words {
		q.draws = append(q.draws, word(q.rank(w).draw)<<drawShift|word(i))
	}
	q.sorter.settle(q.draws, 0)
	q.moment = append(q.moment[:0], words...)
	for i, d := range q.draws {
		words[i] = q.moment[d&(1<<drawShift-1)]
		for k := i; k > 0 && q.draws[k-1]>>drawShift == d>>drawShift && q.before(words[k], words[k-1]); k-- {
			words[k], words[k-1] = words[k-1], words[k]
		}
	}
}
