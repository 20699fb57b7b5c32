package claims

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"backofflab/internal/format"
	"backofflab/retry"
)

// pattern is one form of sentence and the checks of what it claims.
//
// A form is a text with places for what varies: {kind} or {kind name}, where two of a kind
// need a name each. [Text in brackets] may be missing, <one|another> stands for either.
// Its spaces are ordinary ones, and its digits are not grouped.
type pattern struct {
	form   string
	checks []check
	where  []string // places that it may stand in; none: any
	re     *regexp.Regexp
}

// check holds a claim against the data and notes the faults that it finds.
type check func(*claim)

// kinds are what a place of a pattern may hold.
var kinds = map[string]string{
	"fleet":    fleetForm,
	"fleets":   fleetsForm,
	"with":     withForm,
	"called":   calledForm,
	"bound":    `limit|capacity`,
	"lost":     `(?:is|are) lost|gives? up`,
	"why":      `runs? out of attempts|miss(?:es)? the deadline|fails? for good|fails? without a retry|(?:is|are) (?:refused by the (?:budget|breaker|throttle)|told to wait too long|still waiting at the end|lost)`,
	"count":    `\d+|no|none|None`,
	"counts":   `\d+(?:–\d+)?|no|none`,
	"rate":     numberForm,
	"each":     numberForm + `(?: (?:request|point)s?)? an? (?:second|minute|hour|day)`,
	"per":      numberForm + `/(?:s|min|h|day)`,
	"ratio":    numberForm,
	"ratios":   numberForm + `(?:–` + numberForm + `)?`,
	"index":    numberForm,
	"percent":  numberForm + ` ?%?`,
	"percents": numberForm + `(?:–` + numberForm + `)? %`,
	"change":   `[+−]?<?` + numberForm + ` %`,
	"time":     timeForm,
	"times":    numberForm,
	"span":     `(?:` + numberForm + `–|` + timeForm + `–)?` + timeForm,
	"name":     `.+?`, // of a fleet where it is no part of a sentence
	"noun":     `clients?|requests?`,
	"word":     `[A-Za-z]+`,
	"strategy": fleetForm,
	"option":   `[a-z-]+`,
	"rest":     `.+`,
	"part":     `.+?`, // a rest up to where the form goes on
}

const (
	numberForm = `\d+(?:\.\d+)?`
	timeForm   = numberForm + ` (?:µs|ms|s|min|h)(?: ` + numberForm + ` (?:ms|s|min|h))*`
)

var fleetForm = func() string {
	names := []string{`“[^”]+”`}
	for _, k := range retry.Kinds() {
		names = append(names, regexp.QuoteMeta(k.Name), regexp.QuoteMeta(format.Lower(k.Name)))
	}
	for alias := range aliases {
		names = append(names, alias, format.Capital(alias))
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	return `(?:` + strings.Join(names, "|") + `)`
}()

// aliases are how sentences call strategies whose names are adjectives.
var aliases = map[string]string{"immediate retry": "Immediate", "linear backoff": "Linear", "polynomial backoff": "Polynomial"}

// unjittered is how sentences call what is done with no jitter alone.
const unjittered = "without jitter"

var (
	fleetsForm = fleetForm + `(?:, ` + fleetForm + `)*(?: and ` + fleetForm + `)?|(?:every|any) strategy`
	calledForm = stemForm + ` and ` + stemForm + ` jitter|` + fleetsForm + `|` + numberedForm
	withForm   = `[Ww]` + unjittered[1:] + `|[Ww]ith (?:` + calledForm + `|the other \w+)`

	numberedForm = `[A-Z]?[a-z]+ strategies`
	sharedForm   = regexp.MustCompile(`(?i)^(with )?(` + stemForm + `) and (` + stemForm + ` jitter)$`)
	countedForm  = regexp.MustCompile(`(?i)^(?:with )?(the other )?(\w+)(?: strategies)?$`)
)

// stemForm is the first word of a kind of jitter, which two kinds may share.
var stemForm = func() string {
	var stems []string
	for _, k := range retry.Kinds() {
		if stem, ok := strings.CutSuffix(k.Name, " jitter"); ok && stem != "No" {
			stems = append(stems, regexp.QuoteMeta(stem), regexp.QuoteMeta(format.Lower(stem)))
		}
	}
	return `(?:` + strings.Join(stems, "|") + `)`
}()

var formParts = regexp.MustCompile(`\{(\w+)(?: (\w+))?\}|[\[\]<>|]|[^\[\]<>|{}]+`)

// compile makes a form a regular expression.
func compile(form string) *regexp.Regexp {
	b, seen := strings.Builder{}, map[string]bool{}
	for _, part := range formParts.FindAllStringSubmatch(form, -1) {
		switch whole := part[0]; {
		case part[1] != "":
			kind, ok := kinds[part[1]]
			name := part[2]
			if name == "" {
				name = part[1]
			}
			if !ok || seen[name] {
				panic(fmt.Sprintf("%s: %s is no kind, or %s stands twice", form, part[1], name))
			}
			seen[name] = true
			fmt.Fprintf(&b, `(?P<%s>%s)`, name, kind)
		case whole == "[" || whole == "<":
			b.WriteString("(?:")
		case whole == "]":
			b.WriteString(")?")
		case whole == ">":
			b.WriteString(")")
		case whole == "|":
			b.WriteString("|")
		default:
			b.WriteString(regexp.QuoteMeta(whole))
		}
	}
	return regexp.MustCompile(`^` + b.String() + `$`)
}

// ordinary is a sentence as patterns are written: ordinary spaces, no space in numbers.
func ordinary(text string) string {
	text = strings.NewReplacer("\u00a0", " ", "\u202f", "", "\u2009", "").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// claim is a sentence that a pattern knows.
type claim struct {
	*page
	sentence
	groups  map[string]string
	measure string              // in which fleets are ahead that are told by their number; "": in the one that decides
	counted map[string][]*fleet // groups whose fleets are others where they are told by their number
	held    map[string]bool     // groups that a check has looked at
	faults  *[]fault
}

// fault is a sentence that the data contradicts.
type fault struct {
	kind     string
	sentence sentence
	truth    string
}

func (f fault) String() string {
	return fmt.Sprintf("[%s] %s: %q: %s", f.kind, f.sentence.place, ordinary(f.sentence.text), f.truth)
}

func (c *claim) fault(kind, format string, args ...any) {
	*c.faults = append(*c.faults, fault{kind, c.sentence, fmt.Sprintf(format, args...)})
}

// has reports whether a group is in the sentence, and takes it as looked at.
func (c *claim) has(group string) bool {
	c.held[group] = true
	return c.groups[group] != ""
}

// fleets are those that a group names; all where the pattern has no such group, for a run
// of one fleet is not named.
func (c *claim) fleets(group string) []*fleet {
	text, ok := c.groups[group]
	if c.held[group] = true; !ok || text == "" || strings.HasSuffix(text, "strategy") {
		return c.run.Results
	}
	if n := countedForm.FindStringSubmatch(text); n != nil && (n[1] != "" || strings.HasSuffix(text, "strategies")) {
		of := c.run.Verdict.of(cmp.Or(c.measure, c.run.Verdict.lead().Measure)) // told by their number
		some := c.run.keyed(of.Ahead)
		if of, ok := c.counted[group]; ok {
			some = of
		}
		if n[1] != "" {
			some = without(c.run.Results, c.run.keyed(of.Behind))
		}
		if format.Word(len(some)) != strings.ToLower(n[2]) || len(some) < 2 {
			c.fault("name", "%q are %s", text, namesOf(some))
		}
		return some
	}
	text = sharedForm.ReplaceAllString(text, "$1$2 jitter and $3")
	if strings.EqualFold(text, unjittered) {
		text = "no jitter"
	}
	if f := c.run.fleet(text); f != nil {
		return []*fleet{f}
	}
	return c.named(text)
}

func (c *claim) named(text string) []*fleet {
	var all []*fleet
	for _, name := range fleetNames.FindAllString(text, -1) {
		f := c.run.fleet(name)
		if f == nil {
			c.fault("name", "%s is not in the run", name)
			continue
		}
		all = append(all, f)
	}
	return all
}

var fleetNames = regexp.MustCompile(fleetForm)

// figure is a number as it is shown, and one step of its last digit.
type figure struct{ value, step float64 }

var (
	numberIn = regexp.MustCompile(numberForm)
	rateIn   = regexp.MustCompile(`^(` + numberForm + `)(?: (?:request|point)s?)?(?:/| an? )(s|min|h|day|second|minute|hour)$`)
	timeIn   = regexp.MustCompile(`(` + numberForm + `) (µs|ms|s|min|h)\b`)
	unitMS   = map[string]float64{"µs": 1e-3, "ms": 1, "s": 1e3, "min": 60e3, "h": 3600e3, "day": 86400e3, "second": 1e3, "minute": 60e3, "hour": 3600e3}
)

// figureOf reads a number; one of time is in milliseconds, and a rate is one per second.
func figureOf(text string) figure {
	if rate := rateIn.FindStringSubmatch(text); rate != nil {
		f, each := figureOf(rate[1]), unitMS[rate[2]]/1e3
		return figure{f.value / each, f.step / each}
	}
	if parts := timeIn.FindAllStringSubmatch(text, -1); parts != nil {
		var sum figure
		for _, p := range parts {
			f := figureOf(p[1])
			sum.value += f.value * unitMS[p[2]]
			sum.step = f.step * unitMS[p[2]]
		}
		return sum
	}
	digits := numberIn.FindString(text)
	if digits == "" {
		return figure{0, 1} // no, none
	}
	if strings.ContainsAny(text, "–") {
		panic("a range is no number: " + text)
	}
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		panic(err)
	}
	_, decimals, _ := strings.Cut(digits, ".")
	step := 1.0
	for range decimals {
		step /= 10
	}
	return figure{value, step}
}

// shows reports whether x, rounded or cut off, is what is shown.
func (f figure) shows(x float64) bool {
	const noise = 1e-9
	return x > f.value-f.step*(0.5+noise)-noise && x < f.value+f.step*(1+noise)+noise
}

// nearest reports whether x is certainly rounded to the figure, where shows is generous.
func (f figure) nearest(x float64) bool { return math.Abs(x-f.value) < f.step*0.49+1e-9 }

// isCount reports whether the figure is that whole number.
func (f figure) isCount(n float64) bool { return f.value == n }

// rangeOf reads a number, or from where to where numbers reach: "8.2–31.1 s".
func rangeOf(text string) (low, high figure) {
	from, to, ranges := strings.Cut(text, "–")
	if !ranges {
		f := figureOf(text)
		return f, f
	}
	if at := timeIn.FindStringSubmatch(to); at != nil && !timeIn.MatchString(from) {
		from += " " + at[2] // one unit for both
	}
	return figureOf(from), figureOf(to)
}

func (f figure) count() int { return int(f.value) }
