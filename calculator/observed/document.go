package observed

import (
	"cmp"
	"strings"
	"time"
)

// document takes values of JSON apart: lists of delays become drafts, objects events.
type document struct {
	*reader
	drafts []draft
	events []event
}

// readJSON reads the values of a text.
func (r *reader) readJSON(values []*node) ([]draft, []event) {
	d := document{reader: r}
	root := values[0]
	if len(values) > 1 {
		root = &node{line: root.line, kind: array, kids: values}
	}
	d.value(root, "", column{role: ofDelay})
	return d.drafts, d.events
}

// value reads an array or an object; name and column say what stands before it.
func (d *document) value(n *node, name string, c column) {
	switch n.kind {
	case array:
		d.array(n, name, c)
	case object:
		d.object(n, name)
	}
}

// array reads what most of its elements are.
func (d *document) array(n *node, name string, c column) {
	var count [object + 1]int
	for _, kid := range n.kids {
		count[kid.kind]++
	}
	best := scalar
	for _, kind := range []nodeKind{array, object} {
		if count[kind] > count[best] {
			best = kind
		}
	}
	if best == scalar && count[scalar] > 0 {
		d.list(n, name, c)
		return
	}
	for _, kid := range n.kids {
		if kid.kind != best {
			d.notes.add(kid.line, "Left out: a value that is another kind of thing than most beside it.")
			continue
		}
		d.value(kid, name, c)
	}
}

// list reads an array of delays, or of times.
func (d *document) list(n *node, name string, c column) {
	times := len(n.kids) > 1
	for _, kid := range n.kids {
		_, ok := parseStamp(kid.text)
		times = times && (ok || kid.kind != scalar)
	}
	if times || c.role == ofTime {
		d.times(n, name, c)
		return
	}
	now := draft{name: name}
	for i, kid := range n.kids {
		m, why, ok := parseMeasure(kid.text, loose)
		if kid.kind != scalar || !ok {
			d.notes.add(kid.line, "Left out, with the place of its retry: “%s”, since %s.", clip(kid.text), cmp.Or(why, "it is no delay"))
			continue
		}
		if !d.room(kid.line) {
			break
		}
		if m.unit == 0 {
			m.unit = c.unit
		}
		now.items = append(now.items, item{kid.line, i + 1, m})
	}
	if len(now.items) > 0 {
		d.drafts = append(d.drafts, now)
	}
}

// times reads an array of times.
func (d *document) times(n *node, name string, c column) {
	for _, kid := range n.kids {
		e := event{line: kid.line}
		e.named(ident{rank: -1, kind: "list", name: cmp.Or(name, "list of line "+lineName(n.line))})
		if why := e.setTime(c, kid.text); why != "" {
			d.notes.add(kid.line, "Left out: “%s”, since %s.", clip(kid.text), why)
			continue
		}
		d.events = append(d.events, e)
	}
}

// object reads an event, a client with its delays, columns, or what is wrapped in something.
func (d *document) object(n *node, name string) {
	if d.byNumber(n, name) || d.columns(n) {
		return
	}
	e := event{line: n.line}
	e.fields(d.reader, n, 0)
	client := name
	for rank := range e.idents {
		if rank == 0 || e.idents[rank].rank < e.idents[0].rank {
			client = e.idents[rank].name
		}
	}
	if d.lists(n, client) {
		return
	}
	if e.says() {
		d.events = append(d.events, e)
		return
	}
	kids := 0
	for _, kid := range n.kids {
		if kid.kind == array || kid.kind == object {
			kids++
		}
	}
	for i, kid := range n.kids {
		if kids > 1 || columnOf(n.keys[i]).role == other && client == "" && !wraps[strings.ToLower(n.keys[i])] {
			d.value(kid, n.keys[i], column{role: ofDelay})
			continue
		}
		d.value(kid, client, column{role: ofDelay})
	}
}

// wraps are keys of what only wraps a list.
var wraps = set("data items results result records rows hits logs entries series observations samples clients requests")

// lists reads the arrays of an object whose keys say that they are delays or times.
func (d *document) lists(n *node, client string) bool {
	found := false
	unit := d.unitBeside(n)
	for i, kid := range n.kids {
		c := columnOf(n.keys[i])
		if kid.kind != array || len(kid.kids) == 0 || kid.kids[0].kind != scalar || c.role != ofDelay && c.role != ofSpan && c.role != ofTime {
			continue
		}
		if c.unit == 0 {
			c.unit = unit
		}
		d.list(kid, client, c)
		found = true
	}
	return found
}

// unitBeside is the unit that an object says: {"unit": "ms", …}; 0: none.
func (d *document) unitBeside(n *node) time.Duration {
	for i, kid := range n.kids {
		if words := wordsOf(n.keys[i][:min(len(n.keys[i]), 40)]); kid.kind == scalar && len(words) > 0 && (words[len(words)-1] == "unit" || words[len(words)-1] == "units") {
			unit, _ := unitNamed(kid.text)
			return unit
		}
	}
	return 0
}

// byNumber reads {"1": 0.5, "2": 1.1}: delays by the number of their retry.
func (d *document) byNumber(n *node, name string) bool {
	now := draft{name: name}
	last := 0
	for i, kid := range n.kids {
		m, _, ok := parseMeasure(kid.text, loose)
		key := n.keys[i]
		if kid.kind != scalar || !ok || digits(key) != len(key) || len(key) > 6 || key == "" || atoi(key) <= last {
			return false
		}
		last = atoi(key)
		now.items = append(now.items, item{kid.line, last, m})
	}
	if len(now.items) == 0 {
		return false
	}
	for i, it := range now.items {
		if !d.room(it.line) {
			now.items = now.items[:i]
			break
		}
	}
	d.drafts = append(d.drafts, now)
	return true
}

// columns reads an object of arrays of one length, which are the columns of a table.
func (d *document) columns(n *node) bool {
	roles := map[role]bool{}
	height := -1
	for i, kid := range n.kids {
		if kid.kind != array || height >= 0 && len(kid.kids) != height {
			return false
		}
		height = len(kid.kids)
		roles[columnOf(n.keys[i]).role] = true
	}
	if len(n.kids) < 2 || !roles[ofDelay] && !roles[ofTime] && !roles[ofSpan] || !roles[ofAttempt] && !roles[ofRetry] && !roles[ofClient] {
		return false
	}
	columns := make([]column, len(n.keys))
	for i, key := range n.keys {
		columns[i] = columnOf(key)
	}
	for k := range height {
		e := event{line: n.kids[0].kids[k].line}
		for i, kid := range n.kids {
			d.tellField(&e, columns[i], kid.kids[k].text)
		}
		if e.says() {
			d.events = append(d.events, e)
		}
	}
	return true
}

// tellField sets what a field of an event says, and tells what is wrong with it.
func (r *reader) tellField(e *event, c column, value string) {
	if why := e.set(c, value); why != "" {
		r.notes.add(e.line, "Left out: %s “%s”, since %s.", clip(c.name), clip(value), why)
	}
}
