package python

import (
	"fmt"
	"slices"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// litl is the library backoff, of the decorators on_exception and on_predicate. max_tries counts
// the first attempt; of expo, base is the growth and factor the first wait, in seconds.
var litl = form.Format{
	Key: "backoff", Name: "backoff (litl)", Language: "Python", File: "retrying.py",
	Version: "2.2.1", Source: "litl/backoff backoff/_wait_gen.py, _jitter.py, _common.py, _sync.py",
	Sample: `@backoff.on_exception(backoff.expo, RateLimited, base=3, factor=0.25, max_value=20, max_tries=6)
def ask(prompt):
    ...
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("backoff.on_exception", "backoff.on_predicate", "on_exception(", "backoff.expo", "backoff.full_jitter")
	},
	Read:  readLitl,
	Write: writeLitl,
}

func readLitl(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	call := first(r, tree.FindCalls(code, "on_exception", "on_predicate"), "max_tries", "max_time", "jitter", "factor", "max_value", "interval")
	if call == nil {
		return
	}
	call.Take()
	readLitlWait(r, call)
	if n := call.Get("max_tries"); n != nil && !isNone(n) {
		r.Attempts(n, nil)
	} else {
		n.Mark()
		stopsNever(r, "Without max_tries backoff never stops.")
	}
	if n := call.Get("max_time"); n != nil && !isNone(n) {
		r.Duration(n, "deadline", time.Second)
		r.Lose(n, "backoff shortens the last wait to end at max_time, and makes one attempt more then; here there is none.")
	}
	switch n := call.Arg(1, "exception"); {
	case call.Calls("on_predicate"):
		everything(r)
		call.Arg(1, "predicate").Mark()
		r.Lose(call, "Which results are retried is the code's own.")
	case n != nil:
		exceptions(r, n)
	default:
		everything(r)
	}
	if n := call.Get("giveup"); n != nil {
		r.Lose(n, "What giveup says is the code's own: it ends retries that go on here.")
	}
	r.Beside(beside(call, "on_backoff", "on_giveup", "on_success", "logger", "raise_on_giveup", "backoff_log_level", "giveup_log_level")...)
	requestTimeout(r, code)
	r.Rest(call)
	readSDKs(r, code)
}

// readLitlWait reads the generator of waits, and the jitter over it.
func readLitlWait(r *form.Reading, call *tree.Node) {
	wait, jitter := call.Arg(0, "wait_gen"), call.Get("jitter")
	kind := last(jitter)
	wait.Mark()
	jitter.Mark()
	if jitter == nil {
		r.Tell(nil, "Without jitter= it is full jitter.")
		kind = "full_jitter"
	}
	strategies := map[string]string{"full_jitter": "full", "random_jitter": "additive", "None": "exponential"}
	strategy, known := strategies[kind]
	if !known {
		strategy = "full"
		r.Lose(jitter, "The jitter is the code's own: full jitter is taken.")
	}
	switch last(wait) {
	case "constant":
		if strategy == "exponential" {
			strategy = "fixed"
		}
		says := "The same time before every retry, and its jitter."
		if strategy == "fixed" {
			says = "The same time before every retry."
		}
		r.Strategy(call, strategy, says)
		d := readOr(r, call.Get("interval"), "base", time.Second)
		if strategy != "fixed" {
			r.Assume("cap", inLink(d), "It does not grow.")
			r.Assume("factor", "1", "")
		}
	case "fibo":
		readFibonacci(r, call, strategy)
	case "runtime":
		r.Strategy(call, "immediate", "Waits what the answer says.")
		r.Set(wait, "honour", "honour", "The wait is what the answer says.")
		call.Get("value").Mark()
		return
	default:
		says := "Exponential, and its jitter."
		if strategy == "exponential" {
			says = "Exponential, without jitter."
		}
		r.Strategy(call, strategy, says)
		readOr(r, call.Get("factor"), "base", time.Second)
		if n := call.Get("base"); n != nil {
			r.Number(n, "factor")
		} else {
			r.Assume("factor", "2", "The default of base is 2: it is the growth.")
		}
		readMost(r, call)
		if last(wait) != "expo" {
			r.Lose(wait, "This generator of waits is the code's own: expo is taken.")
		}
	}
	if strategy == "additive" {
		r.Assume("extra", "1s", "random_jitter adds up to 1 s.")
	}
}

// readMost reads the longest wait.
func readMost(r *form.Reading, call *tree.Node) {
	if n := call.Get("max_value"); n != nil && !isNone(n) {
		r.Duration(n, "cap", time.Second)
	} else {
		n.Mark()
		r.Assume("cap", inLink(longest), "Without max_value the waits grow for ever; here up to 24 h.")
	}
}

// readFibonacci reads waits of 1, 1, 2, 3, 5 seconds: without jitter they are a list.
func readFibonacci(r *form.Reading, call *tree.Node, strategy string) {
	most := longest
	if d, ok := call.Get("max_value").Duration(time.Second); ok {
		most = d
	}
	call.Get("max_value").Mark()
	if strategy != "exponential" {
		r.Strategy(call, strategy, "Fibonacci numbers of seconds, and jitter.")
		r.Set(call, "base", "1s", "")
		r.Set(call, "factor", "1.618", "")
		r.Set(call, "cap", inLink(most), "")
		r.Lose(call, "There are no Fibonacci numbers with jitter here: each wait is 1.618 times the one before.")
		return
	}
	r.Strategy(call, "list", "Fibonacci numbers of seconds.")
	var delays []time.Duration
	a, b := time.Second, time.Second
	for len(delays) < listed && !slices.Contains(delays, most) {
		delays = append(delays, min(a, most))
		a, b = b, a+b
	}
	setDelays(r, call, delays)
}

// readOr sets a field to a number of seconds, one where there is none.
func readOr(r *form.Reading, n *tree.Node, field string, other time.Duration) time.Duration {
	if n == nil {
		r.Assume(field, inLink(other), "")
		return other
	}
	d, _ := r.Duration(n, field, time.Second)
	return max(d, time.Millisecond)
}

// last is the last part of a name: expo of backoff.expo.
func last(n *tree.Node) string {
	if n == nil {
		return ""
	}
	text := n.Text
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '.' {
			return text[i+1:]
		}
	}
	return text
}

func writeLitl(p form.Policy) (string, []string) {
	classes, names := errorsOf(p)
	wait, jitter := "expo", "backoff.full_jitter"
	first, limit := p.Most()
	switch {
	case !p.Jittered():
		first, limit, jitter = p.Low, p.LowCap, "None"
	case p.Shape.Extra == time.Second && p.LowCap < p.HighCap:
		first, limit, jitter = p.Low, p.LowCap, "backoff.random_jitter"
	}
	values := fmt.Sprintf("base=%s,  # the growth\n    factor=%s,  # seconds before the first retry\n    max_value=%s", form.Decimal(p.Factor), form.Seconds(first), form.Seconds(min(limit, longest)))
	if p.Factor == 1 && p.Low == p.LowCap {
		wait, values = "constant", "interval="+form.Seconds(first)
	}
	code := importRequests(p) + fmt.Sprintf("import backoff\n%s\n\n@backoff.on_exception(\n    backoff.%s,\n    %s,\n    %s,\n    jitter=%s,\n    max_tries=%d,  # attempts, the first included\n", classes, wait, names, values, jitter, p.Attempts)
	notes := raising(p)
	if p.Deadline > 0 {
		code += fmt.Sprintf("    max_time=%s,\n", form.Seconds(p.Deadline))
		notes = append(notes, "backoff shortens the last wait to end at max_time, and makes one attempt more then.")
	}
	return code + ")\ndef call():\n" + body(p), notes
}
