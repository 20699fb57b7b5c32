package des

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

// release returns a wide event, and gives up its place.
func (q *Queue) release(w word) Event {
	at := uint32(w & place)
	q.unused = append(q.unused, at)
	q.ref = q.wide[at].ref
	return q.wide[at].Event
}
