package observed

import (
	"strconv"
)

// nested is how deep the keys of an event are looked for: {"fields": {"attempt": 2}}.
const nested = 2

// fields sets what the scalars of an object say.
func (e *event) fields(r *reader, n *node, depth int) {
	for i, kid := range n.kids {
		switch kid.kind {
		case scalar, literal:
			if r == nil {
				_ = e.set(columnOf(n.keys[i]), kid.text)
				continue
			}
			r.tellField(e, columnOf(n.keys[i]), kid.text)
		case object:
			if depth < nested {
				e.fields(r, kid, depth+1)
			}
		}
	}
}

// fromObject reads an object of JSON at the end of a line of a log.
func (e *event) fromObject(text string) bool {
	s := newNodes(text)
	s.from(0)
	n, err := s.next(0)
	if err != nil || n.kind != object {
		return false
	}
	e.fields(nil, n, 0)
	return true
}

func lineName(n int) string { return strconv.Itoa(n) }
