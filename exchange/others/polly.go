package others

import (
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// polly is Polly v8 with Microsoft.Extensions.Http.Resilience. MaxRetryAttempts does not count
// the first attempt; strategies that are added first are outermost.
var polly = form.Format{
	Key: "polly", Name: "Polly v8", Language: "C#", File: "Retries.cs",
	Version: "8.7.0", Source: "App-vNext/Polly src/Polly.Core/Retry/RetryStrategyOptions.TResult.cs, RetryHelper.cs; dotnet/extensions HttpRetryStrategyOptions.cs",
	Sample: `builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
    {
        MaxRetryAttempts = 4,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromSeconds(20),
    })
    .AddTimeout(TimeSpan.FromSeconds(10)); // inside the retry: one attempt
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("RetryStrategyOptions", "ResiliencePipelineBuilder", "AddStandardResilienceHandler", "DelayBackoffType", "AddResilienceHandler", "AddStandardHedgingHandler") || t.Has(".AddRetry(") && t.Has("MaxRetryAttempts", "TimeSpan")
	},
	Read:  readPolly,
	Write: writePolly,
}

// pollyOptions are the options of one strategy of a pipeline: set in an initializer, or one by
// one where path names whose they are.
type pollyOptions struct {
	node *tree.Node   // the initializer, nil where there is none
	set  []*tree.Node // assignments
	path string
}

func (o pollyOptions) get(name string) *tree.Node {
	if n := o.node.Get(name); n != nil {
		return n
	}
	for i := len(o.set) - 1; i >= 0; i-- {
		n := o.set[i]
		if n.Name == name && o.path != "" && (n.Path == o.path || strings.HasSuffix(n.Path, "."+o.path)) {
			return n
		}
	}
	return nil
}

func readPolly(t *form.Text, r *form.Reading) {
	code := t.Code(source.CSharp)
	var assigned []*tree.Node
	for _, n := range code {
		n.Walk(func(n *tree.Node) bool {
			if n.Path != "" {
				assigned = append(assigned, n)
			}
			return true
		})
	}
	if standard := tree.FindCalls(code, "AddStandardResilienceHandler", "AddStandardHedgingHandler"); len(standard) > 0 {
		readPollyStandard(r, standard[0], assigned)
		return
	}
	added := tree.FindCalls(code, "AddRetry")
	options := tree.FindCalls(code, "RetryStrategyOptions", "HttpRetryStrategyOptions")
	var retry *tree.Node
	switch {
	case len(added) > 0:
		retry = added[0]
		readPollyRetry(r, pollyArgument(added[0], options), strings.Contains(t.Raw, "HttpRetryStrategyOptions"))
		for _, other := range added[1:] {
			r.Lose(other.Arg(0, ""), "A second retry strategy is not read: paste it by itself.")
		}
	case len(options) > 0:
		readPollyRetry(r, options[0], options[0].Calls("HttpRetryStrategyOptions"))
	case t.Has("AddRetry", "RetryStrategyOptions", "MaxRetryAttempts"):
		return // a bracket is missing
	default:
		withoutRetries(r)
	}
	readPollyOthers(r, code, retry)
}

// pollyArgument is the options that a call of AddRetry has: in place, or those that were made
// before.
func pollyArgument(call *tree.Node, options []*tree.Node) *tree.Node {
	n := call.Arg(0, "")
	if n != nil && n.Kind == tree.Scalar && len(options) > 0 {
		n.Mark()
		return options[0]
	}
	return n
}

func readPollyRetry(r *form.Reading, options *tree.Node, http bool) {
	if options == nil || options.Kind != tree.Call {
		options = &tree.Node{}
	}
	readPollyDelays(r, pollyOptions{node: options}, http)
	options.Take()
	r.Rest(options)
}

// readPollyDelays reads the options of a retry. Those for HTTP have other defaults.
func readPollyDelays(r *form.Reading, o pollyOptions, http bool) {
	curve, jitter := "Constant", false
	if http {
		curve, jitter = "Exponential", true
	}
	if n := o.get("BackoffType"); n != nil {
		curve = n.Text[strings.LastIndex(n.Text, ".")+1:]
	}
	if yes, ok := o.get("UseJitter").Yes(); ok {
		jitter = yes
	}
	base, known := literal(r, o.get("Delay"), time.Second)
	if !known {
		base = 2 * time.Second
	}
	limit := time.Duration(0)
	if n := o.get("MaxDelay"); n != nil && n.Text != "null" {
		limit, _ = literal(r, n, time.Second)
	}
	pollyDelays(r, o, pollyDelay{curve, jitter, base, limit, http})
	for _, name := range []string{"BackoffType", "UseJitter", "Delay", "MaxDelay", "Name"} {
		o.get(name).Mark()
	}
	if o.get("BackoffType") == nil && !http {
		r.Tell(nil, "Without BackoffType Polly's delays are constant.")
	}
	if n := o.get("MaxRetryAttempts"); n != nil {
		r.Retries(unlimited(n), endless)
	} else {
		r.Assume("attempts", "4", "Without MaxRetryAttempts Polly makes 3 retries: 4 attempts.")
	}
	readPollyHooks(r, o, http)
}

type pollyDelay struct {
	curve       string
	jitter      bool
	base, limit time.Duration
	http        bool
}

func pollyDelays(r *form.Reading, o pollyOptions, d pollyDelay) {
	n := o.get("BackoffType")
	if n == nil {
		n = o.node
	}
	if d.base <= 0 {
		r.Strategy(n, "immediate", "A delay of 0: every retry goes out at once.")
		return
	}
	end := longest
	if d.limit > 0 {
		end = d.limit.String()
	}
	switch {
	case d.curve == "Exponential" && d.jitter && d.http:
		r.Strategy(n, "client:polly-v8", "Exponential with jitter: a curve of its own, whose first delays hardly grow.")
	case d.curve == "Exponential" && d.jitter:
		r.Strategy(n, "lib:polly-v8", "Exponential with jitter: a curve of its own, whose first delays hardly grow.")
	case d.curve == "Exponential":
		r.Strategy(n, "exponential", "Exponential without jitter: all that failed together come back together.")
		r.Assume("factor", "2", "")
	case d.curve == "Linear" && d.jitter:
		r.Strategy(n, "lib:go-retryablehttp-linear", "Linear, ±25 %.")
		r.Assume("jitter", "0.25", "")
		if d.limit > 0 {
			r.Lose(o.get("MaxDelay"), "These delays have no maximum here.")
		}
		end = ""
	case d.curve == "Linear":
		r.Strategy(n, "linear", "The delay grows by itself each time.")
	case d.jitter:
		pollyConstant(r, n, d)
		return
	default:
		r.Strategy(n, "fixed", "A constant delay.")
		if d.limit > 0 {
			d.base = min(d.base, d.limit)
		}
		end = ""
	}
	says := ""
	if o.get("Delay") == nil {
		says = "Without Delay Polly waits 2 s."
	}
	set(r, o.get("Delay"), "base", d.base.String(), says)
	if end != "" && (d.limit > 0 || d.curve != "Exponential" || !d.jitter) {
		set(r, o.get("MaxDelay"), "cap", end, "")
	}
}

func pollyConstant(r *form.Reading, n *tree.Node, d pollyDelay) {
	r.Strategy(n, "proportional", "A constant delay, ±25 %.")
	r.Set(n, "base", d.base.String(), "")
	r.Assume("cap", d.base.String(), "")
	r.Assume("factor", "1", "")
	r.Assume("jitter", "0.25", "With jitter a constant or a linear delay is ±25 %.")
	if d.limit > 0 && d.limit < d.base*5/4 {
		r.Lose(n, "MaxDelay cuts the longest draws there.")
	}
}

// readPollyHooks reads what an answer decides: what is retried, and a Retry-After.
func readPollyHooks(r *form.Reading, o pollyOptions, http bool) {
	switch generator := o.get("DelayGenerator"); {
	case generator != nil && strings.Contains(generator.String(), "RetryAfter"):
		r.Set(generator, "honour", "honour", "It waits what a Retry-After asks for, without a limit.")
	case generator != nil:
		r.Lose(generator, "The delay is calculated in code that is not run here.")
	}
	if n := o.get("ShouldRetryAfterHeader"); n != nil {
		if yes, ok := n.Yes(); ok && !yes {
			r.Set(n, "honour", "ignore", "")
		} else {
			r.Set(n, "honour", "honour", "")
		}
	} else if http && o.get("DelayGenerator") == nil {
		r.Assume("honour", "honour", "Options for HTTP wait what a Retry-After asks for.")
	}
	retried(r, o.get("ShouldHandle"))
	if n := o.get("OnRetry"); n != nil {
		r.Beside(n)
	}
	o.get("Randomizer").Mark()
}

// readPollyOthers reads the strategies beside the retries: those before them are around them.
func readPollyOthers(r *form.Reading, code []*tree.Node, retry *tree.Node) {
	before := retry != nil
	for _, call := range pipeline(code) {
		switch call.Callee() {
		case "AddRetry":
			before = false
			continue
		case "AddTimeout":
			readPollyTimeout(r, call, before)
		case "AddCircuitBreaker":
			readPollyBreaker(r, pollyOptions{node: call.Arg(0, "")}, call)
			if before {
				r.Lose(at(call), "The breaker is around the retries and counts whole calls; here it counts attempts.")
			}
			r.Rest(call.Arg(0, ""))
		case "AddConcurrencyLimiter":
			readPollyLimiter(r, call)
		case "AddHedging":
			readPollyHedging(r, call)
		default:
			r.Lose(call, call.Callee()+" has no counterpart here.")
		}
	}
}

// pipeline are the calls that add a strategy, in the order of the text.
func pipeline(code []*tree.Node) (calls []*tree.Node) {
	for _, n := range code {
		n.Walk(func(n *tree.Node) bool {
			if n.Kind == tree.Call && n.Calls("AddRetry", "AddTimeout", "AddCircuitBreaker", "AddConcurrencyLimiter", "AddHedging", "AddRateLimiter", "AddFallback", "AddChaosFault", "AddChaosLatency") {
				calls = append(calls, alone(n))
			}
			return true
		})
	}
	return calls
}

func readPollyTimeout(r *form.Reading, call *tree.Node, outside bool) {
	n := call.Arg(0, "")
	if n != nil && n.Kind == tree.Call && n.Get("Timeout") != nil {
		n = n.Get("Timeout")
	}
	d, ok := literal(r, n, time.Second)
	switch {
	case ok && outside:
		r.Set(n, "total-timeout", d.String(), "Added before the retry, so around it: a limit of time for the whole request.")
	case ok:
		r.Set(n, "timeout", d.String(), "Added after the retry, so within it: a limit of time for one attempt.")
	}
	call.Arg(0, "").Mark()
}

func readPollyBreaker(r *form.Reading, o pollyOptions, n *tree.Node) {
	set(r, n, "breaker", "ratio", "")
	if _, ok := r.Number(o.get("FailureRatio"), "breaker-ratio"); !ok {
		r.Assume("breaker-ratio", "0.1", "")
	}
	for _, setting := range []struct{ name, field, standard string }{{"SamplingDuration", "breaker-window", "30s"}, {"BreakDuration", "breaker-open", "5s"}} {
		if _, ok := r.Duration(o.get(setting.name), setting.field, time.Second); !ok {
			r.Assume(setting.field, setting.standard, "")
		}
	}
	if _, ok := r.Number(o.get("MinimumThroughput"), "breaker-min"); !ok {
		r.Assume("breaker-min", "100", "")
	}
	r.Assume("breaker-probes", "1", "")
	if o.node != nil {
		o.node.Take()
		for _, name := range []string{"OnOpened", "OnClosed", "OnHalfOpened", "Name", "StateProvider", "ManualControl", "ShouldHandle"} {
			o.node.Get(name).Mark()
		}
	}
}

func readPollyLimiter(r *form.Reading, call *tree.Node) {
	permits, queue := call.Arg(0, "permitLimit"), call.Arg(1, "queueLimit")
	if options := call.Arg(0, ""); options != nil && options.Kind == tree.Call {
		permits, queue = options.Get("PermitLimit"), options.Get("QueueLimit")
		options.Take()
	}
	r.Number(permits, "in-flight")
	if queue = unlimited(queue); queue != nil {
		if x, ok := queue.Number(); ok && x >= 1<<31-1 {
			queue.Mark()
			return
		}
	}
	r.Lose(call, "Calls beyond the limit and its queue are refused there; here they wait.")
	call.Mark()
}

func readPollyHedging(r *form.Reading, call *tree.Node) {
	options := call.Arg(0, "")
	if _, ok := r.Duration(options.Get("Delay"), "hedge", time.Second); !ok {
		r.Assume("hedge", "2s", "")
	}
	if _, ok := r.Number(options.Get("MaxHedgedAttempts"), "hedges"); !ok {
		r.Assume("hedges", "1", "")
	}
	options.Take()
	r.Rest(options)
}

// readPollyStandard reads the standard handler: five strategies with defaults of their own.
func readPollyStandard(r *form.Reading, call *tree.Node, assigned []*tree.Node) {
	if call.Calls("AddStandardHedgingHandler") {
		r.Strategy(call, "immediate", "The standard hedging handler: copies of an attempt that is slow.")
		r.Assume("attempts", "1", "It has no retries.")
		r.Assume("hedge", "2s", "")
		r.Assume("hedges", "1", "")
		r.Lose(at(call), "Its limiter, its breaker for each endpoint and its options are not read.")
		return
	}
	retry := pollyOptions{node: whole(assigned, "Retry"), set: assigned, path: "Retry"}
	readPollyDelays(r, retry, true)
	retry.node.Take()
	r.Tell(at(call), "The standard handler: a limiter, a timeout of the whole request, retries, a breaker, and a timeout of one attempt, the first outermost.")
	standardTimeout := func(path, field, standard string) {
		if _, ok := r.Duration(pollyOptions{node: taken(whole(assigned, path)), set: assigned, path: path}.get("Timeout"), field, time.Second); !ok {
			r.Assume(field, standard, "")
		}
	}
	standardTimeout("AttemptTimeout", "timeout", "10s")
	standardTimeout("TotalRequestTimeout", "total-timeout", "30s")
	readPollyBreaker(r, pollyOptions{node: whole(assigned, "CircuitBreaker"), set: assigned, path: "CircuitBreaker"}, nil)
	r.Lose(at(call), "The standard handler refuses whoever finds 1\u202f000 requests under way; no process here has as many.")
	for _, n := range assigned {
		r.Rest(n)
	}
}

// whole are the options of a strategy that are set as a whole, nil where they are not.
func whole(assigned []*tree.Node, name string) *tree.Node {
	for _, n := range assigned {
		if n.Name == name && n.Kind == tree.Call {
			return n
		}
	}
	return nil
}

// taken is a node that was understood.
func taken(n *tree.Node) *tree.Node {
	n.Take()
	return n
}
