package observed

import (
	"strconv"
	"strings"
	"time"
)

// dated says how much of a date a time has. Times are compared where they have as much.
type dated uint8

const (
	undated  dated = iota // of some day
	yearless              // of some year
	full                  // with a date, or counted from 1970
	relative              // counted from some start
)

// stamp is a time as it stands in a text.
type stamp struct {
	at       time.Time // of what is not there: 1 January 2000, which is of a leap year; UTC
	dated    dated
	zoned    bool // with its zone
	decimals int  // of seconds, that are written
	minutes  bool // written without seconds
}

// findStamp finds the first time in a line, and where it begins and ends.
func findStamp(line string) (s stamp, from, to int, ok bool) {
	if s, n := epoch(line); n > 0 {
		return s, 0, n, true
	}
	for i := 0; ; i++ {
		k := strings.IndexByte(line[i:], ':')
		if k < 0 {
			return s, 0, 0, false
		}
		i += k
		if s, from, to, ok := stampAround(line, i); ok {
			return s, from, to, true
		}
	}
}

// parseStamp reads a field that is a time and nothing else.
func parseStamp(field string) (stamp, bool) {
	field = strings.Trim(field, " \t\"'[]")
	s, from, to, ok := findStamp(field)
	if !ok || from > 5 { // a weekday may stand before it
		return s, false
	}
	return s, to == len(field) && (from == 0 || weekday(field[:from]))
}

func weekday(s string) bool {
	s = strings.ToLower(strings.Trim(s, " ,"))
	return len(s) == 3 && strings.Contains("mon tue wed thu fri sat sun", s)
}

// stampAround reads the time whose first colon is at i.
func stampAround(line string, i int) (s stamp, from, to int, ok bool) {
	hours := 0
	for hours < 2 && i-hours > 0 && digits(line[i-hours-1:i-hours]) == 1 {
		hours++
	}
	from, to = i-hours, i+3
	if hours == 0 || from > 0 && !apart(line[from-1]) || len(line) < to || digits(line[i+1:to]) != 2 {
		return s, 0, 0, false
	}
	clock := [3]int{atoi(line[from:i]), atoi(line[i+1 : to])}
	if len(line) >= to+3 && line[to] == ':' && digits(line[to+1:to+3]) == 2 {
		clock[2] = atoi(line[to+1 : to+3])
		to += 3
	} else {
		s.minutes = true
	}
	nanos := 0
	if !s.minutes {
		k := fractionOfStamp(line[to:])
		nanos = nanoseconds(line[to : to+k])
		s.decimals = max(0, k-1)
		to += k
	}
	if to < len(line) && alphanumeric(line[to]) && line[to] != 'Z' && line[to] != 'z' && halfDay(line[to:]) == 0 {
		return s, 0, 0, false
	}
	hour, k := twelve(clock[0], line[to:])
	to += k
	d, size := dateBefore(line[:from])
	if size == 0 && from > 0 && line[from-1] == ':' { // of an address
		return s, 0, 0, false
	}
	if s.minutes && (d.year == 0 || line[from-1]|' ' != 't') || hour > 23 || clock[1] > 59 || clock[2] > 60 {
		return s, 0, 0, false
	}
	from -= size
	offset, k, zoned := zone(line[to:])
	to += k
	if d.month != 0 && d.year == 0 {
		d.year, k = yearAfter(line[to:])
		to += k
	}
	s.dated, s.zoned = d.dated(), zoned
	s.at, ok = d.at(hour, clock[1], clock[2], nanos)
	s.at = s.at.Add(-offset)
	return s, from, to, ok
}

// apart reports whether a time may begin after a byte.
func apart(b byte) bool {
	return b == 'T' || b == 't' || b != '.' && b != '+' && !alphanumeric(b) && b < 0x80
}

func alphanumeric(b byte) bool {
	return b >= '0' && b <= '9' || b|' ' >= 'a' && b|' ' <= 'z'
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// fractionOfStamp is the length of a fraction of a second with its mark: a point, a comma, or a
// colon before three digits.
func fractionOfStamp(s string) int {
	if len(s) > 1 && (s[0] == '.' || s[0] == ',') {
		if n := digits(s[1:]); n > 0 {
			return 1 + n
		}
	}
	if len(s) > 3 && s[0] == ':' && three(s[1:]) {
		return 4
	}
	return 0
}

// nanoseconds reads a fraction with its mark.
func nanoseconds(fraction string) int {
	if fraction == "" {
		return 0
	}
	return atoi((fraction[1:] + "000000000")[:9])
}

// halfDay is the length of AM or PM at the beginning of s.
func halfDay(s string) int {
	skip := len(s) - len(strings.TrimPrefix(s, " "))
	s = s[skip:]
	if len(s) >= 2 && (s[0]|' ' == 'a' || s[0]|' ' == 'p') && s[1]|' ' == 'm' && (len(s) == 2 || !alphanumeric(s[2])) {
		return skip + 2
	}
	return 0
}

// twelve is the hour of a clock that may be one of twelve hours.
func twelve(hour int, rest string) (int, int) {
	n := halfDay(rest)
	if n == 0 || hour == 0 || hour > 12 {
		return hour, 0
	}
	if rest[n-2]|' ' == 'p' {
		return hour%12 + 12, n
	}
	return hour % 12, n
}

// epoch reads a number of seconds, milliseconds, microseconds or nanoseconds since 1970 at the
// beginning of a line, or the seconds since a start in brackets, as kernels write them.
func epoch(line string) (stamp, int) {
	skip := len(line) - len(strings.TrimLeft(line, " \t\"["))
	if skip > 16 {
		return stamp{}, 0
	}
	rest := line[skip:]
	n := digits(rest)
	k := 0
	if n > 0 && n < 20 && n < len(rest) && rest[n] == '.' {
		k = digits(rest[n+1:])
	}
	end := n + k
	if k > 0 {
		end++
	}
	if n == 0 || end < len(rest) && !strings.ContainsRune(" \t],;\"|", rune(rest[end])) {
		return stamp{}, 0
	}
	if strings.HasPrefix(line, "[") && k == 6 && n < 10 && strings.HasPrefix(rest[end:], "] ") {
		s := sinceStart(time.Duration(atoi(rest[:n]))*time.Second+time.Duration(atoi(rest[n+1:end]))*time.Microsecond, k)
		return s, skip + end + 1
	}
	s, ok := sinceEpoch(rest[:n], rest[n:end])
	if !ok {
		return s, 0
	}
	if end < len(rest) && (rest[end] == '"' || rest[end] == ']') {
		end++
	}
	return s, skip + end
}

func sinceStart(d time.Duration, decimals int) stamp {
	return stamp{at: time.Unix(0, 0).UTC().Add(d), dated: relative, decimals: decimals}
}

// sinceEpoch reads a time since 1970, whose digits tell its unit: those of the years 2001 to 2096.
func sinceEpoch(number, fraction string) (stamp, bool) {
	perSecond := 0 // decimals that the unit is of a second
	switch len(number) {
	case 10:
	case 13:
		perSecond = 3
	case 16:
		perSecond = 6
	case 19:
		perSecond = 9
	default:
		return stamp{}, false
	}
	seconds := atoi(number[:10])
	if seconds < 1e9 || seconds >= 4e9 {
		return stamp{}, false
	}
	decimals := number[10:] + strings.TrimPrefix(fraction, ".")
	s := stamp{dated: full, zoned: true, decimals: max(perSecond, len(decimals))}
	s.at = time.Unix(int64(seconds), int64(nanoseconds("."+decimals))).UTC()
	return s, true
}
