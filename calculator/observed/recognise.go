package observed

import (
	"strings"

	"backofflab/internal/format"
)

// shape is what a line is like.
type shape uint8

const (
	void      shape = iota // blank or a comment
	ofDelays               // delays and nothing else
	ofClocks               // one time of a day, or a delay written as a clock
	ofLog                  // with a time, or with a sentence that says a delay
	ofObject               // an object of JSON
	ofNothing              // none of these
)

// names of shapes in sentences.
func (s shape) String() string {
	return [...]string{"nothing", "delays", "times", "lines of a log", "JSON", "no delay and no time"}[s]
}

// look finds the shape of one line, and reads it where it is of a log.
func (s *survey) look(line string, number int) (shape, event) {
	text := strings.TrimSpace(line)
	switch {
	case text == "" || comment(text) || fence(text):
		return void, event{}
	case usual(text):
		return ofDelays, event{}
	case text[0] == '{' && text[len(text)-1] == '}' && len(text) > 2 && strings.Contains(text, `"`):
		return ofObject, event{}
	}
	if t, ok := parseStamp(start(text)); ok {
		e := event{line: number, stamp: t, timed: true}
		if m, _, ok := parseMeasure(text, loose); ok && m.clock {
			return ofClocks, e
		}
		return ofLog, e
	}
	row, ok := readRow(text, separator, s.buffer[:0])
	if s.buffer = row.values; ok {
		return ofDelays, event{}
	}
	e := eventOf(text, number, &s.tails)
	if e.timed || e.delayed {
		return ofLog, e
	}
	return ofNothing, e
}

// usual reports whether a line is a delay as nearly all are, 1.52 or 250ms: that is seen at once,
// where a text has a million of them.
func usual(text string) bool {
	n := digits(text)
	if n == 0 || n > 8 {
		return false
	}
	if n < len(text) && text[n] == '.' {
		n += 1 + digits(text[n+1:])
	}
	unit := text[n:]
	return unit == "" || unit == "s" || unit == "ms"
}

// mostTails is how many objects of JSON behind something else are taken apart; those of further
// lines are read as sentences.
const mostTails = 50_000

// eventOf reads a line of a log; tails counts the objects of JSON in such.
func eventOf(line string, number int, tails *int) event {
	e := event{line: number}
	line = start(line)
	rest := line
	if s, from, to, ok := findStamp(line); ok && !(s.dated == undated && waitedFor(line[:from])) {
		e.stamp, e.timed = s, true
		rest = line[:from] + " " + line[to:]
	}
	if object := strings.Index(rest, `{"`); object >= 0 && *tails < mostTails && strings.HasSuffix(rest, "}") {
		*tails++
		if e.fromObject(rest[object:]) {
			rest = rest[:object]
		}
	}
	e.read(rest)
	e.repeats = strings.Contains(rest, "restarting failed container")
	return e
}

// waitedFor reports whether a clock behind some words is a delay: waiting for 00:00:01.5.
func waitedFor(before string) bool {
	words := strings.Fields(strings.ToLower(before[max(0, len(before)-20):]))
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return hinges[last] && letters(last) > 0 || waits[last]
}

// survey is what the lines of a text are like.
type survey struct {
	shapes []shape
	events []event // of lines that may be of a log
	count  [ofNothing + 1]int
	first  [ofNothing + 1]int // line
	tails  int                // objects of JSON in such
	buffer []listed
	hours  bool // a clock has hours: then clocks are times of a day
}

func (r *reader) survey() survey {
	s := survey{shapes: make([]shape, len(r.lines))}
	for i, line := range r.lines {
		shape, e := s.look(line, i+1)
		s.shapes[i] = shape
		if s.count[shape]++; s.count[shape] == 1 {
			s.first[shape] = i + 1
		}
		if (shape == ofLog || shape == ofNothing) && len(line) > longestLine {
			r.notes.add(i+1, "Of this line the first %s bytes are looked at.", format.Count(longestLine))
		}
		if e.says() {
			s.events = append(s.events, e)
		}
		if shape == ofClocks {
			s.hours = s.hours || strings.TrimLeft(strings.TrimSpace(line), "0")[0] != ':'
		}
	}
	return s
}

// most is the shape of most lines that can be read; false where none can.
func (s *survey) most() (shape, bool) {
	count := s.count
	if s.hours {
		count[ofLog] += count[ofClocks]
	} else {
		count[ofDelays] += count[ofClocks]
	}
	best := ofNothing
	for _, shape := range []shape{ofDelays, ofLog, ofObject} {
		if count[shape] > 0 && (best == ofNothing || count[shape] > count[best]) {
			best = shape
		}
	}
	return best, best != ofNothing
}

// tellMixed says which other formats a text has, and where they begin.
func (r *reader) tellMixed(s survey, best shape) {
	for _, shape := range []shape{ofDelays, ofLog, ofObject} {
		if shape != best && s.count[shape] > 0 {
			r.notes.add(s.first[shape], "Here %s %s, and most of the text is %s, which alone %s read. Left out: %s.", begin(shape), shape, best, isOrAre(best), format.Plural(s.count[shape], "line"))
		}
	}
}

func begin(s shape) string {
	if s == ofObject {
		return "begins"
	}
	return "begin"
}

func isOrAre(s shape) string {
	if s == ofObject {
		return "is"
	}
	return "are"
}

// leftOut tells of a line that is not read.
func (r *reader) leftOut(number int, line string) {
	r.notes.add(number, "Left out, since it has no delay and no time: “%s”.", clip(start(line)))
}

// readLog reads lines with times, or with sentences that say delays.
func (r *reader) readLog(s survey) []event {
	next := 0
	for i, line := range r.lines {
		if next < len(s.events) && s.events[next].line == i+1 {
			next++
			continue
		}
		if s.shapes[i] == ofNothing {
			r.leftOut(i+1, line)
		}
	}
	return s.events
}
