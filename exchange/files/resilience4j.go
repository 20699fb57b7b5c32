package files

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// resilience4j is its configuration in Spring Boot, as application.yaml or .properties.
var resilience4j = form.Format{
	Key: "resilience4j", Name: "resilience4j", Language: "YAML", File: "application.yaml",
	Version: "2.4.0", Source: "resilience4j, RetryConfig.java, CircuitBreakerConfig.java, CommonRetryConfigurationProperties.java",
	Sample: `resilience4j:
  retry:
    instances:
      ledger:
        maxAttempts: 4
        waitDuration: 500ms
        enableExponentialBackoff: true
        exponentialBackoffMultiplier: 2
        exponentialMaxWaitDuration: 10s
        enableRandomizedWait: true
        randomizedWaitFactor: 0.5
  circuitbreaker:
    instances:
      ledger:
        slidingWindowSize: 20
        minimumNumberOfCalls: 20
        failureRateThreshold: 50
        waitDurationInOpenState: 5s
        permittedNumberOfCallsInHalfOpenState: 3
`,
	Recognise: func(t *form.Text) bool {
		root := settings(t)
		return broken(t, "resilience4j") || len(tree.Find(root, "resilience4j")) > 0 || anyOf(root, "enableExponentialBackoff", "exponentialBackoffMultiplier", "exponentialMaxWaitDuration", "randomizedWaitFactor", "failureRateThreshold", "waitDurationInOpenState") ||
			anyOf(root, "waitDuration") && anyOf(root, "maxAttempts")
	},
	Read:  readResilience4j,
	Write: writeResilience4j,
}

func readResilience4j(t *form.Text, r *form.Reading) {
	root := settings(t)
	retries := modules(root, "retry", "enableExponentialBackoff", "waitDuration", "exponentialBackoffMultiplier", "maxAttempts", "enableRandomizedWait")
	breakers := modules(root, "circuitbreaker", "failureRateThreshold", "slidingWindowSize", "waitDurationInOpenState")
	if len(retries)+len(breakers) == 0 {
		return
	}
	var retry module
	if len(retries) > 0 {
		retry = retries[0]
		readResilience4jRetry(r, retry)
	} else {
		r.Strategy(nil, "immediate", "No retries are in the text: the breaker alone.")
		r.Assume("attempts", "1", "")
	}
	breaker := ofName(breakers, retry.name)
	if breaker.there() {
		readResilience4jBreaker(r, breaker)
	}
	readResilience4jOutcomes(r, retry, breaker)
	if limiter := ofName(modules(root, "timelimiter"), retry.name); limiter.there() {
		r.Duration(limiter.get("timeoutDuration"), "timeout", time.Millisecond)
		r.Beside(present(limiter.get("cancelRunningFuture"))...)
	}
	tellResilience4jRest(r, root, slices.Concat(retries, breakers), retry, breaker)
}

func readResilience4jRetry(r *form.Reading, m module) {
	wait := m.get("waitDuration")
	if d, ok := wait.Duration(time.Millisecond); ok && d == 0 {
		r.Strategy(wait, "immediate", "waitDuration is 0: nothing is waited.")
		r.Assume("attempts", "3", "")
	} else {
		r.Strategy(m.node(), "client:resilience4j", "The retries of "+cmp.Or(m.name, "the text")+".")
		readResilience4jDelays(r, m)
	}
	if n := m.get("maxAttempts"); n != nil {
		r.Attempts(n, nil)
	} else if n = m.get("maxRetryAttempts"); n != nil {
		r.Attempts(n, nil)
		r.Tell(n, "maxRetryAttempts is the older name of maxAttempts, and counts the first attempt, too.")
	}
	for _, code := range []string{"retryExceptionPredicate", "resultPredicate", "intervalBiFunction", "retryOnResultPredicate"} {
		if n := m.get(code); n != nil {
			r.Lose(n, n.Name+" names a class; what it decides stands in its code.")
		}
	}
	for _, key := range []string{"failAfterMaxAttempts", "eventConsumerBufferSize", "registerHealthIndicator"} {
		r.Beside(present(m.get(key))...)
	}
}

// readResilience4jDelays reads the four forms of delays: constant, and each of growth and
// jitter alone or both.
func readResilience4jDelays(r *form.Reading, m module) {
	r.Duration(m.get("waitDuration"), "base", time.Millisecond)
	grows, jitters := switched(r, m, "enableExponentialBackoff"), switched(r, m, "enableRandomizedWait")
	multiplier, longest, factor := m.get("exponentialBackoffMultiplier"), m.get("exponentialMaxWaitDuration"), m.get("randomizedWaitFactor")
	if grows {
		r.Number(multiplier, "factor")
		r.Duration(longest, "cap", time.Millisecond)
	} else {
		r.Assume("factor", "1", "Without enableExponentialBackoff each delay is waitDuration.")
		useless(r, "enableExponentialBackoff is not true", multiplier, longest)
	}
	if jitters {
		r.Number(factor, "jitter")
	} else {
		r.Assume("jitter", "0", "Without enableRandomizedWait there is no jitter.")
		useless(r, "enableRandomizedWait is not true", factor)
	}
}

// switched reports whether a key says true.
func switched(r *form.Reading, m module, key string) bool {
	n := m.get(key)
	yes, ok := n.Yes()
	if n != nil && !ok {
		r.Lose(n, n.String()+" is neither true nor false.")
	}
	n.Take()
	return yes
}

// useless tells of keys that have no effect.
func useless(r *form.Reading, why string, nodes ...*tree.Node) {
	for _, n := range nodes {
		if n != nil {
			r.Tell(n, n.Name+" has no effect: "+why+".")
		}
	}
}

func readResilience4jBreaker(r *form.Reading, m module) {
	kind, timed := m.get("slidingWindowType"), false
	if kind != nil {
		timed = tree.Plain(kind.Text) == "timebased"
	}
	size := cmpNode(m.get("slidingWindowSize"), m.get("ringBufferSizeInClosedState"))
	if timed {
		r.Set(kind, "breaker", "ratio", "A circuit breaker that counts what was lately.")
		durationOr(r, size, "breaker-window", time.Second, "100s", "")
		r.Lose(&tree.Node{Line: kind.Line}, "A window of time opens in resilience4j at the failure rate, and here above it.")
	} else {
		r.Set(cmpNode(kind, m.node()), "breaker", "count", "A circuit breaker that counts the last calls.")
		r.Number(size, "breaker-calls")
	}
	numberOr(r, m.get("minimumNumberOfCalls"), "breaker-min", "100", "")
	if x, ok := r.LiteralNumber(m.get("failureRateThreshold")); ok {
		r.Set(m.get("failureRateThreshold"), "breaker-ratio", form.Decimal(x/100), "")
	}
	durationOr(r, m.get("waitDurationInOpenState"), "breaker-open", time.Millisecond, "60s", "")
	numberOr(r, cmpNode(m.get("permittedNumberOfCallsInHalfOpenState"), m.get("ringBufferSizeInHalfOpenState")), "breaker-probes", "10", "")
	for _, key := range []string{"slowCallRateThreshold", "slowCallDurationThreshold"} {
		if n := m.get(key); n != nil {
			r.Lose(n, "A breaker here counts failures, and no slow calls: "+n.String()+".")
		}
	}
	for _, key := range []string{"registerHealthIndicator", "eventConsumerBufferSize", "allowHealthIndicatorToFail", "subscribeForEvents", "writableStackTraceEnabled", "automaticTransitionFromOpenToHalfOpenEnabled"} {
		r.Beside(present(m.get(key))...)
	}
}

// readResilience4jOutcomes sets what is retried. By default it is everything, a call that the
// breaker does not permit too.
func readResilience4jOutcomes(r *form.Reading, retry, breaker module) {
	on, not := retry.get("retryExceptions"), retry.get("ignoreExceptions")
	if !retry.there() || on == nil && not == nil && !breaker.there() {
		return
	}
	outcomes := []string{"rejected", "unavailable", "timed-out"}
	if on != nil {
		outcomes = exceptions(r, on)
	} else if breaker.there() {
		outcomes = append(outcomes, "not-sent")
	}
	for _, ignored := range exceptions(r, not) {
		outcomes = slices.DeleteFunc(outcomes, func(o string) bool { return o == ignored })
	}
	says := ""
	if breaker.there() && slices.Contains(outcomes, "not-sent") {
		says = "A call that the open breaker refuses is retried, too: ignoreExceptions with CallNotPermittedException would give it up at once."
	}
	switch {
	case len(outcomes) > 0 && cmpNode(on, not) != nil:
		r.RetryOn(cmpNode(on, not), says, outcomes...)
	case len(outcomes) > 0:
		r.Assume("retry-on", strings.Join(outcomes, ","), says)
	}
	on.Mark()
	not.Mark()
}

// tellResilience4jRest tells of other instances and modules, and of what was not understood.
func tellResilience4jRest(r *form.Reading, root []*tree.Node, all []module, read ...module) {
	used := map[*tree.Node]bool{}
	for _, m := range read {
		for _, level := range m.levels {
			used[level] = true
			level.Take()
		}
		m.overridden(r)
	}
	for _, m := range all {
		if n := m.node(); !used[n] {
			r.Lose(n, "The instance "+m.name+" is not read: paste it by itself.")
		}
	}
	for _, part := range [][2]string{
		{"ratelimiter", "A rate limiter is not read: a throttle that sends so many a second is the nearest here."},
		{"bulkhead", "A bulkhead is not read: attempts in flight are the nearest here, where the others wait."}, {"threadPoolBulkhead", "A bulkhead of threads is not read."},
	} {
		for _, n := range tree.Find(root, part[0]) {
			r.Lose(n, part[1])
		}
	}
	for _, key := range []string{"retryAspectOrder", "circuitBreakerAspectOrder"} {
		for _, n := range tree.Find(root, key) {
			r.Lose(n, n.Name+": here the breaker is always within the retries, as it is by default.")
		}
	}
	for _, part := range []string{"retry", "circuitbreaker", "timelimiter"} {
		for _, n := range tree.Find(root, part) {
			r.Rest(n)
		}
	}
	for _, m := range read {
		for _, level := range m.levels {
			r.Rest(level)
		}
	}
	restBeside(r, root)
}

func writeResilience4j(p form.Policy) (string, []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "resilience4j:\n  retry:\n    instances:\n      backend:\n        maxAttempts: %d # the first included\n%s", p.Attempts, resilience4jDelays(p))
	if classes := resilience4jExceptions(p); len(classes) > 0 {
		fmt.Fprintf(&b, "        retryExceptions: [%s]\n", strings.Join(classes, ", "))
	} else if p.Breaker != "" && !p.Retried("not-sent") {
		b.WriteString("        ignoreExceptions: [io.github.resilience4j.circuitbreaker.CallNotPermittedException]\n")
	}
	b.WriteString(resilience4jBreaker(p))
	notes := []string{"Name your instance in place of backend: @Retry(name = \"backend\"), and @CircuitBreaker if there is one."}
	if strings.Contains(b.String(), "randomizedWaitFactor: 1\n") {
		notes = append(notes, "Older releases refuse a randomizedWaitFactor of 1: there 0.999 is the nearest.")
	}
	if p.Timeout > 0 {
		fmt.Fprintf(&b, "  timelimiter:\n    instances:\n      backend:\n        timeoutDuration: %sms\n", form.Milliseconds(p.Timeout))
		notes = append(notes, "A time limiter ends calls that return a CompletionStage; for others set the timeout of your HTTP client.")
	}
	return b.String(), notes
}

// resilience4jDelays are the keys of a retry that make its delays.
func resilience4jDelays(p form.Policy) string {
	base, _, jitter := p.Centre()
	limit, factor := p.HighCap, p.Factor
	if p.Is("client:resilience4j", "lib:resilience4j") {
		base, limit = duration(p, "base", 500*time.Millisecond), duration(p, "cap", 0)
		factor, jitter = number(p, "factor", 1.5), number(p, "jitter", 0.5)
	}
	if limit > scenario.Day {
		limit = 0 // without an end
	}
	text := fmt.Sprintf("        waitDuration: %sms\n", form.Milliseconds(base))
	if factor > 1 {
		text += fmt.Sprintf("        enableExponentialBackoff: true\n        exponentialBackoffMultiplier: %s\n", form.Decimal(factor))
		if limit > 0 {
			text += fmt.Sprintf("        exponentialMaxWaitDuration: %sms\n", form.Milliseconds(max(limit, base)))
		}
	}
	if jitter > 0 {
		text += fmt.Sprintf("        enableRandomizedWait: true\n        randomizedWaitFactor: %s\n", form.Decimal(jitter))
	}
	return text
}

// resilience4jExceptions are classes for what a policy retries, where that is not everything.
func resilience4jExceptions(p form.Policy) (classes []string) {
	if p.Retried("rejected") && p.Retried("unavailable") && p.Retried("timed-out") {
		return nil
	}
	for _, class := range [][2]string{
		{"rejected", "org.springframework.web.client.HttpClientErrorException.TooManyRequests"}, {"unavailable", "org.springframework.web.client.HttpServerErrorException"},
		{"timed-out", "java.util.concurrent.TimeoutException"}, {"not-sent", "io.github.resilience4j.circuitbreaker.CallNotPermittedException"},
	} {
		if p.Retried(class[0]) {
			classes = append(classes, class[1])
		}
	}
	return classes
}

func resilience4jBreaker(p form.Policy) string {
	s := p.Scenario
	window := ""
	switch p.Breaker {
	case "count":
		window = fmt.Sprintf("        slidingWindowType: COUNT_BASED\n        slidingWindowSize: %d\n", s.BreakerCalls)
	case "ratio":
		window = fmt.Sprintf("        slidingWindowType: TIME_BASED\n        slidingWindowSize: %.0f\n", max(1, s.BreakerWindow.Round(time.Second).Seconds()))
	default:
		return ""
	}
	return fmt.Sprintf(`  circuitbreaker:
    instances:
      backend:
%s        minimumNumberOfCalls: %d
        failureRateThreshold: %s
        waitDurationInOpenState: %sms
        permittedNumberOfCallsInHalfOpenState: %d
`, window, s.BreakerMin, form.Decimal(100*s.BreakerRatio), form.Milliseconds(s.BreakerOpen), s.BreakerProbes)
}
