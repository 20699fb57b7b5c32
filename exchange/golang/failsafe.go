package golang

import (
	"math"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// failsafe is github.com/failsafe-go/failsafe-go: a retry policy, and the policies around and
// within it. failsafehttp has a builder that knows HTTP.
var failsafe = form.Format{
	Key: "failsafe-go", Name: "failsafe-go", Language: "Go", File: "retry.go",
	Version: "0.9.8", Source: "failsafe-go/failsafe-go retrypolicy, circuitbreaker, timeout, budget, hedgepolicy, failsafehttp",
	Sample: `retry := retrypolicy.NewBuilder[any]().
	WithBackoffFactor(200*time.Millisecond, 10*time.Second, 3).
	WithJitterFactor(0.25).
	WithMaxRetries(5).
	Build()
breaker := circuitbreaker.NewBuilder[any]().
	WithFailureRateThreshold(0.6, 20, 30*time.Second).
	WithDelay(15 * time.Second).
	WithSuccessThreshold(4).
	Build()
limit := timeout.New[any](2 * time.Second)
err := failsafe.With(retry, breaker, limit).Run(func() error { return call(ctx) })
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("failsafe-go", "retrypolicy.", "failsafehttp.", "failsafe.With(", "failsafe.Get(", "failsafe.Run(")
	},
	Read:  readFailsafe,
	Write: writeFailsafe,
}

func readFailsafe(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	builders := chains(code, "retrypolicy.NewBuilder", "retrypolicy.NewWithDefaults", "retrypolicy.Builder", "failsafehttp.NewRetryPolicyBuilder")
	if len(builders) == 0 {
		return
	}
	of := builders[0]
	http := of.start.Calls("NewRetryPolicyBuilder")
	readFailsafeDelays(r, of)
	readFailsafeLimits(r, of)
	if http {
		r.Assume("retry-on", "rejected,unavailable,timed-out", "failsafehttp retries 429, 500 and above but 501, and errors of the connection.")
		r.Assume("honour", "honour", "failsafehttp waits what a Retry-After in seconds says.")
	} else {
		r.Assume("retry-on", "rejected,unavailable,timed-out,not-sent", "Every error is retried; which are errors, the calls decide.")
	}
	if handled := of.calls("HandleErrors", "HandleErrorTypes", "HandleIf"); len(handled) > 0 {
		readFailsafeHandled(r, handled)
	}
	if jitter := of.call("WithJitterFactor", "WithJitter"); http && jitter != nil {
		r.Lose(jitter, "failsafe-go draws its jitter about a Retry-After, too, and so may come before it.")
	}
	readFailsafeBudget(r, code, of)
	readFailsafeOthers(r, code, failsafeOrder(code, of))
	for _, other := range builders[1:] {
		r.Lose(other.start, "A second retry policy is not read: paste it by itself.")
		other.end.Mark()
	}
	of.rest(r)
}

// readFailsafeHandled reads which errors are handled: those alone are retried.
func readFailsafeHandled(r *form.Reading, handled []*tree.Node) {
	var named []*tree.Node
	for _, call := range handled {
		call.Take()
		named = append(named, call.Kids...)
	}
	if len(named) > 0 && !readOutcomes(r, named...) {
		r.Lose(named[0], "Which errors "+handled[0].Callee()+" names is not read: set what is retried by hand.")
	}
}

func readFailsafeDelays(r *form.Reading, of chain) {
	backoff, random := of.call("WithBackoffFactor", "WithBackoff"), of.call("WithRandomDelay")
	share, more := of.call("WithJitterFactor"), of.call("WithJitter")
	delay := of.call("WithDelay")
	switch {
	case random != nil:
		readFailsafeRandom(r, random)
	case backoff == nil && delay == nil:
		r.Strategy(of.start, "immediate", "Without a delay of its own failsafe-go retries at once.")
	case more != nil:
		r.Strategy(of.start, "lib:failsafe-go-additive", "Delays and a random time more or less, never below 0.")
		r.Duration(more.Arg(0, ""), "extra", time.Nanosecond)
	case share != nil:
		r.Strategy(of.start, "proportional", "Delays with ± jitter.")
		r.Number(share.Arg(0, ""), "jitter")
	default:
		r.Strategy(of.start, "exponential", "Delays without jitter.")
	}
	switch {
	case random != nil || backoff == nil && delay == nil:
		return
	case backoff != nil:
		r.Duration(backoff.Arg(0, ""), "base", time.Nanosecond)
		r.Duration(backoff.Arg(1, ""), "cap", time.Nanosecond)
		if n := backoff.Arg(2, ""); n != nil {
			r.Number(n, "factor")
		} else {
			r.Assume("factor", "2", "")
		}
	default:
		d, _ := r.Duration(delay.Arg(0, ""), "base", time.Nanosecond)
		r.Assume("factor", "1", "WithDelay is the same delay before every retry.")
		r.Assume("cap", max(d, time.Millisecond).String(), "")
	}
}

// readFailsafeRandom reads a delay between two times as their middle ± half of what is between.
func readFailsafeRandom(r *form.Reading, random *tree.Node) {
	low, ok := r.LiteralDuration(random.Arg(0, ""), time.Nanosecond)
	high, also := r.LiteralDuration(random.Arg(1, ""), time.Nanosecond)
	r.Strategy(random, "proportional", "A random delay between two times.")
	random.Mark()
	if !ok || !also || high < low || high == 0 {
		return
	}
	middle := (low + high) / 2
	r.Assume("base", middle.String(), "")
	r.Assume("cap", middle.String(), "")
	r.Assume("factor", "1", "")
	r.Assume("jitter", share(float64(high-low)/float64(high+low)), "")
}

func share(x float64) string { return form.Decimal(math.Round(x*1e6) / 1e6) }

func readFailsafeLimits(r *form.Reading, of chain) {
	unlimited := func(n int) bool { return n == -1 }
	attempts, retries := of.call("WithMaxAttempts"), of.call("WithMaxRetries")
	if attempts != nil {
		r.Attempts(attempts.Arg(0, ""), unlimited)
	}
	if retries != nil {
		r.Retries(retries.Arg(0, ""), unlimited)
	}
	if attempts == nil && retries == nil {
		r.Assume("attempts", "3", "The default is 2 retries: 3 attempts.")
	}
	if longest := of.call("WithMaxDuration"); longest != nil {
		r.Duration(longest.Arg(0, ""), "deadline", time.Nanosecond)
		r.Lose(longest, "failsafe-go shortens the wait that would pass this time, and makes one attempt more at its end; here there is none.")
	}
	beside(r, of.calls("OnAbort", "OnRetry", "OnRetryScheduled", "OnRetriesExceeded", "OnFailure", "OnSuccess")...)
	of.call("ReturnLastFailure")
	if f := of.call("WithDelayFunc"); f != nil {
		r.Lose(f, "The function of WithDelayFunc is not read: it decides over the delays.")
	}
}

func readFailsafeBudget(r *form.Reading, code []*tree.Node, of chain) {
	with := of.call("WithBudget")
	if with == nil {
		return
	}
	with.Take()
	around(with)
	r.Set(with, "budget", "concurrent", "A budget: retries that may be under way for the calls that are.")
	ratio, least := "0.2", "3"
	for _, b := range chains(code, "budget.NewBuilder") {
		if n := b.call("WithMaxRate"); n != nil {
			ratio = numberOr(r, n.Arg(0, ""), ratio)
		}
		if n := b.call("WithMinConcurrency"); n != nil {
			least = numberOr(r, n.Arg(0, ""), least)
		}
		beside(r, b.calls("OnBudgetExceeded")...)
		b.end.Mark()
	}
	r.Set(with, "budget-ratio", ratio, "")
	r.Set(with, "budget-min", least, "")
}

// numberOr is the number that a node comes to, or else another.
func numberOr(r *form.Reading, n *tree.Node, other string) string {
	if x, ok := r.LiteralNumber(n); ok {
		return form.Decimal(x)
	}
	return other
}

// readFailsafeOthers reads the policies beside the retries. Of those given to With the first is
// the outermost.
func readFailsafeOthers(r *form.Reading, code []*tree.Node, order order) {
	for _, of := range chains(code, "timeout.New", "timeout.NewBuilder") {
		field := "timeout"
		if order.outside(of) {
			field = "total-timeout"
		}
		r.Duration(of.start.Arg(0, ""), field, time.Nanosecond)
		beside(r, of.calls("OnTimeoutExceeded")...)
		of.end.Mark()
	}
	for _, of := range chains(code, "circuitbreaker.NewBuilder", "circuitbreaker.NewWithDefaults") {
		readFailsafeBreaker(r, of)
		if order.outside(of) {
			r.Lose(of.start, "This breaker is around the retries, and counts whole calls; here it counts attempts.")
		}
		of.rest(r)
	}
	guarded := len(chains(code, "circuitbreaker.NewBuilder", "circuitbreaker.NewWithDefaults", "budget.NewBuilder")) > 0
	for _, of := range chains(code, "hedgepolicy.NewWithDelay", "hedgepolicy.NewBuilderWithDelay") {
		if guarded {
			r.Lose(of.end, "A hedge beside a breaker or a budget is not simulated: it is left out.")
			continue
		}
		r.Duration(of.start.Arg(0, ""), "hedge", time.Nanosecond)
		if n := of.call("WithMaxHedges"); n != nil {
			r.Number(n.Arg(0, ""), "hedges")
		}
		of.end.Mark()
	}
	for _, n := range code {
		n.Walk(func(n *tree.Node) bool {
			name, _, _ := strings.Cut(n.Text, ".")
			if says := failsafeLost[name]; n.Kind == tree.Call && says != "" && !n.Calls("NewWithDelay", "NewBuilderWithDelay") {
				r.Lose(n, says)
			}
			return true
		})
	}
}

// failsafeLost is what is said of policies that a scenario has nothing for, by their package.
var failsafeLost = map[string]string{
	"ratelimiter":     "A rate limiter fails what is too much, or waits for it a time; here a throttle waits.",
	"bulkhead":        "A bulkhead fails what is too much; here what is in flight waits.",
	"adaptivelimiter": "An adaptive limiter of clients has no counterpart here.",
	"fallback":        "A fallback is not simulated: the request fails.",
	"cachepolicy":     "A cache is not simulated.",
	"hedgepolicy":     "This hedge is not read: set its delay by hand.",
}

func readFailsafeBreaker(r *form.Reading, of chain) {
	number := func(call *tree.Node, place int, field string) { r.Number(call.Arg(place, ""), field) }
	probes := "1"
	switch n := of.call("WithFailureThreshold", "WithFailureThresholdRatio", "WithFailureThresholdPeriod", "WithFailureRateThreshold"); {
	case n.Calls("WithFailureThresholdRatio"):
		r.Set(n, "breaker", "count", "A breaker that counts the last calls.")
		few, _ := n.Arg(0, "").Number()
		number(n, 1, "breaker-calls")
		number(n, 1, "breaker-min")
		if many, ok := n.Arg(1, "").Number(); ok && many > 0 {
			r.Set(n.Arg(0, ""), "breaker-ratio", share(few/many), "")
			probes = form.Decimal(many)
		}
	case n.Calls("WithFailureRateThreshold"):
		r.Set(n, "breaker", "ratio", "A breaker by the share of failures in a time.")
		number(n, 0, "breaker-ratio")
		number(n, 1, "breaker-min")
		r.Duration(n.Arg(2, ""), "breaker-window", time.Nanosecond)
		probes = numberOr(r, n.Arg(1, ""), probes)
	case n.Calls("WithFailureThresholdPeriod"):
		r.Lose(n, "So many failures in a time, whatever succeeds: here a breaker opens by a share. Failures in a row are taken.")
		fallthrough
	default:
		r.Set(n.Get(), "breaker", "consecutive", "A breaker that opens after so many failures in a row.")
		probes = "1"
		if n != nil {
			probes = numberOr(r, n.Arg(0, ""), probes)
		}
		r.Set(n.Arg(0, ""), "breaker-failures", probes, "")
	}
	if n := of.call("WithDelay"); n != nil {
		r.Duration(n.Arg(0, ""), "breaker-open", time.Nanosecond)
	} else {
		r.Assume("breaker-open", "1m", "")
	}
	if n := of.call("WithSuccessThreshold"); n != nil {
		number(n, 0, "breaker-probes")
	} else {
		r.Assume("breaker-probes", probes, "Without WithSuccessThreshold its threshold of failures counts here, too.")
	}
	beside(r, of.calls("OnStateChanged", "OnClose", "OnOpen", "OnHalfOpen", "OnFailure", "OnSuccess")...)
}

// order is the order in which With has policies, and where the retries stand among them.
type order struct {
	policies []*tree.Node // a variable, or the first call of what makes the policy in place
	retries  int
}

func failsafeOrder(code []*tree.Node, retries chain) (o order) {
	for _, call := range tree.FindCalls(code, "With", "NewExecutor", "NewRoundTripper") {
		if !strings.HasPrefix(call.Text, "failsafe") {
			continue
		}
		for _, kid := range call.Kids {
			for kid.Of != nil {
				kid = kid.Of
			}
			if is(kid, retries) {
				o.retries = len(o.policies)
			}
			o.policies = append(o.policies, kid)
		}
	}
	return o
}

// is reports whether a policy of With is what a chain makes.
func is(policy *tree.Node, of chain) bool {
	return policy == of.start || policy.Kind == tree.Scalar && policy.Text == of.end.Name
}

// outside reports whether a policy is around the retries.
func (o order) outside(of chain) bool {
	at := slices.IndexFunc(o.policies, func(n *tree.Node) bool { return is(n, of) })
	return at >= 0 && at < o.retries
}
