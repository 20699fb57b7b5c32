package observed

import (
	"strings"

	"backofflab/internal/format"
)

// read finds out which format a text has, and reads it.
func (r *reader) read(text string) (Log, error) {
	if opensJSON(text) {
		values, err := r.sequence(text)
		if err != nil && strings.Contains(text, "'") && !strings.Contains(text, `"`) {
			r.notes = newNotes()
			values, err = r.sequence(ofPython.Replace(text))
		}
		if err == nil {
			return r.logOfJSON(values)
		}
		if s := r.survey(); surelyJSON(text) && s.count[ofObject] == 0 || s.count[ofNothing] > 0 && s.count[ofLog] == 0 {
			return Log{}, err
		}
		r.notes = newNotes()
	}
	if t, ok := r.tableOf(); ok {
		return r.logOfTable(t)
	}
	s := r.survey()
	best, ok := s.most()
	if !ok {
		return Log{}, r.nothing()
	}
	r.tellMixed(s, best)
	switch best {
	case ofDelays:
		return r.logOfLines()
	case ofObject:
		values, err := r.sequence(text)
		if err != nil {
			return Log{}, err
		}
		return r.logOfJSON(values)
	}
	return r.logOfLog(s)
}

// ofPython makes JSON of what Python prints of its lists and dictionaries.
var ofPython = strings.NewReplacer("'", `"`, "None", "null", "True", "true", "False", "false")

// opensJSON reports whether a text begins as JSON does.
func opensJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}

// surelyJSON reports whether nothing but JSON begins so.
func surelyJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\n")
	if text[0] == '{' {
		return true
	}
	text = strings.TrimLeft(text[1:], " \t\n")
	return text == "" || strings.IndexByte("{[\"", text[0]) >= 0
}

// nothing is the error of a text that has neither delays nor times.
func (r *reader) nothing() error {
	for i, line := range r.lines {
		if blank(line) || comment(line) {
			continue
		}
		return refuse(i+1, start(line), "there is no delay and no time in the text. Paste delays such as 1.52s, one a line, or lines of a log with times.")
	}
	return refuse(0, "", "There are comments in the text, and no delay and no time.")
}

func (r *reader) logOfLines() (Log, error) {
	clients, step := r.settle(r.readLines())
	return r.finish(Log{Format: Lines, Step: step, Clients: clients})
}

func (r *reader) logOfTable(t table) (Log, error) {
	return r.logOfEvents(CSV, r.readTable(t), true)
}

func (r *reader) logOfLog(s survey) (Log, error) {
	return r.logOfEvents(Times, r.readLog(s), false)
}

func (r *reader) logOfEvents(f Format, events []event, table bool) (Log, error) {
	if !useful(events) {
		return Log{}, r.nothing()
	}
	clients, step, times, err := r.clientsOf(events, table)
	if err != nil {
		return Log{}, err
	}
	return r.finish(Log{Format: f, Step: step, Times: times, Clients: clients})
}

func (r *reader) logOfJSON(values []*node) (Log, error) {
	drafts, events := r.readJSON(values)
	if len(drafts) == 0 {
		return r.logOfEvents(JSON, events, true)
	}
	if len(events) > 0 {
		r.notes.add(events[0].line, "There are lists of delays in the text, which are read. Left out: %s.", format.Plural(len(events), "other object"))
	}
	clients, step := r.settle(drafts)
	return r.finish(Log{Format: JSON, Step: step, Clients: clients})
}

// useful reports whether events have a delay or a time.
func useful(events []event) bool {
	for _, e := range events {
		if e.delayed || e.timed {
			return true
		}
	}
	return false
}

// finish refuses a log in which nothing is left.
func (r *reader) finish(log Log) (Log, error) {
	if len(log.Clients) == 0 {
		return Log{}, refuse(0, "", "There is no delay that can be read. %s", r.why())
	}
	return log, nil
}

// tellFew says what one delay alone is worth.
func (r *reader) tellFew(log Log) {
	if len(log.Clients) == 1 && len(log.Clients[0].Delays) == 1 {
		r.notes.add(0, "There is one delay, which tells little: nearly every strategy may have waited so long.")
	}
}
