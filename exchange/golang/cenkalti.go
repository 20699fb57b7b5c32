package golang

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// cenkalti is github.com/cenkalti/backoff/v5. WithMaxTries counts the first attempt.
var cenkalti = form.Format{
	Key: "cenkalti", Name: "cenkalti/backoff v5", Language: "Go", File: "retry.go",
	Version: "5.0.3", Source: "cenkalti/backoff retry.go, exponential.go",
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
		return t.Has("cenkalti/backoff", "backoff.ExponentialBackOff{", "NewExponentialBackOff(", "WithMaxElapsedTime(", "backoff.WithMaxTries(", "backoff.NewConstantBackOff(")
	},
	Read:  readCenkalti,
	Write: writeCenkalti,
}

func readCenkalti(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	readCenkaltiDelays(r, code)
	for _, call := range tree.FindCalls(code, "WithMaxTries") {
		r.Attempts(call.Arg(0, ""), func(n int) bool { return n == 0 })
		call.Take()
	}
	elapsed := tree.FindCalls(code, "WithMaxElapsedTime")
	for _, call := range elapsed {
		if d, ok := r.LiteralDuration(call.Arg(0, ""), time.Nanosecond); ok {
			r.Set(call, "deadline", d.String(), "")
		}
		call.Mark()
	}
	if len(elapsed) == 0 {
		r.Assume("deadline", "15m", "Without WithMaxElapsedTime no retry starts later than 15 minutes after the first attempt.")
	}
	if t.Has("backoff.RetryAfter(") {
		r.Assume("honour", "honour", "An error of backoff.RetryAfter says how long to wait, in place of the backoff.")
	}
	r.Beside(tree.FindCalls(code, "WithNotify")...)
	for _, call := range tree.FindCalls(code, "WithBackOff") {
		call.Mark() // whose backoff was read where it is made
	}
	for _, call := range tree.FindCalls(code, "ExponentialBackOff", "Retry") {
		for _, kid := range call.Kids {
			if kid.Name != "" || kid.Kind == tree.Call && strings.HasPrefix(kid.Callee(), "With") {
				r.Rest(kid)
			}
		}
	}
}

// readCenkaltiDelays reads the backoff: a literal, the fields that are set later, or a constant.
func readCenkaltiDelays(r *form.Reading, code []*tree.Node) {
	for _, constant := range tree.FindCalls(code, "NewConstantBackOff", "ConstantBackOff") {
		r.Strategy(constant, "fixed", "A constant delay, without jitter.")
		r.Assume("attempts", "1000", "Without WithMaxTries there is no limit: 1 000 attempts here.")
		r.Duration(constant.Arg(0, "Interval"), "base", time.Nanosecond)
		return
	}
	for _, none := range tree.FindCalls(code, "ZeroBackOff") {
		r.Strategy(none, "immediate", "No delay at all.")
		r.Assume("attempts", "1000", "Without WithMaxTries there is no limit: 1 000 attempts here.")
		return
	}
	literals := tree.FindCalls(code, "ExponentialBackOff", "NewExponentialBackOff")
	var literal *tree.Node
	if len(literals) > 0 {
		literal = literals[0]
	}
	r.Strategy(literal, "client:cenkalti", "An exponential backoff with ± jitter.")
	set := func(name string) *tree.Node {
		if n := literal.Get(name); n != nil {
			return n
		}
		if found := tree.Find(code, name); len(found) > 0 {
			return found[len(found)-1] // the last assignment holds
		}
		return nil
	}
	r.Duration(set("InitialInterval"), "base", time.Nanosecond)
	r.Number(set("RandomizationFactor"), "jitter")
	r.Number(set("Multiplier"), "factor")
	r.Duration(set("MaxInterval"), "cap", time.Nanosecond)
	if set("InitialInterval") == nil {
		r.Tell(nil, "What the text leaves out is the library's default: 500 ms, factor 1.5, ±50 %, at most 60 s.")
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
	code := fmt.Sprintf(`%sresult, err := backoff.Retry(ctx, operation,
	backoff.WithBackOff(b),
	backoff.WithMaxTries(%d), // attempts, the first included
	%s)
`, delays, p.Attempts, elapsed)
	return code, []string{"operation is yours: wrap an error that is not to be retried in backoff.Permanent."}
}
