// Package link reads and writes the addresses of the lab: a scenario, and what people
// say about it. The scenario decides what is computed, and its grammar is that of
// [scenario.ParseQuery]; the rest decides only what is shown.
//
// Everything here is a pure function of its arguments and safe for simultaneous use.
package link

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"backofflab/internal/format"
	"backofflab/scenario"
)

// Names of what a link has beside a scenario.
const (
	WithName  = "with"  // the baseline
	TitleName = "title" // its maker's title
	NoteName  = "note"  // its maker's note

	PredictName = "predict" // the reader guesses before the answers are shown
)

// Bounds of the words, in characters.
const (
	MaxTitle = 80
	MaxNote  = 400
)

// Link is what an address says.
type Link struct {
	Scenario scenario.Scenario
	With     *scenario.Scenario // the baseline that Scenario is compared with; nil: none
	Title    string             // in place of the computed title; "" mostly
	Note     string
	Predict  bool // whoever opens it is asked to guess before the answers are shown
}

// yes is the value of a switch.
const yes = "yes"

// Standard is the default scenario within the value of another field: its query is
// empty, and an empty value is none.
const Standard = "v=1"

// separator stands between the fields of a scenario within the value of another
// field, where & cannot.
const separator = ";"

// Parse reads a query, without the question mark. It is as strict as
// [scenario.ParseQuery], and reports everything that is wrong together, as
// [scenario.FieldErrors]. With an error the link has all that could be read.
func Parse(raw string) (Link, error) {
	if len(raw) > scenario.MaxQueryBytes {
		scenario, err := scenario.ParseQuery(raw) // which says so
		return Link{Scenario: scenario}, err
	}
	own, rest, problems := Split(raw, WithName, TitleName, NoteName, PredictName)
	var l Link
	var err error
	if l.Scenario, err = scenario.ParseQuery(rest); err != nil {
		var wrong scenario.FieldErrors
		if !errors.As(err, &wrong) {
			return l, err
		}
		problems = append(wrong, problems...)
	}
	for _, text := range []struct {
		name string
		most int
		to   *string
	}{{TitleName, MaxTitle, &l.Title}, {NoteName, MaxNote, &l.Note}} {
		value := strings.TrimSpace(own[text.name])
		if wrong := faultOf(value, text.most); wrong != "" {
			problems = append(problems, scenario.NewFieldError(text.name, value, wrong))
			continue
		}
		*text.to = value
	}
	switch value := strings.ToLower(strings.TrimSpace(own[PredictName])); value {
	case yes, "1", "true", "on":
		l.Predict = true
	case "", "no", "0", "false", "off":
	default:
		problems = append(problems, scenario.NewFieldError(PredictName, value, "Enter yes or no."))
	}
	if value := own[WithName]; value != "" { // a form without script sends it empty
		with, err := scenario.ParseQuery(strings.ReplaceAll(value, separator, "&"))
		if err != nil {
			problems = append(problems, scenario.NewFieldError(WithName, value, "The baseline cannot be read. "+err.Error()))
		} else {
			l.With = &with
		}
	}
	if len(problems) > 0 {
		return l, problems
	}
	if query := l.Query(); len(query) > scenario.MaxQueryBytes {
		return l, scenario.FieldErrors{scenario.NewFieldError("query", query, fmt.Sprintf("Shorten the title or the note: the link would have %s, and at most %s are read.", format.Plural(len(query), "byte"), format.Count(scenario.MaxQueryBytes)))}
	}
	return l, nil
}

// Split takes what is not of the scenario out of a query: fields of some names, decoded.
func Split(raw string, names ...string) (own map[string]string, rest string, problems scenario.FieldErrors) {
	own = map[string]string{}
	var left []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !slices.Contains(names, name) {
			left = append(left, pair)
			continue
		}
		plain, err := url.QueryUnescape(value)
		_, twice := own[name]
		switch {
		case err != nil:
			problems = append(problems, scenario.NewFieldError(name, value, scenario.BrokenPercent))
		case twice:
			problems = append(problems, scenario.NewFieldError(name, plain, "Write "+name+" once: it is there twice."))
		default:
			own[name] = plain
		}
	}
	return own, strings.Join(left, "&"), problems
}

// Asking is a query of something that has fields of its own beside a scenario, those of some names:
// where it has none of them it gets one, so that pages see that it asks for something.
func Asking(query string, names []string, name, value string) string {
	if own, _, _ := Split(query, names...); len(own) > 0 {
		return query
	}
	return strings.TrimPrefix(query+"&"+name+"="+url.QueryEscape(value), "&")
}

// faultOf says what is wrong with words that people wrote, "" where nothing is.
func faultOf(text string, most int) string {
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		return scenario.NotUTF8
	case n > most:
		return fmt.Sprintf("Write at most %s; these are %s.", format.Plural(most, "character"), format.Count(n))
	case strings.ContainsFunc(text, unicode.IsControl):
		return scenario.HasControl
	}
	return ""
}

// Query returns the link's canonical query: the scenario's, then what else there is.
// Equal links have equal queries.
func (l Link) Query() string {
	var pairs []string
	if query := l.Scenario.Query(); query != "" {
		pairs = append(pairs, query)
	}
	if l.With != nil {
		with := strings.ReplaceAll(l.With.Query(), "&", separator)
		if with == "" {
			with = Standard
		}
		pairs = append(pairs, WithName+"="+with)
	}
	for _, text := range []struct{ name, value string }{{TitleName, l.Title}, {NoteName, l.Note}} {
		if text.value != "" {
			pairs = append(pairs, text.name+"="+strings.ReplaceAll(url.QueryEscape(text.value), "%2C", ","))
		}
	}
	if l.Predict {
		pairs = append(pairs, PredictName+"="+yes)
	}
	return strings.Join(pairs, "&")
}

// Path returns the address of the page that shows the link: the lab's, or that of a
// comparison.
func (l Link) Path() string {
	path := "/"
	if l.With != nil {
		path = "/compare"
	}
	if query := l.Query(); query != "" {
		path += "?" + query
	}
	return path
}
