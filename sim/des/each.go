package des

// Each calls do for each event to come, in no order, with its client and the number of its
// attempt.
func (q *Queue) Each(do func(client, attempt uint32)) {
	q.each(q.sorted[q.read:], do)
	for _, c := range q.late.heap {
		q.each([]word{c.word}, do)
	}
	for i := range q.ring {
		c := &q.ring[i]
		if c.last == nil {
			continue
		}
		for at := c.last.next; ; at = at.next {
			q.each(c.piece(at), do)
			if at == c.last {
				break
			}
		}
	}
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
