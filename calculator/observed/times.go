package observed

import (
	"time"

	"backofflab/internal/format"
)

// differences makes drafts of the times of events: what lies between two of one client.
func (r *reader) differences(events []event, names names) ([]draft, time.Duration) {
	n := r.numberingOf(events, false)
	r.tellZones(events)
	d := newDesk()
	var grain grain
	for i := range events {
		e := &events[i]
		if !e.timed {
			if name, ok := names.of(e); ok && e.ends {
				d.of(name).ended = true
			}
			continue
		}
		name, ok := names.of(e)
		if !ok {
			r.notes.add(e.line, "Left out: this line has no %s.", names.kind)
			continue
		}
		if n.role != other && e.counter.role != n.role && !e.ends && !e.open {
			r.notes.add(e.line, "Left out: this line has no number of an attempt or retry, as others do.")
			continue
		}
		if r.full {
			break
		}
		e.stamp.grain(&grain)
		r.differ(d, name, e, n)
	}
	return d.drafts(), grain.step()
}

// differ takes the time of one event of a client.
func (r *reader) differ(d *desk, name string, e *event, n numbering) {
	now := d.of(name)
	has := e.counter.role == n.role && n.role != other
	if has && now.has && n.back(now.number, e.counter.n) {
		now = d.begin(name)
	}
	last, number, had := now.last, now.number, now.has
	now.last, now.ended = e, now.ended || e.ends
	if has {
		now.number, now.has = e.counter.n, true
	}
	if last == nil || e.quit || has && had && number == e.counter.n || !has && n.role != other && !e.open {
		return // another line of the same attempt, or none of an attempt
	}
	retry := now.retry + 1
	if has {
		retry = max(n.retry(e.counter.n), 1)
	}
	now.retry = max(retry, now.retry+1)
	if has && had && number+1 != e.counter.n && number-1 != e.counter.n {
		r.notes.add(e.line, "Left out: number %s follows number %s, so one attempt or more is not in the text.", format.Count(e.counter.n), format.Count(number))
		return
	}
	gap, ok := r.gap(last, e)
	if !ok || !r.room(e.line) {
		return
	}
	now.items = append(now.items, item{e.line, now.retry, measure{amount: float64(gap), unit: 1, censored: e.open}})
}

// gap is the time between two events. It is false where that is none: there is a note then.
func (r *reader) gap(a, b *event) (time.Duration, bool) {
	if a.stamp.dated != b.stamp.dated {
		r.notes.add(b.line, "Left out: the time here and that of line %s do not have as much of a date.", format.Count(a.line))
		return 0, false
	}
	d := b.stamp.at.Sub(a.stamp.at)
	switch {
	case b.stamp.dated == undated && d < -12*time.Hour:
		r.notes.add(b.line, "The time is less than that of line %s, and has no date: it is taken for one of the next day.", format.Count(a.line))
		d += day
	case b.stamp.dated == yearless && d < -180*day:
		r.notes.add(b.line, "The date is before that of line %s, and has no year: it is taken for one of the next year.", format.Count(a.line))
		d = b.stamp.at.AddDate(1, 0, 0).Sub(a.stamp.at)
	}
	switch {
	case d < 0:
		hint := ""
		if !b.stamp.zoned && -d > 50*time.Minute && -d <= time.Hour {
			hint = " Perhaps daylight saving ended in between: the times have no zone."
		}
		r.notes.add(b.line, "Left out: the time goes back by %s from line %s.%s", format.Span(-d), format.Count(a.line), hint)
		return 0, false
	case d > longestDelay:
		r.notes.add(b.line, "Left out: more than a hundred years lie between this and line %s.", format.Count(a.line))
		return 0, false
	}
	return d, true
}

// tellZones says how times without a zone are read where others have one.
func (r *reader) tellZones(events []event) {
	zoned, first := false, 0
	for _, e := range events {
		if !e.timed || e.stamp.dated != full {
			continue
		}
		if zoned = zoned || e.stamp.zoned; !e.stamp.zoned && first == 0 {
			first = e.line
		}
	}
	if zoned && first > 0 {
		r.notes.add(first, "Some times have a zone and some do not: those without one are read as UTC.")
	}
}

// grain tells how finely the time is written.
func (s stamp) grain(g *grain) {
	if s.minutes {
		g.add(time.Duration(s.at.Second())*time.Second, time.Minute, 0)
		return
	}
	g.add(time.Duration(s.at.Nanosecond()), time.Second, s.decimals)
}
