package des

// Ahead returns the next events that lie ready, as many as fit into what it is given, in order.
// Not among them are those that came late, and those of windows to come. It is for whoever has
// to get something for each of them, and would rather get it for many at once.
func (q *Queue) Ahead(into []Event) []Event {
	ready := q.sorted[q.read:]
	into = into[:min(len(into), len(ready))]
	for i := range into {
		w := ready[i]
		if into[i] = unpack(q.base+w.Since(), w); w&isWide != 0 {
			into[i] = q.wide[w&place].Event
		}
	}
	return into
}

// Ready returns the next events as a stretch that is not taken, at most so many: those that lie ready
// as words of the window that is being read. What came late it puts in its place among them, so
// those that come late from now on are all that comes before the last of them.
func (q *Queue) Ready(most int) Stretch {
	q.placeLate(most)
	return Stretch{q.base, q.narrow(q.sorted[q.read:min(q.read+most, len(q.sorted))])}
}

// placeLate moves those that came late, and are among so many events to come, to where they belong
// in the window. They take the room of what was taken, as far as there is some.
func (q *Queue) placeLate(most int) {
	ready := q.sorted[q.read:min(q.read+most, len(q.sorted))]
	came := q.moment[:0]
	for len(q.late.heap) > 0 && len(came) < min(most, q.read) {
		first := q.late.heap[0]
		if len(ready) == most && !q.before(&first, &contender{word: ready[most-1]}) {
			break
		}
		came = append(came, first.word)
		q.popLate()
	}
	from := q.read
	q.read -= len(came)
	to := q.read
	for _, w := range came {
		late := contender{word: w}
		for from < len(q.sorted) && !q.before(&late, &contender{word: q.sorted[from]}) {
			q.sorted[to] = q.sorted[from]
			from, to = from+1, to+1
		}
		q.sorted[to] = w
		to++
	}
	q.moment = came
}
