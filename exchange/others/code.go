package others

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// longest is a cap that cuts nothing: a text without one means none.
const longest = "24h"

// chain is a builder: all that is called on what one call returned, and on the variable that
// it was assigned to, in the order of the text. Each call stands alone: to mark one marks none
// before it.
type chain []*tree.Node

// chains returns the builders that begin with a call of one of some names, as they are written
// or with a package before them: RetryConfig.custom.
func chains(code []*tree.Node, begin ...string) (found []chain) {
	names := map[string]int{} // the variables, by the place of their builder
	seen := map[*tree.Node]bool{}
	visit := func(n *tree.Node) bool {
		if n.Kind != tree.Call || seen[n] {
			return true
		}
		calls := unrolled(n)
		for _, call := range calls {
			seen[call] = true
		}
		variable, _, _ := strings.Cut(calls[0].Text, ".")
		for i, call := range calls {
			calls[i] = alone(call)
		}
		if i, ok := names[variable]; ok {
			found[i] = append(found[i], calls...)
		} else if begins(calls[0].Text, begin) {
			found = append(found, calls)
			names[n.Name] = len(found) - 1
			delete(names, "")
		}
		return true
	}
	for _, n := range code {
		outermost(n, visit)
	}
	return found
}

// outermost visits the last call of a chain before those that it is called on.
func outermost(n *tree.Node, visit func(*tree.Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	outermost(n.Of, visit)
	for _, kid := range n.Kids {
		outermost(kid, visit)
	}
}

func unrolled(n *tree.Node) (calls chain) {
	for ; n != nil; n = n.Of {
		calls = append(calls, n)
	}
	slices.Reverse(calls)
	return calls
}

// alone is a call without those that it is called on, and with the same arguments.
func alone(n *tree.Node) *tree.Node {
	if n == nil || n.Of == nil {
		return n
	}
	c := *n
	c.Of = nil
	return &c
}

// at is the place of a node, with nothing below it: what is said there marks nothing.
func at(n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	return &tree.Node{Line: n.Line, Text: n.Text}
}

// assigned is the call that was assigned to the variable that a node names, or else the node.
func assigned(code []*tree.Node, n *tree.Node) *tree.Node {
	if n == nil || n.Kind != tree.Scalar || n.Quoted {
		return n
	}
	found := n
	for _, of := range code {
		of.Walk(func(of *tree.Node) bool {
			if of.Kind == tree.Call && of.Name == n.Text {
				n.Mark()
				found = of
			}
			return true
		})
	}
	return found
}

// begins reports whether a name is one of some, or ends with one behind a package.
func begins(text string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return text == name || strings.HasSuffix(text, "."+name) || strings.HasSuffix(text, "::"+name)
	})
}

// call is the last call of one of some names in a chain, nil where there is none: it holds.
func (c chain) call(names ...string) *tree.Node {
	for _, n := range slices.Backward(c) {
		if n.Calls(names...) {
			return n
		}
	}
	return nil
}

// arg is the first argument of the last call of one of some names.
func (c chain) arg(names ...string) *tree.Node { return c.call(names...).Arg(0, "") }

// rest tells of what is left of a chain.
func (c chain) rest(r *form.Reading) {
	for _, call := range c {
		if len(call.Kids) == 0 {
			continue
		}
		left := 0
		for _, kid := range call.Kids {
			left += len(kid.Left())
		}
		if left > 0 {
			r.Rest(call)
		}
	}
}

// duration is the length that the first argument of a call says, or its first two: (5, SECONDS).
func duration(r *form.Reading, call *tree.Node) (time.Duration, bool) {
	n := call.Arg(0, "")
	if unit := call.Arg(1, ""); unit != nil && len(call.Kids) == 2 {
		if per, ok := unit.Duration(time.Second); ok && unit.Kind == tree.Scalar {
			unit.Mark()
			return literal(r, n, per)
		}
	}
	return literal(r, n, time.Millisecond)
}

func literal(r *form.Reading, n *tree.Node, unit time.Duration) (time.Duration, bool) {
	d, ok := r.LiteralDuration(n, unit)
	if ok {
		n.Mark()
	}
	return d, ok
}

// most are how languages write the largest whole number, which stands for no limit.
var most = []string{"MAX_VALUE", "MaxValue", "MAX"}

// unlimited makes a number of a node that says the largest there is, so that a reader takes it
// as one without limit.
func unlimited(n *tree.Node) *tree.Node {
	if n == nil || n.Kind != tree.Scalar || !slices.Contains(most, n.Text[strings.LastIndexAny(n.Text, ".:")+1:]) {
		return n
	}
	n.Text = "2147483647"
	return n
}

// endless are numbers of attempts that mean no limit.
func endless(n int) bool { return n == -1 || n >= 1<<31-1 }

// withoutRetries is a text of a library that says nothing of retries, and something of what
// stands beside them.
func withoutRetries(r *form.Reading) {
	r.Strategy(nil, "immediate", "The text has no retries.")
	r.Assume("attempts", "1", "")
}

// words are parts of names of exceptions and of status codes by what they mean to a simulated
// client, in small letters.
var words = map[string][]string{
	"rejected":    {"429", "toomany", "ratelimit", "throttl", "quota", "restclientexception"},
	"unavailable": {"500", "502", "503", "5xx", ">= 5", "servererror", "unavailable", "connect", "httprequestexception", "ioexception", "badgateway", "socketexception", "restclientexception"},
	"timed-out":   {"timeout", "timedout", "408", "504", "ioexception", "resourceaccess", "restclientexception"},
	"not-sent":    {"callnotpermitted", "circuitbreakeropen", "brokencircuit"},
}

// every finds the exceptions that all others are, and not the member of that name in
// { Exception: HttpRequestException } or outcome.Exception.
var every = regexp.MustCompile(`(?:^|[^A-Za-z.]|java\.lang\.|System\.)(?:(?:Runtime)?Exception|Throwable)(?:[^A-Za-z:]|::|$)`)

// outcomes are those that the names in a piece of code stand for.
func outcomes(code string) (found []string) {
	if every.MatchString(code) {
		return strings.Split(usual, ",")
	}
	code = strings.ToLower(code)
	for _, word := range scenario.OutcomeWords() {
		if slices.ContainsFunc(words[word], func(part string) bool { return strings.Contains(code, part) }) {
			found = append(found, word)
		}
	}
	return found
}

// usual are the outcomes that libraries retry by default.
const usual = "rejected,unavailable,timed-out"

// retried sets which outcomes are retried from the code that says it, as far as its names say
// enough; it tells of those that do not. Where nothing says it, all are that may pass.
func retried(r *form.Reading, nodes ...*tree.Node) {
	var found []string
	var first *tree.Node
	for _, n := range nodes {
		if n == nil {
			continue
		}
		of := outcomes(said(n))
		if len(of) == 0 {
			r.Lose(n, fmt.Sprintf("Whether %s is a rejection, an error or a timeout is not in the text.", clip(strings.TrimSpace(n.String()+" "+n.Types))))
			continue
		}
		found = append(found, of...)
		if first == nil {
			first = n
		}
		n.Mark()
	}
	if first != nil {
		r.RetryOn(first, "", found...)
	} else {
		r.Assume("retry-on", usual, "")
	}
}

// set says that a node sets a field, or that a default does where there is no node.
func set(r *form.Reading, n *tree.Node, field, value, says string) {
	if n == nil {
		r.Assume(field, value, says)
	} else {
		r.Set(n, field, value, says)
	}
}

// said is a piece of code as a text, with the types that its calls are of.
func said(n *tree.Node) string {
	text := n.String()
	n.Walk(func(n *tree.Node) bool {
		text += " " + n.Types
		return true
	})
	return text
}

func clip(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > 60 {
		return string(letters[:59]) + "…"
	}
	return text
}

// own is a parameter of the library's delays that a policy has in brackets, "" where it is the
// library's own.
func own(p form.Policy, name string) string {
	for pair := range strings.FieldsSeq(scenario.Layers(p.Strategy)[0].Own) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// ownDuration is own for a duration.
func ownDuration(p form.Policy, name string, or time.Duration) time.Duration {
	if d, err := time.ParseDuration(own(p, name)); err == nil {
		return d
	}
	return or
}

// ownNumber is own for a number.
func ownNumber(p form.Policy, name string, or float64) float64 {
	if x, err := strconv.ParseFloat(own(p, name), 64); err == nil {
		return x
	}
	return or
}

// in writes a duration by a call of the largest unit in which it is whole; ways are those of
// a language for hours, minutes, seconds, milliseconds, microseconds and nanoseconds, "" where
// it has none.
func in(d time.Duration, ways [6]string) string {
	units := []time.Duration{time.Hour, time.Minute, time.Second, time.Millisecond, time.Microsecond, time.Nanosecond}
	for i, unit := range units {
		if ways[i] != "" && d%unit == 0 && (d > 0 || i == 3) {
			return fmt.Sprintf(ways[i], int64(d/unit))
		}
	}
	return fmt.Sprintf(ways[3], d.Milliseconds())
}

// java writes a duration as Java does.
func java(d time.Duration) string {
	return in(d, [6]string{"", "Duration.ofMinutes(%d)", "Duration.ofSeconds(%d)", "Duration.ofMillis(%d)", "", "Duration.ofNanos(%dL)"})
}

// real writes a number with a decimal point, which makes it one of double precision.
func real(x float64) string {
	text := form.Decimal(x)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// milliseconds is a duration as a whole number of them, at least one where it is not nothing.
func milliseconds(d time.Duration) int64 {
	if d > 0 {
		return max(1, d.Round(time.Millisecond).Milliseconds())
	}
	return 0
}

// packages are where classes of Java are from that a text may need.
var packages = map[string]string{
	"Duration": "java.time", "IOException": "java.io", "ConnectException": "java.net", "HttpResponse": "java.net.http", "HttpTimeoutException": "java.net.http", "TimeoutException": "java.util.concurrent",
	"IntervalFunction": "io.github.resilience4j.core", "RetryConfig": "io.github.resilience4j.retry", "TimeLimiterConfig": "io.github.resilience4j.timelimiter",
	"CircuitBreakerConfig": "io.github.resilience4j.circuitbreaker", "SlidingWindowType": "io.github.resilience4j.circuitbreaker.CircuitBreakerConfig",
	"CallNotPermittedException": "io.github.resilience4j.circuitbreaker",
	"Backoff":                   "org.springframework.retry.annotation", "Retryable": "org.springframework.retry.annotation",
	"RetryPolicy": "org.springframework.core.retry", "RetryTemplate": "org.springframework.core.retry",
	"HttpClientErrorException": "org.springframework.web.client", "HttpServerErrorException": "org.springframework.web.client", "ResourceAccessException": "org.springframework.web.client",
	"DefaultRetryStrategy": "software.amazon.awssdk.retries", "BackoffStrategy": "software.amazon.awssdk.retries.api",
}

var class = regexp.MustCompile(`\b[A-Z][A-Za-z0-9]*\b`)

// imported is code of Java with the imports that it needs, without those of some classes, which
// others have a package for.
func imported(code string, without ...string) string {
	var lines []string
	for _, name := range class.FindAllString(code, -1) {
		line := "import " + packages[name] + "." + name + ";\n"
		if packages[name] != "" && !slices.Contains(lines, line) && !slices.Contains(without, name) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "") + "\n" + code
}
