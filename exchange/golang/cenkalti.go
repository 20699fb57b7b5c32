package golang

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// cenkalti is github.com/cenkalti/backoff/v5, whose WithMaxTries counts the first attempt, and
// v4, whose WithMaxRetries does not.
var cenkalti = form.Format{
	Key: "cenkalti", Name: "cenkalti/backoff v5", Language: "Go", File: "retry.go",
	Version: "5.0.3", Source: "cenkalti/backoff retry.go, exponential.go; of v4 tries.go",
	Sample: `b := &backoff.ExponentialBackOff{
	InitialInterval:     250 * time.Millisecond,
	RandomizationFactor: 0.3,
	Multiplier:          1.5,
	MaxInterval:         20 * time.Second,
}
v, err := backoff.Retry(ctx, op,
	backoff.WithBackOff(b),
	backoff.WithMaxTries(8),
	backoff.WithMaxElapsedTime(2*time.Minute))
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("cenkalti/backoff", "backoff.ExponentialBackOff{", "backoff.NewExponentialBackOff(", "backoff.WithMaxElapsedTime(", "backoff.WithMaxTries(", "backoff.WithMaxRetries(", "backoff.NewConstantBackOff(", "backoff.Permanent(")
	},
	Read:  readCenkalti,
	Write: writeCenkalti,
}

// permanent finds which errors are not made permanent.
var permanent = regexp.MustCompile(`!\(([^{}]*)\) \{\s*return [^{}]*backoff\.Permanent\(`)

func readCenkalti(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	literal := readCenkaltiDelays(r, code)
	readCenkaltiLimits(r, code, literal)
	if but := permanent.FindStringSubmatchIndex(t.Raw); but == nil || !readOutcomes(r, part(t, but)) {
		retriesAll(r, "in backoff.Permanent")
	}
	if t.Has("backoff.RetryAfter(") {
		r.Assume("honour", "honour", "An error of backoff.RetryAfter says how long to wait, in place of the backoff.")
	}
	readContexts(r, code)
	r.Beside(tree.FindCalls(code, "WithNotify")...)
	made := []*tree.Node{literal}
	for _, call := range tree.FindCalls(code, "WithBackOff", "WithContext", "WithMaxRetries", "RetryNotify") {
		around(call) // a backoff that was read where it is made
		made = append(made, call)
	}
	for _, again := range tree.FindCalls(code, "ExponentialBackOff", "NewExponentialBackOff") {
		if again != literal {
			r.Lose(again, "A second backoff is not read: paste it by itself.")
		}
	}
	if literal != nil {
		for _, name := range []string{"Stop", "Clock"} { // what a literal of v4 must have
			literal.Get(name).Mark()
		}
		for _, kid := range literal.Kids {
			r.Rest(kid)
		}
	}
	rest(r, slices.Concat(made, tree.FindCalls(code, "Retry")), "backoff")
}

// readCenkaltiDelays reads the backoff, and returns where it is made: a literal, whose absent
// fields are 0, a call of its constructor, whose fields are set later or by options, or nil.
func readCenkaltiDelays(r *form.Reading, code []*tree.Node) *tree.Node {
	for _, constant := range tree.FindCalls(code, "NewConstantBackOff", "ConstantBackOff") {
		r.Strategy(constant, "fixed", "A constant delay, without jitter.")
		r.Duration(constant.Arg(0, "Interval"), "base", time.Nanosecond)
		return constant
	}
	for _, none := range tree.FindCalls(code, "ZeroBackOff") {
		r.Strategy(none, "immediate", "No delay at all.")
		return none
	}
	var literal *tree.Node
	if found := tree.FindCalls(code, "ExponentialBackOff", "NewExponentialBackOff"); len(found) > 0 {
		literal = found[0]
	}
	r.Strategy(literal, "client:cenkalti", "An exponential backoff with ± jitter.")
	zero := literal.Calls("ExponentialBackOff")
	for _, f := range []struct{ name, field, standard string }{
		{"InitialInterval", "base", "500ms"}, {"RandomizationFactor", "jitter", "0.5"}, {"Multiplier", "factor", "1.5"}, {"MaxInterval", "cap", "1m"},
	} {
		n := lastOf(code, f.name)
		for _, option := range tree.FindCalls(code, "With"+f.name) { // of v4
			n = option.Arg(0, "")
			option.Mark()
		}
		switch {
		case n == nil && zero && f.field == "jitter":
			r.Assume("jitter", "0", "A literal without RandomizationFactor has no jitter; NewExponentialBackOff has 0.5.")
		case n == nil && zero:
			r.Lose(literal, "A literal without "+f.name+" has 0 there: only the first delay is waited, or none. "+f.standard+", the default of NewExponentialBackOff, is taken.")
		case n == nil:
			r.Assume(f.field, f.standard, "")
		case last(n) == "Default"+f.name:
			r.Set(n, f.field, f.standard, "")
		case f.field == "base" || f.field == "cap":
			r.Duration(n, f.field, time.Nanosecond)
		default:
			r.Number(n, f.field)
		}
	}
	return literal
}

// readCenkaltiLimits reads how often and how long it tries. A backoff of v4 knows its own end:
// where a literal does not set it, there is none.
func readCenkaltiLimits(r *form.Reading, code []*tree.Node, literal *tree.Node) {
	tries, retries := tree.FindCalls(code, "WithMaxTries"), tree.FindCalls(code, "WithMaxRetries")
	for _, call := range tries {
		r.Attempts(call.Arg(0, ""), func(n int) bool { return n == 0 })
		call.Take()
	}
	for _, call := range retries {
		r.Retries(call.Arg(1, ""), nil)
		call.Take()
	}
	if len(tries)+len(retries) == 0 {
		r.Assume("attempts", "1000", "Without WithMaxTries, or WithMaxRetries of v4, there is no limit: 1 000 attempts here.")
	}
	elapsed := lastOf(code, "MaxElapsedTime")
	for _, call := range tree.FindCalls(code, "WithMaxElapsedTime") {
		elapsed = call.Arg(0, "")
		call.Mark()
	}
	of4 := len(retries) > 0 || lastOf(code, "MaxElapsedTime") != nil
	switch {
	case elapsed != nil:
		if d, ok := r.LiteralDuration(elapsed, time.Nanosecond); ok {
			r.Set(elapsed, "deadline", d.String(), "")
		}
	case of4 && (literal.Calls("ExponentialBackOff") || !literal.Calls("NewExponentialBackOff")):
		r.Assume("deadline", "0s", "The backoff does not say when it ends.")
	default:
		r.Assume("deadline", "15m", "Without MaxElapsedTime no retry starts later than 15 minutes after the first attempt.")
	}
}

func writeCenkalti(p form.Policy) (string, []string) {
	var delays string
	base, limit, spread := p.Centre()
	switch {
	case !p.Waits():
		delays = "b := &backoff.ZeroBackOff{}\n"
	case p.Factor == 1 && !p.Jittered():
		delays = fmt.Sprintf("b := backoff.NewConstantBackOff(%s)\n", form.GoDuration(base))
	default:
		delays = fmt.Sprintf(`b := &backoff.ExponentialBackOff{
	InitialInterval:     %s,
	RandomizationFactor: %s,
	Multiplier:          %s,
	MaxInterval:         %s,
}
`, form.GoDuration(base), form.Decimal(spread), form.Decimal(p.Factor), form.GoDuration(limit))
	}
	elapsed := "backoff.WithMaxElapsedTime(0)" // none; the default is 15 minutes
	if p.Deadline > 0 {
		elapsed = fmt.Sprintf("backoff.WithMaxElapsedTime(%s)", form.GoDuration(p.Deadline))
	}
	notes := []string{"Result and call are yours: call wraps an error that is not to be retried in backoff.Permanent."}
	body := "return call(ctx)"
	if of := condition(p); of != "" {
		body = "result, err := call(ctx)\nif err != nil && !(" + of + ") {\nreturn result, backoff.Permanent(err)\n}\nreturn result, err"
		notes = []string{"Result and call are yours.", naming}
	}
	code := fmt.Sprintf(`// import "github.com/cenkalti/backoff/v5"
%s%sresult, err := backoff.Retry(ctx, %s,
	backoff.WithBackOff(b),
	backoff.WithMaxTries(%d), // attempts, the first included
	%s)
`, total(p), delays, attempt(p, "func() (Result, error)", body), p.Attempts, elapsed)
	return tidy(code), notes
}
