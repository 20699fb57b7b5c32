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
)

// Field describes one field of a scenario: its name in links, JSON and forms, how
// it is shown, and what values it takes. It also reads and writes its values.
type Field struct {
	Name    string
	Label   string
	Group   string   // title of the controls it belongs to
	Unit    string   // what a plain number counts; "" for the others
	Help    string   // one sentence
	Words   []string // what it is called elsewhere, for those who look for it
	Range   string   // the values it takes, in words
	Low     string   // the least and the largest, as links write them; "" of a choice and a list
	High    string
	Above   string   // another field that this one must not be below; "" for none
	Steps   []string // values worth trying, rising: the positions of a slider; nil for none
	Choices []string // all values of a choice, or of a member of a list; nil otherwise
	List    bool     // some of Choices, with commas between; else one of them
	Needs   []Need   // what must be chosen for this field to matter; nil: it always does

	kind   fieldKind
	list   func(Scenario) []string // of a list: its members
	format func(Scenario) string
	Set    func(*Scenario, string) error
}

// Need is a condition under which a field matters: that another field has one of
// some values, or a list one of them among its members.
type Need struct {
	Field  string
	Values []string
}

// Met reports whether every need of the field is met in s.
func (f Field) Met(s Scenario) bool {
	for _, need := range f.Needs {
		other, _ := FieldNamed(need.Field)
		met := func(value string) bool { return slices.Contains(need.Values, value) }
		if !slices.ContainsFunc(memberForm.Split(other.Format(s), -1), met) {
			return false
		}
	}
	return true
}

// MemberForm is what stands between the members of a list, and of a mixed fleet: a
// regular expression, for scripts too.
const MemberForm = `,|@\d+/?`

var memberForm = regexp.MustCompile(MemberForm)

// needs returns the field with one more need.
func (f Field) needs(field string, values ...string) Field {
	f.Needs = append(slices.Clone(f.Needs), Need{field, values})
	return f
}

// above returns the field as one that must not be below another. contradictions has
// the rule, with what it depends on.
func (f Field) above(field string) Field {
	f.Above = field
	return f
}

type fieldKind uint8

const (
	kindNumber fieldKind = iota
	kindDuration
	kindChoice
	kindList
)

// Format returns the field's value in s as links write it.
func (f Field) Format(s Scenario) string { return f.format(s) }

// text is what every field has.
type text struct{ name, label, group, help string }

func (t text) field(kind fieldKind) Field {
	return Field{Name: t.name, Label: t.label, Group: t.group, Help: t.help, kind: kind}
}

// wholeField is a whole number from low to high.
func wholeField[N int | uint64](t text, unit string, low, high int64, at func(*Scenario) *N, steps ...string) Field {
	f := t.field(kindNumber)
	f.Unit, f.Steps = unit, steps
	f.Low, f.High = strconv.FormatInt(low, 10), strconv.FormatInt(high, 10)
	f.Range = format.Count(low) + " to " + format.Count(high)
	f.format = func(s Scenario) string { return fmt.Sprint(*at(&s)) }
	f.Set = func(s *Scenario, value string) error {
		n, err := parseWhole(value, low, high)
		if err != nil {
			return fmt.Errorf("%w from %s", err, f.Range)
		}
		*at(s) = N(n)
		return nil
	}
	return f
}

// decimalField is a number from low to high with at most that many decimals.
func decimalField(t text, unit string, low, high float64, decimals int, at func(*Scenario) *float64, steps ...string) Field {
	f := t.field(kindNumber)
	f.Unit, f.Steps = unit, steps
	f.Low, f.High = formatDecimal(low), formatDecimal(high)
	f.Range = fmt.Sprintf("%s to %s, at most %s", format.Exact(low), format.Exact(high), format.Plural(decimals, "decimal"))
	f.format = func(s Scenario) string { return formatDecimal(*at(&s)) }
	f.Set = func(s *Scenario, value string) error {
		x, err := parseDecimal(value, low, high, decimals)
		if err != nil {
			return fmt.Errorf("%w from %s", err, f.Range)
		}
		*at(s) = x
		return nil
	}
	return f
}

// durationField is a duration from low to high. Where zero has a meaning of its
// own, below low, zero says which; it is "" otherwise.
func durationField(t text, low, high time.Duration, zero string, at func(*Scenario) *time.Duration, steps ...string) Field {
	f := t.field(kindDuration)
	f.Steps = steps
	f.Low, f.High = FormatDuration(low), FormatDuration(high)
	f.Range = f.Low + " to " + f.High
	if zero != "" {
		f.Range += ", or 0s: " + zero
	}
	f.format = func(s Scenario) string { return FormatDuration(*at(&s)) }
	f.Set = func(s *Scenario, value string) error {
		d, err := parseDuration(value)
		if err == nil && (d < low || d > high) && (d != 0 || zero == "") {
			err = errOutside
		}
		if err != nil {
			return fmt.Errorf("%w from %s", err, f.Range)
		}
		*at(s) = d
		return nil
	}
	return f
}

// wordField is a choice that has a type of its own.
func wordField[C ~uint8](t text, w words[C], at func(*Scenario) *C) Field {
	f := t.field(kindChoice)
	f.Choices = w
	f.Range = strings.Join(w, ", ")
	f.format = func(s Scenario) string { return w.of(*at(&s)) }
	f.Set = func(s *Scenario, value string) error { return w.read(value, at(s)) }
	return f
}

// choiceField is one of the keys of what is registered elsewhere: limiters,
// distributions, guards.
func choiceField(t text, choices []string, at func(*Scenario) *string) Field {
	f := t.field(kindChoice)
	f.Choices = choices
	f.Range = strings.Join(choices, ", ")
	f.format = func(s Scenario) string { return *at(&s) }
	f.Set = func(s *Scenario, value string) error {
		for _, choice := range choices {
			if value == choice {
				*at(s) = value
				return nil
			}
		}
		return errors.New("must be one of " + f.Range)
	}
	return f
}

// listField is a set of at least one of a few words, with commas between, kept in
// the order of choices.
func listField(t text, choices []string, at func(*Scenario) *[]string) Field {
	return setField(t, choices, at, func(member string) (string, error) {
		if !slices.Contains(choices, member) {
			return "", fmt.Errorf("%q is not one of %s", clip(member), strings.Join(choices, ", "))
		}
		return member, nil
	}, len(choices), func(a, b string) int { return slices.Index(choices, a) - slices.Index(choices, b) })
}

// setField is a set of one to most words that read takes and brings into their
// one form, kept in the order of compare, so that equal sets have equal links.
func setField(t text, choices []string, at func(*Scenario) *[]string, read func(string) (string, error), most int, compare func(a, b string) int) Field {
	f := t.field(kindList)
	f.Choices = choices
	f.Range = "one or more of " + strings.Join(choices, ", ")
	f.List = true
	f.list = func(s Scenario) []string { return *at(&s) }
	f.format = func(s Scenario) string { return strings.Join(*at(&s), ",") }
	f.Set = func(s *Scenario, value string) error {
		if value == "" {
			return errors.New("is empty; give " + f.Range)
		}
		if n := strings.Count(value, ",") + 1; n > most {
			return fmt.Errorf("names %s; the limit is %s", format.Count(n), format.Count(most))
		}
		var members []string
		for member := range strings.SplitSeq(value, ",") {
			member, err := read(member)
			if err != nil {
				return err
			}
			if slices.Contains(members, member) {
				return fmt.Errorf("names %s twice", member)
			}
			members = append(members, member)
		}
		slices.SortStableFunc(members, compare)
		*at(s) = members
		return nil
	}
	return f
}

// What is wrong with a value; the range follows.
var (
	errOutside  = errors.New("is out of range; give a value")
	errWhole    = errors.New("is not a whole number in plain digits; give one")
	errDecimal  = errors.New("is not a number in plain digits; give one")
	errDecimals = errors.New("has too many decimals; give a value")
	errDuration = errors.New("is not a duration such as 250ms, 1.5s or 1m30s; give one")
)

// parseWhole reads plain ASCII digits: no sign, no space, no other base.
func parseWhole(value string, low, high int64) (int64, error) {
	digits := strings.TrimPrefix(value, "-")
	if digits == "" || !onlyDigits(digits) {
		return 0, errWhole
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < low || n > high || digits != value {
		return 0, errOutside
	}
	return n, nil
}

// parseDecimal reads plain ASCII digits with at most that many decimals: no sign,
// no exponent, and so neither an infinity nor a NaN.
func parseDecimal(value string, low, high float64, decimals int) (float64, error) {
	digits := strings.TrimPrefix(value, "-")
	whole, part, dotted := strings.Cut(digits, ".")
	if !onlyDigits(whole) || !onlyDigits(part) || whole == "" || dotted && part == "" {
		return 0, errDecimal
	}
	if len(part) > decimals {
		return 0, errDecimals
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || x < low || x > high || digits != value {
		return 0, errOutside
	}
	return x, nil
}

// durationForm is what time.ParseDuration takes, without a plus. Its error does
// not tell a duration that is too long from what is none.
var durationForm = regexp.MustCompile(`^-?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$`)

// parseDuration reads a duration as Go writes it, without a sign.
func parseDuration(value string) (time.Duration, error) {
	if value == "0" {
		return 0, nil
	}
	if !durationForm.MatchString(value) {
		return 0, errDuration
	}
	d, err := time.ParseDuration(value)
	if err != nil || value[0] == '-' {
		return 0, errOutside
	}
	// Where 0 means none, a part of a nanosecond must not.
	if d == 0 && strings.ContainsAny(value, "123456789") {
		return 0, errOutside
	}
	return d, nil
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
