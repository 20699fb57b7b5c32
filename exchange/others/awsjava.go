package others

import (
	"fmt"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// awsJava is the retry strategies of the AWS SDK for Java v2. maxAttempts counts the first.
var awsJava = form.Format{
	Key: "aws-java", Name: "AWS SDK for Java v2", Language: "Java", File: "Retries.java",
	Version: "2 at 25787b3", Source: "aws/aws-sdk-java-v2 core/retries DefaultRetryStrategy.java, core/retries-spi BackoffStrategy.java",
	Sample: `StandardRetryStrategy retries = DefaultRetryStrategy.standardStrategyBuilder()
    .maxAttempts(5)
    .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofSeconds(5)))
    .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofSeconds(5)))
    .build();
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("standardStrategyBuilder", "StandardRetryStrategy", "legacyStrategyBuilder", "adaptiveStrategyBuilder", "DefaultRetryStrategy", "AdaptiveRetryStrategy", "software.amazon.awssdk.retries")
	},
	Read:  readAWSJava,
	Write: writeAWSJava,
}

func readAWSJava(t *form.Text, r *form.Reading) {
	code := t.Code(source.Java)
	builders := chains(code, "DefaultRetryStrategy.standardStrategyBuilder", "StandardRetryStrategy.builder", "SdkDefaultRetryStrategy.standardRetryStrategyBuilder",
		"DefaultRetryStrategy.adaptiveStrategyBuilder", "AdaptiveRetryStrategy.builder", "DefaultRetryStrategy.legacyStrategyBuilder", "LegacyRetryStrategy.builder", "AwsRetryStrategy.standardRetryStrategy", "DefaultRetryStrategy.doNotRetry")
	if len(builders) == 0 {
		return
	}
	builder := builders[0]
	readAWSJavaDelays(r, builder)
	r.Assume("honour", "max", "It waits the longer of Retry-After and its own delay.")
	if n := builder.arg("maxAttempts"); n != nil {
		r.Attempts(unlimited(n), endless)
	} else {
		r.Assume("attempts", "3", "Without maxAttempts there are 3 attempts.")
	}
	switch builder[0].Callee() {
	case "adaptiveStrategyBuilder":
		r.Assume("throttle", "aws-adaptive", "The adaptive mode slows down where it is throttled.")
	case "legacyStrategyBuilder":
		r.Lose(at(builder[0]), "The legacy mode has other delays and a quota without a cost of throttling; those of the standard mode are taken.")
	case "doNotRetry":
		r.Assume("attempts", "1", "No retries.")
	}
	quota := builder.arg("circuitBreakerEnabled")
	if enabled, ok := quota.Yes(); ok && !enabled {
		r.Set(quota, "budget", "none", "circuitBreakerEnabled is the quota.")
	} else {
		r.Assume("budget", "aws", "The quota of the standard mode: 500 tokens, which all calls of a client share.")
		quota.Mark()
	}
	retried(r, builder.call("retryOnException", "retryOnExceptionInstanceOf"), builder.call("retryOnExceptionOrCause"))
	builder.rest(r)
}

// readAWSJavaDelays reads the backoff of errors; that of throttling, whose base is a second by
// default, can only be the library's own here.
func readAWSJavaDelays(r *form.Reading, builder chain) {
	backoff, throttling := builder.arg("backoffStrategy"), builder.arg("throttlingBackoffStrategy")
	if backoff == nil {
		r.Strategy(builder[0], "client:aws-sdk-java-v2", "The standard retries: full jitter from 100 ms, after throttling from 1 s, up to 20 s.")
		if throttling != nil {
			r.Lose(throttling, "The delays after throttling are the library's own here: from 1 s up to 20 s.")
		}
		return
	}
	kinds := map[string]string{"exponentialDelay": "full", "exponentialDelayHalfJitter": "equal", "exponentialDelayWithoutJitter": "exponential", "fixedDelayWithoutJitter": "fixed", "fixedDelay": "full", "retryImmediately": "immediate"}
	kind, ok := kinds[backoff.Callee()]
	if !ok {
		r.Strategy(builder[0], "client:aws-sdk-java-v2", "The standard retries.")
		r.Lose(backoff, "The delay is calculated in code that is not run here.")
		return
	}
	r.Strategy(backoff, kind, "The delays of "+backoff.Callee()+".")
	if kind != "immediate" {
		r.Duration(backoff.Arg(0, ""), "base", time.Millisecond)
	}
	if backoff.Arg(1, "") != nil {
		r.Duration(backoff.Arg(1, ""), "cap", time.Millisecond)
		r.Assume("factor", "2", "")
	} else if kind == "full" {
		r.Set(backoff.Arg(0, ""), "factor", "1", "A delay that does not grow, and full jitter.")
	}
	switch {
	case throttling == nil:
		r.Lose(at(backoff), "After throttling the library's own delays hold there, from 1 s up to 20 s; here these do.")
	case throttling.String() == named(backoff, throttling.Name):
		throttling.Mark()
	default:
		r.Lose(throttling, "After throttling these delays hold there; here those of other errors do.")
	}
}

// named is a node as a text, under another name.
func named(n *tree.Node, name string) string {
	c := *n
	c.Name = name
	return c.String()
}

func writeAWSJava(p form.Policy) (string, []string) {
	lines := []string{fmt.Sprintf("maxAttempts(%d)", p.Attempts)}
	if !p.Is("lib:aws-sdk-java-v2") {
		delays := awsJavaDelays(p)
		lines = append(lines, "backoffStrategy("+delays+")", "throttlingBackoffStrategy("+delays+")")
	}
	if p.Budget != "aws" {
		lines = append(lines, "circuitBreakerEnabled(false) // no quota")
	}
	mode := "standard"
	if p.Throttle == "aws-adaptive" {
		mode = "adaptive"
	}
	code := "var retries = DefaultRetryStrategy." + mode + "StrategyBuilder()\n"
	for _, line := range lines {
		code += "    ." + line + "\n"
	}
	return imported(code + "    .build();\n"), []string{"Give it to a client by overrideConfiguration(o -> o.retryStrategy(retries)); which exceptions are retried the client adds."}
}

// awsJavaDelays is the nearest backoff strategy of the SDK, whose factor is 2.
func awsJavaDelays(p form.Policy) string {
	base, limit := p.Mean()
	switch {
	case !p.Waits():
		return "BackoffStrategy.retryImmediately()"
	case p.Factor == 1 && p.Jittered():
		base, _ = p.Most()
		return "BackoffStrategy.fixedDelay(" + java(base) + ")"
	case p.Factor == 1:
		return "BackoffStrategy.fixedDelayWithoutJitter(" + java(base) + ")"
	case !p.Jittered():
		return "BackoffStrategy.exponentialDelayWithoutJitter(" + java(base) + ", " + java(limit) + ")"
	case p.High > 0 && p.Low*5 >= p.High*2: // half or nearly
		return "BackoffStrategy.exponentialDelayHalfJitter(" + java(base*4/3) + ", " + java(limit*4/3) + ")"
	}
	base, limit = p.Most()
	return "BackoffStrategy.exponentialDelay(" + java(base) + ", " + java(limit) + ")"
}
