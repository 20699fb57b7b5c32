package observed

import (
	"strings"
	"time"
)

// date is what of a date stands beside a time; 0 is what does not.
type date struct{ year, month, day int }

func (d date) dated() dated {
	switch {
	case d.month == 0:
		return undated
	case d.year == 0:
		return yearless
	}
	return full
}

// at is the time of that date; false where there is no such date. A leap second is the next.
func (d date) at(hour, minute, second, nanos int) (time.Time, bool) {
	if d.month == 0 {
		d = date{2000, 1, 1}
	}
	if d.year == 0 {
		d.year = 2000
	}
	noon := time.Date(d.year, time.Month(d.month), d.day, 12, 0, 0, 0, time.UTC)
	t := time.Date(d.year, time.Month(d.month), d.day, hour, minute, second, nanos, time.UTC)
	return t, d.month <= 12 && noon.Day() == d.day
}

// part is a run of letters and digits before a time.
type part struct {
	text  string
	from  int
	after byte // what stands behind it
}

// dateBefore reads the date that ends where a time begins, and how long it is up to there.
func dateBefore(s string) (date, int) {
	whole := len(s)
	s = strings.TrimRight(s, " ,")
	if n := len(s); n > 1 && s[n-1]|' ' == 't' && digits(s[n-2:n-1]) == 1 {
		s = s[:n-1]
	}
	s = strings.TrimRight(s, ":_-")
	if whole-len(s) > 3 {
		return date{}, 0
	}
	c := lastPart(s)
	if c.text == "" {
		return date{}, 0
	}
	if d, ok := compact(c.text); ok {
		return d, whole - c.from
	}
	b := lastPart(s[:c.from])
	a := lastPart(s[:b.from])
	if d, ok := threeParts(a, b, c.text); ok {
		return d, whole - a.from
	}
	if m := month(b.text); m > 0 && len(c.text) <= 2 && digits(c.text) == len(c.text) {
		return date{month: m, day: atoi(c.text)}, whole - b.from
	}
	return date{}, 0
}

// lastPart is the run at the end of s, behind which at most two marks stand.
func lastPart(s string) part {
	end := len(s)
	for end > 0 && len(s)-end < 2 && strings.IndexByte("/-. ,:", s[end-1]) >= 0 {
		end--
	}
	p := part{from: end}
	if end < len(s) {
		p.after = s[end]
	}
	for p.from > 0 && end-p.from < 10 && alphanumeric(s[p.from-1]) {
		p.from--
	}
	p.text = s[p.from:end]
	return p
}

// compact reads dates without marks: 20261102, and the month and day of klog, E1102.
func compact(s string) (date, bool) {
	switch {
	case len(s) == 8 && digits(s) == 8:
		d := date{atoi(s[:4]), atoi(s[4:6]), atoi(s[6:])}
		return d, d.year > 1900 && d.month > 0 && d.month < 13
	case len(s) == 5 && strings.IndexByte("IWEF", s[0]) >= 0 && digits(s[1:]) == 4:
		d := date{month: atoi(s[1:3]), day: atoi(s[3:])}
		return d, d.month > 0 && d.month < 13
	}
	return date{}, false
}

// threeParts reads a date of year, month and day in the orders that are in use.
func threeParts(a, b part, c string) (date, bool) {
	number := func(s string) int {
		if n := digits(s); n == 0 || n != len(s) || n > 4 {
			return -1
		}
		return atoi(s)
	}
	x, y, z := number(a.text), number(b.text), number(c)
	switch {
	case len(a.text) == 4 && x > 0 && y > 0 && z > 0 && a.after == b.after && a.after != ' ':
		return date{x, y, z}, true
	case len(c) != 4 || z < 0:
		return date{}, false
	case x > 0 && month(b.text) > 0:
		return date{z, month(b.text), x}, true
	case month(a.text) > 0 && y > 0:
		return date{z, month(a.text), y}, true
	case x > 0 && y > 0 && a.after == b.after && a.after == '/' && x < 13:
		return date{z, x, y}, true // as in the United States
	case x > 0 && y > 0 && a.after == b.after && a.after != ' ':
		return date{z, y, x}, true
	}
	return date{}, false
}

// month is the number of a month's English name or its first three letters, 0 of another word.
func month(s string) int {
	if len(s) < 3 || digits(s[:1]) == 1 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return int(m)
		}
	}
	return 0
}

// yearAfter reads a year behind a time, as in Mon Nov  2 10:15:03 UTC 2026.
func yearAfter(s string) (int, int) {
	if len(s) < 5 || s[0] != ' ' || digits(s[1:]) != 4 || len(s) > 5 && alphanumeric(s[5]) {
		return 0, 0
	}
	if year := atoi(s[1:5]); year > 1900 && year < 2200 {
		return year, 5
	}
	return 0, 0
}

// zoneNames are names of zones that mean one thing, in hours from UTC.
var zoneNames = map[string]int{
	"UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9,
	"AEST": 10, "AEDT": 11, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// zone reads the zone behind a time, and its length.
func zone(s string) (offset time.Duration, n int, ok bool) {
	i := len(s) - len(strings.TrimPrefix(s, " "))
	if i == len(s) {
		return 0, 0, false
	}
	switch rest := s[i:]; {
	case i == 0 && rest[0]|' ' == 'z' && (len(rest) == 1 || !alphanumeric(rest[1])):
		return 0, 1, true
	case rest[0] == '+' || rest[0] == '-':
		offset, n := numericZone(rest)
		if n == 0 {
			return 0, 0, false
		}
		return offset, i + n, true
	default:
		k := letters(rest)
		hours, ok := zoneNames[rest[:k]]
		if !ok {
			return 0, 0, false
		}
		return time.Duration(hours) * time.Hour, i + k, true
	}
}

// numericZone reads +01, +0100 and +01:00.
func numericZone(s string) (time.Duration, int) {
	n := digits(s[1:])
	minutes, size := 0, 3
	switch {
	case n == 4:
		minutes, size = atoi(s[3:5]), 5
	case n == 2 && len(s) >= 6 && s[3] == ':' && digits(s[4:]) == 2:
		minutes, size = atoi(s[4:6]), 6
	case n != 2:
		return 0, 0
	}
	hours := atoi(s[1:3])
	if hours > 14 || minutes > 59 || size < len(s) && alphanumeric(s[size]) {
		return 0, 0
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, size
}
