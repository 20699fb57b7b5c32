package golang

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// avast is github.com/avast/retry-go, v5 and before. Attempts counts the first.
var avast = form.Format{
	Key: "avast", Name: "avast/retry-go v5", Language: "Go", File: "retry.go",
	Version: "5.1.1", Source: "avast/retry-go options.go, retry.go",
	Sample: `err := retry.New(
	retry.Context(ctx),
	retry.Attempts(6),
	retry.Delay(200*time.Millisecond),
	retry.MaxJitter(50*time.Millisecond),
	retry.MaxDelay(5*time.Second),
).Do(func() error { return call(ctx) })
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("avast/retry-go", "retry.DelayType(", "retry.MaxJitter(", "retry.LastErrorOnly(", "retry.Unrecoverable(", "retry.UntilSucceeded(", "retry.MaxDelay(") ||
			t.Has("retry.Attempts(") && t.Has("retry.Do(", "retry.New(", "retry.DoWithData(", "retry.Delay(")
	},
	Read:  readAvast,
	Write: writeAvast,
}

func readAvast(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	option := func(name string) *tree.Node {
		found := tree.FindCalls(code, name)
		if len(found) == 0 || !strings.HasPrefix(found[len(found)-1].Text, "retry.") {
			return nil
		}
		n := found[len(found)-1]
		n.Take()
		return n.Arg(0, "")
	}
	readAvastDelays(r, option)
	switch n := option("Attempts"); {
	case n != nil:
		r.Attempts(n, func(n int) bool { return n == 0 })
	case len(tree.FindCalls(code, "UntilSucceeded")) > 0:
		until := tree.FindCalls(code, "UntilSucceeded")[0]
		r.Set(until, "attempts", "1000", "Attempts without a limit are 1 000 here.")
	default:
		r.Assume("attempts", "10", "The default is 10 attempts.")
	}
	retriesAll(r, "in retry.Unrecoverable")
	readContexts(r, code)
	if n := option("Context"); n != nil {
		n.Mark()
	}
	for _, name := range []string{"OnRetry", "LastErrorOnly", "WithTimer", "WrapContextErrorWithLastError"} {
		r.Beside(tree.FindCalls(code, name)...)
	}
	if n := option("RetryIf"); n != nil && !readOutcomes(r, n) {
		r.Lose(n, "What RetryIf retries is not read: set it by hand.")
	}
	if throttle := tree.FindCalls(code, "WithFixedTokenBucketThrottle", "WithThrottle"); len(throttle) > 0 {
		r.Lose(throttle[0], "Its token bucket is not read: choose a budget by hand.")
	}
	rest(r, tree.FindCalls(code, "New", "NewWithData", "Do", "DoWithData"), "retry")
}

// avastKind is what a DelayType, or several combined, comes to.
type avastKind struct {
	strategy, says string
	sets           string // the fields that follow from Delay, MaxJitter and MaxDelay, and a factor of 1
}

// avastKinds are those by their names. The default is an exponential delay and a random time
// more, and MaxDelay cuts their sum.
var avastKinds = map[string]avastKind{
	"":                         {"immediate", "A Delay of 0 stays 0, however often it is doubled.", ""},
	"BackOffDelay RandomDelay": {"client:avast", "Delays that double, and a random time more.", "base extra cap"},
	"FullJitterBackoffDelay":   {"lib:avast-full", "Full jitter up to twice the delay at first.", "base cap"},
	"BackOffDelay":             {"exponential", "Delays that double, without jitter.", "base cap"},
	"FixedDelay":               {"fixed", "The same delay before every retry.", "base"},
	"FixedDelay RandomDelay":   {"additive", "The same delay before every retry, and a random time more.", "base factor cap extra"},
	"RandomDelay":              {"full", "A random delay up to MaxJitter.", "random factor"},
}

func readAvastDelays(r *form.Reading, option func(string) *tree.Node) {
	kind, delay, jitter, limit := option("DelayType"), option("Delay"), option("MaxJitter"), option("MaxDelay")
	parts := avastParts(kind)
	if d, ok := delay.Duration(time.Nanosecond); ok && d == 0 {
		parts = slices.DeleteFunc(parts, func(part string) bool {
			return strings.HasSuffix(part, "BackoffDelay") || part == "BackOffDelay" || part == "FixedDelay"
		})
	}
	of, known := avastKinds[strings.Join(parts, " ")]
	if !known {
		of = avastKinds["BackOffDelay RandomDelay"]
		r.Strategy(nil, of.strategy, "The default is an exponential delay and a random time more.")
		r.Lose(kind, "What "+strings.Join(parts, " and ")+" waits is not read: the default is taken.")
	} else {
		r.Strategy(kind, of.strategy, of.says)
	}
	for field := range strings.FieldsSeq(of.sets) {
		switch field {
		case "base":
			setTime(r, delay, "base", "100ms", "")
		case "extra":
			setTime(r, jitter, "extra", "100ms", "The default of MaxJitter is 100 ms.")
		case "random":
			setTime(r, jitter, "base", "100ms", "The default of MaxJitter is 100 ms.")
			setTime(r, jitter, "cap", "100ms", "")
		case "factor":
			r.Assume("factor", "1", "")
		case "cap":
			if limit == nil && of.strategy == "client:avast" {
				continue // it has none by itself
			}
			setTime(r, limit, "cap", "24h", "Without MaxDelay there is no cap.")
		}
	}
	for _, n := range []*tree.Node{delay, jitter, limit} {
		n.Mark() // what this kind has no use for
	}
}

// avastParts are the names of the delays that are added up, in their order.
func avastParts(kind *tree.Node) (parts []string) {
	switch {
	case kind == nil:
		return []string{"BackOffDelay", "RandomDelay"}
	case kind.Kind == tree.Raw:
		return []string{"this function"}
	case !kind.Calls("CombineDelay"):
		return []string{last(kind)}
	}
	for _, part := range kind.Kids {
		parts = append(parts, last(part))
	}
	kind.Mark()
	slices.Sort(parts) // their sum is the same in any order
	return parts
}

// setTime sets a field to a duration, or to the library's where the text does not say it.
func setTime(r *form.Reading, n *tree.Node, field, standard, says string) {
	if n != nil {
		r.Duration(n, field, time.Nanosecond)
	} else {
		r.Assume(field, standard, says)
	}
}

func writeAvast(p form.Policy) (string, []string) {
	var options []string
	add := func(name, value string) { options = append(options, "retry."+name+"("+value+")") }
	base, limit := p.Mean()
	mostBase, mostLimit := p.Most()
	add("Context", "ctx")
	add("Attempts", fmt.Sprint(p.Attempts))
	switch {
	case !p.Waits():
		add("Delay", "0")
		add("DelayType", "retry.FixedDelay")
	case p.Is("lib:avast", "lib:avast-ref", "additive"), p.Jittered() && p.High < 3*p.Low:
		avastAdditive(p, add)
	case p.Full() && p.Factor == 1:
		add("MaxJitter", form.GoDuration(p.High))
		add("DelayType", "retry.RandomDelay")
	case p.Jittered():
		add("Delay", form.GoDuration(mostBase/2)) // its first delay has the exponent 1 already
		add("MaxDelay", form.GoDuration(mostLimit))
		add("DelayType", "retry.FullJitterBackoffDelay")
	case p.Factor == 1:
		add("Delay", form.GoDuration(base))
		add("DelayType", "retry.FixedDelay")
	default:
		add("Delay", form.GoDuration(base))
		add("MaxDelay", form.GoDuration(limit))
		add("DelayType", "retry.BackOffDelay")
	}
	notes := append(doubles(p, "retry-go"), "call is yours: it wraps an error that is not to be retried in retry.Unrecoverable.")
	if of := condition(p); of != "" {
		add("RetryIf", "func(err error) bool { return "+of+" }")
		notes = append(notes, naming)
	}
	code := "// import \"github.com/avast/retry-go/v5\"\n" + total(p) +
		"err := retry.New(\n\t" + strings.Join(options, ",\n\t") + ",\n).Do(" + attempt(p, "func() error", "return call(ctx)") + ")\n"
	return tidy(code), notes
}

// avastAdditive writes what retry-go does by default. Of the lab's additive jitter the cap is
// that of the delay before the jitter.
func avastAdditive(p form.Policy, add func(name, value string)) {
	add("Delay", form.GoDuration(p.Low))
	add("MaxJitter", form.GoDuration(p.High-p.Low))
	limit := p.HighCap
	if p.Is("lib:avast", "lib:avast-ref") {
		limit = ownTime(p, "cap", 24*time.Hour)
		if p.Is("lib:avast-ref") {
			limit = ownTime(p, "cap", 10*time.Second)
		}
	}
	if limit < 24*time.Hour {
		add("MaxDelay", form.GoDuration(limit))
	}
	if p.Factor == 1 {
		add("DelayType", "retry.CombineDelay(retry.FixedDelay, retry.RandomDelay)")
	}
}
