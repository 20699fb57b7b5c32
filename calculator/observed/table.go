package observed

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"backofflab/internal/format"
)

// table is a text that has columns.
type table struct {
	comma   rune // between fields; ' ': any blanks
	columns []column
	header  int  // its line; 0: there is none
	quoted  bool // quotes mean nothing
	wide    bool // a row has several delays, of the retries by which its columns are numbered
}

// mostPreamble is how many lines may stand above a header.
const mostPreamble = 3

// tableOf finds out whether a text is a table: by a header whose words it knows, or by columns
// that count and measure.
func (r *reader) tableOf() (table, bool) {
	sample := r.sample(60)
	if len(sample) < 2 {
		return table{}, false
	}
	for k, i := range sample[:min(len(sample)-1, mostPreamble+1)] {
		for _, comma := range []rune{'\t', ';', '|', ',', ' '} {
			t := table{comma: comma, columns: headerOf(fieldsOf(r.lines[i], comma), comma), header: i + 1}
			if t.columns != nil && r.fits(t, sample[k+1:]) {
				t.wide = widen(t.columns)
				return t, true
			}
		}
	}
	for _, comma := range []rune{'\t', ';', '|', ','} {
		if columns := r.columnsOf(sample, comma); columns != nil {
			r.tellColumns(columns)
			return table{comma: comma, columns: columns}, true
		}
	}
	return table{}, false
}

// sample is the indexes of the first lines that say something.
func (r *reader) sample(most int) []int {
	var sample []int
	for i, line := range r.lines {
		if !blank(line) && !comment(line) && !rule(line) && !fence(line) {
			if sample = append(sample, i); len(sample) == most {
				break
			}
		}
	}
	return sample
}

// fields takes a row apart that is a line.
func (t table) fields(line string) []string {
	if t.quoted {
		return strings.Split(strings.ReplaceAll(start(line), `"`, ""), string(t.comma))
	}
	return fieldsOf(line, t.comma)
}

// rule reports whether a line is one below the header of a table: |---|---:|.
func rule(line string) bool {
	return strings.Contains(line, "--") && strings.Trim(line, "|-+:= \t") == ""
}

// fieldsOf takes a line apart as a table has it.
func fieldsOf(line string, comma rune) []string {
	line = start(line)
	switch comma {
	case ' ':
		return strings.Fields(line)
	case '|':
		line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		return fields
	}
	reader := csvReader(line, comma)
	fields, err := reader.Read()
	if err != nil {
		return nil
	}
	return fields
}

func csvReader(text string, comma rune) *csv.Reader {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord, reader.TrimLeadingSpace = comma, true, -1, comma != '\t'
	return reader
}

// headerOf reads a header: names of columns, at least one of which is about delays or times.
func headerOf(fields []string, comma rune) []column {
	if len(fields) < 2 {
		return nil
	}
	columns := make([]column, len(fields))
	known, useful, message := 0, false, -1
	for i, field := range fields {
		field = strings.Trim(field, " \"'")
		if _, ok := parseStamp(field); ok || field != "" && digits(field) == len(field) || len(field) > 60 {
			return nil
		}
		if _, _, ok := parseMeasure(field, loose); ok {
			return nil
		}
		c := columnOf(field)
		columns[i] = c
		if c.role != other {
			known++
		}
		useful = useful || c.role == ofDelay || c.role == ofTime || c.role == ofSpan || c.nth > 1
		if c.role == ofMessage {
			message = i
		}
	}
	if !useful && message < 0 || comma == ' ' && (2*known < len(fields) || known < 2) {
		return nil
	}
	return columns
}

// widen makes numbered columns, retry 1 and retry 2, those of delays; it is false where there are
// not several.
func widen(columns []column) bool {
	numbered := func(c column) bool {
		return c.nth > 0 && (c.role == ofDelay || c.role == ofRetry || c.role == ofAttempt)
	}
	count := 0
	for _, c := range columns {
		if numbered(c) {
			count++
		}
	}
	for i, c := range columns {
		if count > 1 && numbered(c) {
			columns[i].role = ofDelay
		}
	}
	return count > 1
}

// readWide reads a row that has several delays: an event for each.
func (r *reader) readWide(events []event, t table, fields []string, line int) []event {
	row := event{line: line}
	for i, field := range fields {
		if t.columns[i].role == ofClient {
			r.tellField(&row, t.columns[i], field)
		}
	}
	if len(row.idents) == 0 {
		row.named(ident{kind: "row", name: "row of line " + lineName(line)})
	}
	for i, field := range fields {
		c := t.columns[i]
		if c.role != ofDelay || c.nth == 0 {
			continue
		}
		e := row
		if r.tellField(&e, c, field); e.delayed {
			e.counter = counter{ofRetry, c.nth}
			events = append(events, e)
		}
	}
	return events
}

// fits reports whether one of some lines has a value where the header says so.
func (r *reader) fits(t table, sample []int) bool {
	for _, i := range sample[:min(len(sample), 10)] {
		fields := fieldsOf(r.lines[i], t.comma)
		if len(fields) < 2 || t.comma == ' ' && len(fields) != len(t.columns) {
			continue
		}
		e := event{}
		for k, field := range fields[:min(len(fields), len(t.columns))] {
			c := t.columns[k]
			if c.nth > 0 && (c.role == ofRetry || c.role == ofAttempt) {
				c.role = ofDelay
			}
			_ = e.set(c, field)
		}
		if e.delayed || e.timed {
			return true
		}
	}
	return false
}

// readTable reads the rows of a table.
func (r *reader) readTable(t table) []event {
	text := strings.Join(r.lines, "\n")
	if t.comma == ' ' || t.comma == '|' {
		return r.readRows(t)
	}
	if strings.Count(text, `"`)%2 == 1 {
		r.notes.add(0, "A quote is opened and not closed, so each line is read as a row by itself.")
		t.quoted = true
		return r.readRows(t)
	}
	reader := csvReader(text, t.comma)
	reader.ReuseRecord = true
	var events []event
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return events
		}
		if err != nil {
			r.notes.add(0, "The rows from here on cannot be read: %s.", err)
			return events
		}
		line, _ := reader.FieldPos(0)
		if line != t.header && !comment(fields[0]) {
			events = r.readFields(events, t, fields, line)
		}
	}
}

// readRows reads a table of which every row is a line.
func (r *reader) readRows(t table) []event {
	var events []event
	for i, line := range r.lines {
		if i+1 != t.header && !blank(line) && !comment(line) && !rule(line) && !fence(line) {
			events = r.readFields(events, t, t.fields(line), i+1)
		}
	}
	return events
}

func (r *reader) readFields(events []event, t table, fields []string, line int) []event {
	if !slices.ContainsFunc(fields, func(field string) bool { return !blank(field) }) {
		return events
	}
	if line < t.header {
		r.notes.add(line, "Left out: it stands above the header.")
		return events
	}
	if slices.EqualFunc(fields, t.columns, func(field string, c column) bool { return t.header > 0 && strings.TrimSpace(field) == c.name }) {
		r.notes.add(line, "Left out: the header is repeated here.")
		return events
	}
	if len(fields) != len(t.columns) {
		r.notes.add(line, "This row has %s, and the table has %s.", format.Plural(len(fields), "field"), format.Plural(len(t.columns), "column"))
	}
	if t.wide {
		return r.readWide(events, t, fields[:min(len(fields), len(t.columns))], line)
	}
	e := event{line: line}
	for i, field := range fields[:min(len(fields), len(t.columns))] {
		r.tellField(&e, t.columns[i], field)
	}
	if !e.delayed && !e.timed {
		r.notes.add(line, "Left out: this row has no delay and no time.")
		return events
	}
	if e.open {
		r.notes.add(line, "The outcome says that there was no further retry: the delay is read as a lower bound.")
	}
	return append(events, e)
}
