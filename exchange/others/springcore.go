package others

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// springFramework is the retry of Spring Framework 7 itself: @Retryable without @Backoff, and
// RetryPolicy.builder. maxRetries does not count the first attempt.
var springFramework = form.Format{
	Key: "spring-framework", Name: "Spring Framework 7", Language: "Java", File: "Retries.java",
	Version: "7.1.0", Source: "spring-projects/spring-framework core/retry/RetryPolicy.java, util/backoff/ExponentialBackOff.java, resilience/annotation/Retryable.java",
	Sample: `@Retryable(maxRetries = 4, delay = 200, jitter = 50, multiplier = 2, maxDelay = 5000)
`,
	Recognise: springCore,
	Read:      readSpringFramework,
	Write:     writeSpringFramework,
}

// springCore reports whether a text is of Spring Framework 7, and not of Spring Retry, which has
// an annotation of the same name.
func springCore(t *form.Text) bool {
	if t.Has("springframework.resilience", "springframework.core.retry", "RetryPolicy.withMaxRetries") {
		return true
	}
	if t.Has("dev.failsafe", "Failsafe.", "springframework.retry", "withBackoff", "withDelay") {
		return false
	}
	code := t.Code(source.Java)
	for _, n := range tree.FindCalls(code, "Retryable") {
		if n.Any("maxRetries", "maxRetriesString", "delay", "delayString", "jitter", "multiplier", "maxDelay", "timeUnit", "includes", "excludes") != nil && n.Any("backoff", "maxAttempts") == nil {
			return true
		}
	}
	for _, builder := range chains(code, "RetryPolicy.builder") {
		if builder.call("maxRetries", "delay", "multiplier", "maxDelay") != nil {
			return true
		}
	}
	return false
}

// settings are those of one policy, by the names that annotation and builder share.
type settings func(name string) *tree.Node

func readSpringFramework(t *form.Text, r *form.Reading) {
	code := t.Code(source.Java)
	builders := chains(code, "RetryPolicy.builder")
	annotations := tree.FindCalls(code, "Retryable")
	switch {
	case len(annotations) > 0:
		n := annotations[0]
		unit := time.Millisecond
		if u := n.Get("timeUnit"); u != nil {
			if d, ok := u.Duration(time.Second); ok {
				unit = d
			}
			u.Take()
		}
		literals(n, "String", "maxRetries", "delay", "jitter", "multiplier", "maxDelay", "timeout")
		readSpringCore(r, n, unit, func(name string) *tree.Node { return n.Get(name) })
		expressions(r, n, "maxRetriesString", "delayString", "jitterString", "multiplierString", "maxDelayString", "timeoutString")
		retried(r, n.Arg(0, "value"), n.Get("includes"))
		r.Rest(n)
	case len(builders) > 0:
		readSpringCore(r, builders[0][0], time.Millisecond, func(name string) *tree.Node { return builders[0].arg(name) })
		if custom := builders[0].call("backOff"); custom != nil {
			r.Lose(custom, "A BackOff of the program's own is not read.")
		}
		retried(r, builders[0].call("includes"), builders[0].call("predicate"))
		builders[0].rest(r)
	default:
		readSpringDefaults(r, code)
	}
	for _, other := range builders[min(1, len(builders)):] {
		r.Lose(other[0], "A second RetryPolicy is not read: paste it by itself.")
	}
}

// readSpringDefaults reads RetryPolicy.withMaxRetries(n) and RetryPolicy.withDefaults().
func readSpringDefaults(r *form.Reading, code []*tree.Node) {
	var retries *tree.Node
	if found := tree.FindCalls(code, "withMaxRetries"); len(found) > 0 {
		retries = found[0]
	}
	readSpringCore(r, retries, time.Millisecond, func(name string) *tree.Node {
		if name == "maxRetries" {
			return retries.Arg(0, "")
		}
		return nil
	})
	retried(r)
}

func readSpringCore(r *form.Reading, n *tree.Node, unit time.Duration, get settings) {
	base, ok := literal(r, get("delay"), unit)
	if !ok {
		base = time.Second
	}
	factor, _ := r.LiteralNumber(get("multiplier"))
	jitter, _ := literal(r, get("jitter"), unit)
	most := unlimited(get("maxDelay"))
	limit, _ := literal(r, most, unit)
	springCoreDelays(r, n, base, limit, jitter, max(1, factor))
	for _, name := range []string{"delay", "multiplier", "jitter", "maxDelay"} {
		get(name).Mark()
	}
	if get("delay") == nil {
		r.Assume("base", base.String(), "Without a delay it is 1 s.")
	}
	if retries := get("maxRetries"); retries != nil {
		r.Retries(unlimited(retries), endless)
	} else {
		r.Assume("attempts", "4", "Without maxRetries there are 3 retries: 4 attempts.")
	}
	if d, ok := literal(r, get("timeout"), unit); ok && d > 0 {
		r.Set(get("timeout"), "deadline", d.String(), "No retry is waited for that would begin later.")
	}
	if excluded := get("excludes"); excluded != nil {
		r.Lose(excluded, permanent)
	}
}

// springCoreDelays are those of ExponentialBackOff: its jitter grows with the delay, and is cut
// off below at the first delay and above at the longest.
func springCoreDelays(r *form.Reading, n *tree.Node, base, limit, jitter time.Duration, factor float64) {
	longestOf := longest
	if limit > 0 && limit < 24*time.Hour {
		longestOf = limit.String()
	}
	switch {
	case base <= 0:
		r.Strategy(n, "immediate", "A delay of 0: every retry goes out at once.")
		return
	case jitter <= 0 && factor == 1:
		r.Strategy(n, "fixed", "A fixed delay: without multiplier it does not grow.")
		if limit > 0 {
			base = min(base, limit)
		}
		r.Set(n, "base", base.String(), "")
		return
	case jitter <= 0:
		r.Strategy(n, "exponential", "A delay that grows, without jitter: all that failed together come back together.")
	default:
		r.Strategy(n, "lib:spring-framework-ref", "The jitter grows with the delay; none is below the first delay or above the longest.")
		r.Set(n, "extra", jitter.String(), "")
	}
	r.Set(n, "base", base.String(), "")
	r.Set(n, "factor", form.Decimal(factor), "")
	r.Set(n, "cap", longestOf, "")
}

func writeSpringFramework(p form.Policy) (string, []string) {
	lines := []string{fmt.Sprintf("maxRetries(%d) // %d attempts", p.Retries(), p.Attempts)}
	lines = append(lines, springCoreLines(p)...)
	if p.Deadline > 0 {
		lines = append(lines, "timeout("+java(p.Deadline)+")")
	}
	if !common(p) {
		lines = append(lines, "includes("+strings.Join(springExceptions(p), ", ")+")")
	}
	return imported("RetryPolicy policy = RetryPolicy.builder()\n    ." + strings.Join(lines, "\n    .") + "\n    .build();\nRetryTemplate template = new RetryTemplate(policy);\n"), nil
}

func springCoreLines(p form.Policy) []string {
	base, limit := p.Mean()
	var jitter time.Duration
	factor := p.Factor
	switch {
	case !p.Waits():
		return []string{"delay(Duration.ZERO)"}
	case p.Is("lib:spring-framework-ref"):
		base, limit = ownDuration(p, "base", 100*time.Millisecond), ownDuration(p, "cap", 10*time.Second)
		jitter, factor = ownDuration(p, "extra", 50*time.Millisecond), ownNumber(p, "factor", 2)
	case p.Jittered():
		base, limit, jitter = p.Low, p.HighCap, p.High-p.Low // cut off below, a draw is from base to base + jitter
		if base <= 0 {                                       // a delay of 0 has no jitter: the half of it has
			base, jitter = p.High/2, p.High/2
		}
	}
	lines := []string{"delay(" + java(base) + ")"}
	if factor > 1 {
		lines = append(lines, "multiplier("+real(factor)+")")
	}
	if factor > 1 || p.Jittered() {
		lines = append(lines, "maxDelay("+java(max(limit, base))+")")
	}
	if jitter > 0 {
		lines = append(lines, "jitter("+java(jitter)+")")
	}
	return lines
}
