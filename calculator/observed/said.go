package observed

// said makes drafts of events that say their delays.
func (r *reader) said(events []event, names names) []draft {
	n := r.numberingOf(events, true)
	d := newDesk()
	for i := range events {
		e := &events[i]
		name, ok := names.of(e)
		if !ok {
			if e.delayed {
				r.notes.add(e.line, "Left out: this line has no %s.", names.kind)
			}
			continue
		}
		if e.delayed && !r.room(e.line) {
			break
		}
		r.say(d, name, e, n)
	}
	return d.drafts()
}

// say takes one event of a client.
func (r *reader) say(d *desk, name string, e *event, n numbering) {
	now := d.of(name)
	if e.counter.role == n.role && n.role != other {
		if now.has && (n.back(now.number, e.counter.n) || !now.fresh && now.number == e.counter.n && (e.delayed || now.used)) {
			now = d.begin(name)
		}
		now.number, now.has, now.fresh, now.used = e.counter.n, true, true, false
	}
	if e.delayed && !(e.repeats && r.repeated(now, e)) {
		retry := now.retry + 1
		own := e.counter.role == n.role
		if now.fresh && (own || n.retry(now.number) > now.retry) { // else the number is of the retry before
			retry = n.retry(now.number)
		}
		now.used = now.fresh
		now.fresh = false
		if retry < 1 {
			return // the first attempt, which waits for nothing
		}
		if retry <= now.retry {
			now = d.begin(name)
		}
		now.retry = retry
		m := e.delay
		m.censored = m.censored || e.open
		now.items = append(now.items, item{e.line, retry, m})
	}
	now.ended = now.ended || e.ends
}

// repeated reports whether a line says once more what one before it said, as the Kubelet does
// while it waits.
func (r *reader) repeated(now *run, e *event) bool {
	if len(now.items) == 0 {
		return false
	}
	last := now.items[len(now.items)-1].measure
	if last.amount != e.delay.amount || last.unit != e.delay.unit {
		return false
	}
	r.notes.add(e.line, "Left out: the same back-off is told again while it goes on.")
	return true
}
