package observed

import (
	"slices"
	"strings"
	"time"

	"backofflab/internal/format"
)

// clientsOf makes clients of events: of the delays that they say, or else of their times.
func (r *reader) clientsOf(events []event, table bool) (clients []Client, step time.Duration, times bool, err error) {
	r.forwards(events)
	delays, timed, about, first := 0, 0, 0, 0
	for _, e := range events {
		if e.delayed {
			if delays++; delays == 1 {
				first = e.line
			}
		}
		if e.timed {
			timed++
		}
		if e.about {
			about++
		}
	}
	if delays > 0 && (table || 2*delays >= about || timed < 2) {
		r.tellSaid(delays, timed, first, table)
		names := r.namesOf(events, true)
		clients, step = r.settle(r.said(events, names))
		r.tellAlone(clients, names, events)
		return clients, step, false, nil
	}
	if delays > 0 {
		r.notes.add(first, "Some lines say a delay, and most that are about retries do not: the times of the lines are read instead.")
	}
	clients, step, err = r.ofTimes(events, timed)
	return clients, step, true, err
}

// forwards turns events round whose latest comes first, as viewers of logs show them.
func (r *reader) forwards(events []event) {
	up, down := 0, 0
	var last *event
	for i := range events {
		e := &events[i]
		if !e.timed {
			continue
		}
		if last != nil && last.stamp.dated == e.stamp.dated {
			d := e.stamp.at.Sub(last.stamp.at)
			switch {
			case d < 0 && (d > -12*time.Hour || e.stamp.dated != undated):
				down++
			case d != 0:
				up++
			}
		}
		last = e
	}
	if down > 1 && down > 4*up {
		slices.Reverse(events)
		r.notes.add(0, "The latest time comes first, so the text is read from its end.")
	}
}

func (r *reader) tellSaid(delays, timed, first int, table bool) {
	switch {
	case table && timed > 0:
		r.notes.add(0, "There are delays and times. The delays are read.")
	case !table && timed > 0:
		r.notes.add(first, "%s the delay itself, so the times of the lines are not used.", format.Plural(delays, "line")+" "+format.Verb(delays, "says", "say"))
	}
}

// ofTimes makes clients of the differences of times.
func (r *reader) ofTimes(events []event, timed int) ([]Client, time.Duration, error) {
	for _, e := range events {
		if e.timed && timed == 1 {
			return nil, 0, refuse(e.line, "", "This is the only time in the text, and a delay is the difference of two. Paste the lines of the other attempts, too.")
		}
	}
	names := r.namesOf(events, false)
	drafts, step := r.differences(events, names)
	clients, _ := r.settle(drafts)
	if len(clients) == 0 {
		return nil, 0, refuse(0, "", "There are %s, and no two of one request of which the second is later. %s", format.Plural(timed, "time"), r.why())
	}
	r.notes.add(0, "The delays are differences of times: what the attempts took is in them.")
	r.tellAlone(clients, names, events)
	return clients, step, nil
}

// tellAlone says that nothing tells requests apart, where that is so.
func (r *reader) tellAlone(clients []Client, names names, events []event) {
	for _, e := range events {
		if e.counter.role != other {
			return
		}
	}
	if names.kind == "" && len(clients) == 1 && len(clients[0].Delays) > 1 {
		r.notes.add(0, "No request id and no number of an attempt tells requests apart: all is read as of one request.")
	}
}

// why is what notes say of the first lines that were left out.
func (r *reader) why() string {
	for _, n := range r.notes.all() {
		if n.Line > 0 && strings.Contains(n.Text, "eft out") {
			return "Line " + format.Count(n.Line) + ": " + n.Text
		}
	}
	return "Paste lines of which several have one request id, or none has."
}
