package httpretry

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"backofflab/retry"
)

// decimal reads digits, with or without a fraction, as so many units. No sign, no exponent,
// no unit: "+2", "1e3" and "2s" are not numbers of HTTP.
func decimal(text string, unit time.Duration) (time.Duration, bool) {
	whole, fraction, point := strings.Cut(text, ".")
	if !digits(whole) || point && !digits(fraction) {
		return 0, false
	}
	number, _ := strconv.ParseFloat(text, 64) // the one error left is ErrRange, with +Inf
	return retry.Nanoseconds(number * float64(unit)), true
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// From since1970 on, a number in X-RateLimit-Reset is no number of seconds to wait, which would
// be 31 years, but the time of day in seconds since 1970; from inMillis on, in milliseconds.
const (
	since1970 = 1_000_000_000 * time.Second
	inMillis  = 1_000_000_000_000
)

// reset reads when a limit has something left again. No header says in which form it
// writes it, and two services write the same header in two; but the forms cannot be
// mistaken for each other: seconds (30), a time of day (1795766400), a duration (6m0s), a
// date (2026-11-27T06:00:00Z).
func reset(text string, now time.Time) (time.Duration, bool) {
	if seconds, ok := decimal(text, time.Second); ok {
		return sinceEpoch(seconds, text, now), true
	}
	if wait, ok := duration(text); ok {
		return wait, true
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return max(0, at.Sub(now)), true
	}
	at, err := http.ParseTime(text)
	return max(0, at.Sub(now)), err == nil
}

func sinceEpoch(seconds time.Duration, text string, now time.Time) time.Duration {
	if seconds < since1970 {
		return seconds
	}
	if number, _ := strconv.ParseFloat(text, 64); number >= inMillis {
		seconds, _ = decimal(text, time.Millisecond)
	}
	return max(0, time.Unix(0, 0).Add(seconds).Sub(now))
}

// durationUnits are those of a duration, the longer names first.
var durationUnits = []struct {
	name string
	unit time.Duration
}{
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"µs", time.Microsecond}, {"ns", time.Nanosecond},
	{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
}

// duration reads 6m0s, 12ms, 7.66s and the like. It differs from time.ParseDuration in the
// day, and in that it saturates: a wait that is too long to write down is not malformed.
func duration(text string) (sum time.Duration, ok bool) {
	for ok = text != ""; text != ""; {
		number := text[:len(text)-len(strings.TrimLeft(text, "0123456789."))]
		text = text[len(number):]
		part, rest, ok := inUnits(number, text)
		if !ok {
			return 0, false
		}
		sum, text = retry.Later(sum, part), rest
	}
	return sum, ok
}

// inUnits takes the unit of a number off the start of what follows it.
func inUnits(number, text string) (d time.Duration, rest string, ok bool) {
	for _, u := range durationUnits {
		if rest, found := strings.CutPrefix(text, u.name); found {
			d, ok = decimal(number, u.unit)
			return d, rest, ok
		}
	}
	return 0, text, false
}
