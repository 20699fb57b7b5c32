package python

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// resolve is what a name stands for that the text gives a call or a calculation; any other node
// is itself.
func resolve(code []*tree.Node, n *tree.Node) *tree.Node {
	if n == nil || n.Kind != tree.Scalar || n.Quoted {
		return n
	}
	for _, found := range tree.Find(code, n.Text) {
		if found != n && found.Name == n.Text && (found.Kind == tree.Call || found.Kind == tree.Op || found.Kind == tree.List) {
			n.Mark()
			return found
		}
	}
	return n
}

// first are those calls of some names that have one of some arguments, or none of whose kind
// has. The others are told of.
func first(r *form.Reading, calls []*tree.Node, arguments ...string) *tree.Node {
	var found *tree.Node
	for _, call := range calls {
		if found == nil && call.Any(arguments...) != nil {
			found = call
		}
	}
	if found == nil && len(calls) > 0 {
		found = calls[0]
	}
	for _, call := range calls {
		if call != found && call.Any(arguments...) != nil {
			r.Lose(call, fmt.Sprintf("A second %s is left out: read it alone.", call.Callee()))
		}
	}
	return found
}

// isNone reports whether a node is None, False or a text that says so.
func isNone(n *tree.Node) bool {
	return n != nil && n.Kind == tree.Scalar && slices.Contains([]string{"None", "False"}, n.Text)
}

// isTrue reports whether a node is True.
func isTrue(n *tree.Node) bool { return n != nil && n.Kind == tree.Scalar && n.Text == "True" }

// unlimited sets the attempts to as many as there may be, for a None that says so.
func unlimited(r *form.Reading, n *tree.Node) {
	r.Set(n, "attempts", "1000", "Without a limit of attempts: 1 000 here.")
}

// stopsNever assumes as many attempts as there may be.
func stopsNever(r *form.Reading, says string) {
	r.Assume("attempts", "1000", says+" Without a limit of attempts: 1 000 here.")
}

var negated = regexp.MustCompile(`!=|\bnot\b|\b(?:retry_if_not|retry_unless)_`)

// exceptions sets what is retried to the outcomes that the names of exceptions say. A name that
// says nothing is the caller's own.
func exceptions(r *form.Reading, n *tree.Node) {
	text := n.String()
	words := form.Outcomes(strings.NewReplacer("retry_if_exception_type", "", "retry_if_exception", "", "on_exception", "").Replace(text))
	switch {
	case negated.MatchString(text):
		r.Lose(n, "What is not retried is the code's own: here all outcomes are but permanent failures.")
	case len(words) == 0:
		n.Mark()
		r.Tell(n, "Which outcomes raise that, the text does not say: rejections, unavailability and timeouts are taken.")
	default:
		n.Mark()
		r.RetryOn(n, "Retried: "+strings.Join(words, ", ")+".", words...)
		return
	}
	r.Assume("retry-on", "rejected,unavailable,timed-out", "")
}

// everything assumes what is retried where the text names no exception.
func everything(r *form.Reading) {
	r.Assume("retry-on", "rejected,unavailable,timed-out", "Every exception is retried: which outcomes raise one, the call decides.")
}

// beside are those arguments of some names that there are.
func beside(call *tree.Node, names ...string) (found []*tree.Node) {
	for _, name := range names {
		if n := call.Get(name); n != nil {
			found = append(found, n)
		}
	}
	return found
}

// requests are calls of clients for HTTP that take the time of one attempt.
var requests = []string{"get", "post", "put", "patch", "delete", "head", "request", "Client", "AsyncClient", "urlopen", "PoolManager", "HTTPConnectionPool", "HTTPSConnectionPool"}

// requestTimeout sets the time of one attempt to what a request in the text says.
func requestTimeout(r *form.Reading, code []*tree.Node) {
	for _, call := range tree.FindCalls(code, requests...) {
		n := call.Get("timeout")
		if n.Calls("Timeout") { // of httpx and urllib3: the time to read counts
			n.Take()
			if read := n.Get("read"); read != nil {
				n = read
			} else {
				n = n.Arg(0, "timeout")
			}
		}
		if n != nil && n.Kind == tree.List && len(n.Kids) == 2 { // connect, read
			n.Take()
			n = n.Kids[1]
		}
		if _, ok := n.Duration(time.Second); ok {
			r.Duration(n, "timeout", time.Second)
			call.Mark()
			return
		}
	}
}

// body is the body of the function that is retried: with a timeout of one attempt a request
// that has one.
func body(p form.Policy) string {
	if p.Timeout == 0 {
		return "    ...\n"
	}
	return fmt.Sprintf("    return requests.get(\"https://example.com/\", timeout=%s)\n", form.Seconds(p.Timeout))
}

// importRequests is the import that body needs.
func importRequests(p form.Policy) string {
	if p.Timeout == 0 {
		return ""
	}
	return "import requests\n"
}

// raised are the exceptions that stand for outcomes in code that is written.
var raised = []struct{ word, name, says string }{
	{"rejected", "Rejected", "An answer 429."},
	{"unavailable", "Unavailable", "An answer 5xx, or no connection."},
	{"timed-out", "TimedOut", "No answer in time."},
}

// errorsOf are the exceptions that a policy retries: their classes, and what names them all.
// Where it retries permanent failures, too, every exception is one.
func errorsOf(p form.Policy) (classes, names string) {
	if p.Retried("failed") {
		return "", "Exception"
	}
	var list []string
	for _, e := range raised {
		if p.Retried(e.word) {
			classes += fmt.Sprintf("\n\nclass %s(Exception):\n    \"\"\"%s\"\"\"\n", e.name, e.says)
			list = append(list, e.name)
		}
	}
	switch len(list) {
	case 0:
		return "\n\nclass NotSent(Exception):\n    \"\"\"A circuit breaker refused.\"\"\"\n", "NotSent"
	case 1:
		return classes, list[0]
	}
	return classes, "(" + strings.Join(list, ", ") + ")"
}

// raising is what whoever uses a written text does himself.
func raising(p form.Policy) []string {
	if p.Retried("failed") {
		return nil
	}
	return []string{"Raise the exceptions of the text in call, each for what it stands for: no other is retried."}
}

// inLink is a duration of a scenario as links write it.
func inLink(d time.Duration) string { return scenario.FormatDuration(d) }

// calculated reads delays that code calculates, of a node or of a lambda, in seconds. retry is
// what the name of an attempt or a retry means at a retry; false for any other name. It is false
// where no strategy has such delays.
func calculated(r *form.Reading, n *tree.Node, retry func(name string, k int) (float64, bool)) bool {
	body := n
	if _, code, ok := strings.Cut(n.Text, ":"); ok && n.Kind == tree.Raw && strings.HasPrefix(n.Text, "lambda") {
		found := source.Within("x("+code+")", source.Python, n.Known)
		if len(found) != 1 || len(found[0].Kids) != 1 {
			return false
		}
		body = found[0].Kids[0]
	}
	return r.Calculated(n, time.Second, func(k int, u float64) (float64, bool) {
		return form.Calculate(body, func(name string) (float64, bool) { return retry(name, k) }, u)
	})
}

// ofAttempt is what names of the attempts made so far mean, before a retry.
func ofAttempt(name string, k int) (float64, bool) {
	return float64(k), strings.HasSuffix(name, "attempt_number")
}
