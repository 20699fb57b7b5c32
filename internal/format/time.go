package format

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Elapsed writes a measured duration: milliseconds below a second, then tenths of a
// second, whole seconds from 100 s up, minutes from two on, and of hours whole minutes.
// "750 ms", "8.2 s", "113 s", "2 min 3 s", "2 h 20 min".
func Elapsed(d time.Duration) string {
	switch {
	case d.Round(time.Minute) >= 2*time.Hour:
		return Span(d.Round(time.Minute))
	case d.Round(time.Second) >= longTime:
		return Span(d.Round(time.Second))
	case d.Round(100*time.Millisecond) >= 100*time.Second:
		return Whole(d.Seconds()) + unitSpace + "s"
	}
	return Moment(d)
}

// longTime is from where on a time is told in minutes.
const longTime = 2 * time.Minute

// ElapsedRange writes from where to where measured durations reach, with one unit where
// both have it: "8.2–31.1 s", "750 ms–1.2 s".
func ElapsedRange(low, high time.Duration) string {
	from, to := Elapsed(low), Elapsed(high)
	number, unit, _ := strings.Cut(from, unitSpace)
	if from != to && strings.HasSuffix(to, unitSpace+unit) && strings.Count(from+to, unitSpace) == 2 {
		return Range(number, to)
	}
	return Range(from, to)
}

// Seconds returns the Rule of a column of times in seconds that are at most longest:
// two decimals where all are below ten seconds, else one. Where the longest is one of
// minutes, it writes each as Elapsed does, with its unit: see Long.
func Seconds(longest time.Duration) Rule {
	if Long(longest) {
		return func(x float64) string { return Elapsed(time.Duration(math.Round(x * float64(time.Second)))) }
	}
	if longest < 10*time.Second {
		return Decimals(2)
	}
	return Decimals(1)
}

// Long reports whether a time is told in minutes, not in seconds.
func Long(d time.Duration) bool { return d.Round(time.Second) >= longTime }

// Moment writes a point of virtual time: milliseconds in the first second, then tenths
// of a second, which from two hours on are whole seconds. "104 ms", "12.5 s",
// "52 min 3.4 s", "2 h 5 min 1 s".
func Moment(d time.Duration) string {
	switch {
	case d == 0:
		return "0" + unitSpace + "s"
	case d < time.Millisecond:
		return Whole(float64(d)/float64(time.Microsecond)) + unitSpace + "µs"
	case d.Round(time.Millisecond) < time.Second:
		return Whole(float64(d)/float64(time.Millisecond)) + unitSpace + "ms"
	}
	if d.Round(time.Second) >= 2*time.Hour {
		return Span(d.Round(time.Second))
	}
	if d.Round(100*time.Millisecond) >= longTime {
		return Span(d.Round(100 * time.Millisecond))
	}
	return Fixed(d.Seconds(), 1) + unitSpace + "s"
}

// Clock writes virtual time as a clock shows it: the tenths of a second that have passed,
// "40.7 s", "2 min 3.0 s", "2 h 0 min 3.0 s". The script that moves the clock writes the
// same.
func Clock(d time.Duration) string {
	d = d.Truncate(100 * time.Millisecond)
	text := ""
	take := func(unit time.Duration, name string) {
		text += Count(int64(d/unit)) + unitSpace + name + unitSpace
		d %= unit
	}
	if d >= 2*time.Hour {
		take(time.Hour, "h")
	}
	if d >= longTime || text != "" {
		take(time.Minute, "min")
	}
	return text + Fixed(d.Seconds(), 1) + unitSpace + "s"
}

// Span writes an exact duration, such as a setting, to six digits: "250 ms", "1.5 s",
// "90 s". Above 100 s it counts minutes, and hours from two on, or if it is one: "2 min", "2 min 5 s",
// "3 h".
func Span(d time.Duration) string {
	switch {
	case d == 0:
		return "0" + unitSpace + "s"
	case d < time.Millisecond:
		return Tick(float64(d)/float64(time.Microsecond)) + unitSpace + "µs"
	case d < time.Second:
		return Tick(float64(d)/float64(time.Millisecond)) + unitSpace + "ms"
	case d <= 100*time.Second:
		return Tick(d.Seconds()) + unitSpace + "s"
	}
	var parts []string
	take := func(unit time.Duration, name string) {
		if n := d / unit; n > 0 {
			parts = append(parts, Count(int64(n))+unitSpace+name)
			d -= n * unit
		}
	}
	if d >= 2*time.Hour || d == time.Hour {
		take(time.Hour, "h")
	}
	take(time.Minute, "min")
	if d > 0 {
		parts = append(parts, Tick(d.Seconds())+unitSpace+"s")
	}
	return strings.Join(parts, unitSpace)
}

// Briefly writes a duration like Span but to a tenth of its unit, for one that is the
// same for many: "4.3 s", "2 s", "2.5 ms".
func Briefly(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return Span(d)
	case d < time.Second:
		return Span(d.Round(time.Millisecond / 10))
	case d < 100*time.Second:
		return Span(d.Round(100 * time.Millisecond))
	}
	return Span(time.Duration(math.Round(d.Seconds())) * time.Second)
}

// About writes a time that is guessed, as exact as anybody can say it: "about 35 s".
func About(d time.Duration) string {
	seconds := d.Seconds()
	whole := func(n float64, unit string) string {
		return fmt.Sprintf("about %.0f"+unitSpace+"%s", math.Round(n), unit)
	}
	switch {
	case seconds < 1:
		return "less than 1" + unitSpace + "s"
	case seconds < 9.5:
		return whole(seconds, "s")
	case seconds < 57.5:
		return whole(5*math.Round(seconds/5), "s")
	case seconds < 5400:
		return whole(seconds/60, "min")
	}
	return whole(seconds/3600, "h")
}
