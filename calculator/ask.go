package calculator

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/schedule"
	"backofflab/scenario/typed"
)

// Names of what an address says besides a link of the lab and the names of [OtherNames].
const (
	NameT      = "t"      // the time whose chance of still waiting is asked for
	NameWithin = "within" // the time whose retries are counted
	NameRetry  = "retry"  // the retry whose formula is written out
	NameAfter  = "after"  // rejection or failure, for a library that treats them apart
)

// What is not asked for.
const (
	StandardT        = 30 * time.Second
	StandardWithin   = scenario.Day
	StandardRetry    = 4
	standardStrategy = "full"
)

// MaxTime bounds t and within: a year.
const MaxTime = 365 * scenario.Day

// Ask is what an address of the calculator asks for.
type Ask struct {
	Scenario       scenario.Scenario // with one strategy
	AfterRejection bool              // of a library that treats rejections apart: show what it waits after one
	T, Within      time.Duration
	Retry          int // whose formula is written out: at most max attempts - 1; 0 where there is none

	Others []string // keys of the further strategies of the link
	chosen bool     // Retry was asked for
	turned bool     // AfterRejection is not what the scenario makes it
}

// Strategy is the key of the strategy.
func (a Ask) Strategy() string { return a.Scenario.Strategies[0] }

// Default is what an empty address asks for: the policy of the default scenario with full jitter.
func Default() Ask {
	a, _ := Parse("")
	return a
}

// Parse reads a query, without the question mark: a link of the lab, of whose strategies the
// first counts, or names that people give to the fields of a retry policy. Of a link nothing but
// its policy counts. The error is [scenario.FieldErrors], with everything that is wrong; then Ask
// has all that could be read.
func Parse(raw string) (Ask, error) {
	asked, problems := read(raw)
	l, err := link.Parse(asked.rest())
	var wrong scenario.FieldErrors
	if err != nil && !errors.As(err, &wrong) {
		return Ask{}, err
	}
	for i := range wrong {
		wrong[i] = asked.named(wrong[i])
	}
	problems = append(problems, wrong...)
	a := Ask{Scenario: l.Scenario, T: StandardT, Within: StandardWithin}
	if !asked.has("strategies") && !asked.has("preset") {
		a.Scenario.Strategies = []string{standardStrategy}
	}
	a.Others, a.Scenario.Strategies = a.Scenario.Strategies[1:], a.Scenario.Strategies[:1]
	if text := a.Strategy(); strings.ContainsAny(text, ">@") {
		problems = append(problems, scenario.NewFieldError(asked.name("strategies"), text, "Enter one strategy: a mix of several, or layers, have no formula of their own."))
		a.Scenario.Strategies = []string{standardStrategy}
	}
	if w := asked.jitter(&a.Scenario); w != nil {
		problems = append(problems, *w)
	}
	problems = append(problems, a.times(asked)...)
	problems = append(problems, a.which(asked)...)
	if len(problems) > 0 {
		return a, problems
	}
	return a, nil
}

// times reads t and within.
func (a *Ask) times(asked query) (problems scenario.FieldErrors) {
	for _, f := range []struct {
		name  string
		least time.Duration
		to    *time.Duration
	}{{NameT, 0, &a.T}, {NameWithin, time.Millisecond, &a.Within}} {
		value := asked.own[f.name]
		if value == "" {
			continue
		}
		plain, ok := typed.Duration(value, time.Second)
		d, err := time.ParseDuration(plain)
		if !ok || err != nil || d < f.least || d > MaxTime {
			problems = append(problems, scenario.NewFieldError(f.name, value, fmt.Sprintf("Enter a duration from %s to %s, for example 30s, 5m or 24h.", span(f.least), format.Span(MaxTime))))
			continue
		}
		*f.to = d
	}
	return problems
}

// which reads what of the policy is looked at.
func (a *Ask) which(asked query) (problems scenario.FieldErrors) {
	a.AfterRejection = schedule.Rejects(a.Scenario)
	switch value := asked.own[NameAfter]; typed.Word(value) {
	case "":
	case "rejection", "rejected", "429", "failure", "failed":
		wanted := !strings.HasPrefix(typed.Word(value), "fail")
		a.turned, a.AfterRejection = wanted != a.AfterRejection, wanted
	default:
		problems = append(problems, scenario.NewFieldError(NameAfter, value, "Enter rejection or failure."))
	}
	most := a.Scenario.For(a.Strategy()).Attempts - 1
	a.Retry = min(StandardRetry, most)
	value := asked.own[NameRetry]
	if value == "" {
		return problems
	}
	n, err := strconv.Atoi(value)
	switch {
	case most == 0:
		problems = append(problems, scenario.NewFieldError(NameRetry, value, "Leave it empty: with 1 attempt (attempts) there is no retry."))
	case err != nil || n < 1 || n > most:
		problems = append(problems, scenario.NewFieldError(NameRetry, value, fmt.Sprintf("Enter a retry from 1 to %s: there are at most %s (attempts).", format.Count(most), format.Plural(most+1, "attempt"))))
	default:
		a.Retry, a.chosen = n, true
	}
	return problems
}

// Query is the canonical query of an Ask. Equal ones have equal queries.
func (a Ask) Query() string {
	pairs := []string{a.Scenario.Query()}
	if a.T != StandardT {
		pairs = append(pairs, NameT+"="+scenario.FormatDuration(a.T))
	}
	if a.Within != StandardWithin {
		pairs = append(pairs, NameWithin+"="+scenario.FormatDuration(a.Within))
	}
	if a.chosen {
		pairs = append(pairs, NameRetry+"="+strconv.Itoa(a.Retry))
	}
	if a.turned {
		after := "failure"
		if a.AfterRejection {
			after = "rejection"
		}
		pairs = append(pairs, NameAfter+"="+after)
	}
	return strings.Join(pairs, "&")
}

// Chosen is the retry that was asked for, 0 where none was and another stands in for it.
func (a Ask) Chosen() int {
	if !a.chosen {
		return 0
	}
	return a.Retry
}

// WithRetry asks for the formula of another retry.
func (a Ask) WithRetry(k int) Ask {
	a.Retry, a.chosen = k, true
	return a
}

// WithStrategy asks for another of the link's strategies.
func (a Ask) WithStrategy(key string) Ask {
	a.Scenario.Strategies = []string{key}
	return a
}

// AfterOther asks for the delays after the other sort of failure.
func (a Ask) AfterOther() Ask {
	a.AfterRejection, a.turned = !a.AfterRejection, !a.turned
	return a
}

// query is an address taken apart.
type query struct {
	own   map[string]string // of the names above
	pairs []pair            // of scenarios, in the order of the address
	word  string            // what jitter was said to be in words; "" where it was not
}

// pair is a field of a scenario, and what it was called.
type pair struct{ field, called, value string }

// read takes a query apart, without looking at values.
func read(raw string) (query, scenario.FieldErrors) {
	q := query{own: map[string]string{}}
	var problems scenario.FieldErrors
	if len(raw) > scenario.MaxQueryBytes {
		_, err := scenario.ParseQuery(raw) // which says so
		errors.As(err, &problems)
		return q, problems
	}
	for text := range strings.SplitSeq(raw, "&") {
		called, value, _ := strings.Cut(text, "=")
		plain, err := url.QueryUnescape(value)
		name, nameErr := url.QueryUnescape(called)
		if err != nil || nameErr != nil {
			problems = append(problems, scenario.NewFieldError("query", text, scenario.BrokenPercent))
			continue
		}
		if w := q.take(name, plain, text); w != "" {
			problems = append(problems, scenario.NewFieldError(name, plain, w))
		}
	}
	return q, problems
}

// take sorts one pair in, and says what is wrong with it where something is.
func (q *query) take(name, value, text string) string {
	if slices.Contains([]string{NameT, NameWithin, NameRetry, NameAfter}, name) {
		if _, twice := q.own[name]; twice {
			return "Write " + name + " once: it is there twice."
		}
		q.own[name] = strings.TrimSpace(value)
		return ""
	}
	field, value := fieldOf(name, value)
	if field == "" {
		if text != "" {
			q.pairs = append(q.pairs, pair{name, name, text})
		}
		return ""
	}
	if strings.TrimSpace(value) == "" && field != name {
		return "" // a form sends what was left empty
	}
	if field == "jitter" && jitterWords[typed.Word(value)] != "" {
		q.word = value
		return ""
	}
	if before := q.name(field); field != "strategies" && q.has(field) {
		return fmt.Sprintf("Write it once: %s is there too, and means the same.", before)
	}
	q.pairs = append(q.pairs, pair{field, name, field + "=" + url.QueryEscape(value)})
	return ""
}

// rest is the query of a link.
func (q query) rest() string {
	var texts []string
	for _, p := range q.pairs {
		texts = append(texts, p.value)
	}
	return strings.Join(texts, "&")
}

// has reports whether a field of scenarios is there.
func (q query) has(field string) bool {
	return slices.ContainsFunc(q.pairs, func(p pair) bool { return p.field == field })
}

// name is what a field was called.
func (q query) name(field string) string {
	for _, p := range q.pairs {
		if p.field == field {
			return p.called
		}
	}
	return field
}

// named is an error with the name that the field was given.
func (q query) named(e scenario.FieldError) scenario.FieldError {
	e.Field = q.name(e.Field)
	return e
}
