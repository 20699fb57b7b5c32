package javascript

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// longest is the cap of delays without one: the most a scenario can say.
const longest = 24 * time.Hour

// options are those of the first call of some names that has one of some options: the object
// among its arguments, or the call itself where there is none. Other calls are told of.
func options(r *form.Reading, code []*tree.Node, calls []string, names ...string) (call, object *tree.Node) {
	for _, c := range tree.FindCalls(code, calls...) {
		o := objectOf(c, names)
		switch {
		case o != nil && object == nil:
			call, object = c, o
		case o != nil:
			r.Lose(c, fmt.Sprintf("A second %s is left out: read it alone.", c.Callee()))
		case call == nil:
			call = c
		}
	}
	if call == nil || object != nil {
		return call, object
	}
	for _, kid := range call.Kids {
		if kid.Kind == tree.Map {
			return call, kid
		}
	}
	return call, nil
}

// objectOf is the object among the arguments of a call that has one of some names.
func objectOf(call *tree.Node, names []string) *tree.Node {
	for _, kid := range call.Kids {
		if kid.Kind == tree.Map && kid.Any(names...) != nil {
			return kid
		}
	}
	return nil
}

// loose is an object that stands alone, or is given to nothing known, and has one of some names.
func loose(code []*tree.Node, names ...string) (found *tree.Node) {
	for _, n := range code {
		n.Walk(func(n *tree.Node) bool {
			if found == nil && n.Kind == tree.Map && n.Any(names...) != nil {
				found = n
			}
			return found == nil
		})
	}
	return found
}

// isWord reports whether a node is one of some words: Infinity, false.
func isWord(n *tree.Node, words ...string) bool {
	return n != nil && n.Kind == tree.Scalar && slices.Contains(words, n.Text)
}

// retries sets the attempts to a number of retries, or to the library's default of retries.
func retries(r *form.Reading, n *tree.Node, name string, standard int) {
	switch {
	case isWord(n, "Infinity", "Number.POSITIVE_INFINITY", "Number.MAX_SAFE_INTEGER", "Number.MAX_VALUE"):
		r.Set(n, "attempts", "1000", "Without a limit of attempts: 1 000 here.")
	case n != nil:
		r.Retries(n, nil)
	case standard == 0:
		r.Assume("attempts", "1000", fmt.Sprintf("Without %s there is no limit of attempts: 1 000 here.", name))
	default:
		r.Assume("attempts", fmt.Sprint(standard+1), fmt.Sprintf("The default of %s is %d: %d attempts.", name, standard, standard+1))
	}
}

// delay sets a field to a number of milliseconds, or to a default; Infinity is as long as can be.
func delay(r *form.Reading, n *tree.Node, field, name string, standard time.Duration) {
	switch {
	case isWord(n, "Infinity", "Number.POSITIVE_INFINITY", "Number.MAX_SAFE_INTEGER"), n == nil && standard == longest:
		says := fmt.Sprintf("Without %s the delays grow for ever; here up to 24 h.", name)
		if n != nil {
			r.Set(n, field, inLink(longest), says)
		} else {
			r.Assume(field, inLink(longest), says)
		}
	case n == nil:
		r.Assume(field, inLink(standard), fmt.Sprintf("The default of %s is %s.", name, inLink(standard)))
	default:
		r.Duration(n, field, time.Millisecond)
	}
}

// uncapped sets the cap of a library that has none by itself.
func uncapped(r *form.Reading, n *tree.Node, name string) {
	if n != nil && !isWord(n, "Infinity", "Number.POSITIVE_INFINITY", "Number.MAX_SAFE_INTEGER") {
		r.Duration(n, "cap", time.Millisecond)
		return
	}
	r.Tell(n, fmt.Sprintf("Without %s the delays grow for ever.", name))
}

// factor sets the growth, or the default.
func factor(r *form.Reading, n *tree.Node, name string) {
	if n == nil {
		r.Assume("factor", "2", fmt.Sprintf("The default of %s is 2.", name))
		return
	}
	r.Number(n, "factor")
}

var (
	negated    = regexp.MustCompile(`!==?|[^=!<>]!\w|\bnot\b`)
	everything = regexp.MustCompile(`=>\s*(?:true|\{\s*return true;?\s*\})$`)
)

// condition sets what is retried to the outcomes that a condition names, and to others that the
// names of a library mean.
func condition(r *form.Reading, n *tree.Node, more map[string]string) {
	if n == nil {
		return
	}
	text := typedParameter.ReplaceAllString(uncommented(n.String()), "$1")
	words := form.Outcomes(text)
	for name, means := range more {
		if strings.Contains(text, name) {
			words = append(words, strings.Fields(means)...)
		}
	}
	switch {
	case everything.MatchString(n.Text):
		words = scenario.OutcomeWords()
	case negated.MatchString(" " + text):
		r.Lose(n, "What is not retried is the code's own: the rest is taken as the library has it.")
		return
	case len(words) == 0:
		r.Lose(n, "Which outcomes this condition means is the code's own: those are taken that the library retries.")
		return
	}
	r.RetryOn(n, "Retried: "+strings.Join(inOrder(words), ", ")+".", words...)
	n.Mark()
}

// inOrder are words of outcomes, each once, in their order.
func inOrder(words []string) (list []string) {
	for _, word := range scenario.OutcomeWords() {
		if slices.Contains(words, word) {
			list = append(list, word)
		}
	}
	return list
}

// signalTimeout sets the time of one attempt to what AbortSignal.timeout says, as fetch takes it.
func signalTimeout(r *form.Reading, code []*tree.Node) {
	for _, call := range tree.FindCalls(code, "timeout") {
		if strings.HasSuffix(call.Text, "AbortSignal.timeout") {
			r.Duration(call.Arg(0, ""), "timeout", time.Millisecond)
			call.Mark()
			return
		}
	}
}

// beside are those options of some names that there are.
func beside(object *tree.Node, names ...string) (found []*tree.Node) {
	for _, name := range names {
		if n := object.Get(name); n != nil {
			found = append(found, n)
		}
	}
	return found
}

// formula writes delays in milliseconds as a calculation with the number of the retry, from 1,
// and Math.random(); of a strategy with a memory of the delay before, the nearest that has none.
func formula(p form.Policy, n string) string {
	base, limit := form.Milliseconds(p.Params.Base), form.Milliseconds(p.Params.Cap)
	retry, exponent := n, n+" - 1"
	if p.FirstAtOnce() {
		retry, exponent = "("+n+" - 1)", n+" - 2"
	}
	switch {
	case !p.Waits():
		return "0"
	case p.Strategy == "linear":
		return fmt.Sprintf("Math.min(%s, %s * %s)", limit, base, retry)
	case p.Strategy == "polynomial":
		return fmt.Sprintf("Math.min(%s, %s * %s ** %s)", limit, base, retry, form.Decimal(p.Params.Power))
	case p.Strategy == "list" && !p.FirstAtOnce():
		return listed(p, n)
	}
	text := drawn(p, func(first, limit time.Duration) string {
		if p.Factor == 1 && first == limit {
			return form.Milliseconds(first)
		}
		growth := fmt.Sprintf("%s * %s ** (%s)", form.Milliseconds(first), form.Decimal(p.Factor), exponent)
		if limit > longest {
			return growth
		}
		return fmt.Sprintf("Math.min(%s, %s)", form.Milliseconds(limit), growth)
	})
	if p.FirstAtOnce() {
		return fmt.Sprintf("Math.min(1, %s - 1) * (%s)", n, text)
	}
	return text
}

// drawn writes the draw of a shape about an exponential time.
func drawn(p form.Policy, grows func(first, limit time.Duration) string) string {
	switch extra := p.Shape.Extra; {
	case !p.Jittered():
		return grows(p.Low, p.LowCap)
	case extra > 0:
		return grows(p.Low, p.LowCap) + " + Math.random() * " + form.Milliseconds(extra)
	case p.Low == 0:
		return "Math.random() * " + grows(p.High, p.HighCap)
	case p.Low == p.LowCap && p.Factor > 1:
		return fmt.Sprintf("%s + Math.random() * (%s - %[1]s)", form.Milliseconds(p.Low), grows(p.High, p.HighCap))
	}
	share := math.Round(1e6*float64(p.Low)/float64(p.High)) / 1e6
	return fmt.Sprintf("%s * (%s + Math.random() * %s)", grows(p.High, p.HighCap), form.Decimal(share), form.Decimal(math.Round((1-share)*1e6)/1e6))
}

// listed writes delays one by one, by the number of the retry.
func listed(p form.Policy, n string) string {
	var texts []string
	for _, d := range p.Params.Delays {
		texts = append(texts, form.Milliseconds(d))
	}
	return fmt.Sprintf("[%s][Math.min(%s, %d) - 1]", strings.Join(texts, ", "), n, len(texts))
}

// byNumber finds delays that stand in a list, of which the number of the retry chooses one.
var byNumber = regexp.MustCompile(`(?s)=>.*\[\s*([\d_.]+(?:\s*,\s*[\d_.]+)*)\s*,?\s*\]\s*\[[^\]]+\]`)

// readListed reads such delays, in milliseconds.
func readListed(r *form.Reading, n *tree.Node) bool {
	found := byNumber.FindStringSubmatch(n.Text)
	if found == nil {
		return false
	}
	var texts []string
	for text := range strings.SplitSeq(found[1], ",") {
		d, ok := (&tree.Node{Text: strings.TrimSpace(text)}).Duration(time.Millisecond)
		if !ok || len(texts) == 20 {
			return false
		}
		texts = append(texts, inLink(min(longest, max(time.Millisecond, d))))
	}
	r.Strategy(n, "list", "A list of delays, by the number of the retry.")
	r.Set(n, "delays", strings.Join(texts, ","), "")
	n.Mark()
	return true
}

// conditionOf writes what a policy retries as a condition over an error; response is where its
// status is.
func conditionOf(p form.Policy, status, network, timeout string) string {
	if p.Retried("failed") {
		return "() => true"
	}
	var either []string
	if p.Retried("rejected") {
		either = append(either, status+" === 429")
	}
	if p.Retried("unavailable") {
		either = append(either, status+" >= 500")
		if network != "" {
			either = append(either, network)
		}
	}
	if p.Retried("timed-out") {
		either = append(either, timeout)
	}
	if len(either) == 0 {
		either = []string{"error.name === 'CircuitOpen'"}
	}
	return strings.Join(either, " || ")
}

// statuses are those of the outcomes that a policy retries.
func statuses(p form.Policy) string {
	var list []string
	if p.Retried("rejected") {
		list = append(list, "429")
	}
	if p.Retried("unavailable") {
		list = append(list, "500", "502", "503", "504")
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// call is a function that is retried: with a timeout of one attempt fetch has it.
func call(p form.Policy) string {
	if p.Timeout == 0 {
		return "() => call()"
	}
	return fmt.Sprintf(`async () => {
  const response = await fetch('https://example.com/', { signal: AbortSignal.timeout(%s) });
  if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
  return response;
}`, form.Milliseconds(p.Timeout))
}

// throwing is what whoever uses a written text does himself, where the call is his: fetch throws
// for no status.
func throwing(p form.Policy) []string {
	if p.Timeout > 0 || p.Retried("failed") {
		return nil
	}
	return []string{"call is yours: for an answer that is an error it throws one that has the answer's status."}
}

// refused is no connection: fetch has the reason in the cause of its error.
const refused = "(error.cause ?? error).code === 'ECONNREFUSED'"

// wholeMilliseconds is a duration as libraries take it that round.
func wholeMilliseconds(d time.Duration) string {
	return form.Milliseconds(cmp.Or(d.Round(time.Millisecond), d))
}

func inLink(d time.Duration) string { return scenario.FormatDuration(d) }
