package observed

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"backofflab/internal/format"
)

// listed is a value of a line: a delay, or something like one, with what is wrong.
type listed struct {
	measure
	text, why string
}

// row is a line of delays.
type row struct {
	line   int
	name   string
	number int  // of the retry or the attempt, as the line says; -1: it does not
	tries  bool // and it is that of an attempt
	values []listed
	goes   bool // on, since it ends with a comma
}

// enumerated are marks before the items of a list.
var enumerated = regexp.MustCompile(`^(?:[-*•] +|#?[0-9]{1,4}[).] +|#[0-9]{1,4}:? +)`)

// spread is a number of small units whose thousands a space parts.
var spread = regexp.MustCompile(`^[0-9]{1,3} [0-9]{3}(?:[.,][0-9]+)? ?(?:ms|msec|milliseconds|us|µs|μs|ns)$`)

// readRow reads a line that has delays and nothing else, but a name before them. It is false for
// any other line. The values are appended to some.
func readRow(line string, c commas, values []listed) (row, bool) {
	r := row{values: values, number: -1}
	text := strings.TrimSpace(line)
	if strings.Contains(text, " ") {
		text = unmarked(text)
	}
	if m, ok := alone(text, c); ok {
		r.values = append(r.values, listed{measure: m, text: text})
		return r, true
	}
	r.name, text = nameBefore(text)
	text, open := withoutEnd(text)
	for text = between(text); text != "" && len(r.values) <= MaxDelays; text = between(text) {
		m, n, why := scanMeasure(text, c)
		if why != "" {
			r.values = append(r.values, listed{text: text[:n], why: why})
			text = text[n:]
			continue
		}
		if n == 0 || n < len(text) && !strings.ContainsRune(marks, first(text[n:])) {
			return r, false
		}
		r.values = append(r.values, listed{measure: m, text: text[:n]})
		r.goes = strings.TrimSpace(text[n:]) == ","
		text = text[n:]
	}
	shareUnit(r.values)
	r.takeNumber()
	if n := len(r.values); open && n > 0 {
		r.values[n-1].censored = true
	}
	return r, len(r.values) > 0
}

// takeNumber makes a number of a name that is one: retry 1, attempt 2, 3. Of "delay" nothing is
// left.
func (r *row) takeNumber() {
	if n := len(r.name); n > 0 && n < 5 && digits(r.name) == n && len(r.values) == 1 {
		r.number, r.name = atoi(r.name), ""
		return
	}
	if r.name == "" {
		return
	}
	c := columnOf(r.name)
	switch c.role {
	case ofAttempt, ofRetry, ofDelay, ofSpan, ofTime, ofLeft:
		r.name = ""
		if c.nth > 0 && len(r.values) == 1 {
			r.number, r.tries = c.nth, c.role == ofAttempt
		}
	}
}

// withoutEnd takes the words off the end of a line which say that its last delay is a lower
// bound.
func withoutEnd(text string) (string, bool) {
	plain := strings.TrimRight(text, " ).")
	for _, end := range []string{"gave up", "pending", "still waiting"} {
		if strings.HasSuffix(plain, end) {
			return strings.TrimRight(strings.TrimSuffix(plain, end), " ,;("), true
		}
	}
	return text, false
}

// between skips what stands between two delays: marks, arrows, and a word.
func between(text string) string {
	text = strings.TrimLeft(text, marks)
	for _, word := range []string{"→", "->", "then ", "and "} {
		if strings.HasPrefix(text, word) {
			return strings.TrimLeft(text[len(word):], marks)
		}
	}
	return text
}

// unmarked takes off what stands before the items of a list, and the space between thousands.
func unmarked(text string) string {
	if mark := enumerated.FindString(text[:min(len(text), 8)]); mark != "" {
		text = text[len(mark):]
	}
	if len(text) < 40 && spread.MatchString(text) {
		text = strings.Replace(text, " ", "", 1)
	}
	return text
}

// marks stand between the delays of a line, and around them.
const marks = " \t\u00a0,;|[](){}\"'"

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// alone reads a line that is one delay with a comma for its decimals and a unit, which has but
// one meaning wherever it stands.
func alone(text string, c commas) (measure, bool) {
	if c == loose || len(text) > longestNumber || strings.Count(text, ",") != 1 {
		return measure{}, false
	}
	m, _, ok := parseMeasure(text, loose)
	return m, ok && m.unit != 0 && m.comma
}

// nameBefore takes the name off a line such as "req-1: 0.5 1.0", or "delays = [0.5, 1.0]".
func nameBefore(text string) (string, string) {
	i := strings.IndexAny(text[:min(len(text), 80)], ":=(")
	if i <= 0 || letters(text[:1]) == 0 && digits(text[:1]) == 0 {
		return "", text
	}
	name, rest := strings.TrimSpace(text[:i]), text[i+1:]
	switch {
	case text[i] == '(':
		if !strings.HasPrefix(rest, "[") || strings.Contains(name, " ") { // array([0.5, 1.0])
			return "", text
		}
		return "", rest
	case digits(text[:1]) == 1 && rest != "" && rest[0] != ' ', strings.ContainsAny(name, "\"[{<>"):
		return "", text
	case text[i] == '=' && strings.Contains(name, " "):
		return "", text
	}
	if inner := strings.Index(rest, "(["); inner >= 0 && letters(strings.TrimSpace(rest)) > 0 {
		rest = rest[inner+1:]
	}
	return name, rest
}

// shareUnit gives the bare numbers of a line the unit that stands behind the last one: 1 2 4 s.
func shareUnit(values []listed) {
	n := len(values)
	if n < 2 || values[n-1].unit == 0 || values[n-1].clock {
		return
	}
	for i := range values[:n-1] {
		if values[i].unit != 0 {
			return
		}
	}
	for i := range values[:n-1] {
		values[i].unit = values[n-1].unit
	}
}

// meaningOfCommas is what commas are in the lines of delays of a text.
func (r *reader) meaningOfCommas() commas {
	var votes commaVotes
	var buffer []listed
	for _, line := range r.lines {
		if !strings.Contains(line, ",") && !strings.Contains(line, ".") || comment(line) {
			continue
		}
		row, ok := readRow(line, separator, buffer[:0])
		if ok {
			votes.add(line)
		}
		buffer = row.values
	}
	return votes.means()
}

// readLines reads a text of lines of delays.
func (r *reader) readLines() []draft {
	c := r.meaningOfCommas()
	var drafts []draft
	var block []row
	name, values := "", 0
	end := func() {
		drafts = append(drafts, r.ofBlock(block, name)...)
		block, name = nil, ""
	}
	commaTold := false
	for i, line := range r.lines {
		switch row, ok := readRow(line, c, nil); {
		case blank(line):
			end()
		case comment(line) || fence(line):
		case ok:
			row.line = i + 1
			if row.name != "" {
				end()
			}
			block = append(block, row)
			values += len(row.values)
			commaTold = commaTold || r.tellComma(row, c)
			if values > MaxDelays {
				end()
				return drafts
			}
		default:
			if heading := strings.TrimSpace(line); r.isHeading(heading, i+1) {
				continue
			} else if len(heading) < 80 && strings.HasSuffix(heading, ":") {
				end()
				name = strings.TrimSuffix(heading, ":")
				continue
			}
			r.leftOut(i+1, line)
		}
	}
	end()
	return drafts
}

// tellComma says once how commas are read.
func (r *reader) tellComma(row row, c commas) bool {
	for _, v := range row.values {
		if !v.comma {
			continue
		}
		if c == thousands {
			r.notes.add(row.line, "Commas are read as marks of thousands: %s is one number.", clip(v.text))
		} else {
			r.notes.add(row.line, "A comma is read as that of decimals: %s is one number.", clip(v.text))
		}
		return true
	}
	return false
}

// isHeading takes a line such as "delay_ms", which may say the unit of the numbers below.
func (r *reader) isHeading(line string, number int) bool {
	if len(line) > 40 || strings.ContainsAny(line, "0123456789") {
		return false
	}
	c := columnOf(strings.TrimSuffix(line, ":"))
	if c.role != ofDelay && (c.role != ofSpan || strings.HasSuffix(line, ":")) {
		return false
	}
	if c.unit == 0 {
		if words := wordsOf(line); len(words) == 1 {
			c.unit, _ = unitNamed(words[0])
		}
	}
	if c.unit != 0 && r.bare == 0 {
		r.bare = c.unit
		r.notes.add(number, "The heading says the unit of numbers without one.")
	}
	return true
}

func fence(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || strings.IndexByte("`~[](){},", line[0]) < 0 {
		return false
	}
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") || strings.Trim(line, "[](){},") == ""
}

// numberShift is what the numbers before delays are off by: they may be counted from 0, and the
// second attempt is the first retry.
func numberShift(block []row) int {
	least, tries := -1, false
	for _, row := range block {
		if row.number >= 0 && (least < 0 || row.number < least) {
			least, tries = row.number, row.tries
		}
	}
	switch {
	case least == 0:
		return 1
	case tries && least > 1:
		return -1
	}
	return 0
}

// ofBlock makes clients of the lines between two blank ones: of each line, where one has several
// delays, else one client of all.
func (r *reader) ofBlock(block []row, name string) []draft {
	each := false
	for _, row := range block {
		each = each || len(row.values) > 1 && !row.goes
	}
	var drafts []draft
	now := draft{name: name}
	retry := 0
	end := func() {
		if len(now.items) > 0 {
			drafts = append(drafts, now)
		}
		now, retry = draft{name: name}, 0
	}
	shift := numberShift(block)
	for i, row := range block {
		if row.name != "" {
			end()
			now.name = row.name
		}
		if row.number >= 0 {
			if row.number+shift <= retry {
				end()
			}
			retry = row.number + shift - 1
		}
		for _, v := range row.values {
			retry++
			if v.why != "" {
				r.notes.add(row.line, "Left out, with the place of its retry: “%s”, since %s.", clip(v.text), v.why)
				continue
			}
			if !r.room(row.line) {
				end()
				return drafts
			}
			now.items = append(now.items, item{row.line, retry, v.measure})
		}
		if each && !row.goes && i < len(block)-1 {
			end()
		}
	}
	end()
	if each && len(drafts) > 1 && block[0].name == "" {
		r.notes.add(block[0].line, "Each line with several delays is read as those of one request: %s from here on.", format.Plural(len(drafts), "request"))
	}
	return drafts
}
