package observed

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

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
