package find

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"backofflab/experiment"
	"backofflab/scenario/typed"
)

// Comparisons of a limit, on plain words, the longer ones first.
const (
	atMost = `at most|no more than|not more than|never more than|no higher than|not higher than|no longer than|not longer than|no later than|not later than|` +
		`not above|never above|not over|never over|not exceed|never exceeds?|cannot exceed|less than|lower than|fewer than|shorter than|` +
		`below|under|up|limited|capped at|max|maximum|<=|<|≤`
	inTime  = `within|in under|in less than|in at most|in|by|before`
	atLeast = `at least|no less than|not less than|no fewer than|not fewer than|no lower than|not below|never below|not under|never under|` +
		`more than|higher than|greater than|above|over|min|minimum|>=|>|≥`
)

// Amounts, as people write them.
const (
	digits   = `\d[\d.,']*(?: \d{3}\b)*`
	timeUnit = `(?:milliseconds?|microseconds?|msecs?|ms|us|µs|minutes?|mins?|m|seconds?|secs?|s|hours?|hrs?|h)`
	perTime  = `/(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b`
)

// bound is a comparison and its amount. A time stands in the second group, another amount in
// the third with its unit in the fourth.
var bound = regexp.MustCompile(`(?:^| )(` + atMost + `|` + inTime + `|` + atLeast + `) ?(?:((?:` + digits + ` ?` + timeUnit + ` ?)+)|(` + digits + `(?:k\b| thousand\b)?)(%|x\b|×|times\b|` + perTime + `)?)`)

var (
	lowest = regexp.MustCompile(`^(?:` + atLeast + `)$`)
	timely = regexp.MustCompile(`^(?:` + inTime + `)$`)
)

// unit is what an amount is in.
type unit uint8

const (
	bare unit = iota
	seconds
	percent
	multiple
	perSecond
)

// amount is a number that was said.
type amount struct {
	x    float64 // times in seconds, rates a second
	unit unit
}

// comparison is a part that holds one bound: its amount, on which side it is, and the words
// before and after, which say of what.
type comparison struct {
	amount
	least bool
	of    string
}

// comparisonIn finds the bound of a part; there is none where there are several, for the others
// would go unheard.
func comparisonIn(text string) (c comparison, ok bool) {
	m := bound.FindStringSubmatchIndex(text)
	if m == nil || !endsWord(text, m[1]) || bound.MatchString(text[m[1]:]) {
		return c, false
	}
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return strings.TrimSpace(text[m[2*i]:m[2*i+1]])
	}
	c.amount, ok = amountOf(group(2), group(3), group(4))
	if timely.MatchString(group(1)) && c.unit != seconds {
		return c, false
	}
	c.least = lowest.MatchString(group(1))
	c.of = strings.Join(strings.Fields(text[:m[0]]+" "+text[m[1]:]), " ")
	return c, ok
}

// endsWord reports whether a word ends at a place: "1e9" is not 1.
func endsWord(text string, at int) bool {
	next, _ := utf8.DecodeRuneInString(text[at:])
	return at == len(text) || next == ' ' || text[at-1] == ' '
}

// amountOf reads a time, or a number and its unit. A point that may group digits as well as
// begin decimals is not read.
func amountOf(duration, number, of string) (a amount, ok bool) {
	if duration != "" {
		text, ok := typed.Duration(duration, time.Second)
		d, err := time.ParseDuration(text)
		return amount{d.Seconds(), seconds}, ok && err == nil
	}
	number = strings.TrimRight(number, ".,")
	if typed.Ambiguous(number) && strings.Contains(number, ".") {
		return a, false
	}
	var text string
	switch {
	case strings.HasPrefix(of, "/"):
		a.unit = perSecond
		text, ok = typed.Rate(number+of, time.Second, 6)
	default:
		a.unit = map[string]unit{"": bare, "%": percent}[of]
		if of != "" && of != "%" {
			a.unit = multiple
		}
		text, ok = typed.Number(number)
	}
	x, err := strconv.ParseFloat(text, 64)
	a.x = x
	return a, ok && err == nil
}

// Words that are parts of forms, on plain words.
const (
	ones    = `(?:requests?|clients?|calls?|users?|customers?)`
	done    = `(?:done|finish(?:ed)?|completed?|complete|succeed(?:ed)?|served)`
	share   = `% (?:all )?(?:` + ones + ` )?` + done
	latency = `(?:latency|completion time|completion|response time|time|duration)`
	peaks   = `(?:peaks?|spikes?|peak (?:load|rate|traffic)|(?:load|traffic) (?:peaks?|spikes?)|busiest second)`
	waves   = `(?:(?:(?:largest|biggest|later|retry) )?waves?(?: retries)?)`
	each    = ` per (?:request|call)`
	inAll   = `(?:in total|in all|altogether|overall)`
)

// limited are forms of what a limit bounds, the unit of its amount, and the figure each means.
var limited = []struct {
	form   *regexp.Regexp
	unit   unit
	figure string
	turn   func(x float64) float64 // makes the bound of it one of the figure, on the other side where over is
	over   bool
}{
	{form: only(until(`95`)), unit: seconds, figure: "done_95"},
	{form: only(until(`99`)), unit: seconds, figure: "done_99"},
	{form: only(allDone), unit: seconds, figure: "last_success"},
	{form: only(quantile(`median|p50`)), unit: seconds, figure: "completion_p50"},
	{form: only(quantile(`p95`)), unit: seconds, figure: "completion_p95"},
	{form: only(quantile(`p99`)), unit: seconds, figure: "completion_p99"},
	{form: only(`(?:recover(?:y|s|ed)?|recovery time|time recover)(?: after (?:outage|trigger))?`), unit: seconds, figure: "recovery"},
	{form: only(peaks + `(?: (?:limit|rate limit|capacity))?|(?:load )?(?:limit|rate limit|capacity)`), unit: multiple, figure: "peak_over_capacity"},
	{form: only(peaks), unit: bare, figure: "peak"},
	{form: only(`|` + peaks + `|load|traffic|requests|calls|attempts`), unit: perSecond, figure: "peak"},
	{form: only(waves), unit: bare, figure: "later_wave"},
	{form: only(`(?:wasted?(?: (?:calls?|attempts?|tries))?|(?:calls?|attempts?|tries) wasted)` + each), unit: bare, figure: "wasted_per_request"},
	{form: only(`amplification(?: factor)?`), unit: bare, figure: "amplification"},
	{form: only(`amplification(?: factor)?`), unit: multiple, figure: "amplification"},
	{form: only(`(?:attempts?|calls?|tries)` + each), unit: bare, figure: "amplification"},
	{form: only(`(?:retry|retries)` + each), unit: bare, figure: "amplification", turn: func(x float64) float64 { return x + 1 }},
	{form: only(`(?:attempts|calls|tries) ` + inAll + `|total (?:attempts|calls|tries)`), unit: bare, figure: "attempts"},
	{form: only(`success(?: rate)?|availability|(?:` + ones + ` )?succeed(?:ed)?`), unit: percent, figure: "success_percent"},
	{form: only(losses), unit: bare, figure: "lost"},
	{form: only(losses), unit: percent, figure: "success_percent", turn: func(x float64) float64 { return 100 - x }, over: true},
}

// only is a form of all words that there are.
func only(form string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + form + `)$`) }

const (
	allDone = `(?:all|every|everyone|everything|100%)(?: all)?(?: ` + ones + `)? ` + done + `|(?:time )?until all(?: ` + ones + `)? ` + done + `|last (?:success|` + ones + `(?: ` + done + `)?)`
	losses  = `(?:requests? |clients? )?(?:lost|losses|lose|loses)(?: requests?| clients?)?|(?:requests?|clients?) fail(?:s|ed)?|failed (?:requests?|clients?)`
)

// until are forms of the time until a share of the requests is done.
func until(p string) string {
	return `(?:time )?(?:until )?` + p + share + `|` + done + `(?: for)? ` + p + `%(?: ` + ones + `)?`
}

// quantile are forms of a quantile of the completion times.
func quantile(p string) string {
	return `(?:` + p + `)(?: ` + latency + `)?|` + latency + ` (?:` + p + `)`
}

// limitInWords reads one limit, in plain words. What bounds a figure on its good side is none.
func limitInWords(text string) (Limit, bool) {
	if l, ok := absolute(text); ok {
		return l, true
	}
	c, ok := comparisonIn(text)
	if !ok {
		return Limit{}, false
	}
	for _, w := range limited {
		if w.unit != c.unit || !w.form.MatchString(c.of) {
			continue
		}
		f, _ := aimOf(w.figure)
		if c.least != (f.Better > 0) != w.over {
			return Limit{}, false
		}
		if w.turn != nil {
			c.x = w.turn(c.x)
		}
		return limitOf(f, c.x)
	}
	return Limit{}, false
}

// limitOf is a limit at a value that the figure can have.
func limitOf(f experiment.Figure, x float64) (Limit, bool) {
	x, ok := valueOf(f, strconv.FormatFloat(x, 'f', -1, 64))
	return Limit{f, x}, ok
}

// Limits without a comparison.
var (
	noneLost = only(`(?:no|zero) (?:requests?|clients?) (?:lost|fails?|failed)|(?:no|zero) (?:lost|failed) (?:requests?|clients?)|nothing lost|(?:no|zero) losses|(?:all|every|everyone|everything)(?: ` + ones + `)? succeeds?`)
	shareOf  = regexp.MustCompile(`^(` + digits + `)% (?:all )?(?:` + ones + ` )?(?:success(?: rate)?|availability|succeed(?:s|ed)?)$`)
)

// absolute reads "no request may be lost", and "99.9 % availability".
func absolute(text string) (Limit, bool) {
	if noneLost.MatchString(text) {
		f, _ := aimOf("lost")
		return Limit{f, 0}, true
	}
	if m := shareOf.FindStringSubmatch(text); m != nil {
		f, _ := aimOf("success_percent")
		a, ok := amountOf("", m[1], "%")
		if !ok {
			return Limit{}, false
		}
		return limitOf(f, a.x)
	}
	return Limit{}, false
}
