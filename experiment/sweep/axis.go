package sweep

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// Axis is a field of the scenario, and the values that it takes.
type Axis struct {
	Field  string   // name of the field; "" where there is no axis
	Scale  Scale    // how the values lie
	Values []string // as links write them, each once; rising where they are numbers
}

// Scale is how the values of an axis lie.
type Scale uint8

// The scales. Values of a list are numbers or words, as they were given.
const (
	List   Scale = iota
	Linear       // evenly
	Log          // each about as many times the one before
)

// MostValues is how many values an axis has at most.
const MostValues = 200

// Numeric reports whether the axis has numbers or durations, between which there are others.
func (a Axis) Numeric() bool {
	f, ok := scenario.FieldNamed(a.Field)
	return ok && (f.IsNumber() || f.IsDuration())
}

// At is where a value lies: a number, or a duration in seconds. Of a word it is its place.
func (a Axis) At(value string) float64 {
	if x, ok := numberOf(a.Field, value); ok {
		return x
	}
	return float64(slices.Index(a.Values, value))
}

// numberOf reads a value of a field, as links write it, as a number.
func numberOf(field, value string) (float64, bool) {
	f, ok := scenario.FieldNamed(field)
	switch {
	case !ok:
		return 0, false
	case f.IsDuration():
		d, err := time.ParseDuration(value)
		return d.Seconds(), err == nil
	case !f.IsNumber():
		return 0, false
	}
	amount, unit, _ := strings.Cut(value, "/")
	x, err := strconv.ParseFloat(amount, 64)
	return x / map[string]float64{"": 1, "m": 60, "h": 3600, "d": 86400}[unit], err == nil
}

// String writes the axis as links do: "cap:lin(1s,60s,7)", "limiter:tokenbucket,gcra".
func (a Axis) String() string {
	if a.Field == "" {
		return ""
	}
	values := strings.Join(a.Values, ",")
	if a.Scale != List {
		values = fmt.Sprintf("%s(%s,%s,%d)", [...]string{Linear: "lin", Log: "log"}[a.Scale], a.Values[0], a.Values[len(a.Values)-1], len(a.Values))
		if !slices.Equal(a.evenly(a.Values[0], a.Values[len(a.Values)-1], len(a.Values)), a.Values) {
			values = strings.Join(a.Values, ",")
		}
	}
	return a.Field + ":" + values
}

// barred are fields that are no axis, and why.
var barred = map[string]string{
	"strategies": "The strategies are compared in every cell; choose another field.",
	"seed":       "Every cell has the same seeds, so that cells can be compared; choose another field.",
	"runs":       "All cells have as many replications; choose another field.",
	"bin":        "The width of the bins changes no result; choose another field.",
}

// Barred says why a field is no axis, "" where it can be one.
func Barred(field string) string { return barred[field] }

// readAxis reads an axis, in the form of links or as people type it: "cap: 1s, 5s, 10s",
// "clients: 10..190 step 20", "base: 10ms..10s log 7". The name is x or y.
func readAxis(name, text string) (Axis, error) {
	wrong := func(why string, args ...any) error {
		return scenario.NewFieldError(name, text, fmt.Sprintf(why, args...))
	}
	key, values, cut := strings.Cut(text, ":")
	key = strings.TrimSpace(key)
	f, known := scenario.FieldNamed(key)
	switch {
	case !cut || strings.TrimSpace(values) == "":
		return Axis{}, wrong("Write a field, a colon and its values, for example cap:1s,5s,10s or clients:lin(10,190,19).")
	case !known:
		return Axis{}, wrong("There is no field %q. Write the name that it has in links, for example clients or cap.", format.Clip(key, 40))
	case barred[key] != "":
		return Axis{}, wrong("%s", barred[key])
	}
	a := Axis{Field: f.Name}
	if r, ok := readRange(values); ok {
		return a.spaced(r, wrong)
	}
	return a.listed(values, wrong)
}

// listed reads values one by one. A list that falls is turned round, for curves rise.
func (a Axis) listed(text string, wrong func(string, ...any) error) (Axis, error) {
	for value := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		plain, _, err := scenario.ReadValue(a.Field, value)
		if err != nil {
			return Axis{}, err
		}
		if !slices.Contains(a.Values, plain) {
			a.Values = append(a.Values, plain)
		}
	}
	if len(a.Values) > MostValues {
		return Axis{}, wrong("Give at most %s; these are %s.", format.Plural(MostValues, "value"), format.Count(len(a.Values)))
	}
	if a.Numeric() {
		slices.SortFunc(a.Values, func(x, y string) int { return cmp.Compare(a.At(x), a.At(y)) })
	}
	return a, nil
}
