package others

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
)

// csharp writes a duration as C# does.
func csharp(d time.Duration) string {
	return in(d, [6]string{"TimeSpan.FromHours(%d)", "TimeSpan.FromMinutes(%d)", "TimeSpan.FromSeconds(%d)", "TimeSpan.FromMilliseconds(%d)", "TimeSpan.FromMicroseconds(%d)", ""})
}

func writePolly(p form.Policy) (string, []string) {
	var around, within string
	if p.Total > 0 {
		around = "    .AddTimeout(" + csharp(p.Total) + ") // around the retry: the whole request\n"
	}
	if p.Breaker == "ratio" {
		within += pollyBreaker(p)
	}
	if p.Scenario.Hedge > 0 {
		within += fmt.Sprintf("    .AddHedging(new HedgingStrategyOptions<HttpResponseMessage> { Delay = %s, MaxHedgedAttempts = %d })\n", csharp(p.Scenario.Hedge), p.Scenario.Hedges)
	}
	if p.Scenario.InFlight > 0 {
		within += fmt.Sprintf("    .AddConcurrencyLimiter(%d, int.MaxValue)\n", p.Scenario.InFlight)
	}
	if p.Timeout > 0 {
		within += "    .AddTimeout(" + csharp(p.Timeout) + ") // within the retry: one attempt\n"
	}
	code := pollyUsing(p) + "var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()\n" + around
	if p.Retries() > 0 {
		code += pollyRetry(p)
	}
	return code + within + "    .Build();\n", nil
}

// pollyUsing names the spaces that the pipeline needs.
func pollyUsing(p form.Policy) string {
	spaces := "using Polly;\n"
	if p.Breaker == "ratio" {
		spaces += "using Polly.CircuitBreaker;\n"
	}
	if p.Scenario.Hedge > 0 {
		spaces += "using Polly.Hedging;\n"
	}
	return spaces + "using Polly.Retry;\nusing Polly.Timeout;\nusing System.Net;\n\n"
}

func pollyRetry(p form.Policy) string {
	lines := append([]string{fmt.Sprintf("MaxRetryAttempts = %d, // %d attempts", p.Retries(), p.Attempts)}, pollyDelayLines(p)...)
	lines = append(lines, "ShouldHandle = new PredicateBuilder<HttpResponseMessage>()"+pollyHandled(p)+",")
	if p.RetryAfter == "honour" {
		lines = append(lines, "DelayGenerator = args => new ValueTask<TimeSpan?>(args.Outcome.Result?.Headers.RetryAfter?.Delta),")
	}
	return "    .AddRetry(new RetryStrategyOptions<HttpResponseMessage>\n    {\n        " + strings.Join(lines, "\n        ") + "\n    })\n"
}

// pollyDelayLines are the nearest of what Polly has: its own curve, ±25 %, or no jitter.
func pollyDelayLines(p form.Policy) []string {
	base, limit := p.Mean()
	curve, jitter := "Exponential", p.Jittered()
	switch {
	case !p.Waits():
		return []string{"Delay = TimeSpan.Zero,"}
	case p.Is("lib:polly-v8"):
		base, limit = ownDuration(p, "base", 2*time.Second), ownDuration(p, "cap", 0)
	case p.Is("lib:go-retryablehttp-linear"):
		curve, base, limit = "Linear", ownDuration(p, "base", time.Second), 0
	case p.Is("linear"):
		curve, base, limit = "Linear", p.Params.Base, p.Params.Cap
	case p.Factor == 1:
		curve, limit = "Constant", 0
	}
	lines := []string{"BackoffType = DelayBackoffType." + curve + ",", fmt.Sprintf("UseJitter = %v,", jitter), "Delay = " + csharp(base) + ","}
	if limit > 0 {
		lines = append(lines, "MaxDelay = "+csharp(limit)+",")
	}
	return lines
}

func pollyHandled(p form.Policy) (calls string) {
	for _, of := range []struct{ outcome, call string }{
		{"rejected", "HandleResult(response => response.StatusCode == HttpStatusCode.TooManyRequests)"},
		{"unavailable", "HandleResult(response => (int)response.StatusCode >= 500)\n            .Handle<HttpRequestException>()"},
		{"timed-out", "Handle<TimeoutRejectedException>()"},
		{"not-sent", "Handle<BrokenCircuitException>()"},
	} {
		if p.Retried(of.outcome) && (of.outcome != "not-sent" || p.Breaker != "") {
			calls += "\n            ." + of.call
		}
	}
	return calls
}

func pollyBreaker(p form.Policy) string {
	s := p.Scenario
	return fmt.Sprintf(`    .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
    {
        FailureRatio = %s,
        SamplingDuration = %s,
        MinimumThroughput = %d,
        BreakDuration = %s,
    })
`, form.Decimal(s.BreakerRatio), csharp(s.BreakerWindow), max(2, s.BreakerMin), csharp(s.BreakerOpen))
}
