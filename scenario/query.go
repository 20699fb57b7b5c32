package scenario

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"backofflab/internal/format"
	"backofflab/scenario/typed"
)

// Bounds of a query. Both are far above what any scenario needs.
const (
	MaxQueryBytes = 4000
	maxPairs      = 128
)

// grammarVersion is the only value of v. A later grammar gets another, so that
// an old lab refuses a new link instead of misreading it.
const grammarVersion = "1"

// Query returns the scenario's form in links: only what differs from the default,
// in the order of Fields. Equal scenarios have equal queries; the query of the
// default is empty.
func (s Scenario) Query() string {
	var pairs []string
	standard := standardTexts()
	for i := range fields {
		if value := fields[i].format(&s); value != standard[i] {
			pairs = append(pairs, fields[i].Name+"="+escape(value))
		}
	}
	return strings.Join(pairs, "&")
}

// standardTexts are the values of the default, in the order of Fields: a page asks for some
// dozen queries, and each compares all of them.
var standardTexts = sync.OnceValue(func() []string {
	texts, standard := make([]string, len(fields)), Default()
	for i := range fields {
		texts[i] = fields[i].format(&standard)
	}
	return texts
})

// readable are the characters that a query may contain as they are, and that
// read better so.
var readable = strings.NewReplacer("%2C", ",", "%3A", ":", "%40", "@", "%2F", "/", "%28", "(", "%29", ")", "%3D", "=", "%7C", "|")

func escape(value string) string { return readable.Replace(url.QueryEscape(value)) }

// ParseQuery reads the form that links have, without the question mark, and values as
// people type them: see Field.Set. A name it does not know, a value out of range, a name
// given twice are errors, never ignored, and all of them are reported together, as
// FieldErrors.
//
// Beside the names of Fields it takes preset, a scenario to start from in place
// of the default, and v, the version of this grammar. The names of a list may be
// repeated, as a form without script sends it.
//
// With an error the scenario returned has every field that could be read, so a
// form can show what was asked for.
func ParseQuery(raw string) (Scenario, error) {
	if len(raw) > MaxQueryBytes {
		return Default(), FieldErrors{{"query", clip(raw), fmt.Sprintf("Shorten the link: it has %s, and at most %s are read.", format.Plural(len(raw), "byte"), format.Count(MaxQueryBytes))}}
	}
	values, problems := split(raw)
	s := Default()
	if name, ok := values["preset"]; ok {
		if preset, err := readPreset(name); err == nil {
			s = preset.Scenario()
		} else {
			problems = append(problems, FieldError{"preset", clip(name), err.Error()})
		}
	}
	if version, ok := values["v"]; ok && version != grammarVersion {
		problems = append(problems, FieldError{"v", clip(version), "This lab reads version 1 of links; a newer lab wrote this one."})
	}
	for _, f := range fields {
		value, ok := values[f.Name]
		if !ok {
			continue
		}
		if err := f.Set(&s, value); err != nil {
			problems = append(problems, FieldError{f.Name, clip(value), err.Error()})
		}
	}
	if len(problems) == 0 {
		problems = s.contradictions()
	}
	if len(problems) > 0 {
		return s, problems
	}
	return s, nil
}

// split takes a query apart into the values of known names.
func split(raw string) (map[string]string, FieldErrors) {
	values := map[string]string{}
	var problems FieldErrors
	if raw == "" {
		return values, nil
	}
	pairs := strings.SplitN(raw, "&", maxPairs+1)
	if len(pairs) > maxPairs {
		return values, FieldErrors{{"query", clip(raw), "Shorten the link: at most " + format.Plural(maxPairs, "parameter") + " are read."}}
	}
	for _, pair := range pairs {
		if pair == "" {
			continue // said once, below
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, wrongName := unescape(rawName)
		value, wrongValue := unescape(rawValue)
		switch {
		case wrongName != "":
			problems = append(problems, FieldError{"query", clip(rawName), wrongName})
		case wrongValue != "":
			problems = append(problems, FieldError{clip(name), clip(rawValue), wrongValue})
		default:
			if err := admit(values, name, value); err != nil {
				problems = append(problems, FieldError{clip(name), clip(value), err.Error()})
			}
		}
	}
	if slices.Contains(pairs, "") {
		problems = append(problems, FieldError{"query", clip(raw), "Remove the & that has nothing beside it."})
	}
	return values, problems
}

// admit adds a pair to the values unless its name is unknown or taken.
func admit(values map[string]string, name, value string) error {
	f, isField := FieldNamed(name)
	if !isField && name != "preset" && name != "v" {
		return unknownName(name)
	}
	before, twice := values[name]
	switch {
	case value == "" && isField && f.kind == kindList:
		value = before // a form without script sends fields that were left empty
	case value == "" && isField:
		return errors.New(f.Ask)
	case twice && before != "" && f.kind == kindList:
		value = before + "," + value
	case twice && f.kind == kindList:
	case twice:
		return sentence("Write %s once: it is there twice, first as %s.", name, clip(before))
	}
	values[name] = value
	return nil
}

// otherNames are what people call fields besides their names.
var otherNames = map[string]string{
	"retries": "attempts", "max-retries": "attempts", "max-attempts": "attempts", "tries": "attempts",
	"delay": "base", "base-delay": "base", "initial-delay": "base", "min-delay": "base", "backoff": "base",
	"max-delay": "cap", "max-backoff": "cap", "multiplier": "factor", "limit": "rate", "rps": "rate", "rpm": "rate", "qps": "rate",
	"users": "clients", "n": "clients", "replications": "runs", "tpm": "tokens-per-minute",
}

func unknownName(name string) error {
	names := []string{"preset"}
	for _, f := range fields {
		names = append(names, f.Name)
	}
	near := otherNames[typed.Word(name)]
	if near == "" {
		near = typed.Nearest(name, names)
	}
	return unknown("setting", name, near, "The names of all settings are in docs/links.md.")
}

// unescape undoes the percent encoding, and says what is wrong with what is not text.
func unescape(s string) (plain, wrong string) {
	plain, err := url.QueryUnescape(s)
	switch {
	case err != nil:
		return "", BrokenPercent
	case !utf8.ValidString(plain):
		return "", NotUTF8
	case strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", HasControl
	}
	return plain, ""
}
