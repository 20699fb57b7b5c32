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
