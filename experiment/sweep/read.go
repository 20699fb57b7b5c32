package sweep

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// barred are fields that are no axis, and why.
var barred = map[string]string{
	"strategies": "The strategies are compared in every cell; choose another field.",
	"seed":       "Every cell has the same seeds, so that cells can be compared; choose another field.",
	"runs":       "All cells have as many replications; choose another field.",
	"bin":        "The width of the bins changes no result; choose another field.",
}

// Barred says why a field is no axis, "" where it can be one.
func Barred(field string) string { return barred[field] }

// reader reads an axis that was given as x or y.
type reader struct {
	name, text string
	axis       Axis
}

// readAxis reads an axis, in the form of links or as people type it: "cap: 1s, 5s, 10s",
// "clients: 10 to 190 by 20", "base: 10ms..10s log 7". The error is a FieldError.
func readAxis(name, text string) (Axis, error) {
	key, values, cut := strings.Cut(text, ":")
	key, values = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(values)
	r := reader{name: name, text: text, axis: Axis{Field: key}}
	if !cut || values == "" {
		return Axis{}, r.wrong("Write a field, a colon and its values, for example cap:1s,5s,10s or clients:lin(10,190,19).")
	}
	if _, known := scenario.FieldNamed(key); !known {
		_, _, err := scenario.ReadValue(key, "")
		return Axis{}, r.wrong("%s", messageOf(err))
	}
	if why := barred[key]; why != "" {
		return Axis{}, r.wrong("%s", why)
	}
	read := r.list
	if s, ok := readSpacing(values); ok {
		if read = func(string) error { return r.spread(s) }; !r.axis.Numeric() && s.marked() {
			return Axis{}, r.wrong("%s has words for values: list them, with commas between.", key)
		} else if !r.axis.Numeric() { // a word with a hyphen
			read = r.list
		}
	}
	if err := read(values); err != nil {
		return Axis{}, err
	}
	if n := len(r.axis.Values); n < 2 {
		return Axis{}, r.wrong("Give at least 2 values, and at most %s: this is %s alone.", format.Count(MostValues), r.axis.Values[0])
	}
	return r.axis, nil
}

// wrong says what is wrong with the whole axis.
func (r *reader) wrong(why string, args ...any) error {
	return scenario.NewFieldError(r.name, r.text, fmt.Sprintf(why, args...))
}

// messageOf is what an error of the scenario's fields says.
func messageOf(err error) string {
	var wrong scenario.FieldErrors
	if errors.As(err, &wrong) && len(wrong) > 0 {
		return wrong[0].Message
	}
	return err.Error()
}

// value reads one value of the field, and returns it as links write it.
func (r *reader) value(text string) (string, error) {
	plain, _, err := scenario.ReadValue(r.axis.Field, text)
	if err != nil {
		return "", scenario.NewFieldError(r.name, text, fmt.Sprintf("This is no value of %s. %s", r.axis.Field, messageOf(err)))
	}
	return plain, nil
}

var (
	betweenValues = regexp.MustCompile(`\s*[,;]\s*(?:and )?|\s+(?:and|or)\s+`)
	groupedDigits = regexp.MustCompile(`\d,\d{3}(?:\D|$)`)
	leadingZero   = regexp.MustCompile(`^0\d`)
)

// list reads values one by one. A list that falls is turned round, for curves rise.
func (r *reader) list(text string) error {
	pieces := slices.DeleteFunc(betweenValues.Split(text, -1), func(piece string) bool { return piece == "" })
	if len(pieces) == 1 {
		pieces = strings.Fields(text)
	}
	switch {
	case len(pieces) == 0:
		return r.wrong("Write some values with commas between, for example cap:1s,5s,10s.")
	case len(pieces) > MostValues:
		return r.wrong("Give at most %s; these are %s.", format.Plural(MostValues, "value"), format.Count(len(pieces)))
	case strings.Contains(text, ", ") && groupedDigits.MatchString(text) || r.axis.Numeric() && slices.ContainsFunc(pieces, leadingZero.MatchString):
		return r.wrong("A comma can be read in two ways here. Write the numbers without commas in them.")
	}
	if r.axis.Numeric() {
		r.unitsOnce(pieces, true)
	}
	a := &r.axis
	for _, piece := range pieces {
		plain, err := r.value(piece)
		if err != nil {
			return err
		}
		if !slices.Contains(a.Values, plain) {
			a.Values = append(a.Values, plain)
		}
	}
	if a.Numeric() {
		slices.SortFunc(a.Values, func(x, y string) int { return cmp.Compare(a.At(x), a.At(y)) })
	}
	return nil
}

var (
	bareNumber = regexp.MustCompile(`^[\d.,_' ]+$`)
	withUnit   = regexp.MustCompile(`^[\d.,_' ]*\d *([a-zA-Zµμ%/][^\d]*)$`)
	ofScale    = regexp.MustCompile(`^(?i:k|m|g|thousand|million|billion)\b`)
	ofRates    = regexp.MustCompile(`^/[mhd]$`)
)

// unitsOnce gives numbers without a unit that of the next one that has any, as people write
// "100, 200 and 800 ms" or "10..60 per minute". In lists the forms "1,100/m", which links
// have, stay two rates.
func (r *reader) unitsOnce(texts []string, listed bool) {
	f, _ := scenario.FieldNamed(r.axis.Field)
	unit := ""
	for i, text := range slices.Backward(texts) {
		if found := withUnit.FindStringSubmatch(text); found != nil {
			unit = found[1]
			if !f.IsDuration() && ofScale.MatchString(unit) || listed && ofRates.MatchString(unit) {
				unit = ""
			}
		} else if bareNumber.MatchString(text) && unit != "" {
			texts[i] = strings.TrimSpace(text) + " " + unit
		} else {
			unit = ""
		}
	}
}

// ReadAxis reads an axis in the form of links, or as people type it. The name is that of the
// field in which it stands. The error is a FieldError.
func ReadAxis(name, text string) (Axis, error) { return readAxis(name, text) }

// Near is a number, of a duration in seconds, as links write the nearest value that the field
// takes, with few digits.
func (a Axis) Near(x float64) string { return a.written(x, 0) }
