package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario/typed"
)

// Field describes one field of a scenario: its name in links, JSON and forms, how
// it is shown, and what values it takes. It also reads and writes its values.
type Field struct {
	Name    string
	Label   string
	Group   string   // title of the controls it belongs to
	Unit    string   // what a bare number counts, of a duration "s" or "ms"; "" for the others
	Help    string   // one sentence
	Words   []string // what it is called elsewhere, for those who look for it
	Range   string   // the values it takes, in words
	Ask     string   // what to write in place of a wrong value: a sentence
	Zero    string   // what a zero is called on screen, where it means that there is none; else ""
	Low     string   // the least and the largest, as links write them; "" of a choice and a list
	High    string
	Above   string   // another field that this one must not be below; "" for none
	Steps   []string // values worth trying, rising: the positions of a slider; nil for none
	Choices []string // all values of a choice, or of a member of a list; nil otherwise
	List    bool     // some of Choices, with commas between; else one of them
	Whole   bool     // a number without decimals
	Needs   []Need   // what must be chosen for this field to matter; nil: it always does

	kind   fieldKind
	format func(*Scenario) string
	set    func(*Scenario, string) bool // reads the one form of links
	typed  func(string) (string, bool)  // rewrites what people type into that form
	list   *list                        // nil but of a list
}

// list is what a field has besides whose value is a set of words.
type list struct {
	at      func(*Scenario) *[]string
	read    func(member string) (string, error) // into its one form
	typed   func(members []string) []string     // what people type, into the form of links
	compare func(a, b string) int
	most    int
	over    string // what is wrong with more than that: a sentence
}

// Need is a condition under which a field matters: that another field has one of some values,
// or a list one of them among its members. Where there are no values, it is that one begins
// with none of Not.
type Need struct {
	Field  string
	Values []string
	Not    []string
	Or     *Need // another that does as well; nil: none
}

// met reports whether a value of its field is as the need wants it.
func (n Need) met(value string) bool {
	if n.Values != nil {
		return slices.Contains(n.Values, value)
	}
	return value != "" && !slices.ContainsFunc(n.Not, func(start string) bool { return strings.HasPrefix(value, start) })
}

// in reports whether the need is met in s.
func (n Need) in(s Scenario) bool {
	f, _ := FieldNamed(n.Field)
	if slices.ContainsFunc(strings.Split(f.Format(s), ","), n.met) {
		return true
	}
	return n.Or != nil && n.Or.in(s)
}

// ruled reports whether it is that there are others than whole clients of libraries, which
// have a rule of their own for the field.
func (n Need) ruled() bool { return n.Field == "strategies" && slices.Equal(n.Not, wholeClients) }

var wholeClients = []string{"client:"}

// Met reports whether every need of the field is met in s. A setting of clients matters where
// a layer of a strategy has none of its own and does something with it.
func (f Field) Met(s Scenario) bool {
	if !slices.ContainsFunc(f.Needs, func(n Need) bool { return n.Field == "strategies" }) {
		return f.met(s, func(Need) bool { return false })
	}
	return slices.ContainsFunc(layersIn(strings.Join(s.Strategies, ",")), func(l Layer) bool {
		return !l.apart(f) && f.met(s.Alone(l), func(Need) bool { return false })
	})
}

// MetIn reports whether a layer would do something with a value of its own of the field. So
// would a whole client: it takes that in place of its library's. Of what makes the delays of
// a library it is what the library's callers set.
func (f Field) MetIn(s Scenario, l Layer) bool {
	if l.DelaysOfLibrary(f) {
		return l.refuses(f.Name) == nil
	}
	return f.met(s.Alone(l), Need.ruled)
}

// Ruled reports whether whole clients of libraries have a rule of their own for the field.
func (f Field) Ruled() bool { return slices.ContainsFunc(f.Needs, Need.ruled) }

// met reports whether every need is met in s but those that do not count.
func (f Field) met(s Scenario, not func(Need) bool) bool {
	return !slices.ContainsFunc(f.Needs, func(n Need) bool { return !not(n) && !n.in(s) })
}

// needs returns the field with one more need.
func (f Field) needs(field string, values ...string) Field {
	return f.need(Need{Field: field, Values: values})
}

// positive returns the field as one that matters where another, a number, is above 0.
func (f Field) positive(other string) Field { return f.need(Need{Field: other, Not: []string{"0"}}) }

// ruled returns the field as one of the rules that whole clients of libraries bring: it
// matters where there are others.
func (f Field) ruled() Field { return f.without(wholeClients...) }

// without returns the field as one that strategies do without whose keys begin so.
func (f Field) without(keys ...string) Field { return f.need(Need{Field: "strategies", Not: keys}) }

// or returns the field as one for whose last need another does as well.
func (f Field) or(field string, values ...string) Field {
	last := len(f.Needs) - 1
	need := f.Needs[last]
	need.Or = &Need{Field: field, Values: values}
	f.Needs = f.Needs[:last:last]
	return f.need(need)
}

func (f Field) need(n Need) Field {
	f.Needs = append(slices.Clone(f.Needs), n)
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
	kindDelays
)

// IsDuration reports whether the field is a duration, and Unit that of its bare numbers.
func (f Field) IsDuration() bool { return f.kind == kindDuration }

// IsNumber reports whether the field is a plain number.
func (f Field) IsNumber() bool { return f.kind == kindNumber }

// Format returns the field's value in s as links write it.
func (f Field) Format(s Scenario) string { return f.format(&s) }

// text is what every field has.
type text struct{ name, label, group, help string }

func (t text) field(kind fieldKind) Field {
	return Field{Name: t.name, Label: t.label, Group: t.group, Help: t.help, kind: kind}
}

// wholeField is a whole number from low to high.
func wholeField[N int | uint64](t text, unit string, low, high int64, at func(*Scenario) *N, steps ...string) Field {
	f := t.field(kindNumber)
	f.Unit, f.Steps, f.Whole = unit, steps, true
	f.Low, f.High = strconv.FormatInt(low, 10), strconv.FormatInt(high, 10)
	f.Range = format.Count(low) + " to " + format.Count(high)
	f.Ask = "Enter a whole number from " + f.Range + "."
	f.format = func(s *Scenario) string { return fmt.Sprint(*at(s)) }
	f.set = func(s *Scenario, value string) bool {
		n, ok := parseWhole(value, low, high)
		if ok {
			*at(s) = N(n)
		}
		return ok
	}
	f.typed = func(value string) (string, bool) { return typed.Whole(value, unit) }
	return f
}

// decimalField is a number from low to high with at most that many decimals.
func decimalField(t text, unit string, low, high float64, decimals int, at func(*Scenario) *float64, steps ...string) Field {
	f := t.field(kindNumber)
	f.Unit, f.Steps = unit, steps
	f.Low, f.High = formatDecimal(low), formatDecimal(high)
	fromTo := format.Exact(low) + " to " + format.Exact(high)
	f.Range = fmt.Sprintf("%s, at most %s", fromTo, format.Plural(decimals, "decimal"))
	f.Ask = fmt.Sprintf("Enter a number from %s, with at most %s.", fromTo, format.Plural(decimals, "decimal"))
	if high == 1 {
		f.Ask = fmt.Sprintf("Enter a share from %s, for example 0.5 or 50 %%.", fromTo)
	}
	f.format = func(s *Scenario) string { return formatDecimal(*at(s)) }
	f.set = func(s *Scenario, value string) bool {
		x, ok := parseDecimal(value, low, high, decimals)
		if ok {
			*at(s) = x
		}
		return ok
	}
	f.typed = func(value string) (string, bool) { return typed.Number(value, unit, "x", "×") }
	return f
}

// endless returns the field as one of which there may be any number: who types that means
// the most that there can be here.
func (f Field) endless() Field {
	read := f.typed
	f.Range += ", or unlimited: " + f.plain(f.High)
	f.typed = func(value string) (string, bool) {
		if typed.Endless(value) {
			return f.High, true
		}
		return read(value)
	}
	return f
}

// rate returns the field as one of requests, or tokens, for each of some time.
func (f Field) rate(per time.Duration, decimals int, counted string) Field {
	f.Ask = fmt.Sprintf("Enter a rate from %s to %s %s, for example 40, 100/min or 5000/h.", f.plain(f.Low), f.plain(f.High), counted)
	units := []string{f.Unit, strings.TrimSuffix(f.Unit, "/s"), "hz"}
	f.typed = func(value string) (string, bool) { return typed.Rate(value, per, decimals, units...) }
	return f
}

// plain is a number of the field as people read it.
func (f Field) plain(value string) string {
	x, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	return format.Exact(x)
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
		f.Zero = "off"
	}
	f.format = func(s *Scenario) string { return FormatDuration(*at(s)) }
	f.set = func(s *Scenario, value string) bool {
		d, ok := parseDuration(value)
		if ok = ok && (low <= d && d <= high || d == 0 && zero != ""); ok {
			*at(s) = d
		}
		return ok
	}
	return f.in("s", time.Second).asks(low, high, "")
}

// maxDelays bounds the delays of a list.
const maxDelays = 20

// delaysField is a list of durations from low to high, with commas between.
func delaysField(t text, low, high time.Duration, at func(*Scenario) *[]time.Duration) Field {
	f := t.field(kindDelays)
	f.Range = fmt.Sprintf("up to %s, each %s to %s, with commas between", format.Plural(maxDelays, "duration"), FormatDuration(low), FormatDuration(high))
	f.Ask = fmt.Sprintf("Enter up to %s from %s to %s with commas between, for example 5s,5m,30m,2h.", format.Plural(maxDelays, "duration"), inWords(low), inWords(high))
	f.format = func(s *Scenario) string {
		var all []string
		for _, d := range *at(s) {
			all = append(all, FormatDuration(d))
		}
		return strings.Join(all, ",")
	}
	f.set = func(s *Scenario, value string) bool {
		var all []time.Duration
		for text := range strings.SplitSeq(value, ",") {
			d, ok := parseDuration(text)
			if !ok || d < low || d > high {
				return false
			}
			all = append(all, d)
		}
		if len(all) > maxDelays {
			return false
		}
		*at(s) = all
		return true
	}
	f.typed = func(value string) (string, bool) {
		var all []string
		for text := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(",;|[](){}", r) }) {
			d, ok := typed.Duration(text, time.Second)
			if !ok {
				return "", false
			}
			all = append(all, d)
		}
		return strings.Join(all, ","), len(all) > 0
	}
	return f
}

// in returns a duration as one whose bare numbers are in a unit.
func (f Field) in(name string, unit time.Duration) Field {
	f.Unit = name
	f.typed = func(value string) (string, bool) { return typed.Duration(value, unit) }
	return f
}

// asks returns a duration as one that asks for a value in a range, or for something else.
func (f Field) asks(low, high time.Duration, other string) Field {
	between := "up to " + inWords(high)
	if low > 0 {
		between = "from " + inWords(low) + " to " + inWords(high)
	}
	if f.Zero != "" {
		other = ", or " + f.Zero
	}
	f.Ask = "Enter a duration " + between + ", for example 250ms, 1.5s or 1m30s" + other + "."
	return f
}

// zero returns the field as one whose zero is called something on screen.
func (f Field) zero(name string) Field {
	if f.Zero != "" {
		f.Ask = strings.TrimSuffix(f.Ask, ", or "+f.Zero+".")
	}
	f.Ask = strings.TrimSuffix(f.Ask, ".") + ", or " + name + "."
	f.Zero = name
	return f
}

// wordField is a choice that has a type of its own.
func wordField[C ~uint8](t text, w words[C], at func(*Scenario) *C) Field {
	f := t.field(kindChoice).among(w)
	f.format = func(s *Scenario) string { return w.of(*at(s)) }
	f.set = func(s *Scenario, value string) bool { return w.read(value, at(s)) == nil }
	return f
}

// choiceField is one of the keys of what is registered elsewhere: limiters,
// distributions, guards.
func choiceField(t text, choices []string, at func(*Scenario) *string) Field {
	f := t.field(kindChoice).among(choices)
	f.format = func(s *Scenario) string { return *at(s) }
	f.set = func(s *Scenario, value string) bool {
		known := slices.Contains(choices, value)
		if known {
			*at(s) = value
		}
		return known
	}
	return f
}

// among returns the field as one of some choices.
func (f Field) among(choices []string) Field {
	f.Choices = choices
	f.Range = strings.Join(choices, ", ")
	f.Ask = "Choose one of " + f.Range + "."
	f.typed = func(value string) (string, bool) { return typed.Choice(value, choices, otherWords[f.Name]) }
	return f
}
