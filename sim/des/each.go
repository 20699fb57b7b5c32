package des

import "time"

// Each calls do for each event to come, in no order, with its client and the number of its
// attempt.
func (q *Queue) Each(do func(client, attempt uint32)) {
	q.each(q.sorted[q.read:], do)
	for _, c := range q.late.heap {
		q.each([]word{c.word}, do)
	}
	q.eachWindow(q.horizon(), func(_ int64, words []word) { q.each(words, do) })
	for _, list := range q.far.laps {
		for _, r := range list {
			q.each([]word{r.word}, do)
		}
	}
}

func (q *Queue) each(words []word, do func(client, attempt uint32)) {
	for _, w := range words {
		e := unpack(0, w)
		if w&isWide != 0 {
			e = q.wide[w&place].Event
		}
		do(e.Client, e.Attempt)
	}
}

// EachBefore calls do for each event to come before a time, in no order, with its time and the
// number of its attempt.
func (q *Queue) EachBefore(until time.Duration, do func(at time.Duration, attempt uint32)) {
	in := func(base time.Duration, words []word) {
		for _, w := range words {
			at, attempt := base+w.Since(), w.Attempt()
			if w&isWide != 0 {
				attempt = q.wide[w&place].Attempt
			}
			if at < until {
				do(at, attempt)
			}
		}
	}
	in(q.base, q.sorted[q.read:])
	for _, c := range q.late.heap {
		in(q.base, []word{c.word})
	}
	end := q.windowOf(until-1) + 1
	q.eachWindow(end, func(window int64, words []word) { in(q.baseOf(window), words) })
	for lap, list := range q.far.laps {
		if lap<<lapBits >= end {
			continue
		}
		for _, r := range list {
			in(q.baseOf(q.windowOf(r.at)), []word{r.word})
		}
	}
}

// eachWindow hands out the words of the windows of the ring before one, a chunk at a time.
func (q *Queue) eachWindow(end int64, do func(window int64, words []word)) {
	end = min(end, q.horizon())
	for window, ok := q.firstFilled(q.next, end); ok; window, ok = q.firstFilled(window+1, end) {
		q.chunks.each(q.places[window&(ringWindows-1)], func(words []word) { do(window, words) })
	}
}
