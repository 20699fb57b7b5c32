package golang

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"backofflab/exchange/form"
)

func writeFailsafe(p form.Policy) (string, []string) {
	base, limit, spread := p.Centre()
	builder, result := "retrypolicy.NewBuilder[any]()", "any"
	http := p.RetryAfter == "honour"
	if http {
		builder, result = "failsafehttp.NewRetryPolicyBuilder()", "*http.Response"
	}
	lines := []string{"retries := " + builder}
	switch {
	case !p.Waits():
	case p.Is("lib:failsafe-go-additive"):
		lines = append(lines, fmt.Sprintf("WithBackoffFactor(%s, %s, %s)", form.GoDuration(p.Scenario.Base), form.GoDuration(p.Scenario.Cap), form.Decimal(p.Scenario.Factor)),
			fmt.Sprintf("WithJitter(%s)", form.GoDuration(p.Scenario.Extra)))
	case p.Factor == 1:
		lines = append(lines, fmt.Sprintf("WithDelay(%s)", form.GoDuration(base)))
	default:
		lines = append(lines, fmt.Sprintf("WithBackoffFactor(%s, %s, %s)", form.GoDuration(base), form.GoDuration(limit), form.Decimal(p.Factor)))
	}
	if p.Waits() && p.Jittered() && !p.Is("lib:failsafe-go-additive") {
		lines = append(lines, fmt.Sprintf("WithJitterFactor(%s)", form.Decimal(spread)))
	}
	lines = append(lines, "WithMaxAttempts("+strconv.Itoa(p.Attempts)+")")
	if of := condition(p); of != "" && !http {
		of = strings.NewReplacer("errors.Is(err, ", "", ")", "", " || ", ", ").Replace(of)
		if p.Timeout > 0 {
			of = strings.Replace(of, "context.DeadlineExceeded", "timeout.ErrExceeded", 1) // of its own timeouts
		}
		lines = append(lines, "HandleErrors("+of+")")
	}
	if p.Deadline > 0 {
		lines = append(lines, "WithMaxDuration("+form.GoDuration(p.Deadline)+")")
	}
	if p.Budget == "concurrent" {
		lines = append(lines, fmt.Sprintf("WithBudget(budget.NewBuilder().WithMaxRate(%s).WithMinConcurrency(%d).Build())", form.Decimal(p.Scenario.BudgetRatio), p.Scenario.BudgetMin))
	}
	text := strings.Join(append(lines, "Build()"), ".\n\t") + "\n"
	around, within := "", ""
	if p.Total > 0 {
		text += fmt.Sprintf("whole := timeout.New[%s](%s)\n", result, form.GoDuration(p.Total))
		around = "whole, "
	}
	if breaker := failsafeBreaker(p, result); breaker != "" {
		text, within = text+breaker, within+", breaker"
	}
	if p.Timeout > 0 {
		text += fmt.Sprintf("single := timeout.New[%s](%s)\n", result, form.GoDuration(p.Timeout))
		within += ", single"
	}
	call := failsafeCall(http, around+"retries"+within)
	return tidy(failsafeImports(text+call) + text + call), failsafeNotes(p)
}

func failsafeCall(http bool, policies string) string {
	if http {
		return "client := &http.Client{Transport: failsafehttp.NewRoundTripper(http.DefaultTransport, " + policies + ")}\n"
	}
	return "err := failsafe.With(" + policies + ").WithContext(ctx).RunWithExecution(func(exec failsafe.Execution[any]) error {\n" +
		"\treturn call(exec.Context()) // which ends where a timeout does\n})\n"
}

func failsafeNotes(p form.Policy) (notes []string) {
	if p.RetryAfter != "honour" {
		notes = append(notes, "call is yours: it returns no error for what is not to be retried, or name that in AbortOnErrors.")
		if condition(p) != "" {
			notes = append(notes, naming)
		}
	}
	if p.Deadline > 0 {
		notes = append(notes, "failsafe-go shortens the wait that would pass WithMaxDuration, and makes one attempt more at its end.")
	}
	if p.Breaker != "" || p.Budget != "" {
		notes = append(notes, "Make the breaker and the budget once for all calls to a service, not within a call.")
	}
	return notes
}

// failsafeBreaker is the breaker of a policy in code, "" where failsafe-go has none such.
func failsafeBreaker(p form.Policy, result string) string {
	s, threshold := p.Scenario, ""
	switch p.Breaker {
	case "consecutive":
		threshold = fmt.Sprintf("WithFailureThreshold(%d)", s.BreakerFailures)
	case "ratio":
		threshold = fmt.Sprintf("WithFailureRateThreshold(%s, %d, %s)", form.Decimal(s.BreakerRatio), s.BreakerMin, form.GoDuration(s.BreakerWindow))
	case "count":
		threshold = fmt.Sprintf("WithFailureThresholdRatio(%d, %d)", int(math.Ceil(s.BreakerRatio*float64(s.BreakerCalls))), s.BreakerCalls)
	default:
		return ""
	}
	return fmt.Sprintf("breaker := circuitbreaker.NewBuilder[%s]().\n\t%s.\n\tWithDelay(%s).\n\tWithSuccessThreshold(%d).\n\tBuild()\n", result, threshold, form.GoDuration(s.BreakerOpen), s.BreakerProbes)
}

// failsafeImports are the packages of the library that a text needs.
func failsafeImports(text string) string {
	imports := ""
	if strings.Contains(text, "failsafe.With(") {
		imports = "// import \"github.com/failsafe-go/failsafe-go\"\n"
	}
	for _, name := range []string{"budget", "circuitbreaker", "failsafehttp", "retrypolicy", "timeout"} {
		if strings.Contains(text, name+".") {
			imports += "// import \"github.com/failsafe-go/failsafe-go/" + name + "\"\n"
		}
	}
	return imports
}
