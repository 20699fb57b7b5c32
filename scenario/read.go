package scenario

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario/typed"
)

// Set reads the field's value into s: the form of links, or whatever people type that
// means one value alone. With an error s is as it was; the error says what to write.
func (f Field) Set(s *Scenario, value string) error {
	switch {
	case f.list != nil:
		return f.setMembers(s, value)
	case f.set(s, value):
		return nil
	case f.Zero != "" && (typed.Off(value) || typed.Word(value) == f.Zero) && f.set(s, "0"):
		return nil
	}
	if plain, ok := f.typed(value); ok && f.set(s, plain) {
		return nil
	}
	return f.wrong(value)
}

// check reports what is wrong with the field's value in s, which somebody may have built in
// Go: what a field writes is in the form that links have.
func (f Field) check(s *Scenario) error {
	if f.list == nil {
		if !f.set(s, f.format(s)) {
			return errors.New(f.Ask)
		}
		return nil
	}
	_, err := f.list.members(*f.list.at(s), f.Ask)
	return err
}

// setMembers reads a list with commas between its members.
func (f Field) setMembers(s *Scenario, value string) error {
	given := strings.Split(value, ",")
	members, err := f.list.members(given, f.Ask)
	if err != nil {
		given = f.list.typed(slices.DeleteFunc(given, func(member string) bool { return strings.TrimSpace(member) == "" }))
		members, err = f.list.members(given, f.Ask)
	}
	if err == nil {
		*f.list.at(s) = members
	}
	return err
}

// members reads the members of a list, each once, into their order.
func (l *list) members(given []string, ask string) ([]string, error) {
	if len(given) == 0 {
		return nil, errors.New(ask)
	}
	if len(given) > l.most {
		return nil, errors.New(l.over)
	}
	var members []string
	for _, text := range given {
		member, err := l.read(text)
		if err != nil {
			return nil, err
		}
		if slices.Contains(members, member) {
			return nil, sentence("Name %s once; it is there twice.", member)
		}
		members = append(members, member)
	}
	slices.SortStableFunc(members, l.compare)
	return members, nil
}

// sentence is an error that is shown as it is.
func sentence(text string, args ...any) error { return fmt.Errorf(text, args...) }

// wrong says what to write in place of a value.
func (f Field) wrong(value string) error {
	switch {
	case f.kind == kindChoice:
		return unknown("value", value, typed.Nearest(value, f.Choices), f.Ask)
	case typed.Ambiguous(value):
		return sentence("“%s” can be read in two ways. %s", clip(value), f.Ask)
	}
	return errors.New(f.Ask)
}

// unknown says that there is no such word of a kind, and which it may have been; where none
// is near, what to do.
func unknown(kind, value, near, ask string) error {
	if near != "" {
		ask = "Did you mean " + near + "?"
	}
	return sentence("There is no %s “%s”. %s", kind, clip(value), ask)
}

// otherWords are what people call the values of a choice besides their own words.
var otherWords = map[string]map[string]string{
	"abandoned":   {"keep-working": "served", "goes-on": "served", "stop": "noticed", "stops": "noticed"},
	"delays-then": {"give-up": "end", "stop": "end", "repeat": "last", "forever": "last", "keep-last": "last"},
	"first-retry": {"immediate": "at-once", "immediately": "at-once", "fast": "at-once", "now": "at-once", "delayed": "backoff"},
	"discipline":  {"first-in-first-out": "fifo", "last-in-first-out": "lifo", "by-priority": "priority"},
	"honour":      {"honor": "honour", "honor-jitter": "honour-jitter", "honor-full": "honour-full", "obey": "honour", "off": "ignore", "none": "ignore", "no": "ignore", "yes": "honour"},
	"limiter":     {"leaky-bucket-(queue)": "leaky-bucket", "leaky-bucket-queue": "leaky-bucket", "leaky-bucket-(meter)": "token-bucket", "leaky-bucket-meter": "token-bucket"},
	"retry-on": {
		"429": "rejected", "429-rejected": "rejected", "too-many-requests": "rejected",
		"503": "unavailable", "503-unavailable": "unavailable",
		"timeout": "timed-out", "timeouts": "timed-out", "permanent-error": "failed", "permanent": "failed",
	},
}

// parseWhole reads plain ASCII digits: no sign, no space, no other base.
func parseWhole(value string, low, high int64) (int64, bool) {
	n, err := strconv.ParseInt(value, 10, 64)
	return n, onlyDigits(value) && err == nil && low <= n && n <= high
}

// parseDecimal reads plain ASCII digits with at most that many decimals: no sign,
// no exponent, and so neither an infinity nor a NaN.
func parseDecimal(value string, low, high float64, decimals int) (float64, bool) {
	whole, part, dotted := strings.Cut(value, ".")
	if !onlyDigits(whole) || !onlyDigits(part) || whole == "" || dotted && part == "" || len(part) > decimals {
		return 0, false
	}
	x, err := strconv.ParseFloat(value, 64)
	return x, err == nil && low <= x && x <= high
}

// durationForm is what time.ParseDuration takes, without a sign.
var durationForm = regexp.MustCompile(`^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$`)

// parseDuration reads a duration as Go writes it, without a sign.
func parseDuration(value string) (time.Duration, bool) {
	if value == "0" {
		return 0, true
	}
	if !durationForm.MatchString(value) {
		return 0, false
	}
	d, err := time.ParseDuration(value)
	// Where 0 means none, a part of a nanosecond must not.
	lost := d == 0 && strings.ContainsAny(value, "123456789")
	return d, err == nil && !lost
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// formatDecimal writes x in plain digits, as parseDecimal reads it.
func formatDecimal(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// rateUnits are those in which a rate is exact that is not so per second, with its seconds.
var rateUnits = []struct {
	name    string
	seconds float64
}{{"m", 60}, {"h", 3600}, {"d", 86400}}

// exact returns a field of a rate per second as one that is also kept per minute, hour or day,
// as "100/m", where it is no whole thousandths of a second's.
func (f Field) exact(low, high float64, at func(*Scenario) *float64) Field {
	decimal, rounded := f.set, f.typed
	f.typed = func(value string) (string, bool) {
		if plain, ok := typed.LongRate(value); ok {
			return plain, true
		}
		return rounded(value)
	}
	f.format = func(s *Scenario) string { return formatRate(*at(s)) }
	f.set = func(s *Scenario, value string) bool {
		x, ok := parseRate(value)
		if ok = ok && low <= x && x <= high; ok {
			*at(s) = x
		}
		return ok || decimal(s, value)
	}
	return f
}

// formatRate writes a rate per second in plain digits, or in the first unit in which it has
// at most three decimals: "1.5", "100/m". The limiters are as exact.
func formatRate(x float64) string {
	if math.Round(x*1000)/1000 == x {
		return formatDecimal(x)
	}
	for _, unit := range rateUnits {
		if n := math.Round(x*unit.seconds*1000) / 1000; n/unit.seconds == x && (unit.name != "d" || x <= 1) {
			return formatDecimal(n) + "/" + unit.name
		}
	}
	return formatDecimal(x)
}

// parseRate reads a rate in another unit than a second, where that is its one form.
func parseRate(value string) (perSecond float64, ok bool) {
	n, name, _ := strings.Cut(value, "/")
	for _, unit := range rateUnits {
		if x, ok := parseDecimal(n, 0, math.MaxInt64, 3); ok && name == unit.name {
			return x / unit.seconds, formatRate(x/unit.seconds) == value
		}
	}
	return 0, false
}

// FormatDuration writes d as Go does, without trailing zero units and in ASCII:
// 1m30s, 1h, 250ms, 5us.
func FormatDuration(d time.Duration) string {
	s := strings.Replace(d.String(), "µ", "u", 1)
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// inWords is the end of a range of durations: "1 hour", "24 hours", "1 ms".
func inWords(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return format.Plural(int(d/time.Hour), "hour")
	case d >= time.Minute && d%time.Minute == 0:
		return format.Plural(int(d/time.Minute), "minute")
	}
	return format.Span(d)
}

// ReadValue reads the value of a named field alone, and returns it as links write it and as
// screens do. Whether it contradicts other fields is not looked at. The error is FieldErrors.
func ReadValue(name, value string) (plain, screen string, err error) {
	f, ok := FieldNamed(name)
	if !ok {
		return "", "", FieldErrors{NewFieldError(name, value, unknownName(name).Error())}
	}
	s := Default()
	if err := f.Set(&s, value); err != nil {
		return "", "", FieldErrors{NewFieldError(name, value, err.Error())}
	}
	return f.Format(s), f.Screen(s), nil
}
