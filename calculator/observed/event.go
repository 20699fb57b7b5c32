package observed

import (
	"strconv"
	"strings"
	"time"
)

// ident is a name of a client in a line: a kind of names and the value.
type ident struct {
	rank int // the lower, the better its kind names one request
	kind string
	name string
}

// counter is a number of an attempt or a retry as a line has it.
type counter struct {
	role role // ofAttempt, ofRetry, ofLeft; other: there is none
	n    int
}

// event is what a line of a log, a row of a table or an object says.
type event struct {
	line    int
	idents  []ident
	counter counter
	delay   measure
	delayed bool // it has a delay
	stamp   stamp
	timed   bool // it has a time
	about   bool // it is about retries
	ends    bool // the request ended here
	quit    bool // it is no attempt: the client gave up
	repeats bool // it may be told again and again
	open    bool // the client had not retried yet, or never did
}

// says reports whether an event is of any use.
func (e *event) says() bool { return e.delayed || e.timed || e.counter.role != other || e.ends }

func (e *event) named(i ident) {
	if i.name != "" && len(e.idents) < 4 {
		i.name = clip(i.name)
		e.idents = append(e.idents, i)
	}
}

// set takes the value of a column or a key. It says what is wrong with one that is not read.
func (e *event) set(c column, value string) (why string) {
	value = strings.Trim(value, " \t\"'")
	if value == "" || value == "-" || strings.EqualFold(value, "null") || strings.EqualFold(value, "none") {
		return ""
	}
	switch c.role {
	case ofDelay, ofSpan:
		return e.setDelay(c, value)
	case ofTime:
		return e.setTime(c, value)
	case ofAttempt, ofRetry, ofLeft:
		return e.setCounter(c.role, value)
	case ofClient:
		e.named(ident{rank: c.rank, kind: c.name, name: value})
	case ofOutcome:
		e.setOutcome(c, value)
	case ofMessage:
		e.read(value)
	}
	return ""
}

func (e *event) setDelay(c column, value string) string {
	m, why, ok := parseMeasure(value, loose)
	switch {
	case why != "":
		return why
	case !ok:
		return "it is no delay"
	case e.delayed && c.role == ofSpan:
		return ""
	}
	if m.unit == 0 {
		m.unit = c.unit
	}
	e.delay, e.delayed, e.about = m, true, true
	return ""
}

// setTime takes a time, or a number of seconds since some start.
func (e *event) setTime(c column, value string) string {
	if s, ok := parseStamp(value); ok {
		e.stamp, e.timed = s, true
		return ""
	}
	m, why, ok := parseMeasure(value, loose)
	if why != "" || !ok {
		return "it is no time"
	}
	unit := c.unit
	if unit == 0 {
		unit = time.Second
	}
	at, ok := m.duration(unit)
	if !ok {
		return "it is no time"
	}
	decimals := m.decimals
	if m.unit != 0 {
		unit = m.unit
	}
	for u := unit; u < time.Second; u *= 10 {
		decimals++
	}
	e.stamp, e.timed = sinceStart(at, decimals), true
	return ""
}

func (e *event) setCounter(r role, value string) string {
	number, _, _ := strings.Cut(value, "/") // 2/5
	number = strings.TrimSuffix(number, ".0")
	if n := digits(number); n == 0 || n > 6 || n != len(number) {
		return "it is no number of an attempt"
	}
	e.counter = counter{r, atoi(number)}
	e.about = true
	return ""
}

// setOutcome takes words such as gave up and pending. A column that is called so says yes or no.
func (e *event) setOutcome(c column, value string) {
	value = strings.ToLower(value)
	switch strings.ToLower(c.name) {
	case "censored", "pending":
		e.open = value == "true" || value == "yes" || value == "1" || value == "x"
		return
	}
	switch strings.NewReplacer("_", " ", "-", " ").Replace(value) {
	case "gave up", "given up", "giving up", "gaveup", "pending", "waiting", "open", "censored", "unfinished", "in progress", "still waiting", "exhausted", "abandoned":
		e.open, e.ends = true, true
	case "success", "succeeded", "ok", "done", "completed", "200", "201", "202", "204":
		e.ends = true
	}
}

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
