package others

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
)

func writeFailsafe(p form.Policy) (string, []string) {
	lines := failsafeDelayLines(p)
	lines = append(lines, fmt.Sprintf("withMaxAttempts(%d) // the first included", p.Attempts))
	if p.Deadline > 0 {
		lines = append(lines, "withMaxDuration("+java(p.Deadline)+")")
	}
	lines = append(lines, failsafeRetried(p)...)
	if p.RetryAfter == "honour" {
		lines = append(lines, "withDelayFn(context -> retryAfter(context.getLastResult())) // yours: null where there is none")
	}
	code := "RetryPolicy<HttpResponse<String>> retries = RetryPolicy.<HttpResponse<String>>builder()\n    ." + strings.Join(lines, "\n    .") + "\n    .build();\n"
	var around, within []string
	if p.Total > 0 {
		code += fmt.Sprintf("Timeout<HttpResponse<String>> total = Timeout.of(%s);\n", java(p.Total))
		around = []string{"total"}
	}
	if breaker := failsafeBreaker(p); breaker != "" {
		code += breaker
		within = append(within, "breaker")
	}
	if p.Timeout > 0 {
		code += fmt.Sprintf("Timeout<HttpResponse<String>> attempt = Timeout.of(%s);\n", java(p.Timeout))
		within = append(within, "attempt")
	}
	policies := append(append(around, "retries"), within...)
	code += fmt.Sprintf("HttpResponse<String> response = Failsafe.with(%s).get(() -> call());\n", strings.Join(policies, ", "))
	notes := []string{"call is yours; the first policy of Failsafe.with is the outermost."}
	if p.RetryAfter == "honour" {
		notes = append(notes, "retryAfter is yours: the Retry-After of an answer as a Duration.")
	}
	return "import dev.failsafe.*;\n" + imported(code, "RetryPolicy"), notes
}

func failsafeDelayLines(p form.Policy) []string {
	base, limit, spread := p.Centre()
	factor, extra := p.Factor, time.Duration(0)
	if p.Is("lib:failsafe-go-additive") && own(p, "base") != "" {
		base, limit, factor, extra = ownDuration(p, "base", base), ownDuration(p, "cap", limit), ownNumber(p, "factor", 2), ownDuration(p, "extra", 0)
	}
	var lines []string
	switch {
	case !p.Waits():
		return nil
	case factor <= 1 || limit <= base:
		lines = []string{"withDelay(" + java(base) + ")"}
	case factor == 2:
		lines = []string{fmt.Sprintf("withBackoff(%s, %s)", java(base), java(limit))}
	default:
		lines = []string{fmt.Sprintf("withBackoff(%s, %s, %s)", java(base), java(limit), form.Decimal(factor))}
	}
	if extra > 0 {
		return append(lines, "withJitter("+java(extra)+")")
	}
	if spread > 0 {
		lines = append(lines, "withJitter("+real(spread)+")")
	}
	return lines
}

// failsafeRetried says what is retried: answers are no exceptions, which alone it retries by
// default.
func failsafeRetried(p form.Policy) (lines []string) {
	if p.Breaker != "" && !p.Retried("not-sent") {
		lines = []string{"abortOn(CircuitBreakerOpenException.class)"}
	}
	if p.Retried("rejected") {
		lines = append(lines, "handleResultIf(response -> response.statusCode() == 429)")
	}
	if p.Retried("unavailable") {
		lines = append(lines, "handleResultIf(response -> response.statusCode() >= 500)")
	}
	if p.Retried("timed-out") {
		lines = append(lines, "handle(HttpTimeoutException.class, TimeoutExceededException.class)")
	}
	if p.Retried("unavailable") {
		lines = append(lines, "handle(ConnectException.class)")
	}
	if p.Breaker != "" && p.Retried("not-sent") {
		lines = append(lines, "handle(CircuitBreakerOpenException.class)")
	}
	return lines
}

func failsafeBreaker(p form.Policy) string {
	s := p.Scenario
	var threshold string
	switch p.Breaker {
	case "consecutive":
		threshold = fmt.Sprintf("withFailureThreshold(%d)", s.BreakerFailures)
	case "count":
		threshold = fmt.Sprintf("withFailureThreshold(%d, %d)", max(1, int(s.BreakerRatio*float64(s.BreakerCalls)+0.5)), s.BreakerCalls)
	case "ratio":
		threshold = fmt.Sprintf("withFailureRateThreshold(%d, %d, %s)", int(100*s.BreakerRatio+0.5), s.BreakerMin, java(s.BreakerWindow))
	default:
		return ""
	}
	return fmt.Sprintf("CircuitBreaker<HttpResponse<String>> breaker = CircuitBreaker.<HttpResponse<String>>builder()\n    .%s\n    .withDelay(%s)\n    .withSuccessThreshold(%d)\n    .build();\n", threshold, java(s.BreakerOpen), s.BreakerProbes)
}
