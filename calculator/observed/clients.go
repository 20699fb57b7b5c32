package observed

import (
	"slices"

	"backofflab/internal/format"
)

// names says which of the names in lines tell clients apart.
type names struct {
	rank int
	kind string // "": nothing does
}

// of is the name that an event has; ok is false where it has none of the kind.
func (n names) of(e *event) (string, bool) {
	if n.kind == "" {
		return "", true
	}
	for _, i := range e.idents {
		if i.rank == n.rank {
			return i.name, true
		}
	}
	return "", false
}

// tally counts names of one rank.
type tally struct {
	names
	events int
	seen   map[string]int
	twice  bool // one is there twice
}

// namesOf chooses the kind of names that tells clients apart: the best that at least half of the
// lines have, and that is not another one on every line.
func (r *reader) namesOf(events []event, delays bool) names {
	ranks := map[int]*tally{}
	relevant, counted := 0, false
	for i := range events {
		e := &events[i]
		counted = counted || e.counter.role != other
		if delays && !e.delayed || !delays && !e.timed {
			continue
		}
		relevant++
		for k, id := range e.idents {
			if slices.ContainsFunc(e.idents[:k], func(before ident) bool { return before.rank == id.rank }) {
				continue
			}
			t := ranks[id.rank]
			if t == nil {
				t = &tally{names: names{id.rank, id.kind}, seen: map[string]int{}}
				ranks[id.rank] = t
			}
			t.events++
			t.seen[id.name]++
			t.twice = t.twice || t.seen[id.name] > 1
		}
	}
	var sorted []*tally
	for _, t := range ranks {
		sorted = append(sorted, t)
	}
	slices.SortFunc(sorted, func(a, b *tally) int { return a.rank - b.rank })
	for _, t := range sorted {
		if 2*t.events < relevant {
			continue
		}
		if !t.twice && relevant > 1 && (!delays || counted) {
			r.notes.add(0, "Every line has another %s, so it does not tell requests apart.", t.kind)
			continue
		}
		if len(t.seen) > 1 {
			r.notes.add(0, "%s are told apart by %s.", format.Capital(format.Plural(len(t.seen), "request")), t.kind)
		}
		return t.names
	}
	return names{}
}

// run is one request while its events are read.
type run struct {
	name   string
	items  []item
	last   *event // whose counter or time was the last
	number int    // of the last counter
	has    bool   // there was one
	fresh  bool   // and no delay since
	used   bool   // and a delay was told after it
	retry  int    // of the last delay
	ended  bool
}

// desk keeps the requests of all clients in the order in which they begin.
type desk struct {
	open map[string]*run
	all  []*run
}

func newDesk() *desk { return &desk{open: map[string]*run{}} }

// of is the request under way of a client.
func (d *desk) of(name string) *run {
	now := d.open[name]
	if now == nil || now.ended {
		now = d.begin(name)
	}
	return now
}

// begin begins another request of a client.
func (d *desk) begin(name string) *run {
	now := &run{name: name}
	d.open[name] = now
	d.all = append(d.all, now)
	return now
}

// drafts are the requests that have delays.
func (d *desk) drafts() []draft {
	var drafts []draft
	for _, r := range d.all {
		if len(r.items) > 0 {
			drafts = append(drafts, draft{r.name, r.items})
		}
	}
	return drafts
}
