package javascript

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// cockatiel is the retry policy of cockatiel, with the breaker and the timeout that wrap puts
// around or into it. maxAttempts counts retries; the growth of its delays is 2 but for the
// generator that is called decorrelated, which is that of Polly.
var cockatiel = form.Format{
	Key: "cockatiel", Name: "cockatiel", Language: "JavaScript", File: "retry.mjs",
	Version: "4.0.0", Source: "connor4312/cockatiel src/RetryPolicy.ts, src/backoff",
	Sample: `const retrying = retry(handleAll, {
  maxAttempts: 5,
  backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 20_000, generator: fullJitterGenerator }),
});
const breaking = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(7) });
const policy = wrap(retrying, breaking, timeout(2000, TimeoutStrategy.Aggressive));
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("cockatiel", "handleAll", "new ExponentialBackoff(", "JitterGenerator", "handleWhen(", "handleType(")
	},
	Read:  readCockatiel,
	Write: writeCockatiel,
}

func readCockatiel(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"retry"}, "maxAttempts", "backoff")
	if object == nil {
		object = loose(code, "maxAttempts", "backoff")
	}
	if call == nil && object == nil {
		return
	}
	readCockatielDelay(r, cockatielBackoff(code, object), call, object)
	retries(r, object.Get("maxAttempts"), "maxAttempts", 0)
	order := wrapped(code)
	if call != nil {
		readHandled(r, call.Arg(0, ""), slices.ContainsFunc(tree.FindCalls(code, "circuitBreaker"), func(n *tree.Node) bool { return !outside(n, code, order) }))
	}
	readCockatielTimeout(r, code, order)
	readCockatielBreaker(r, code, order)
	r.Beside(tree.FindCalls(code, "bulkhead", "fallback")...)
	r.Rest(object)
}

// cockatielBackoff is the backoff of the options, or what stands for it by a name.
func cockatielBackoff(code []*tree.Node, object *tree.Node) *tree.Node {
	n := object.Get("backoff")
	if n == nil || n.Kind == tree.Call {
		return n
	}
	for _, found := range tree.Find(code, n.Text) {
		if found.Kind == tree.Call {
			n.Mark()
			return found
		}
	}
	return n
}

func readCockatielDelay(r *form.Reading, n, call, object *tree.Node) {
	switch {
	case n == nil:
		if object == nil {
			object = call
		}
		r.Strategy(object, "immediate", "Without backoff cockatiel waits nothing.")
	case n.Calls("ConstantBackoff"):
		if d, ok := n.Arg(0, "").Duration(time.Millisecond); ok && d == 0 {
			r.Strategy(n, "immediate", "No delay.")
			n.Mark()
			return
		}
		r.Strategy(n, "fixed", "The same time before every retry.")
		r.Duration(n.Arg(0, ""), "base", time.Millisecond)
	case n.Calls("IterableBackoff") && len(n.Kids) == 1 && n.Kids[0].Kind == tree.List:
		var texts []string
		for _, kid := range n.Kids[0].Kids {
			if d, ok := r.LiteralDuration(kid, time.Millisecond); ok && len(texts) < 20 {
				texts = append(texts, inLink(max(d, time.Millisecond)))
			}
		}
		r.Strategy(n, "list", "A list of delays, of which the last is for all further retries.")
		if len(texts) > 0 {
			r.Set(n, "delays", strings.Join(texts, ","), "")
		}
		n.Mark()
	case n.Calls("ExponentialBackoff"):
		readCockatielExponential(r, n)
	case n.Calls("DelegateBackoff") && calculated(r, n.Arg(0, ""), "attempt", "context.attempt"):
		n.Mark()
	default:
		r.Strategy(n, "immediate", "This backoff is code that is not read: the delays are missing.")
		r.Lose(n, "Its delays are the code's own. Choose a strategy by hand.")
	}
}

func readCockatielExponential(r *form.Reading, n *tree.Node) {
	var own *tree.Node
	if len(n.Kids) > 0 {
		own = n.Kids[0]
	}
	generator, exponent := own.Get("generator"), own.Get("exponent")
	kind := ""
	if generator != nil {
		kind = generator.Text
	}
	doubles := true
	switch kind {
	case "fullJitterGenerator":
		r.Strategy(n, "full", "Full jitter, in whole milliseconds.")
	case "halfJitterGenerator":
		r.Strategy(n, "equal", "Half of an exponential time, and a random time up to the other half.")
	case "noJitterGenerator":
		r.Strategy(n, "exponential", "Exponential, without jitter.")
	default:
		doubles = false
		r.Strategy(n, "client:cockatiel", "The delays of Polly, which cockatiel calls decorrelated.")
		if kind != "" && kind != "decorrelatedJitterGenerator" {
			r.Lose(generator, "This generator is the code's own: the default is taken.")
		}
	}
	generator.Mark()
	delay(r, own.Get("initialDelay"), "base", "initialDelay", 128*time.Millisecond)
	delay(r, own.Get("maxDelay"), "cap", "maxDelay", 30*time.Second)
	if doubles {
		r.Assume("factor", "2", "")
	}
	if x, ok := exponent.Number(); ok && x != 2 {
		if doubles {
			r.Tell(exponent, "With this generator cockatiel doubles its delays, whatever exponent says.")
		} else {
			r.Lose(exponent, "These delays double here, whatever exponent says.")
		}
	}
	exponent.Mark()
	own.Take()
	r.Rest(own)
}

// readHandled reads what is retried. broken is whether a breaker within refuses attempts.
func readHandled(r *form.Reading, n *tree.Node, broken bool) {
	switch {
	case n == nil || isWord(n, "handleAll") || strings.HasSuffix(n.Text, "handleAll"):
		n.Mark()
		if broken {
			r.Assume("retry-on", "rejected,unavailable,timed-out,not-sent", "Every error is retried, that of an open breaker too.")
			return
		}
		r.Assume("retry-on", "rejected,unavailable,timed-out", "Every error is retried: which outcomes raise one, the call decides.")
	default:
		r.Assume("retry-on", "rejected,unavailable,timed-out", "")
		condition(r, n, map[string]string{"TaskCancelledError": "timed-out"})
	}
}

// wrapped are the places of policies in wrap, by the name of their variable or what they call:
// the first is the outermost. It is nil where the text has no wrap.
func wrapped(code []*tree.Node) map[string]int {
	calls := tree.FindCalls(code, "wrap")
	if len(calls) == 0 {
		return nil
	}
	places := map[string]int{}
	for i, kid := range calls[0].Kids {
		places[kid.Text] = i
	}
	return places
}

// outside reports whether a call is around the retries.
func outside(call *tree.Node, code []*tree.Node, order map[string]int) bool {
	place := func(n *tree.Node) int {
		if i, ok := order[n.Name]; ok && n.Name != "" {
			return i
		}
		i, ok := order[n.Text]
		if !ok {
			return -1
		}
		return i
	}
	for _, retry := range tree.FindCalls(code, "retry") {
		if at, of := place(call), place(retry); at >= 0 && of >= 0 {
			return at < of
		}
	}
	return false
}

func readCockatielTimeout(r *form.Reading, code []*tree.Node, order map[string]int) {
	seen := map[bool]bool{}
	for _, call := range tree.FindCalls(code, "timeout") {
		around := outside(call, code, order)
		if call.Text != "timeout" || seen[around] {
			continue
		}
		seen[around] = true
		field := "timeout"
		if around {
			field = "total-timeout"
		}
		r.Duration(call.Arg(0, ""), field, time.Millisecond)
		call.Mark()
	}
}

func readCockatielBreaker(r *form.Reading, code []*tree.Node, order map[string]int) {
	calls := tree.FindCalls(code, "circuitBreaker")
	if len(calls) == 0 {
		return
	}
	call := calls[0]
	if outside(call, code, order) {
		r.Lose(call, "A breaker around the retries sees requests, not attempts: it is left out. Write it as a layer, full(attempts=1 breaker=count)>…")
		return
	}
	object := objectOf(call, []string{"halfOpenAfter", "breaker"})
	breaker := object.Get("breaker")
	switch {
	case breaker.Calls("ConsecutiveBreaker"):
		r.Set(breaker, "breaker", "consecutive", "")
		if n := breaker.Arg(0, ""); n != nil && n.Kind != tree.Map {
			r.Number(n, "breaker-failures")
		} else {
			r.Number(n.Get("threshold"), "breaker-failures")
		}
	case breaker.Calls("SamplingBreaker"):
		readSampling(r, breaker)
	case breaker.Calls("CountBreaker"):
		of := breaker.Arg(0, "")
		r.Set(breaker, "breaker", "count", "")
		r.Number(of.Get("threshold"), "breaker-ratio")
		r.Number(of.Get("size"), "breaker-calls")
		r.Number(of.Get("minimumNumberOfCalls"), "breaker-min")
		of.Take()
	default:
		r.Lose(call, "This breaker is not read.")
		return
	}
	r.Duration(object.Get("halfOpenAfter"), "breaker-open", time.Millisecond)
	r.Assume("breaker-probes", "1", "One attempt is let through to see whether the service is back.")
	breaker.Take()
	r.Rest(object)
}

func readSampling(r *form.Reading, breaker *tree.Node) {
	of := breaker.Arg(0, "")
	r.Set(breaker, "breaker", "ratio", "")
	r.Number(of.Get("threshold"), "breaker-ratio")
	d, ok := r.Duration(of.Get("duration"), "breaker-window", time.Millisecond)
	least := of.Get("minimumRps")
	if x, has := least.Number(); has && ok {
		r.Set(least, "breaker-min", form.Decimal(float64(max(1, int(x*d.Seconds())))), "As many attempts as minimumRps is in the duration.")
	}
	of.Take()
}

func writeCockatiel(p form.Policy) (string, []string) {
	names := map[string]bool{"retry": true}
	handled := cockatielHandled(p, names)
	backoff := cockatielDelay(p, names)
	code := fmt.Sprintf("const retrying = retry(%s, {\n  maxAttempts: %d, // which counts retries\n  backoff: %s,\n});\n", handled, p.Retries(), backoff)
	order := []string{}
	if p.Total > 0 {
		order = append(order, fmt.Sprintf("timeout(%s, TimeoutStrategy.Aggressive)", form.Milliseconds(p.Total)))
	}
	order = append(order, "retrying")
	if breaker := cockatielBreaker(p, names); breaker != "" {
		code += "const breaking = " + breaker + ";\n"
		order = append(order, "breaking")
	}
	if p.Timeout > 0 {
		order = append(order, fmt.Sprintf("timeout(%s, TimeoutStrategy.Aggressive)", form.Milliseconds(p.Timeout)))
	}
	policy := "retrying"
	if len(order) > 1 {
		names["wrap"] = true
		policy = "wrap(" + strings.Join(order, ", ") + ")"
	}
	if p.Timeout+p.Total > 0 {
		names["timeout"], names["TimeoutStrategy"] = true, true
	}
	var imports []string
	for _, name := range cockatielNames {
		if names[name] {
			imports = append(imports, name)
		}
	}
	return fmt.Sprintf("import { %s } from 'cockatiel';\n\n%sexport const policy = %s;\n// policy.execute(() => call())\n", strings.Join(imports, ", "), code, policy), nil
}

// cockatielNames are what a text may import, in its order.
var cockatielNames = []string{"retry", "handleAll", "handleWhen", "ExponentialBackoff", "ConstantBackoff", "IterableBackoff", "DelegateBackoff", "fullJitterGenerator", "halfJitterGenerator", "noJitterGenerator", "circuitBreaker", "ConsecutiveBreaker", "SamplingBreaker", "CountBreaker", "timeout", "TimeoutStrategy", "wrap"}

func cockatielHandled(p form.Policy, names map[string]bool) string {
	text := conditionOf(p, "error.status", refused, "error.name === 'TimeoutError'")
	if p.Timeout > 0 {
		text = strings.ReplaceAll(text, "error.name === 'TimeoutError'", "error.isTaskCancelledError")
	}
	if p.Breaker != "" && p.Retried("not-sent") && !p.Retried("failed") {
		text += " || error.isBrokenCircuitError"
	}
	names["handleWhen"] = true
	if strings.HasPrefix(text, "() =>") {
		return "handleWhen(" + text + ")"
	}
	return "handleWhen((error) => " + text + ")"
}

// cockatielDelay writes the generator of the library that has the policy's delays, or else a
// calculation.
func cockatielDelay(p form.Policy, names map[string]bool) string {
	use := func(name string) string { names[name] = true; return name }
	generator := ""
	switch ratio := float64(p.Low) / float64(max(1, p.High)); {
	case p.FirstAtOnce() || p.Factor != 2 && !p.Is("lib:cockatiel"):
	case p.Is("lib:cockatiel", "lib:cockatiel-ref"):
		return fmt.Sprintf("new %s({ initialDelay: %s, maxDelay: %s })", use("ExponentialBackoff"), own(p, "base", 128*time.Millisecond), own(p, "cap", 30*time.Second))
	case !p.Jittered() && p.Waits():
		generator = "noJitterGenerator"
	case p.Full() && !p.Is("list"):
		generator = "fullJitterGenerator"
	case p.Shape.Extra == 0 && ratio == 0.5 && 2*p.LowCap == p.HighCap:
		generator = "halfJitterGenerator"
	}
	switch {
	case generator != "" && p.Strategy != "list" && p.Strategy != "linear" && p.Strategy != "polynomial":
		return fmt.Sprintf("new %s({ initialDelay: %s, maxDelay: %s, generator: %s })", use("ExponentialBackoff"), form.Milliseconds(p.High), form.Milliseconds(min(longest, p.HighCap)), use(generator))
	case !p.Waits():
		return "new " + use("ConstantBackoff") + "(0)"
	case p.Factor == 1 && p.Low == p.HighCap && !p.FirstAtOnce():
		return fmt.Sprintf("new %s(%s)", use("ConstantBackoff"), form.Milliseconds(p.Low))
	case p.Strategy == "list" && !p.FirstAtOnce():
		text, _, _ := strings.Cut(formula(p, "n"), "[Math")
		return fmt.Sprintf("new %s(%s)", use("IterableBackoff"), text)
	}
	return fmt.Sprintf("new %s(({ attempt }) => %s)", use("DelegateBackoff"), formula(p, "attempt"))
}

func cockatielBreaker(p form.Policy, names map[string]bool) string {
	s, breaker := p.Scenario, ""
	switch p.Breaker {
	case "consecutive":
		names["ConsecutiveBreaker"] = true
		breaker = fmt.Sprintf("new ConsecutiveBreaker(%d)", s.BreakerFailures)
	case "ratio":
		names["SamplingBreaker"] = true
		breaker = fmt.Sprintf("new SamplingBreaker({ threshold: %s, duration: %s, minimumRps: %s })", form.Decimal(s.BreakerRatio), form.Milliseconds(s.BreakerWindow), form.Decimal(float64(s.BreakerMin)/s.BreakerWindow.Seconds()))
	case "count":
		names["CountBreaker"] = true
		breaker = fmt.Sprintf("new CountBreaker({ threshold: %s, size: %d, minimumNumberOfCalls: %d })", form.Decimal(s.BreakerRatio), s.BreakerCalls, s.BreakerMin)
	default:
		return ""
	}
	names["circuitBreaker"], names["handleAll"] = true, true
	return fmt.Sprintf("circuitBreaker(handleAll, { halfOpenAfter: %s, breaker: %s })", form.Milliseconds(s.BreakerOpen), breaker)
}

// own is a time that a policy sets of a library's delays, in milliseconds, or else the library's.
func own(p form.Policy, name string, standard time.Duration) string {
	_, brackets, _ := strings.Cut(p.Strategy, "(")
	for _, pair := range strings.Fields(strings.TrimSuffix(brackets, ")")) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			if d, err := time.ParseDuration(value); err == nil {
				return form.Milliseconds(d)
			}
		}
	}
	return form.Milliseconds(standard)
}
