package others

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// resilience4j is its builders in Java and Kotlin. Its configuration in application.yaml is a
// format of package files.
var resilience4j = form.Format{
	Key: "resilience4j-java", Name: "resilience4j, in code", Language: "Java", File: "Retries.java",
	Version: "2.4.0", Source: "resilience4j-core IntervalFunction.java; resilience4j-retry RetryConfig.java; resilience4j-circuitbreaker CircuitBreakerConfig.java",
	Sample: `RetryConfig config = RetryConfig.custom()
    .maxAttempts(4)
    .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
        Duration.ofMillis(500), 2.0, 0.5, Duration.ofSeconds(10)))
    .ignoreExceptions(CallNotPermittedException.class)
    .build();
CircuitBreakerConfig breaker = CircuitBreakerConfig.custom()
    .slidingWindowType(SlidingWindowType.TIME_BASED)
    .slidingWindowSize(10)
    .minimumNumberOfCalls(20)
    .failureRateThreshold(50)
    .waitDurationInOpenState(Duration.ofSeconds(5))
    .permittedNumberOfCallsInHalfOpenState(3)
    .build();
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("RetryConfig", "IntervalFunction.", "io.github.resilience4j", "CircuitBreakerConfig", "@Retry(name") && t.Has("(")
	},
	Read:  readResilience4j,
	Write: writeResilience4j,
}

func readResilience4j(t *form.Text, r *form.Reading) {
	code := t.Code(source.Java)
	builders := chains(code, "RetryConfig.custom", "RetryConfig.from", "RetryConfig.Builder", "RetryConfig", "RetryConfig.ofDefaults", "Retry.ofDefaults")
	if len(builders) == 0 && t.Has("RetryConfig") {
		return // a bracket is missing
	} else if len(builders) == 0 {
		readResilience4jWithout(t, r, code)
	}
	for i, builder := range builders {
		if i > 0 {
			r.Lose(builder[0], "A second RetryConfig is not read: paste it by itself.")
			continue
		}
		readResilience4jRetry(r, builder, code)
	}
	breakers := chains(code, "CircuitBreakerConfig.custom", "CircuitBreakerConfig.from", "CircuitBreakerConfig.ofDefaults", "CircuitBreaker.ofDefaults")
	for _, breaker := range breakers {
		readResilience4jBreaker(r, breaker)
	}
	if len(breakers) > 0 && len(builders) > 0 && !t.Has("CallNotPermitted", "retryExceptions", "retryOn") {
		r.Assume("retry-on", usual+",not-sent", "resilience4j retries every exception, that of an open breaker too, unless ignoreExceptions has CallNotPermittedException.")
	}
	readResilience4jOthers(r, code)
}

// readResilience4jWithout reads a text without a RetryConfig: an interval function alone, an
// annotation, or a breaker.
func readResilience4jWithout(t *form.Text, r *form.Reading, code []*tree.Node) {
	r.Strategy(nil, "client:resilience4j", "")
	r.Notes = nil
	if found := tree.FindCalls(code, "of", "ofDefaults", "ofRandomized", "ofExponentialBackoff", "ofExponentialRandomBackoff"); len(found) > 0 && begins(found[0].Text, []string{"IntervalFunction." + found[0].Callee()}) {
		readResilience4jInterval(r, found[0])
	} else if annotations := tree.FindCalls(code, "Retry"); len(annotations) > 0 {
		r.Lose(annotations[0], "@Retry only names an instance: its numbers are in application.yaml or in code. Paste these; here are the defaults of resilience4j.")
		resilience4jFixed(r, nil, 500*time.Millisecond)
		for _, other := range tree.FindCalls(code, "CircuitBreaker", "TimeLimiter", "Bulkhead", "RateLimiter") {
			if strings.HasPrefix(other.Text, "@") || other.Get("name") != nil {
				r.Lose(at(other), other.Callee()+" names an instance, too, and is not read.")
			}
		}
	} else {
		r.Assume("attempts", "1", "The text has no retries.")
	}
}

// permanent is what becomes of exceptions that a text excludes.
const permanent = "Exceptions that are not retried are permanent failures of the service here, whatever their names."

func readResilience4jRetry(r *form.Reading, builder chain, code []*tree.Node) {
	wait := builder.call("waitDuration")
	if d, ok := wait.Arg(0, "").Duration(time.Millisecond); ok && d == 0 && builder.call("intervalFunction", "intervalBiFunction") == nil {
		r.Strategy(wait, "immediate", "A wait of 0: every retry goes out at once.")
		readResilience4jRules(r, builder)
		return
	}
	r.Strategy(builder[0], "client:resilience4j", "The retries of resilience4j.")
	switch interval := builder.arg("intervalFunction"); {
	case interval != nil:
		readResilience4jInterval(r, assigned(code, interval))
	case builder.call("intervalBiFunction") != nil:
		r.Lose(builder.call("intervalBiFunction"), "The wait is calculated from the answer: code that is not run here.")
		resilience4jFixed(r, nil, 500*time.Millisecond)
	case wait != nil:
		if d, ok := duration(r, wait); ok {
			resilience4jFixed(r, wait, d)
		} else {
			resilience4jFixed(r, nil, 500*time.Millisecond)
		}
	default:
		resilience4jFixed(r, nil, 500*time.Millisecond)
	}
	readResilience4jRules(r, builder)
}

// readResilience4jRules reads all of a RetryConfig but its waits.
func readResilience4jRules(r *form.Reading, builder chain) {
	if n := builder.arg("maxAttempts"); n != nil {
		r.Attempts(n, nil)
	} else {
		r.Assume("attempts", "3", "Without maxAttempts resilience4j makes 3 attempts.")
	}
	if ignored := builder.call("ignoreExceptions"); ignored != nil && strings.Contains(ignored.String(), "CallNotPermitted") {
		r.Tell(ignored, "What the breaker refuses is not retried.")
	} else if ignored != nil {
		r.Lose(ignored, permanent)
	}
	for _, call := range builder {
		if call.Calls("failAfterMaxAttempts", "writableStackTraceEnabled", "consumeResultBeforeRetryAttempt") {
			r.Beside(call)
		}
	}
	retried(r, builder.call("retryExceptions", "retryOnExceptions"), builder.call("retryOnException"), builder.call("retryOnResult"))
	builder.rest(r)
}

// resilience4jFixed is a wait that does not grow.
func resilience4jFixed(r *form.Reading, n *tree.Node, wait time.Duration) {
	says := "A fixed wait: without an interval function it does not grow."
	if n == nil {
		r.Assume("base", wait.String(), "Without an interval function resilience4j waits 500 ms.")
	} else {
		r.Set(n, "base", wait.String(), "")
	}
	r.Assume("factor", "1", says)
	r.Assume("jitter", "0", "")
}

// readResilience4jInterval reads an IntervalFunction by its name and its arguments: first delay,
// multiplier, share of jitter, longest delay.
func readResilience4jInterval(r *form.Reading, n *tree.Node) {
	grows, random := n.Calls("ofExponentialBackoff", "ofExponentialRandomBackoff"), n.Calls("ofRandomized", "ofExponentialRandomBackoff")
	if n.Kind != tree.Call || !grows && !random && !n.Calls("of", "ofDefaults") || n.Arg(0, "") != nil && n.Arg(0, "").Kind == tree.Raw {
		r.Lose(n, "The wait is calculated in code that is not run here; the one without any is taken.")
		resilience4jFixed(r, nil, 500*time.Millisecond)
		return
	}
	n.Take()
	place := 0
	next := func() *tree.Node { place++; return n.Arg(place-1, "") }
	if _, ok := r.Duration(next(), "base", time.Millisecond); !ok {
		r.Assume("base", "500ms", "")
	}
	if !grows {
		r.Assume("factor", "1", "A wait that does not grow.")
	} else if _, ok := r.Number(next(), "factor"); !ok {
		r.Assume("factor", "1.5", "")
	}
	if !random {
		r.Assume("jitter", "0", "No jitter: all that failed together come back together.")
	} else if _, ok := r.Number(next(), "jitter"); !ok {
		r.Assume("jitter", "0.5", "")
	}
	r.Duration(next(), "cap", time.Millisecond)
	r.Rest(n)
}

func readResilience4jBreaker(r *form.Reading, builder chain) {
	byTime := builder.arg("slidingWindowType")
	size, least := builder.arg("slidingWindowSize"), builder.arg("minimumNumberOfCalls")
	if window := builder.call("slidingWindow"); window != nil {
		size, least, byTime = window.Arg(0, ""), window.Arg(1, ""), window.Arg(2, "")
		window.Take()
	}
	timed := byTime != nil && strings.HasSuffix(byTime.Text, "TIME_BASED")
	kind := "count"
	if timed {
		kind = "ratio"
	}
	r.Set(builder[0], "breaker", kind, "")
	byTime.Mark()
	resilience4jWindow(r, timed, size)
	number := func(n *tree.Node, field, standard string) {
		if _, ok := r.Number(n, field); !ok {
			r.Assume(field, standard, "")
		}
	}
	number(least, "breaker-min", "100")
	if share, ok := r.LiteralNumber(builder.arg("failureRateThreshold")); ok {
		r.Set(builder.arg("failureRateThreshold"), "breaker-ratio", form.Decimal(share/100), "")
	} else {
		r.Assume("breaker-ratio", "0.5", "")
	}
	if d, ok := duration(r, builder.call("waitDurationInOpenState")); ok {
		r.Set(builder.call("waitDurationInOpenState"), "breaker-open", d.String(), "")
	} else {
		r.Assume("breaker-open", "1m", "")
	}
	number(builder.arg("permittedNumberOfCallsInHalfOpenState"), "breaker-probes", "10")
	for _, name := range []string{"slowCallRateThreshold", "slowCallDurationThreshold"} {
		if n := builder.call(name); n != nil {
			r.Lose(n.Arg(0, ""), "Slow calls open no breaker here; failures do.")
		}
	}
	builder.rest(r)
}

func resilience4jWindow(r *form.Reading, timed bool, size *tree.Node) {
	field, standard := "breaker-calls", "100"
	if timed {
		field, standard = "breaker-window", "100s"
	}
	switch x, ok := r.LiteralNumber(size); {
	case !ok:
		r.Assume(field, standard, "")
	case timed:
		r.Set(size, field, form.Decimal(x)+"s", "")
	default:
		r.Number(size, field)
	}
}

// readResilience4jOthers reads what stands around the retries.
func readResilience4jOthers(r *form.Reading, code []*tree.Node) {
	for _, limiter := range chains(code, "TimeLimiterConfig.custom", "TimeLimiter.of") {
		if d, ok := duration(r, limiter.call("timeoutDuration", "of")); ok {
			r.Set(limiter.call("timeoutDuration", "of"), "timeout", d.String(), "A limit of time for one attempt, where the retries are around it.")
		}
	}
	for _, bulkhead := range chains(code, "BulkheadConfig.custom") {
		r.Number(bulkhead.arg("maxConcurrentCalls"), "in-flight")
		r.Lose(bulkhead.call("maxWaitDuration").Arg(0, ""), "Calls wait for the bulkhead here as long as it takes.")
	}
	for _, limiter := range chains(code, "RateLimiterConfig.custom") {
		r.Lose(limiter[len(limiter)-1], "A rate limiter of the client is not read; throttle=bucket is the nearest.")
	}
	retry, breaker := tree.FindCalls(code, "withRetry"), tree.FindCalls(code, "withCircuitBreaker")
	if len(retry) > 0 && len(breaker) > 0 && slices.Contains(unrolled(breaker[0]), retry[0]) {
		r.Lose(at(breaker[0]), "The breaker is around the retries and counts whole calls; here it counts attempts.")
	}
}

func writeResilience4j(p form.Policy) (string, []string) {
	code := "RetryConfig config = RetryConfig.<HttpResponse<String>>custom()\n" +
		fmt.Sprintf("    .maxAttempts(%d) // the first included\n", p.Attempts) +
		resilience4jDelays(p)
	code += resilience4jRetried(p) + "    .build();\n"
	notes := []string{"Retry.of(\"name\", config) decorates a call; the name is yours."}
	if p.Breaker == "ratio" || p.Breaker == "count" {
		code += resilience4jBreaker(p)
		notes = append(notes, "Decorate with the breaker first and with the retries after it, so that the retries are around the breaker.")
	}
	if p.Timeout > 0 {
		code += fmt.Sprintf("TimeLimiterConfig limiter = TimeLimiterConfig.custom()\n    .timeoutDuration(%s)\n    .build();\n", java(p.Timeout))
		notes = append(notes, "Decorate with the time limiter first, so that it bounds one attempt.")
	}
	return imported(code), notes
}

func resilience4jDelays(p form.Policy) string {
	base, limit, spread := p.Centre()
	factor := p.Factor
	if p.Is("lib:resilience4j") {
		base, limit = ownDuration(p, "base", 500*time.Millisecond), ownDuration(p, "cap", 0)
		factor, spread = ownNumber(p, "factor", 1.5), ownNumber(p, "jitter", 0.5)
	}
	switch {
	case !p.Waits():
		return "    .waitDuration(Duration.ZERO)\n"
	case factor == 1 && spread == 0:
		return fmt.Sprintf("    .waitDuration(%s)\n", java(base))
	case factor == 1:
		return fmt.Sprintf("    .intervalFunction(IntervalFunction.ofRandomized(%s, %s))\n", java(base), real(spread))
	}
	end := ""
	if limit > 0 {
		end = ", " + java(limit)
	}
	if spread == 0 {
		return fmt.Sprintf("    .intervalFunction(IntervalFunction.ofExponentialBackoff(\n        %s, %s%s))\n", java(base), real(factor), end)
	}
	return fmt.Sprintf("    .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(\n        %s, %s, %s%s))\n", java(base), real(factor), real(spread), end)
}

func resilience4jRetried(p form.Policy) (lines string) {
	if p.Breaker != "" && !p.Retried("not-sent") {
		lines = "    .ignoreExceptions(CallNotPermittedException.class) // what the breaker refuses\n"
	}
	var statuses []string
	if p.Retried("rejected") {
		statuses = append(statuses, "response.statusCode() == 429")
	}
	if p.Retried("unavailable") {
		statuses = append(statuses, "response.statusCode() >= 500")
	}
	if len(statuses) > 0 {
		lines += "    .retryOnResult(response -> " + strings.Join(statuses, " || ") + ")\n"
	}
	var exceptions []string
	switch timed := p.Retried("timed-out"); {
	case timed && p.Retried("unavailable"):
		exceptions = []string{"IOException.class", "TimeoutException.class"}
	case timed:
		exceptions = []string{"HttpTimeoutException.class", "TimeoutException.class"}
	case p.Retried("unavailable"):
		exceptions = []string{"ConnectException.class"}
	}
	if p.Breaker != "" && p.Retried("not-sent") {
		exceptions = append(exceptions, "CallNotPermittedException.class")
	}
	if len(exceptions) > 0 {
		lines += "    .retryExceptions(" + strings.Join(exceptions, ", ") + ")\n"
	}
	return lines
}

// common reports whether a policy retries what libraries retry by default: whatever may pass.
func common(p form.Policy) bool {
	return p.Retried("rejected") && p.Retried("unavailable") && p.Retried("timed-out")
}

func resilience4jBreaker(p form.Policy) string {
	s := p.Scenario
	kind, size := "COUNT_BASED", s.BreakerCalls
	if p.Breaker == "ratio" {
		kind, size = "TIME_BASED", max(1, int(s.BreakerWindow.Round(time.Second)/time.Second))
	}
	return fmt.Sprintf(`CircuitBreakerConfig breaker = CircuitBreakerConfig.custom()
    .slidingWindowType(SlidingWindowType.%s)
    .slidingWindowSize(%d)
    .minimumNumberOfCalls(%d)
    .failureRateThreshold(%s)
    .waitDurationInOpenState(%s)
    .permittedNumberOfCallsInHalfOpenState(%d)
    .build();
`, kind, size, s.BreakerMin, form.Decimal(100*s.BreakerRatio), java(s.BreakerOpen), s.BreakerProbes)
}
