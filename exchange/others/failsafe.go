package others

import (
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// failsafe is dev.failsafe for Java. withMaxRetries does not count the first attempt,
// withMaxAttempts does.
var failsafe = form.Format{
	Key: "failsafe", Name: "Failsafe", Language: "Java", File: "Retries.java",
	Version: "3.3.2", Source: "failsafe-lib/failsafe RetryPolicyBuilder.java, internal/RetryPolicyExecutor.java, CircuitBreakerBuilder.java",
	Sample: `RetryPolicy<Object> retries = RetryPolicy.builder()
    .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(20), 3)
    .withJitter(0.25)
    .withMaxRetries(4)
    .withMaxDuration(Duration.ofMinutes(2))
    .build();
CircuitBreaker<Object> breaker = CircuitBreaker.builder()
    .withFailureThreshold(5)
    .withDelay(Duration.ofSeconds(10))
    .withSuccessThreshold(2)
    .build();
Failsafe.with(retries, breaker).get(() -> call());
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("dev.failsafe", "net.jodah.failsafe", "Failsafe.with", "RetryPolicy.builder()", "RetryPolicy.<") && !springCore(t) || t.Has("new RetryPolicy<") && t.Has(".withMaxRetries(", ".withBackoff(", ".withDelay(")
	},
	Read:  readFailsafe,
	Write: writeFailsafe,
}

func readFailsafe(t *form.Text, r *form.Reading) {
	code := t.Code(source.Java)
	policies := chains(code, "RetryPolicy.builder", "RetryPolicy", "RetryPolicy.ofDefaults")
	if len(policies) == 0 && t.Has("RetryPolicy") {
		return // a bracket is missing
	} else if len(policies) == 0 {
		withoutRetries(r)
	}
	var retry *tree.Node
	for i, policy := range policies {
		if i > 0 {
			r.Lose(policy[0], "A second RetryPolicy is not read: paste it by itself.")
			continue
		}
		retry = policy[0]
		readFailsafeRetry(r, policy)
	}
	order := failsafeOrder(code)
	for _, breaker := range chains(code, "CircuitBreaker.builder", "CircuitBreaker.ofDefaults", "CircuitBreaker") {
		readFailsafeBreaker(r, breaker)
		if order.outside(breaker[0], retry) {
			r.Lose(breaker[0], "The breaker is around the retries and counts whole calls; here it counts attempts.")
		} else if retry != nil && !t.Has("CircuitBreakerOpenException", ".handle") {
			r.Assume("retry-on", usual+",not-sent", "Failsafe retries every exception, that of an open breaker too, unless handle or abortOn says otherwise.")
		}
	}
	for _, timeout := range chains(code, "Timeout.of", "Timeout.builder") {
		readFailsafeTimeout(r, timeout, order.outside(timeout[0], retry))
	}
	for _, bulkhead := range chains(code, "Bulkhead.of", "Bulkhead.builder") {
		r.Number(bulkhead[0].Arg(0, ""), "in-flight")
		bulkhead[0].Mark()
		if bulkhead.call("withMaxWaitTime") == nil {
			r.Lose(bulkhead[0], "Calls that find the bulkhead full are refused there; here they wait.")
		}
		bulkhead.rest(r)
	}
	for _, fallback := range chains(code, "Fallback.of", "Fallback.builder", "Fallback.ofException", "Fallback.none") {
		r.Lose(at(fallback[0]), "A fallback is what a caller gets in the end; here the request has failed.")
		for _, call := range fallback {
			call.Mark()
		}
	}
	for _, limiter := range chains(code, "RateLimiter.smoothBuilder", "RateLimiter.burstyBuilder") {
		r.Lose(limiter[0], "A rate limiter of the client is not read; throttle=bucket is the nearest.")
	}
}

// composed are policies from the outermost to the innermost, each by the first call of its
// builder.
type composed map[*tree.Node]int

// failsafeOrder reads Failsafe.with(outer, inner) and .compose(inner).
func failsafeOrder(code []*tree.Node) composed {
	named := map[string]*tree.Node{}
	for _, n := range code {
		n.Walk(func(n *tree.Node) bool {
			if n.Name != "" && n.Kind == tree.Call {
				named[n.Name] = unrolled(n)[0]
			}
			return true
		})
	}
	order := composed{}
	for _, call := range tree.FindCalls(code, "with", "compose") {
		for _, kid := range call.Kids {
			policy := named[kid.Text]
			if kid.Kind == tree.Call {
				policy = unrolled(kid)[0]
			}
			if policy != nil && order[policy] == 0 {
				order[policy] = len(order) + 1
			}
		}
	}
	return order
}

// outside reports whether the text says that one policy is around another.
func (c composed) outside(outer, inner *tree.Node) bool {
	return c[outer] > 0 && c[inner] > 0 && c[outer] < c[inner]
}

func readFailsafeRetry(r *form.Reading, policy chain) {
	readFailsafeDelays(r, policy)
	switch most := policy.call("withMaxAttempts", "withMaxRetries"); { // both set one number, and the last holds
	case most.Calls("withMaxAttempts"):
		r.Attempts(unlimited(most.Arg(0, "")), endless)
	case most.Calls("withMaxRetries"):
		r.Retries(unlimited(most.Arg(0, "")), endless)
	default:
		r.Assume("attempts", "3", "Without withMaxRetries Failsafe makes 2 retries: 3 attempts.")
	}
	if total := policy.call("withMaxDuration"); total != nil {
		if d, ok := duration(r, total); ok {
			r.Set(total, "deadline", d.String(), "")
		}
	}
	var on []*tree.Node
	for _, call := range policy {
		switch {
		case call.Calls("withMaxAttempts", "withMaxRetries") && call != policy.call("withMaxAttempts", "withMaxRetries"):
			r.Lose(call, clip(call.String())+" is overridden by what follows it: both set the same number.")
		case call.Calls("handle", "handleIf", "handleResult", "handleResultIf"):
			on = append(on, call)
		case call.Calls("abortOn") && strings.Contains(call.Arg(0, "").String(), "CircuitBreakerOpen"):
			r.Tell(call.Arg(0, ""), "What the breaker refuses is not retried.")
		case call.Calls("abortOn", "abortIf", "abortWhen"):
			r.Lose(call, "What ends the retries is a permanent failure of the service here, whatever its name.")
		case strings.HasPrefix(call.Callee(), "on"):
			r.Beside(call)
		}
	}
	retried(r, on...)
	policy.rest(r)
}

func readFailsafeDelays(r *form.Reading, policy chain) {
	backoff, fixed := policy.call("withBackoff"), policy.call("withDelay")
	switch {
	case policy.call("withDelayFn", "withDelayFnOn", "withDelayOn", "withDelayFnWhen", "withDelayWhen") != nil:
		readFailsafeDelayFunction(r, policy)
	case backoff != nil:
		base, limit, factor := failsafeBackoff(r, backoff)
		failsafeDelays(r, policy, backoff, base, limit, factor)
	case fixed != nil && len(fixed.Kids) > 1 && failsafeUnit(fixed.Arg(1, "")) == 0:
		least, _ := literal(r, fixed.Arg(0, ""), time.Millisecond)
		limit, ok := literal(r, fixed.Arg(1, ""), time.Millisecond)
		if unit := failsafeUnit(fixed.Arg(2, "")); unit > 0 && ok {
			least, limit = least/time.Millisecond*unit, limit/time.Millisecond*unit
		}
		springDelay{at: fixed, delay: fixed, base: least, limit: limit}.read(r)
		fixed.Mark()
	case fixed != nil:
		d, _ := duration(r, fixed)
		failsafeDelays(r, policy, fixed, d, d, 1)
	default:
		r.Strategy(policy[0], "immediate", "Without a delay Failsafe retries at once.")
	}
}

// failsafeUnit is the ChronoUnit that an argument names, 0 where it names none.
func failsafeUnit(n *tree.Node) time.Duration {
	if n == nil || n.Kind != tree.Scalar || strings.ContainsAny(n.Text, "0123456789") {
		return 0
	}
	d, _ := n.Duration(time.Second)
	return d
}

// failsafeBackoff reads withBackoff(first, longest, factor) and withBackoff(1, 30, SECONDS, factor).
func failsafeBackoff(r *form.Reading, n *tree.Node) (base, limit time.Duration, factor float64) {
	unit, place := failsafeUnit(n.Arg(2, "")), 2
	if unit > 0 {
		place = 3
	} else {
		unit = time.Millisecond
	}
	base, _ = literal(r, n.Arg(0, ""), unit)
	limit, _ = literal(r, n.Arg(1, ""), unit)
	factor, ok := r.LiteralNumber(n.Arg(place, ""))
	if !ok {
		factor = 2
	}
	n.Mark()
	return base, limit, factor
}

// failsafeDelays are those of a first delay, the longest, a factor, and the jitter beside them.
func failsafeDelays(r *form.Reading, policy chain, n *tree.Node, base, limit time.Duration, factor float64) {
	jitter := policy.call("withJitter")
	share, extra := 0.0, time.Duration(0)
	if x, ok := jitter.Arg(0, "").Number(); ok && len(jitter.Kids) == 1 {
		share = x
	} else if jitter != nil {
		extra, _ = duration(r, jitter)
	}
	switch {
	case base <= 0:
		r.Strategy(n, "immediate", "A delay of 0: every retry goes out at once.")
		return
	case extra > 0:
		r.Strategy(n, "lib:failsafe-go-additive", "The delay and up to that long more or less.")
		r.Set(jitter, "extra", extra.String(), "")
	case share > 0:
		r.Strategy(n, "proportional", "Delays of ± a share.")
		r.Set(jitter, "jitter", form.Decimal(share), "")
	case factor == 1:
		r.Strategy(n, "fixed", "A fixed delay, without jitter.")
		r.Set(n, "base", base.String(), "")
		return
	default:
		r.Strategy(n, "exponential", "A delay that grows, without jitter: all that failed together come back together.")
	}
	jitter.Mark()
	r.Set(n, "base", base.String(), "")
	r.Set(n, "factor", form.Decimal(factor), "")
	r.Set(n, "cap", max(base, limit).String(), "")
}

// readFailsafeDelayFunction reads a delay that is calculated: only whether it is that of a
// Retry-After.
func readFailsafeDelayFunction(r *form.Reading, policy chain) {
	fn := policy.call("withDelayFn", "withDelayFnOn", "withDelayOn", "withDelayFnWhen", "withDelayWhen")
	asked := strings.Contains(strings.ToLower(strings.ReplaceAll(fn.String(), "-", "")), "retryafter")
	if backoff := policy.call("withBackoff"); backoff != nil {
		base, limit, factor := failsafeBackoff(r, backoff)
		failsafeDelays(r, policy, backoff, base, limit, factor)
	} else if fixed := policy.call("withDelay"); fixed != nil {
		d, _ := duration(r, fixed)
		failsafeDelays(r, policy, fixed, d, d, 1)
	} else {
		r.Strategy(fn, "immediate", "Without another delay Failsafe retries at once.")
	}
	if asked {
		r.Set(fn, "honour", "honour", "It waits what a Retry-After asks for.")
		fn.Mark()
		return
	}
	r.Lose(fn, "The delay is calculated in code that is not run here.")
}

func readFailsafeTimeout(r *form.Reading, timeout chain, outside bool) {
	d, ok := duration(r, timeout.call("of", "builder"))
	if !ok {
		return
	}
	if outside {
		r.Set(timeout[0], "total-timeout", d.String(), "A limit of time around the retries.")
	} else {
		r.Set(timeout[0], "timeout", d.String(), "A limit of time within the retries: for one attempt.")
	}
	for _, call := range timeout {
		if call.Calls("withInterrupt") || strings.HasPrefix(call.Callee(), "on") {
			call.Mark()
		}
	}
	timeout.rest(r)
}

func readFailsafeBreaker(r *form.Reading, breaker chain) {
	readFailsafeThreshold(r, breaker)
	if d, ok := duration(r, breaker.call("withDelay")); ok {
		r.Set(breaker.call("withDelay"), "breaker-open", d.String(), "")
	} else {
		r.Assume("breaker-open", "1m", "Without a delay Failsafe's breaker stays open for a minute.")
	}
	if probes := breaker.call("withSuccessThreshold"); probes != nil {
		r.Number(probes.Arg(0, ""), "breaker-probes")
		if probes.Arg(1, "") != nil {
			r.Lose(probes.Arg(1, ""), "All probes must succeed here.")
		}
	} else {
		r.Assume("breaker-probes", "1", "")
	}
	for _, call := range breaker {
		if strings.HasPrefix(call.Callee(), "on") {
			r.Beside(call)
		}
	}
	breaker.rest(r)
}

// readFailsafeThreshold reads when a breaker opens: after failures in a row, among the last
// attempts, or within a time.
func readFailsafeThreshold(r *form.Reading, breaker chain) {
	if rate := breaker.call("withFailureRateThreshold"); rate != nil {
		r.Set(breaker[0], "breaker", "ratio", "")
		if x, ok := r.LiteralNumber(rate.Arg(0, "")); ok {
			r.Set(rate.Arg(0, ""), "breaker-ratio", form.Decimal(x/100), "")
		}
		r.Number(rate.Arg(1, ""), "breaker-min")
		r.Duration(rate.Arg(2, ""), "breaker-window", time.Millisecond)
		return
	}
	threshold := breaker.call("withFailureThreshold")
	failures, of := threshold.Arg(0, ""), threshold.Arg(1, "")
	if of == nil {
		r.Set(breaker[0], "breaker", "consecutive", "")
		if _, ok := r.Number(failures, "breaker-failures"); !ok {
			r.Assume("breaker-failures", "1", "Without a threshold Failsafe's breaker opens at the first failure.")
		}
		return
	}
	n, some := failures.Number()
	last, count := of.Number()
	if !some || !count || last < 1 || threshold.Arg(2, "") != nil {
		r.Set(breaker[0], "breaker", "consecutive", "")
		r.Number(failures, "breaker-failures")
		r.Lose(of, "A number of failures within a time is a number in a row here.")
		return
	}
	r.Set(breaker[0], "breaker", "count", "")
	r.Number(of, "breaker-calls")
	r.Assume("breaker-min", form.Decimal(last), "")
	r.Set(failures, "breaker-ratio", form.Decimal(min(1, n/last)), "")
}
