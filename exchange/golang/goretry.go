package golang

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// goRetry is github.com/sethvargo/go-retry: a backoff in wrappers, each of which changes what
// the one within gave. WithMaxRetries does not count the first attempt.
var goRetry = form.Format{
	Key: "go-retry", Name: "sethvargo/go-retry", Language: "Go", File: "retry.go",
	Version: "0.5.0", Source: "sethvargo/go-retry backoff.go, backoff_exponential.go, backoff_fibonacci.go",
	Sample: `b := retry.NewExponential(200 * time.Millisecond)
b = retry.WithCappedDuration(10*time.Second, b)
b = retry.WithFullJitter(b)
b = retry.WithMaxRetries(5, b)
err := retry.Do(ctx, b, func(ctx context.Context) error { return retry.RetryableError(call(ctx)) })
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("sethvargo/go-retry", "retry.NewExponential(", "retry.NewFibonacci(", "retry.NewConstant(", "retry.RetryableError(", "retry.WithMaxRetries(", "retry.WithCappedDuration(", "retry.Fibonacci(", "retry.Exponential(", "retry.Constant(")
	},
	Read:  readGoRetry,
	Write: writeGoRetry,
}

// retryable finds on which condition an error is retried.
var retryable = regexp.MustCompile(`if ([^{}]*) \{\s*return [^{}]*retry\.RetryableError\(`)

// wraps are the calls that make and wrap a backoff, the innermost first.
func wraps(code []*tree.Node) (found []*tree.Node) {
	for _, n := range code {
		found = appendWraps(found, n)
	}
	return found
}

func appendWraps(found []*tree.Node, n *tree.Node) []*tree.Node {
	if n == nil {
		return found
	}
	found = appendWraps(found, n.Of)
	for _, kid := range n.Kids {
		found = appendWraps(found, kid)
	}
	if n.Kind == tree.Call && strings.HasPrefix(n.Text, "retry.") && !n.Calls("RetryableError") {
		found = append(found, n)
	}
	return found
}

// goRetryBackoff is what wrappers come to.
type goRetryBackoff struct {
	first, jitter, limit, retries *tree.Node
	cutJitter                     bool // the cap is around the jitter
}

func readGoRetry(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	var b goRetryBackoff
	calls := wraps(code)
	for _, n := range calls {
		switch n.Callee() {
		case "NewExponential", "NewFibonacci", "NewConstant", "Exponential", "Fibonacci", "Constant":
			if b.first != nil {
				r.Lose(n, "A second backoff is not read: paste it by itself.")
				continue
			}
			b.first = n
		case "WithFullJitter", "WithJitter", "WithJitterPercent":
			b.jitter = n
		case "WithCappedDuration":
			b.limit, b.cutJitter = n, b.jitter != nil
		case "WithMaxRetries":
			b.retries = n
		}
	}
	if b.first == nil {
		return
	}
	readGoRetryDelays(r, b)
	if b.retries != nil {
		r.Retries(b.retries.Arg(0, ""), nil)
	} else {
		r.Assume("attempts", "1000", "Without WithMaxRetries there is no limit: 1 000 attempts here.")
	}
	for _, n := range tree.FindCalls(code, "WithMaxDuration") {
		r.Duration(n.Arg(0, ""), "deadline", time.Nanosecond)
		r.Lose(n, "go-retry shortens the wait that would pass this time, and makes one attempt more at its end; here there is none.")
	}
	if which := retryable.FindStringSubmatchIndex(t.Raw); which == nil || !readOutcomes(r, part(t, which)) {
		r.Assume("retry-on", "rejected,unavailable,timed-out", "Retried is what the calls wrap in retry.RetryableError.")
	}
	readContexts(r, code)
	for _, n := range calls {
		around(n)
	}
	rest(r, calls, "retry")
}

func readGoRetryDelays(r *form.Reading, b goRetryBackoff) {
	place := 0
	if !strings.HasPrefix(b.first.Callee(), "New") {
		place = 1 // behind the context
	}
	base := b.first.Arg(place, "")
	limit := func() {
		if b.limit != nil {
			r.Duration(b.limit.Arg(0, ""), "cap", time.Nanosecond)
		} else {
			r.Assume("cap", "24h", "Without WithCappedDuration there is no cap.")
		}
	}
	constant := b.first.Calls("NewConstant", "Constant")
	strategy, says := "exponential", "Delays that double, without jitter."
	switch {
	case b.first.Calls("NewFibonacci", "Fibonacci"):
		strategy, says = "lib:go-retry-fibonacci", "Delays that grow as 1, 2, 3, 5, 8."
		if b.jitter != nil {
			r.Strategy(b.first, strategy, says)
			r.Lose(b.jitter, "Jitter on Fibonacci's delays has no counterpart here: they are without.")
			r.Duration(base, "base", time.Nanosecond)
			limit()
			return
		}
	case b.jitter.Calls("WithFullJitter") && b.cutJitter:
		strategy, says = "lib:go-retry-full-then-cap", "Full jitter on delays that double; the cap cuts what was drawn."
	case b.jitter.Calls("WithFullJitter"):
		strategy, says = "full", "Full jitter on delays that double."
	case b.jitter.Calls("WithJitterPercent") && !constant:
		strategy, says = "lib:go-retry-percent", "Delays that double, and whole per cent more or less."
	case b.jitter.Calls("WithJitterPercent"):
		strategy, says = "proportional", "A constant delay, and whole per cent more or less."
	case b.jitter.Calls("WithJitter") && !constant:
		strategy, says = "lib:go-retry-additive", "Delays that double, and a random time more or less, never below 0."
	case b.jitter.Calls("WithJitter"):
		strategy, says = "lib:failsafe-go-additive", "A constant delay, and a random time more or less, never below 0."
	case constant:
		strategy, says = "fixed", "A constant delay, without jitter."
	}
	r.Strategy(b.first, strategy, says)
	d, _ := r.Duration(base, "base", time.Nanosecond)
	if constant && strategy != "fixed" {
		r.Assume("factor", "1", "")
		r.Assume("cap", max(d, time.Millisecond).String(), "")
	} else if strategy != "fixed" {
		limit()
	}
	readGoRetryJitter(r, b)
}

func readGoRetryJitter(r *form.Reading, b goRetryBackoff) {
	n := b.jitter.Arg(0, "")
	switch {
	case b.jitter.Calls("WithJitterPercent"):
		if x, ok := r.LiteralNumber(n); ok {
			r.Set(n, "jitter", share(math.Min(x, 100)/100), "")
		}
	case b.jitter.Calls("WithJitter"):
		r.Duration(n, "extra", time.Nanosecond)
	}
	if b.cutJitter && !b.jitter.Calls("WithFullJitter") {
		r.Lose(b.limit, "WithCappedDuration is around the jitter and cuts it; here the jitter goes beyond the cap.")
	}
}

func writeGoRetry(p form.Policy) (string, []string) {
	var lines []string
	wrap := func(format string, args ...any) {
		lines = append(lines, "b = retry."+fmt.Sprintf(format, args...))
	}
	if !p.Waits() {
		return "", []string{"go-retry has no retries without a delay: its backoffs refuse 0."}
	}
	first, base, limit := goRetryFirst(p)
	lines = append(lines, "b := retry."+first+"("+form.GoDuration(base)+")")
	cut := func() {
		if first != "NewConstant" && limit < 24*time.Hour {
			wrap("WithCappedDuration(%s, b)", form.GoDuration(limit))
		}
	}
	late := p.Is("lib:go-retry-full-then-cap")
	if !late {
		cut()
	}
	switch {
	case p.Is("lib:go-retry-additive"):
		wrap("WithJitter(%s, b)", form.GoDuration(ownTime(p, "extra", 500*time.Millisecond)))
	case p.Full():
		wrap("WithFullJitter(b)")
	case p.Is("lib:go-retry-percent"):
		wrap("WithJitterPercent(%d, b)", goRetryPercent(own(p, "jitter", "0.05")))
	case p.Jittered():
		_, _, spread := p.Centre()
		wrap("WithJitterPercent(%d, b) // up or down", int(math.Round(100*spread)))
	}
	if late {
		cut()
	}
	wrap("WithMaxRetries(%d, b) // the first attempt not included", p.Retries())
	notes := append(doubles(p, "go-retry"), "call is yours: what it returns is retried as it stands here; leave retry.RetryableError out around what is not to be.")
	if p.Deadline > 0 {
		wrap("WithMaxDuration(%s, b)", form.GoDuration(p.Deadline))
		notes = append(notes, "go-retry shortens the wait that would pass WithMaxDuration, and makes one attempt more at its end.")
	}
	body := "return retry.RetryableError(call(ctx))"
	if of := condition(p); of != "" {
		body = "err := call(ctx)\nif " + of + " {\nreturn retry.RetryableError(err)\n}\nreturn err"
		notes[len(doubles(p, "go-retry"))] = naming
	}
	code := "// import \"github.com/sethvargo/go-retry\"\n" + total(p) + strings.Join(lines, "\n") + "\nerr := retry.Do(ctx, b, " + attempt(p, "func(ctx context.Context) error", body) + ")\n"
	return tidy(code), notes
}

// goRetryFirst is the backoff within all wrappers, with its first delay and the cap.
func goRetryFirst(p form.Policy) (first string, base, limit time.Duration) {
	first = "NewExponential"
	if p.Factor == 1 {
		first = "NewConstant"
	}
	switch {
	case p.Is("lib:go-retry-fibonacci"):
		return "NewFibonacci", p.Low, ownTime(p, "cap", 24*time.Hour)
	case p.Is("lib:go-retry-additive", "lib:go-retry-percent"):
		return first, ownTime(p, "base", 100*time.Millisecond), ownTime(p, "cap", 10*time.Second)
	case p.Full():
		base, limit = p.Most()
	default:
		base, limit, _ = p.Centre()
	}
	return first, base, limit
}

// goRetryPercent is a share in whole per cent.
func goRetryPercent(share string) int {
	x, _ := (&tree.Node{Text: share}).Number()
	return int(math.Round(100 * x))
}
