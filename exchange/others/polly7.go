package others

import (
	"regexp"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// polly7 is Polly before v8, with Polly.Contrib.WaitAndRetry: WaitAndRetry counts retries, and
// says each delay in a function.
var polly7 = form.Format{
	Key: "polly-v7", Name: "Polly v7", Language: "C#", File: "Retries.cs",
	Version: "7.2.4", Source: "App-vNext/Polly 7.2, AsyncRetrySyntax.cs; Polly.Contrib.WaitAndRetry 1.1, Backoff.*.cs",
	Sample: `var policy = HttpPolicyExtensions.HandleTransientHttpError()
    .OrResult(response => response.StatusCode == HttpStatusCode.TooManyRequests)
    .Or<TimeoutRejectedException>()
    .WaitAndRetryAsync(Backoff.DecorrelatedJitterBackoffV2(
        medianFirstRetryDelay: TimeSpan.FromSeconds(1), retryCount: 5));
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("WaitAndRetry", ".RetryAsync(", "DecorrelatedJitterBackoffV2", "HandleTransientHttpError", "AddTransientHttpErrorPolicy")
	},
	Read: readPolly7,
}

func readPolly7(t *form.Text, r *form.Reading) {
	code := t.Code(source.CSharp)
	waits := tree.FindCalls(code, "WaitAndRetryAsync", "WaitAndRetry", "WaitAndRetryForeverAsync", "WaitAndRetryForever", "RetryAsync", "Retry", "RetryForeverAsync", "RetryForever")
	backoffs := tree.FindCalls(code, "DecorrelatedJitterBackoffV2", "ExponentialBackoff", "ConstantBackoff", "LinearBackoff", "AwsDecorrelatedJitterBackoff")
	switch {
	case len(backoffs) > 0:
		readPolly7Backoff(r, alone(backoffs[0]))
	case len(waits) > 0:
		readPolly7Wait(r, alone(waits[0]))
	default:
		return
	}
	var on []*tree.Node
	for _, call := range tree.FindCalls(code, "AddTransientHttpErrorPolicy") {
		on = append(on, transient(call))
		break
	}
	if len(waits) > 0 {
		for _, call := range unrolled(waits[0]) {
			if call.Calls("Handle", "Or", "OrResult", "HandleResult", "HandleInner", "OrInner") {
				on = append(on, alone(call))
			}
			if call.Calls("HandleTransientHttpError", "OrTransientHttpError", "OrTransientHttpStatusCode") {
				on = append(on, transient(call))
			}
		}
	}
	retried(r, on...)
	for _, call := range tree.FindCalls(code, "TimeoutAsync", "CircuitBreakerAsync", "BulkheadAsync", "AdvancedCircuitBreakerAsync") {
		r.Lose(alone(call), call.Callee()+" of Polly v7 is not read: set it by hand.")
	}
}

// transient is what Polly's extensions take for a failure that may pass: a 5xx, a 408 and an
// HttpRequestException. A timeout of the client is none of them.
func transient(call *tree.Node) *tree.Node {
	return &tree.Node{Line: call.Line, Kind: tree.Raw, Text: "5xx, HttpRequestException"}
}

// readPolly7Backoff reads a series of delays of Polly.Contrib.WaitAndRetry.
func readPolly7Backoff(r *form.Reading, n *tree.Node) {
	first := n.Arg(0, "initialDelay")
	if n.Calls("DecorrelatedJitterBackoffV2") {
		first = n.Arg(0, "medianFirstRetryDelay")
	} else if n.Calls("ConstantBackoff") {
		first = n.Arg(0, "delay")
	}
	factor := n.Arg(2, "factor")
	switch {
	case n.Calls("DecorrelatedJitterBackoffV2"):
		r.Strategy(n, "lib:polly-v8", "The curve that Polly v8 has by exponential with jitter.")
	case n.Calls("ExponentialBackoff"):
		r.Strategy(n, "exponential", "Exponential without jitter: all that failed together come back together.")
		r.Assume("cap", longest, "")
		if _, ok := r.Number(factor, "factor"); !ok {
			r.Assume("factor", "2", "")
		}
	case n.Calls("LinearBackoff"):
		r.Strategy(n, "linear", "The delay grows by itself each time.")
		r.Assume("cap", longest, "")
	case n.Calls("ConstantBackoff"):
		r.Strategy(n, "fixed", "A constant delay.")
	default:
		r.Strategy(n, "decorrelated-aws", "Decorrelated jitter.")
		first = n.Arg(0, "minDelay")
		r.Duration(n.Arg(1, "maxDelay"), "cap", time.Second)
	}
	r.Duration(first, "base", time.Second)
	r.Retries(unlimited(polly7Count(n)), endless)
	if fast, ok := n.Get("fastFirst").Yes(); ok && fast {
		r.Set(n.Get("fastFirst"), "first-retry", "at-once", "")
	}
	r.Rest(n)
}

func polly7Count(n *tree.Node) *tree.Node {
	if n.Calls("AwsDecorrelatedJitterBackoff") {
		return n.Arg(2, "retryCount")
	}
	return n.Arg(1, "retryCount")
}

// power is the delay that most people write: 2 to the power of the attempt, in seconds.
var power = regexp.MustCompile(`^\(?\w+(?:,\s*\w+)*\)?\s*=>\s*TimeSpan\.From(Seconds|Milliseconds)\(\s*(?:([0-9.]+)\s*\*\s*)?Math\.Pow\(\s*([0-9.]+)\s*,\s*(\w+)\s*\)\s*\)(.*)$`)

// readPolly7Wait reads a number of retries and the function of their delays.
func readPolly7Wait(r *form.Reading, n *tree.Node) {
	if strings.HasPrefix(n.Callee(), "Retry") {
		r.Strategy(n, "immediate", "Without a wait every retry goes out at once.")
		polly7Retries(r, n, "1")
		return
	}
	wait := n.Arg(1, "sleepDurationProvider")
	if strings.Contains(n.Callee(), "Forever") {
		wait = n.Arg(0, "sleepDurationProvider")
	}
	if list := n.Arg(0, "sleepDurations"); list != nil && durations(list) != "" { // what follows is told of each retry
		r.Strategy(n, "list", "The delays one by one; then the request ends.")
		r.Set(list, "delays", durations(list), "")
		list.Mark()
		r.Assume("attempts", form.Decimal(float64(len(list.Kids)+1)), "")
		return
	} else if wait != nil && wait.Kind == tree.Raw {
		readPolly7Function(r, n, wait)
	} else {
		r.Strategy(nil, "fixed", "A fixed delay stands in the place of what is not known.")
		r.Lose(wait, "The delays are not in the text.")
	}
	polly7Retries(r, n, "")
}

func polly7Retries(r *form.Reading, n *tree.Node, standard string) {
	count := n.Arg(0, "retryCount")
	switch {
	case strings.Contains(n.Callee(), "Forever"):
		r.Assume("attempts", "1000", "Attempts without a limit are 1\u202f000 here.")
	case count != nil:
		r.Retries(unlimited(count), endless)
	case standard != "":
		r.Assume("attempts", "2", "Without a number Polly retries once.")
	}
	for _, kid := range n.Kids {
		kid.Mark() // actions that are told of each retry
	}
}

// durations are the delays of a list, as links write them; "" where one is no literal.
func durations(list *tree.Node) string {
	var all []string
	for _, kid := range list.Kids {
		d, ok := kid.Duration(time.Second)
		if !ok {
			return ""
		}
		all = append(all, d.String())
	}
	return strings.Join(all, ",")
}

// readPolly7Function reads attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)), and a constant.
func readPolly7Function(r *form.Reading, n, wait *tree.Node) {
	found := power.FindStringSubmatch(strings.Join(strings.Fields(wait.Text), " "))
	if found == nil {
		readPolly7Constant(r, n, wait)
		return
	}
	number := func(text string, or float64) float64 {
		if x, ok := (&tree.Node{Text: text}).Number(); ok {
			return x
		}
		return or
	}
	unit, factor := time.Second, number(found[3], 2)
	if found[1] == "Milliseconds" {
		unit = time.Millisecond
	}
	first := time.Duration(number(found[2], 1) * factor * float64(unit))
	strategy, says, extra := "exponential", "The first retry is attempt 1, so the first delay is the factor itself. No jitter: all that failed together come back together.", time.Duration(0)
	if jitter := regexp.MustCompile(`TimeSpan\.FromMilliseconds\([^()]*Next\((?:\s*0\s*,)?\s*([0-9]+)\s*\)`).FindStringSubmatch(found[5]); jitter != nil {
		strategy, says = "additive", "The first retry is attempt 1, so the first delay is the factor itself; a draw is added."
		extra = time.Duration(number(jitter[1], 0)) * time.Millisecond
	} else if strings.TrimSpace(found[5]) != "" {
		r.Strategy(n, strategy, says)
		r.Lose(at(wait), "What is added is code that is not run here: "+clip(found[5]))
		strategy = ""
	}
	if strategy != "" {
		r.Strategy(n, strategy, says)
	}
	r.Set(at(wait), "base", first.String(), "")
	r.Set(at(wait), "factor", form.Decimal(factor), "")
	r.Assume("cap", longest, "")
	if extra > 0 {
		r.Set(at(wait), "extra", extra.String(), "")
	}
	wait.Mark()
}

var constant = regexp.MustCompile(`^\(?\w+(?:,\s*\w+)*\)?\s*=>\s*(TimeSpan\.From\w+\([0-9.]+\))$`)

func readPolly7Constant(r *form.Reading, n, wait *tree.Node) {
	if found := constant.FindStringSubmatch(strings.TrimSpace(wait.Text)); found != nil && len(wait.Kids) > 0 {
		if d, ok := wait.Kids[len(wait.Kids)-1].Duration(time.Second); ok {
			r.Strategy(n, "fixed", "A constant delay.")
			r.Set(at(wait), "base", d.String(), "")
			wait.Mark()
			return
		}
	}
	r.Strategy(n, "exponential", "An exponential backoff stands in the place of a function that is not run.")
	r.Lose(wait, "The delays are calculated in code that is not run here: "+clip(wait.Text))
}
