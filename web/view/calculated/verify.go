package calculated

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/calculator"
	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	"backofflab/internal/format"
	"backofflab/retry"
	templates "backofflab/web/templates/calculator"
	"backofflab/web/view"
)

const verifyPath = "/calculator/verify"

// Observed is what somebody wants verified, and what came of it.
type Observed struct {
	Text, Unit string
	Against    bool            // the policy of the page is tested, too
	Policy     *calculator.Ask // of the page; nil where it is wrong
	Problem    string          // why nothing was read, in sentences; "" where something was, or nothing was pasted
	Log        observed.Log
	Result     *fit.Result // nil where nothing was read
}

// Verify is the part of the page that verifies.
func Verify(o Observed) templates.Verify {
	v := templates.Verify{Text: o.Text, Against: o.Against, Units: unitsOf(o.Unit), MaxBytes: observed.MaxPasted, Problem: o.Problem}
	if o.Policy != nil {
		v.Policy = o.Policy.Query()
	}
	v.Samples = samplesOf(v.Policy)
	if o.Result != nil {
		of := verifiedOf(o)
		v.Verified = &of
	}
	return v
}

// unitsOf are the units to choose from, with the one that is chosen.
func unitsOf(chosen string) []templates.Choice {
	all := []templates.Choice{{Value: "", Label: "As the text says"}, {Value: "s", Label: "Seconds"}, {Value: "ms", Label: "Milliseconds"}, {Value: "us", Label: "Microseconds"}, {Value: "ns", Label: "Nanoseconds"}}
	for i := range all {
		all[i].On = all[i].Value == chosen
	}
	return all
}

func verifiedOf(o Observed) templates.Verified {
	r := *o.Result
	v := templates.Verified{Verdict: [...]string{"nothing", "unknown", "one", "several"}[r.Verdict], Read: readOf(o.Log, r)}
	expected := ""
	for i, sentence := range r.Sentences() {
		switch {
		case i == 0:
			v.Finding = sentence
		case strings.HasPrefix(sentence, "As configured, "):
			expected = sentence
		case !strings.Contains(sentence, " is ruled out: "): // the list below has them
			v.Says = append(v.Says, sentence)
		}
	}
	if len(r.Expected) > 0 {
		v.Expected = expectedOf(r.Expected[0], expected)
	} else if o.Against && o.Policy == nil {
		v.Unasked = "The policy above is not tested: it has values that are wrong."
	}
	for _, c := range r.Candidates[:r.Fitting] {
		v.Fitting = append(v.Fitting, fittingOf(c, r.Candidates[0]))
	}
	for _, c := range r.Candidates[r.Fitting:] {
		if _, library := kindOf(c.Key); library {
			v.Others = append(v.Others, ruledOf(c))
		} else {
			v.Ruled = append(v.Ruled, ruledOf(c))
		}
	}
	v.Seen = seenOf(o)
	linesOf(&v, o)
	return v
}

// readOf says what was read: "Read as log lines with times: 34 delays of 6 clients, whole seconds."
func readOf(log observed.Log, r fit.Result) string {
	as := map[observed.Format]string{observed.Lines: "a list of delays", observed.CSV: "a table", observed.JSON: "JSON", observed.Times: "log lines that say delays"}[log.Format]
	if log.Times {
		as = map[observed.Format]string{observed.CSV: "a table with times", observed.JSON: "JSON with times"}[log.Format]
		as = cmp.Or(as, "log lines with times")
	}
	text := "Read as " + as + ": " + format.Plural(r.Samples, "delay")
	if r.Clients > 1 {
		text += " of " + format.Plural(r.Clients, "client")
	}
	switch log.Step {
	case time.Second:
		return text + ", whole seconds."
	case time.Millisecond:
		return text + ", whole milliseconds."
	}
	return text + ", exact to " + format.Span(log.Step) + "."
}

func expectedOf(c fit.Candidate, says string) *templates.Expected {
	e := &templates.Expected{Fits: c.Fits, Says: says}
	for _, b := range c.Breaks {
		e.Breaks = append(e.Breaks, brokenOf(b))
	}
	slices.SortStableFunc(e.Breaks, func(a, b templates.Broken) int { return a.Line - b.Line })
	if left := c.Broken - len(c.Breaks); left > 0 {
		e.More = "These are the first of " + format.Plural(c.Broken, "delay") + " that it cannot make."
	}
	return e
}

func brokenOf(b fit.Break) templates.Broken {
	waited, bound := format.Span(b.Value), format.Span(b.Low)+" to "+format.Span(b.High)
	if b.Censored {
		waited = "at least " + waited
	}
	if b.Low == b.High {
		bound = "exactly " + format.Span(b.Low)
	}
	return templates.Broken{Line: b.Line, Retry: number(b.Retry), Attempt: number(b.Retry + 1), Waited: waited, Bound: bound}
}

// kindOf is the kind of a key, and whether it is a library's.
func kindOf(key string) (kind retry.Kind, library bool) {
	for _, own := range retry.Kinds() {
		if own.Key == key {
			return own, false
		}
	}
	return retry.Kind{}, true
}

func fittingOf(c, best fit.Candidate) templates.Fitting {
	f := templates.Fitting{
		Strategy: view.StrategiesOf([]string{c.Key})[0], After: suffixOf(c), P: probability(c.P),
		Parameters: format.Capital(strings.Join(c.Parameters(), ", ")), Same: slices.Contains(best.Same, c.ID()),
	}
	if a, ok := askOf(c, 0); ok {
		f.Lab, f.Use = view.ScenarioLink(a.Scenario.Query()), a.Query()
	}
	return f
}

// suffixOf says which retries a candidate is of, behind its name.
func suffixOf(c fit.Candidate) string {
	text := ""
	if c.Rejected {
		text += ", after a rejection (429)"
	}
	if c.AtOnce {
		text += ", after a first retry at once"
	}
	return text
}

// probability is a p for people.
func probability(p float64) string {
	switch {
	case p < 0.001:
		return "below 0.001"
	case p < 0.1:
		return format.Fixed(p, 3)
	}
	return format.Fixed(p, 2)
}

// askOf is a candidate in the calculator, with so many retries; 0: as many as there are by
// default. ok is false where no settings come to it.
func askOf(c fit.Candidate, retries int) (a calculator.Ask, ok bool) {
	s, ok := c.Scenario()
	if !ok {
		return a, false
	}
	if retries > 0 {
		s.Attempts = retries + 1
	}
	a, err := calculator.Parse(s.Query())
	if a.AfterRejection != c.Rejected {
		a = a.AfterOther()
	}
	return a, err == nil
}

// ruledOf is a strategy that does not fit, with a link to the line that speaks against it.
func ruledOf(c fit.Candidate) templates.Ruled {
	r := templates.Ruled{Name: c.Name + suffixOf(c), Before: format.Capital(c.Against()) + "."}
	if len(c.Breaks) == 0 {
		return r
	}
	b := c.Breaks[0]
	line := fmt.Sprintf("line %d", b.Line)
	if before, after, ok := strings.Cut(r.Before, line); ok {
		r.Before, r.Line, r.LineInWords, r.After = before, b.Line, line, after
	}
	if c.Broken > 1 {
		r.After += " In all, " + format.Plural(c.Broken, "delay") + " are outside its bounds."
	}
	return r
}
