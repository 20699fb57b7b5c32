package sweep

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// spacing is a range of values as it was typed.
type spacing struct {
	from, to string
	step     string // between values; "" where there is a count
	count    string // of values; "" where there is a step, or neither
	log      bool
}

// Ranges, as links write them and as people type them.
var (
	calledForm = regexp.MustCompile(`^(lin|log)\(([^,()]+),([^,()]+),([^,()]+)\)$`)
	dottedForm = regexp.MustCompile(`^(.+?)(?:\.\.\.?|…|–| to )(.+?)(?: (?:step|by) (.+?)|(?: (?:in|x|/) ?(\d+))?( log)?(?: (\d+))?)$`)
)

// readRange reads a range of values.
func readRange(text string) (spacing, bool) {
	text = strings.TrimSpace(text)
	if m := calledForm.FindStringSubmatch(strings.ReplaceAll(text, " ", "")); m != nil {
		return spacing{from: m[2], to: m[3], count: m[4], log: m[1] == "log"}, true
	}
	if m := dottedForm.FindStringSubmatch(text); m != nil && !strings.Contains(text, ",") {
		return spacing{from: strings.TrimSpace(m[1]), to: strings.TrimSpace(m[2]), step: m[3], count: m[4] + m[6], log: m[5] != ""}, true
	}
	return spacing{}, false
}

// usualCount is how many values a range has that says nothing of it.
const usualCount = 7

// spaced are the values of a range. Those of whole numbers that fall together are one.
func (a Axis) spaced(r spacing, wrong func(string, ...any) error) (Axis, error) {
	if !a.Numeric() {
		return Axis{}, wrong("%s has words for values: list them, with commas between.", a.Field)
	}
	from, _, err := scenario.ReadValue(a.Field, r.from)
	if err != nil {
		return Axis{}, err
	}
	to, _, err := scenario.ReadValue(a.Field, r.to)
	if err != nil {
		return Axis{}, err
	}
	if a.At(from) > a.At(to) {
		from, to = to, from
	}
	count, err := a.countOf(r, a.At(to)-a.At(from), wrong)
	if err != nil {
		return Axis{}, err
	}
	a.Scale = Linear
	if r.log {
		a.Scale = Log
	}
	if r.log && a.At(from) <= 0 {
		return Axis{}, wrong("A range that is logarithmic cannot begin at %s: write a value above 0.", from)
	}
	a.Values = a.evenly(from, to, count)
	return a, nil
}

// countOf is how many values a range has.
func (a Axis) countOf(r spacing, width float64, wrong func(string, ...any) error) (int, error) {
	count := usualCount
	switch {
	case r.step != "":
		step, err := a.stepOf(r.step)
		if !err || step <= 0 {
			return 0, wrong("Write a step above 0 in place of %s.", format.Clip(r.step, 40))
		}
		count = int(min(width/step+1.000001, math.MaxInt32))
	case r.count != "":
		n, err := strconv.Atoi(r.count)
		if err != nil || n < 1 {
			return 0, wrong("Write how many values there are, from 2 to %d, in place of %s.", MostValues, format.Clip(r.count, 40))
		}
		count = n
	}
	if count > MostValues {
		return 0, wrong("Give at most %s; these are %s.", format.Plural(MostValues, "value"), format.Count(count))
	}
	return max(2, count), nil
}

// stepOf reads a step, which may be less than any value of its field.
func (a Axis) stepOf(text string) (float64, bool) {
	f, _ := scenario.FieldNamed(a.Field)
	if d, err := time.ParseDuration(text); err == nil && f.IsDuration() {
		return d.Seconds(), true
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil
}

// evenly are so many values from one to another, at even distances on the scale of the
// axis, rounded to what links write.
func (a Axis) evenly(from, to string, count int) []string {
	low, high := a.At(from), a.At(to)
	values := make([]string, 0, count)
	for i := range count {
		share := float64(i) / float64(max(1, count-1))
		x := low + share*(high-low)
		if a.Scale == Log {
			x = low * math.Pow(high/low, share)
		}
		value := a.written(x)
		if i == 0 {
			value = from
		} else if i == count-1 {
			value = to
		}
		values = append(values, value)
	}
	return slices.Compact(values)
}

// between is a value half-way between two, on the scale of the axis; one of them where
// there is none.
func (a Axis) between(x, y string) string {
	low, high := a.At(x), a.At(y)
	if a.Scale == Log || a.Scale == List && low > 0 && high > 4*low {
		return a.written(math.Sqrt(low * high))
	}
	return a.written((low + high) / 2)
}

// digits are how many significant digits a computed value has.
const digits = 3

// written is a number as links write the nearest value that the field takes: with few
// digits, for people read it, and fewer where it has no room for these.
func (a Axis) written(x float64) string {
	for n := digits; n > 1; n-- {
		if _, _, err := scenario.ReadValue(a.Field, a.rounded(x, n)); err == nil {
			return a.rounded(x, n)
		}
	}
	return a.rounded(x, 1)
}

// rounded is a number with so many significant digits.
func (a Axis) rounded(x float64, digits int) string {
	f, _ := scenario.FieldNamed(a.Field)
	if f.Whole && math.Abs(x) >= 100 {
		x = math.Round(x)
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	switch {
	case f.IsDuration():
		return scenario.FormatDuration(time.Duration(math.Round(short * float64(time.Second))))
	case f.Whole:
		return strconv.FormatFloat(math.Round(short), 'f', -1, 64)
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}
