package observed

import (
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// longestDelay is how long a delay may be: what is longer was no delay.
const longestDelay = 100 * 365 * day

// measure is a delay as it stands in a text.
type measure struct {
	amount   float64       // in units
	unit     time.Duration // 0: a bare number
	decimals int           // that are written
	censored bool          // a lower bound
	comma    bool          // a comma was read as part of a number
	clock    bool          // written as a clock: 00:00:01.5
}

// duration is the delay; of a bare number the unit is given.
func (m measure) duration(bare time.Duration) (time.Duration, bool) {
	unit := m.unit
	if unit == 0 {
		unit = bare
	}
	ns := math.Round(m.amount * float64(unit))
	if !(ns >= 0) || ns > float64(longestDelay) {
		return 0, false
	}
	return time.Duration(ns), true
}

// parseMeasure reads a whole field.
func parseMeasure(field string, c commas) (m measure, why string, ok bool) {
	field = strings.TrimSpace(field)
	m, n, why := scanMeasure(field, c)
	if why == "" && n > 0 && n == len(field) {
		return m, "", true
	}
	return m, why, false
}

// scanMeasure reads the delay at the beginning of s and returns its length. Where it is like a
// delay and none, why says so, and the length is that of what is wrong.
func scanMeasure(s string, c commas) (m measure, n int, why string) {
	skip, bound := bound(s)
	if bound == upper {
		return m, word(s), "an upper bound says too little"
	}
	if why := odd(s[skip:]); why != "" {
		return m, word(s), why
	}
	if m, n = scanISO(s[skip:]); n == 0 {
		if m, n = scanClock(s[skip:]); n == 0 {
			m, n, why = scanCompound(s[skip:], c)
		}
	}
	if why != "" {
		return m, max(1, word(s)), why
	}
	if n == 0 {
		return m, 0, ""
	}
	m.censored = bound == lower
	n += skip
	if strings.HasPrefix(s[n:], "+") {
		m.censored = true
		n++
		if m.unit == 0 {
			unit, k := scanUnit(s[n:])
			m.unit = unit
			n += k
		}
	}
	return m, n, ""
}

// The bounds that a mark before a number says.
const (
	exact = iota
	lower
	upper
)

// bound reads the mark before a number, and the blanks around it.
func bound(s string) (n, kind int) {
	for _, mark := range []struct {
		text string
		kind int
	}{{">=", lower}, {"≥", lower}, {">", lower}, {"at least ", lower}, {"<=", upper}, {"≤", upper}, {"<", upper}, {"~", exact}, {"≈", exact}, {"+", exact}} {
		if strings.HasPrefix(s, mark.text) {
			n = len(mark.text)
			n += spaces(s[n:])
			return n, mark.kind
		}
	}
	return 0, exact
}

// word is the length of s up to the next blank or mark of a list.
func word(s string) int {
	if i := strings.IndexAny(s, " \t,;|"); i >= 0 {
		return i
	}
	return len(s)
}

// odd says what is wrong with something that looks like a number and is none.
func odd(s string) string {
	switch {
	case s == "":
		return ""
	case s[0] == '-' && len(s) > 1 && (digits(s[1:2]) == 1 || s[1] == '.'), strings.HasPrefix(s, "−"):
		return "it is below 0"
	}
	switch strings.ToLower(strings.TrimLeft(s[:min(word(s), 10)], "+-")) {
	case "nan", "inf", "infinity", "∞":
		return "it is no number"
	}
	return ""
}

// scanCompound reads a number with its unit, and further ones of smaller units: 1m30s.
func scanCompound(s string, c commas) (measure, int, string) {
	m, n, why := scanSimple(s, c)
	if n == 0 || why != "" || m.unit < 1e6 { // ns
		return m, n, why
	}
	for last := m.unit; ; {
		rest := s[n:]
		gap := 0
		if last >= time.Minute {
			gap = spaces(rest)
		}
		next, k, why := scanSimple(rest[gap:], c)
		if k == 0 || why != "" || next.unit == 0 || next.unit >= last {
			return m, n, ""
		}
		last = next.unit
		m = measure{amount: m.amount*float64(m.unit/next.unit) + next.amount, unit: next.unit, decimals: next.decimals, comma: m.comma || next.comma}
		n += gap + k
	}
}

func scanSimple(s string, c commas) (measure, int, string) {
	if s == "" || digits(s[:1]) == 0 && s[0] != '.' {
		return measure{}, 0, ""
	}
	x, n, why := scanNumber(s, c)
	if n == 0 || why != "" {
		return measure{}, n, why
	}
	unit, k := scanUnit(s[n:])
	return measure{amount: x.value, decimals: x.decimals, comma: x.comma, unit: unit}, n + k, ""
}

// scanISO reads a duration of ISO 8601 that has no months: PT1.5S, P1DT2H.
func scanISO(s string) (measure, int) {
	if len(s) < 3 || s[0] != 'P' && s[0] != 'p' {
		return measure{}, 0
	}
	m, timed := measure{}, false
	for n := 1; ; {
		if n < len(s) && (s[n] == 'T' || s[n] == 't') && !timed {
			timed = true
			n++
		}
		x, k, why := scanNumber(s[n:], loose)
		if k == 0 || why != "" || n+k == len(s) {
			return m, 0
		}
		unit := isoUnit(s[n+k]|' ', timed)
		if unit == 0 || m.unit != 0 && unit >= m.unit {
			return m, 0
		}
		m = measure{amount: x.value + m.amount*float64(m.unit)/float64(unit), unit: unit, decimals: x.decimals}
		if n += k + 1; n == len(s) || letters(s[n:])+digits(s[n:]) == 0 {
			return m, n
		}
	}
}

func isoUnit(letter byte, timed bool) time.Duration {
	switch {
	case letter == 'd' && !timed:
		return day
	case letter == 'h' && timed:
		return time.Hour
	case letter == 'm' && timed:
		return time.Minute
	case letter == 's' && timed:
		return time.Second
	}
	return 0
}

// scanClock reads a duration as a clock has it: 00:00:01.5, with days before it as .NET writes
// them, 1.00:00:01.5.
func scanClock(s string) (measure, int) {
	hours := digits(s)
	days := 0.0
	skip := 0
	if hours > 0 && hours < 6 && hours+4 < len(s) && s[hours] == '.' && digits(s[hours+1:]) == 2 && s[hours+3] == ':' {
		days = whole(s[:hours])
		skip = hours + 1
		hours = 2
	}
	at := skip + hours
	if hours == 0 || hours > 4 || len(s) < at+6 || s[at] != ':' || s[at+3] != ':' || digits(s[at+1:at+3]) != 2 || digits(s[at+4:at+6]) != 2 {
		return measure{}, 0
	}
	if s[at+1] > '5' || s[at+4] > '5' {
		return measure{}, 0
	}
	m := measure{unit: time.Second, clock: true}
	m.amount = ((days*24+whole(s[skip:at]))*60+whole(s[at+1:at+3]))*60 + whole(s[at+4:at+6])
	n := at + 6
	if k := fraction(s[n:]); k > 0 {
		x, _, _ := scanNumber("0."+s[n+1:n+1+min(k, 12)], loose)
		m.amount += x.value
		m.decimals = k
		n += 1 + k
	}
	return m, n
}

// fraction is how many digits of a fraction of a second follow.
func fraction(s string) int {
	if len(s) < 2 || s[0] != '.' && s[0] != ',' {
		return 0
	}
	n := digits(s[1:])
	if s[0] == ',' && n+1 < len(s) && s[n+1] == ':' {
		return 0 // another clock
	}
	return n
}

// whole is the number that some digits are.
func whole(digits string) float64 {
	x := 0.0
	for _, d := range digits {
		x = 10*x + float64(d-'0')
	}
	return x
}

const day = 24 * time.Hour

// unitNames are how people and programs call units, in small letters and without a plural s.
var unitNames = map[string]time.Duration{
	"ns": time.Nanosecond, "nsec": time.Nanosecond, "nano": time.Nanosecond, "nanosecond": time.Nanosecond,
	"us": time.Microsecond, "µs": time.Microsecond, "μs": time.Microsecond, "usec": time.Microsecond, "micro": time.Microsecond, "microsecond": time.Microsecond,
	"ms": time.Millisecond, "msec": time.Millisecond, "milli": time.Millisecond, "millisecond": time.Millisecond, "milisecond": time.Millisecond,
	"s": time.Second, "sec": time.Second, "second": time.Second,
	"m": time.Minute, "min": time.Minute, "minute": time.Minute,
	"h": time.Hour, "hr": time.Hour, "hour": time.Hour,
	"d": day, "day": day,
}

// IsUnit reports whether [Options] take a name as a unit: s, ms, us, ns, m or h, or what these
// are called besides.
func IsUnit(name string) bool {
	_, ok := unitNamed(name)
	return ok
}

// unitNamed is the unit of a name.
func unitNamed(name string) (time.Duration, bool) {
	if len(name) > len("milliseconds") {
		return 0, false
	}
	name = strings.ToLower(name)
	if unit, ok := unitNames[name]; ok {
		return unit, true
	}
	unit, ok := unitNames[strings.TrimSuffix(name, "s")]
	return unit, ok && len(name) > 2
}

// scanUnit reads a unit at the beginning of s, with or without a space or brackets: "ms", " s",
// "(s)". It returns its length, 0 where there is none.
func scanUnit(s string) (time.Duration, int) {
	i := spaces(s)
	bracket := i < len(s) && s[i] == '('
	if bracket {
		i++
	}
	n := letters(s[i:])
	unit, ok := unitNamed(s[i : i+n])
	if !ok || bracket && !strings.HasPrefix(s[i+n:], ")") {
		return 0, 0
	}
	if i += n; bracket {
		i++
	}
	return unit, i
}

// spaces is the length of the blank between a number and its unit: one space, or one that does
// not break.
func spaces(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == ' ' || thin(r) {
		return n
	}
	return 0
}

// thin reports whether a rune is a space that does not break, as typesetters put it within
// numbers and before units.
func thin(r rune) bool { return r == '\u00a0' || r == '\u202f' || r == '\u2009' }

// letters is the length of the word at the beginning of s, of at most 16 bytes.
func letters(s string) int {
	for i, r := range s {
		if i > 16 || !unicode.IsLetter(r) {
			return i
		}
	}
	return len(s)
}
