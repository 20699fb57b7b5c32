package others

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// tokioRetry is tokio-retry: from_millis takes the base of a power, not the first delay.
var tokioRetry = form.Format{
	Key: "tokio-retry", Name: "tokio-retry", Language: "Rust", File: "retry.rs",
	Version: "0.3.0", Source: "srijs/rust-tokio-retry src/strategy/exponential_backoff.rs, jitter.rs",
	Sample: `let strategy = ExponentialBackoff::from_millis(2)
    .factor(100)
    .max_delay(Duration::from_secs(20))
    .map(jitter)
    .take(5);
let answer = Retry::spawn(strategy, call).await?;
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("tokio_retry", "ExponentialBackoff::from_millis", "FixedInterval::", "FibonacciBackoff::from_millis")
	},
	Read:  readTokioRetry,
	Write: writeTokioRetry,
}

func readTokioRetry(t *form.Text, r *form.Reading) {
	code := t.Code(source.Rust)
	found := chains(code, "ExponentialBackoff::from_millis", "FixedInterval::from_millis", "FixedInterval::new", "FibonacciBackoff::from_millis")
	if len(found) == 0 {
		return
	}
	builder := found[0]
	mapped := builder.call("map")
	random := mapped != nil && strings.Contains(mapped.String(), "jitter")
	if strings.HasPrefix(builder[0].Text, "FixedInterval") {
		d, _ := literal(r, builder[0].Arg(0, ""), time.Millisecond)
		tokioDelays(r, builder, d, 1, d, random)
	} else {
		readTokioPowers(r, builder, random)
	}
	mapped.Mark()
	var on []*tree.Node
	for _, call := range tree.FindCalls(code, "spawn") {
		if strings.HasPrefix(call.Text, "RetryIf") {
			on = append(on, call.Arg(2, ""))
		}
	}
	retried(r, on...)
	if take := builder.arg("take"); take != nil {
		r.Retries(unlimited(take), endless)
	} else {
		r.Assume("attempts", "1000", "Without take there is no limit of attempts: 1\u202f000 here.")
	}
	if mapped != nil && !random {
		r.Lose(mapped, "What is done to each delay is code that is not run here.")
	}
	builder.rest(r)
}

// readTokioPowers reads delays of factor × base^n milliseconds, n from 1 on.
func readTokioPowers(r *form.Reading, builder chain, random bool) {
	base, ok := r.LiteralNumber(builder[0].Arg(0, ""))
	if !ok {
		base = 2
	}
	times, ok := r.LiteralNumber(builder.arg("factor"))
	if !ok {
		times = 1
	}
	limit, _ := literal(r, builder.arg("max_delay"), time.Millisecond)
	if strings.HasPrefix(builder[0].Text, "Fibonacci") {
		first := time.Duration(base * times * float64(time.Millisecond))
		r.Strategy(builder[0], "lib:go-retry-fibonacci", "Delays of 1, 1, 2, 3, 5 times the first.")
		r.Lose(builder[0], "The second delay is twice the first here, and the same as it there; jitter is none here.")
		r.Set(builder[0], "base", first.String(), "")
		if limit > 0 {
			r.Set(builder.arg("max_delay"), "cap", limit.String(), "")
		}
	} else {
		first := min(base*times*float64(time.Millisecond), float64(24*time.Hour))
		tokioDelays(r, builder, time.Duration(first), base, limit, random)
	}
	builder[0].Mark()
	builder.arg("factor").Mark()
	builder.arg("max_delay").Mark()
}

func tokioDelays(r *form.Reading, builder chain, first time.Duration, growth float64, limit time.Duration, random bool) {
	if first <= 0 {
		r.Strategy(builder[0], "immediate", "A delay of 0: every retry goes out at once.")
		return
	}
	strategy, says := "exponential", "Delays without jitter: all that failed together come back together."
	if random {
		strategy, says = "full", "Full jitter."
	}
	if limit > 0 {
		first = min(first, limit)
	}
	if growth > 100 && !random {
		tokioLadder(r, builder, first, growth, limit)
		return
	}
	r.Strategy(builder[0], strategy, says)
	r.Set(builder[0], "base", first.String(), "")
	r.Set(builder[0], "factor", form.Decimal(max(1, growth)), fmt.Sprintf("Each delay is %s times the one before: from_millis is the base of a power, not only the first delay.", form.Decimal(growth)))
	if limit > 0 {
		r.Set(builder.arg("max_delay"), "cap", limit.String(), "")
	} else {
		r.Assume("cap", longest, "No maximum: the longest that there is here is a day.")
	}
	builder[0].Mark()
}

// tokioLadder lists delays that grow faster than a factor may: three of them are a day.
func tokioLadder(r *form.Reading, builder chain, first time.Duration, growth float64, limit time.Duration) {
	if limit <= 0 || limit > 24*time.Hour {
		limit = 24 * time.Hour
	}
	var delays []string
	for d := float64(first); len(delays) < 5; d *= growth {
		d = min(d, float64(limit))
		delays = append(delays, time.Duration(d).String())
		if d == float64(limit) {
			break
		}
	}
	r.Strategy(builder[0], "list", "Each delay is "+form.Decimal(growth)+" times the one before: from_millis is the base of a power, not only the first delay.")
	r.Set(builder[0], "delays", strings.Join(delays, ","), "")
	r.Assume("delays-then", "last", "The longest delay that there is here is a day.")
}

func writeTokioRetry(p form.Policy) (string, []string) {
	base, limit := p.Mean()
	jitter := ""
	if p.Jittered() {
		base, limit = p.Most()
		jitter = "    .map(jitter)\n"
	}
	delays := fmt.Sprintf("FixedInterval::from_millis(%d)\n", milliseconds(base))
	if p.Factor > 1 && p.Waits() {
		growth := max(2, int64(p.Factor+0.5))
		delays = fmt.Sprintf("ExponentialBackoff::from_millis(%d) // the growth\n    .factor(%d)\n    .max_delay(%s)\n", growth, max(1, milliseconds(base)/growth), rust(limit))
	}
	return "use tokio_retry::{strategy::{jitter, ExponentialBackoff, FixedInterval}, Retry, RetryIf};\nuse std::time::Duration;\n\nlet strategy = " + delays + jitter +
		fmt.Sprintf("    .take(%d); // %d attempts\nlet answer = %s.await?;\n", p.Retries(), p.Attempts, tokioSpawn(p)), []string{"call is yours: a function that returns a future of a Result."}
}

// tokioSpawn says what is retried, where it is not every error.
func tokioSpawn(p form.Policy) string {
	if tests := rustTests(p); tests != "" {
		return "RetryIf::spawn(strategy, call, |e: &Error| " + tests + ")"
	}
	return "Retry::spawn(strategy, call)"
}
