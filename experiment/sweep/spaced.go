package sweep

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/typed"
)

// spacing is a range of values as it was typed.
type spacing struct {
	from, to string
	step     string // between values; "" where there is a count, or neither
	count    string // of values; "" where there is a step, or neither
	log      bool
	mark     string // what stands between from and to
}

// Ranges, as links write them and as people type them. A count that stands alone at the end
// could as well be digits of a number.
var (
	calledForm = regexp.MustCompile(`^(lin|log)\(([^,()]+),([^,()]+),([^,()]+)\)$`)
	stepForm   = regexp.MustCompile(`^(.+?),? +(?:step|by|every|(?:in )?steps of) *(.+)$`)
	logForm    = regexp.MustCompile(`^(.+?),? +(log|logarithmic|logarithmically|lin|linear)(?: +(\d+))?$`)
	countForm  = regexp.MustCompile(`^(.+?),? +(?:(?:in|x|×|/) *(\d+)(?: (?:values|steps|points))?|(\d+) (?:values|steps|points))$`)
	dottedForm = regexp.MustCompile(`^(?:from )?(.*?) *(\.{2,3}|…|–|—|(?: |\b)to )(.*)$`)
	hyphenForm = regexp.MustCompile(`^([^-]*[^-e]) *(-) *([^-]+)$`)
	grouped    = regexp.MustCompile(`\d{1,3}(?:,\d{3})+(?:\D|$)`)
)

// readSpacing reads a range of values.
func readSpacing(text string) (s spacing, ok bool) {
	text = strings.ToLower(text)
	if m := calledForm.FindStringSubmatch(strings.ReplaceAll(text, " ", "")); m != nil {
		return spacing{from: m[2], to: m[3], count: m[4], log: m[1] == "log", mark: m[1]}, true
	}
	if m := stepForm.FindStringSubmatch(text); m != nil {
		text, s.step = m[1], m[2]
	}
	if m := countForm.FindStringSubmatch(text); m != nil {
		text, s.count = m[1], m[2]+m[3]
	}
	if m := logForm.FindStringSubmatch(text); m != nil {
		text, s.log, s.count = m[1], strings.HasPrefix(m[2], "log"), s.count+m[3]
	}
	if m := countForm.FindStringSubmatch(text); m != nil && s.count == "" {
		text, s.count = m[1], m[2]+m[3]
	}
	m := dottedForm.FindStringSubmatch(text)
	if m == nil {
		m = hyphenForm.FindStringSubmatch(text)
	}
	if m == nil || strings.ContainsAny(grouped.ReplaceAllString(text, ""), ",;") {
		return spacing{}, false
	}
	s.from, s.mark, s.to = strings.TrimSpace(m[1]), m[2], strings.TrimSpace(m[3])
	return s, true
}

// marked reports whether what was typed is a range for certain, and no word with a hyphen.
func (s spacing) marked() bool { return s.mark != "-" }

// usualCount is how many values a range has that says nothing of it.
const usualCount = 7

// spread reads the values of a range. A range that falls is turned round, for curves rise.
func (r *reader) spread(s spacing) error {
	if s.mark != "lin" && s.mark != "log" {
		texts := []string{s.from, s.to, s.from}
		r.unitsOnce(texts[1:], false) // "100ms to 800"
		r.unitsOnce(texts[:2], false) // "100 to 800 ms"
		s.from, s.to = texts[0], texts[1]
	}
	from, err := r.value(s.from)
	if err != nil {
		return err
	}
	to, err := r.value(s.to)
	if err != nil {
		return err
	}
	a := &r.axis
	if a.At(from) > a.At(to) {
		from, to = to, from
	}
	if a.Scale = Linear; s.log {
		a.Scale = Log
	}
	switch {
	case s.log && s.step != "":
		return r.wrong("Values at even steps are not logarithmic: write a count in place of the step, for example log 7.")
	case s.log && a.At(from) <= 0:
		return r.wrong("A range that is logarithmic cannot begin at %s: write a value above 0.", from)
	case s.step != "":
		return r.stepped(s, from, to)
	}
	if a.Asked, err = r.count(s.count); err != nil {
		return err
	}
	a.Values = a.evenly(from, to, a.Asked)
	return nil
}

// count reads how many values a range has.
func (r *reader) count(text string) (int, error) {
	if text == "" {
		return usualCount, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 || n > MostValues {
		return 0, r.wrong("Write how many values there are, from 2 to %d, in place of %s.", MostValues, format.Clip(text, 40))
	}
	return n, nil
}

// stepped are the values from one on at even steps, as far as another. They are exact.
func (r *reader) stepped(s spacing, from, to string) error {
	a := &r.axis
	step, ok := r.step(s)
	width := a.At(to) - a.At(from)
	count := math.Floor(width/step+1e-9) + 1
	switch {
	case !ok || step <= 0:
		return r.wrong("Write a step above 0 in place of %s.", format.Clip(s.step, 40))
	case count < 2:
		return r.wrong("The step %s is longer than the range from %s to %s: write a shorter one.", format.Clip(s.step, 40), from, to)
	case count > MostValues:
		return r.wrong("Give at most %s; these are %s.", format.Plural(MostValues, "value"), format.Large(int64(min(count, 1e15))))
	}
	for i := range int(count) {
		a.Values = append(a.Values, a.written(a.At(from)+float64(i)*step, step*1e-6))
	}
	a.Values = slices.Compact(a.Values)
	if a.Asked = len(a.Values); !a.even() {
		a.Scale, a.Asked = List, 0
	}
	return nil
}

// step reads a step, which may be less than any value of its field: a number or a duration,
// in the unit of the end of the range where it has none.
func (r *reader) step(s spacing) (float64, bool) {
	texts := []string{s.step, s.to}
	r.unitsOnce(texts, false)
	f, _ := scenario.FieldNamed(r.axis.Field)
	if f.IsDuration() {
		unit := time.Second
		if f.Unit == "ms" {
			unit = time.Millisecond
		}
		plain, ok := typed.Duration(texts[0], unit)
		d, err := time.ParseDuration(plain)
		return d.Seconds(), ok && err == nil
	}
	if plain, _, err := scenario.ReadValue(f.Name, texts[0]); err == nil {
		return numberOf(f.Name, plain)
	}
	plain, ok := typed.Number(texts[0], f.Unit)
	x, err := strconv.ParseFloat(plain, 64)
	return x, ok && err == nil
}

// evenly are so many values from one to another, at even distances on the scale of the
// axis, rounded to what people read and the field takes.
func (a Axis) evenly(from, to string, count int) []string {
	low, high := a.At(from), a.At(to)
	values := make([]string, 0, max(2, count))
	values = append(values, from)
	for i := range max(0, count-2) {
		share := float64(i+1) / float64(count-1)
		x, gap := low+share*(high-low), (high-low)/float64(count-1)
		if a.Scale == Log {
			x = low * math.Pow(high/low, share)
			gap = x * (1 - math.Pow(low/high, 1/float64(count-1)))
		}
		values = append(values, a.written(x, gap))
	}
	return slices.Compact(append(values, to))
}

// between is a value half-way between two, on the scale of the axis; one of them where
// there is none.
func (a Axis) between(x, y string) string {
	low, high := a.At(x), a.At(y)
	if a.Logarithmic() {
		middle := math.Sqrt(low * high)
		return a.written(middle, middle-low)
	}
	return a.written((low+high)/2, (high-low)/2)
}

// digits are how many significant digits a computed value has, if that tells it from others.
const digits = 3

// written is a number as links write the nearest value that the field takes: with few
// digits, for people read it, and more where values lie closer to each other.
func (a Axis) written(x, gap float64) string {
	f, _ := scenario.FieldNamed(a.Field)
	decimals := 0
	if x > 0 {
		decimals = digits - 1 - int(math.Floor(math.Log10(x)))
	}
	if gap > 0 {
		decimals = max(decimals, int(math.Ceil(-math.Log10(gap/10))))
	}
	if decimals = min(decimals, 9); f.Whole {
		decimals = min(decimals, 0)
	}
	for ; ; decimals-- { // the field may take fewer
		text := rounded(x, decimals)
		if f.IsDuration() {
			text += "s"
		}
		if plain, _, err := scenario.ReadValue(a.Field, text); err == nil || decimals <= 0 {
			return cmp.Or(plain, text)
		}
	}
}

// rounded writes a number with so many decimals at most; below 0, in tens, hundreds.
func rounded(x float64, decimals int) string {
	if decimals < 0 {
		unit := math.Pow10(-decimals)
		return strconv.FormatFloat(math.Round(x/unit)*unit, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}
