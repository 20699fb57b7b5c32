package others

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// springRetry is org.springframework.retry: @Retryable with @Backoff, RetryTemplate.builder and
// the policies that are set one by one. maxAttempts counts the first.
var springRetry = form.Format{
	Key: "spring-retry", Name: "Spring Retry", Language: "Java", File: "Retries.java",
	Version: "2.0.13", Source: "spring-projects/spring-retry annotation/Backoff.java, Retryable.java; support/RetryTemplateBuilder.java; backoff/ExponentialRandomBackOffPolicy.java",
	Sample: `@Retryable(
    maxAttempts = 5,
    backoff = @Backoff(delay = 200, multiplier = 2.0, maxDelay = 5000, random = true))
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("@Retryable", "RetryTemplate", "@Backoff", "springframework.retry", "BackOffPolicy(", "SimpleRetryPolicy") && !springCore(t)
	},
	Read:  readSpringRetry,
	Write: writeSpringRetry,
}

// springCap is the longest interval of Spring Retry where none above the first is set.
const springCap = 30 * time.Second

func readSpringRetry(t *form.Text, r *form.Reading) {
	code := t.Code(source.Java)
	annotations := tree.FindCalls(code, "Retryable", "RetryableTopic")
	templates := chains(code, "RetryTemplate.builder", "RetryTemplateBuilder")
	switch {
	case len(annotations) > 0:
		readRetryable(r, annotations[0])
		for _, other := range annotations[1:] {
			r.Lose(other, "A second @Retryable is not read: paste it by itself.")
		}
	case len(templates) > 0:
		readRetryTemplate(r, templates[0])
	case len(tree.FindCalls(code, "Backoff")) > 0:
		readBackoff(r, tree.FindCalls(code, "Backoff")[0])
		springAttempts(r, nil)
		retried(r)
	default:
		readSpringPolicies(r, code)
	}
}

func springAttempts(r *form.Reading, n *tree.Node) {
	if n != nil {
		r.Attempts(unlimited(n), endless)
	} else {
		r.Assume("attempts", "3", "Without maxAttempts Spring Retry makes 3 attempts.")
	}
}

// expressions are settings whose values are calculated when the program runs.
func expressions(r *form.Reading, n *tree.Node, names ...string) {
	for _, name := range names {
		if kid := n.Get(name); kid != nil {
			r.Lose(kid, "What "+name+" comes to is only known where the program runs: "+clip(kid.Text)+". Set it by hand.")
		}
	}
}

// literals makes the setting itself of an expression that is a value, or a placeholder with a
// default: ${retry.delay:200}.
func literals(n *tree.Node, suffix string, names ...string) {
	for _, name := range names {
		kid := n.Get(name + suffix)
		if kid == nil || n.Get(name) != nil {
			continue
		}
		_, number := kid.Duration(time.Millisecond)
		if _, yes := kid.Yes(); number || yes {
			kid.Name = name
		}
	}
}

func readRetryable(r *form.Reading, n *tree.Node) {
	if backoff := n.Get("backoff"); backoff != nil {
		readBackoff(r, backoff)
	} else {
		r.Strategy(n, "client:spring-retry", "Without a backoff Spring Retry waits 1 s each time.")
	}
	n.Take()
	literals(n, "Expression", "maxAttempts")
	if topic := n.Get("attempts"); n.Calls("RetryableTopic") && topic != nil { // of Spring Kafka
		springAttempts(r, topic)
	} else if n.Get("maxAttemptsExpression") == nil || n.Get("maxAttempts") != nil {
		springAttempts(r, n.Get("maxAttempts"))
	} else {
		r.Assume("attempts", "3", "Until the expression is known, the 3 attempts of Spring Retry.")
	}
	expressions(r, n, "maxAttemptsExpression", "exceptionExpression")
	retried(r, n.Any("retryFor", "include", "value"), n.Arg(0, "retryFor"))
	for _, name := range []string{"noRetryFor", "exclude", "notRecoverable"} {
		if kid := n.Get(name); kid != nil {
			r.Lose(kid, permanent)
		}
	}
	var beside []*tree.Node
	for _, name := range []string{"recover", "label", "listeners", "stateful", "interceptor"} {
		if kid := n.Get(name); kid != nil {
			beside = append(beside, kid)
		}
	}
	r.Beside(beside...)
	r.Rest(n)
}

// readBackoff reads @Backoff: without multiplier the delay does not grow, and with random it is
// drawn from one to multiplier times itself.
func readBackoff(r *form.Reading, n *tree.Node) {
	literals(n, "Expression", "delay", "maxDelay", "multiplier", "random")
	delay := n.Get("delay")
	if delay == nil {
		delay = n.Arg(0, "value")
	}
	d := springDelay{at: n, delay: delay}
	known := false
	if d.base, known = literal(r, delay, time.Millisecond); !known {
		d.base, d.delay = time.Second, nil
	}
	d.limit, _ = literal(r, n.Get("maxDelay"), time.Millisecond)
	d.factor, _ = r.LiteralNumber(n.Get("multiplier"))
	d.random, _ = n.Get("random").Yes()
	d.read(r)
	for _, name := range []string{"delay", "value", "maxDelay", "multiplier", "random"} {
		n.Get(name).Take()
	}
	n.Take()
	expressions(r, n, "delayExpression", "maxDelayExpression", "multiplierExpression", "randomExpression")
	r.Rest(n)
}

// springDelay is what chooses a policy of Spring Retry: the first delay, the longest, and what it
// grows by, 0 where nothing says so.
type springDelay struct {
	at, delay   *tree.Node // what says it all, and what says the first delay; nil where nothing does
	base, limit time.Duration
	factor      float64
	random      bool
}

// read sets the delays, as the builder of @Backoff chooses its policy.
func (d springDelay) read(r *form.Reading) {
	if d.base <= 0 {
		r.Strategy(d.at, "immediate", "A delay of 0: every retry goes out at once.")
		return
	}
	switch {
	case d.factor == 0 && d.limit > d.base: // UniformRandomBackOffPolicy
		r.Strategy(d.at, "proportional", "A delay between the two, drawn anew each time.")
		middle := (d.base + d.limit) / 2
		set(r, d.delay, "base", middle.String(), "")
		r.Assume("cap", middle.String(), "")
		r.Assume("factor", "1", "")
		r.Assume("jitter", form.Decimal(float64(d.limit-d.base)/float64(d.limit+d.base)), "")
		return
	case d.factor == 0:
		r.Strategy(d.at, "client:spring-retry", "A fixed delay: without multiplier it does not grow.")
		if d.delay != nil {
			r.Set(d.delay, "base", d.base.String(), "")
		}
		return
	case d.random:
		r.Strategy(d.at, "lib:spring-retry-ref", "The delay times a draw from 1 to the multiplier, cut at the maximum after the draw.")
	default:
		r.Strategy(d.at, "exponential", "A delay that grows, without jitter: all that failed together come back together.")
	}
	set(r, d.delay, "base", d.base.String(), "")
	r.Set(d.at, "factor", form.Decimal(max(1, d.factor)), "")
	if d.limit > d.base {
		r.Set(d.at, "cap", d.limit.String(), "")
	} else {
		r.Assume("cap", max(springCap, d.base).String(), "Without a maximum above the first delay it is 30 s.")
	}
}

func readRetryTemplate(r *form.Reading, builder chain) {
	springTemplateDelays(r, builder)
	switch {
	case builder.call("infiniteRetry") != nil:
		r.Assume("attempts", "1000", "Attempts without a limit are 1\u202f000 here.")
	case builder.call("withTimeout", "withinMillis") != nil:
		if d, ok := duration(r, builder.call("withTimeout", "withinMillis")); ok {
			r.Set(builder.call("withTimeout", "withinMillis"), "deadline", d.String(), "")
		}
		r.Assume("attempts", "1000", "With a timeout in place of maxAttempts there is no limit of attempts: 1\u202f000 here.")
	case builder.call("maxRetries") != nil:
		r.Retries(unlimited(builder.arg("maxRetries")), endless)
	default:
		springAttempts(r, builder.arg("maxAttempts"))
	}
	if custom := builder.call("customPolicy"); custom != nil {
		r.Lose(custom, "A policy of the program's own is code that is not run here.")
	}
	var on []*tree.Node
	for _, call := range builder {
		if call.Calls("retryOn") {
			on = append(on, call)
		}
	}
	retried(r, on...)
	for _, call := range builder {
		if call.Calls("withListener", "withListeners", "traversingCauses") {
			r.Beside(call)
		}
	}
	builder.rest(r)
}

func springTemplateDelays(r *form.Reading, builder chain) {
	if exponential := builder.call("exponentialBackoff"); exponential != nil {
		d := springDelay{at: exponential, delay: exponential.Arg(0, "")}
		d.base, _ = literal(r, d.delay, time.Millisecond)
		d.factor, _ = r.LiteralNumber(exponential.Arg(1, ""))
		d.limit, _ = literal(r, exponential.Arg(2, ""), time.Millisecond)
		d.random, _ = exponential.Arg(3, "").Yes()
		d.read(r)
		exponential.Mark()
	} else if uniform := builder.call("uniformRandomBackoff"); uniform != nil {
		least, _ := literal(r, uniform.Arg(0, ""), time.Millisecond)
		limit, _ := literal(r, uniform.Arg(1, ""), time.Millisecond)
		springDelay{at: uniform, delay: uniform, base: least, limit: limit}.read(r)
		uniform.Mark()
	} else if fixed := builder.call("fixedBackoff"); fixed != nil {
		base, _ := literal(r, fixed.Arg(0, ""), time.Millisecond)
		springDelay{at: fixed, delay: fixed, base: base}.read(r)
		fixed.Mark()
	} else if custom := builder.call("customBackoff"); custom != nil {
		r.Strategy(nil, "client:spring-retry", "")
		r.Lose(custom, "A backoff of the program's own is code that is not run here; 1 s each time stands in its place.")
	} else {
		r.Strategy(builder[0], "immediate", "A RetryTemplate without a backoff retries at once.")
	}
}

// readSpringPolicies reads policies whose settings are set one by one.
func readSpringPolicies(r *form.Reading, code []*tree.Node) {
	last := func(names ...string) *tree.Node {
		found := tree.FindCalls(code, names...)
		if len(found) == 0 {
			return nil
		}
		return found[len(found)-1]
	}
	value := func(name string, standard time.Duration) time.Duration {
		call := last(name)
		if d, ok := literal(r, call.Arg(0, ""), time.Millisecond); ok {
			call.Mark()
			return d
		}
		return standard
	}
	exponential := last("ExponentialBackOffPolicy", "ExponentialRandomBackOffPolicy", "setInitialInterval")
	switch {
	case exponential != nil:
		factor, ok := r.LiteralNumber(last("setMultiplier").Arg(0, ""))
		if !ok {
			factor = 2
		}
		springDelay{exponential, last("setInitialInterval"), value("setInitialInterval", 100*time.Millisecond), value("setMaxInterval", springCap), factor, last("ExponentialRandomBackOffPolicy") != nil}.read(r)
	case last("UniformRandomBackOffPolicy") != nil:
		springDelay{at: last("UniformRandomBackOffPolicy"), delay: last("setMinBackOffPeriod"), base: value("setMinBackOffPeriod", 500*time.Millisecond), limit: value("setMaxBackOffPeriod", 1500*time.Millisecond)}.read(r)
	case last("FixedBackOffPolicy", "setBackOffPeriod") != nil:
		springDelay{at: last("FixedBackOffPolicy", "setBackOffPeriod"), delay: last("setBackOffPeriod"), base: value("setBackOffPeriod", time.Second)}.read(r)
	default:
		r.Strategy(nil, "immediate", "A RetryTemplate without a backoff policy retries at once.")
	}
	retried(r, springClasses(code, last("SimpleRetryPolicy", "MaxAttemptsRetryPolicy").Arg(1, ""))...)
	attempts := last("setMaxAttempts").Arg(0, "")
	if attempts == nil {
		attempts = last("SimpleRetryPolicy", "MaxAttemptsRetryPolicy").Arg(0, "")
	}
	springAttempts(r, attempts)
	if last("TimeoutRetryPolicy", "setTimeout") != nil {
		r.Set(last("setTimeout"), "deadline", value("setTimeout", time.Second).String(), "")
	}
}

// springClasses are the exceptions of a map: in place, or put into a variable one by one. What is
// put in as false is not retried.
func springClasses(code []*tree.Node, classes *tree.Node) (on []*tree.Node) {
	if classes == nil || classes.Kind != tree.Scalar {
		return []*tree.Node{classes}
	}
	for _, put := range tree.FindCalls(code, "put") {
		if yes, ok := put.Arg(1, "").Yes(); strings.HasPrefix(put.Text, classes.Text+".") && ok && yes {
			on = append(on, put.Arg(0, ""))
		}
	}
	if len(on) == 0 {
		on = []*tree.Node{classes}
	}
	return on
}

func writeSpringRetry(p form.Policy) (string, []string) {
	lines := []string{}
	if !common(p) {
		lines = append(lines, "    retryFor = {"+strings.Join(springExceptions(p), ", ")+"}")
	}
	lines = append(lines, fmt.Sprintf("    maxAttempts = %d", p.Attempts), "    backoff = "+springBackoff(p))
	code := "@Retryable(\n" + strings.Join(lines, ",\n") + ")\n"
	return imported(code),
		[]string{"It stands on a method of a bean, with @EnableRetry on the application; maxAttempts counts the first attempt."}
}

// springExceptions are those of Spring's HTTP clients for the outcomes that are retried.
func springExceptions(p form.Policy) (names []string) {
	for _, e := range []struct{ outcome, name string }{
		{"rejected", "HttpClientErrorException.TooManyRequests.class"},
		{"unavailable", "HttpServerErrorException.class"},
		{"timed-out", "ResourceAccessException.class"},
	} {
		if p.Retried(e.outcome) {
			names = append(names, e.name)
		}
	}
	return names
}

// springBackoff is the nearest @Backoff: with random a multiplier m draws from 1 to m times the
// delay, so a policy that grows has that jitter or none.
func springBackoff(p form.Policy) string {
	base, limit := p.Mean()
	switch {
	case !p.Waits():
		return "@Backoff(delay = 0)"
	case p.Is("lib:spring-retry-ref"):
		return fmt.Sprintf("@Backoff(delay = %d, multiplier = %s, maxDelay = %d, random = true)", milliseconds(ownDuration(p, "base", 100*time.Millisecond)),
			real(ownNumber(p, "factor", 2)), milliseconds(ownDuration(p, "cap", 10*time.Second)))
	case p.Factor == 1 && p.Jittered():
		return fmt.Sprintf("@Backoff(delay = %d, maxDelay = %d)", milliseconds(p.Low), milliseconds(p.High))
	case p.Factor == 1:
		return fmt.Sprintf("@Backoff(delay = %d)", milliseconds(base))
	case p.Jittered():
		share := 2 / (1 + p.Factor) // the mean of a draw from 1 to the factor, inverted
		return fmt.Sprintf("@Backoff(delay = %d, multiplier = %s, maxDelay = %d, random = true)", milliseconds(time.Duration(share*float64(base))), real(p.Factor), milliseconds(p.HighCap))
	}
	return fmt.Sprintf("@Backoff(delay = %d, multiplier = %s, maxDelay = %d)", milliseconds(base), real(p.Factor), milliseconds(limit))
}
