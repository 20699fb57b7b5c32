package find

import (
	"regexp"
	"strings"

	"backofflab/scenario/typed"
)

// hints say what to write in place of what is often written and is not clear. The first whose
// form is in the plain words counts.
var hints = []struct {
	form *regexp.Regexp
	says string
}{
	{regexp.MustCompile(`\b(?:retry|retries|attempts?|calls?|tries)\b`), "Say whether that is for each request or in all: “at most 3 attempts per request”, “at most 5000 attempts in total”. How many attempts one request has at most is a setting of the policy, attempts."},
	{regexp.MustCompile(`\bwast`), "Say how many for each request: “at most 2 wasted calls per request”."},
	{regexp.MustCompile(`\b(?:errors?|fail)`), "Say what becomes of requests in the end: “success at least 99 %”, “at most 10 requests lost”."},
	{regexp.MustCompile(`\b` + done + `\b`), "There are times until 95 %, until 99 % and until all are done: “99 % done within 30 s”."},
	{regexp.MustCompile(`\bp\d|percentile|latency|median`), "Of completion times there are the median, p95 and p99: “p99 below 2 s”."},
	{regexp.MustCompile(`peak|spike|load|traffic|overwhelm|burst`), "Bound the peak as a multiple of the limit, or in calls a second: “peak at most 3x the limit”, “peak below 300/s”."},
	{regexp.MustCompile(`herd|wave|storm`), "Bound the waves that come later, or keep them small: “largest wave at most 50”, “smallest wave”."},
	{regexp.MustCompile(`cost|cheap`), "Say what costs: “as few calls as possible”, “as few wasted calls as possible”."},
}

// help is what to write in place of a part that was not understood.
func help(part string) string {
	if c, ok := comparisonIn(part); ok {
		if why := c.oddity(); why != "" {
			return why
		}
	}
	for word := range strings.FieldsSeq(part) {
		if typed.Ambiguous(word) && strings.Contains(word, ".") {
			return "Write a number that has no thousands point: it is not clear whether “" + word + "” is about a thousand or about one."
		}
	}
	for _, h := range hints {
		if h.form.MatchString(part) {
			return "This was not understood. " + h.says
		}
	}
	return "This was not understood. Write for example: " + Example + "."
}

// oddity is what is wrong with a comparison whose words are known: "" where nothing is.
func (c comparison) oddity() string {
	for _, w := range limited {
		f, _ := aimOf(w.figure)
		switch {
		case !w.form.MatchString(c.of) || c.of == "":
		case c.unit == bare && w.unit == seconds:
			return "Write the unit of the time, for example 30 s."
		case c.unit == w.unit && c.least != (f.Better > 0) != w.over && c.least:
			return "That is a bound on the good side: write how much there may be at most."
		case c.unit == w.unit && c.least != (f.Better > 0) != w.over:
			return "That is a bound on the good side: write how much there must be at least."
		case c.unit == w.unit:
			return "Write " + asked(f) + " that " + f.Name + " can have."
		}
	}
	return ""
}
