package others

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// backon is the crate of that name. with_max_times does not count the first attempt; jitter
// adds up to as much as the delay, beyond the maximum too.
var backon = form.Format{
	Key: "backon", Name: "backon", Language: "Rust", File: "retry.rs",
	Version: "1.5.2", Source: "Xuanwo/backon, backon/src/backoff/exponential.rs, constant.rs",
	Sample: `let policy = ExponentialBuilder::default()
    .with_min_delay(Duration::from_millis(200))
    .with_max_delay(Duration::from_secs(20))
    .with_factor(1.5)
    .with_max_times(5)
    .with_jitter();
let answer = call.retry(policy).await?;
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("ExponentialBuilder", "ConstantBuilder", "FibonacciBuilder", "backon")
	},
	Read:  readBackon,
	Write: writeBackon,
}

func readBackon(t *form.Text, r *form.Reading) {
	code := t.Code(source.Rust)
	begin := func(name string) []string {
		return []string{name + "::default", name + "::new"}
	}
	var builder chain
	if found := chains(code, begin("ExponentialBuilder")...); len(found) > 0 {
		builder = found[0]
		readBackonExponential(r, builder)
	} else if found := chains(code, begin("ConstantBuilder")...); len(found) > 0 {
		builder = found[0]
		readBackonConstant(r, builder)
	} else if found := chains(code, begin("FibonacciBuilder")...); len(found) > 0 {
		builder = found[0]
		r.Strategy(builder[0], "lib:go-retry-fibonacci", "Delays of 1, 1, 2, 3, 5 times the first.")
		r.Lose(builder[0], "The second delay is twice the first here, and the same as it there.")
		r.Duration(builder.arg("with_min_delay"), "base", time.Second)
		r.Duration(builder.arg("with_max_delay"), "cap", time.Second)
		r.Assume("retry-on", "rejected,unavailable,timed-out", "")
	} else {
		return
	}
	readBackonTimes(r, builder)
	for _, call := range tree.FindCalls(code, "adjust") {
		if strings.Contains(strings.ToLower(call.String()), "retry_after") || strings.Contains(strings.ToLower(call.String()), "retry-after") {
			r.Set(call, "honour", "honour", "It waits what an answer asks for.")
		} else {
			r.Lose(call, "The delay is adjusted in code that is not run here.")
		}
		call.Mark()
	}
	for _, call := range tree.FindCalls(code, "when") {
		retried(r, call)
	}
	builder.rest(r)
}

func readBackonExponential(r *form.Reading, builder chain) {
	r.Strategy(builder[0], "client:backon", "An exponential backoff of backon.")
	base, set := r.Duration(builder.arg("with_min_delay"), "base", time.Second)
	if !set {
		r.Assume("base", "1s", "Without with_min_delay it is 1 s.")
		base = time.Second
	}
	if _, ok := r.Number(builder.arg("with_factor"), "factor"); !ok {
		r.Assume("factor", "2", "")
	}
	limit, capped := r.Duration(builder.arg("with_max_delay"), "cap", time.Second)
	switch {
	case builder.call("without_max_delay") != nil:
		r.Assume("cap", longest, "No maximum: the longest that there is here is a day.")
	case !capped:
		r.Assume("cap", "1m", "Without with_max_delay it is 60 s.")
	case limit < base:
		r.Lose(builder.call("with_max_delay"), "The first delay is above the maximum there; here it is cut, too.")
	}
	backonJitter(r, builder)
}

func backonJitter(r *form.Reading, builder chain) {
	if jitter := builder.call("with_jitter"); jitter != nil {
		r.Set(jitter, "jitter", "1", "Up to as much again is added, beyond the maximum too.")
	} else {
		r.Assume("jitter", "0", "Without with_jitter all that failed together come back together.")
	}
	for _, call := range builder {
		if call.Calls("with_jitter_seed") {
			r.Beside(call)
		}
	}
}

func readBackonConstant(r *form.Reading, builder chain) {
	r.Strategy(builder[0], "client:backon", "A constant delay of backon.")
	delay := time.Second
	if d, ok := literal(r, builder.arg("with_delay"), time.Second); ok {
		delay = d
	}
	r.Set(builder.call("with_delay"), "base", delay.String(), "")
	r.Assume("cap", delay.String(), "")
	r.Assume("factor", "1", "")
	backonJitter(r, builder)
}

func readBackonTimes(r *form.Reading, builder chain) {
	switch times := builder.arg("with_max_times"); {
	case builder.call("without_max_times") != nil:
		r.Assume("attempts", "1000", "Attempts without a limit are 1\u202f000 here.")
	case times != nil:
		r.Retries(unlimited(times), endless)
	default:
		r.Assume("attempts", "4", "Without with_max_times backon makes 3 retries: 4 attempts.")
	}
	if total := builder.call("with_total_delay"); total != nil {
		n := total.Arg(0, "")
		if n.Calls("Some") {
			n = n.Arg(0, "")
		}
		if d, ok := literal(r, n, time.Second); ok {
			r.Set(n, "deadline", d.String(), "")
			r.Lose(n, "backon adds up the delays alone; here the attempts count, too.")
		}
		total.Mark()
	}
}

// rust writes a duration as Rust does.
func rust(d time.Duration) string {
	return in(d, [6]string{"", "", "Duration::from_secs(%d)", "Duration::from_millis(%d)", "Duration::from_micros(%d)", "Duration::from_nanos(%d)"})
}

func writeBackon(p form.Policy) (string, []string) {
	base, limit, share, _ := p.Upward()
	jitter := share >= 0.5 // the nearest of none and of up to as much again
	switch {
	case p.Is("lib:backon"):
		base, limit = ownDuration(p, "base", time.Second), ownDuration(p, "cap", time.Minute)
		jitter = ownNumber(p, "jitter", 0) >= 0.5
	case p.Full():
		base, limit = p.Most() // its mean is that of base/3 to two thirds of it
		base, limit, jitter = base/3, limit/3, true
	case !jitter:
		base, limit = p.Mean()
	}
	lines := []string{}
	switch {
	case !p.Waits():
		lines = append(lines, "ConstantBuilder::default()", "    .with_delay(Duration::ZERO)")
	case p.Factor == 1:
		lines = append(lines, "ConstantBuilder::default()", "    .with_delay("+rust(base)+")")
	default:
		lines = append(lines, "ExponentialBuilder::default()", "    .with_min_delay("+rust(base)+")", "    .with_max_delay("+rust(limit)+")", "    .with_factor("+real(backonFactor(p))+")")
	}
	lines = append(lines, fmt.Sprintf("    .with_max_times(%d) // %d attempts", p.Retries(), p.Attempts))
	if jitter && p.Waits() {
		lines = append(lines, "    .with_jitter()")
	}
	builder, _, _ := strings.Cut(lines[0], "::")
	code := "use backon::{" + builder + ", Retryable};\nuse std::time::Duration;\n\nlet policy = " + strings.Join(lines, "\n") + ";\nlet answer = call.retry(policy)" + backonWhen(p) + ".await?;\n"
	var notes []string
	if p.RetryAfter == "honour" {
		notes = append(notes, "retry_after is yours: what an error says of Retry-After.")
	}
	return code, append(notes, "call is yours: a function that returns a future of a Result.")
}

func backonFactor(p form.Policy) float64 {
	if p.Is("lib:backon") {
		return ownNumber(p, "factor", 2)
	}
	return p.Factor
}

// backonWhen says what is retried, where it is not every error.
func backonWhen(p form.Policy) (code string) {
	var on []string
	for _, of := range []struct{ outcome, test string }{{"rejected", "e.status() == 429"}, {"unavailable", "e.status() >= 500"}, {"timed-out", "e.is_timeout()"}} {
		if p.Retried(of.outcome) {
			on = append(on, of.test)
		}
	}
	if !common(p) && len(on) > 0 {
		code = "\n    .when(|e| " + strings.Join(on, " || ") + ")"
	}
	if p.RetryAfter == "honour" {
		code += "\n    .adjust(|e, delay| e.retry_after().or(delay))"
	}
	return code
}

// backoffRS is the crate backoff, whose delays are those of cenkalti/backoff.
var backoffRS = form.Format{
	Key: "backoff-rs", Name: "backoff for Rust", Language: "Rust", File: "retry.rs",
	Version: "0.4.0", Source: "ihrwein/backoff src/exponential.rs, src/default.rs",
	Sample: `let backoff = ExponentialBackoff {
    initial_interval: Duration::from_millis(200),
    randomization_factor: 0.3,
    multiplier: 2.0,
    max_interval: Duration::from_secs(20),
    max_elapsed_time: Some(Duration::from_secs(120)),
    ..ExponentialBackoff::default()
};
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("randomization_factor", "max_elapsed_time", "initial_interval", "backoff::future", "backoff::ExponentialBackoff") && t.Has("Backoff")
	},
	Read: readBackoffRS,
}

func readBackoffRS(t *form.Text, r *form.Reading) {
	code := t.Code(source.Rust)
	literals := tree.FindCalls(code, "ExponentialBackoff")
	var at *tree.Node
	if len(literals) > 0 {
		at = literals[0]
	}
	builders := chains(code, "ExponentialBackoffBuilder::new", "ExponentialBackoffBuilder::default")
	get := func(name string) *tree.Node {
		if len(builders) > 0 {
			return builders[0].arg("with_" + name)
		}
		return at.Get(name)
	}
	if len(builders) > 0 {
		at = builders[0][0]
	}
	r.Strategy(at, "lib:cenkalti", "An exponential backoff with ± jitter.")
	r.Assume("attempts", "1000", "It has no limit of attempts: 1\u202f000 here.")
	r.Assume("retry-on", "rejected,unavailable,timed-out", "")
	r.Duration(get("initial_interval"), "base", time.Second)
	r.Number(get("randomization_factor"), "jitter")
	r.Number(get("multiplier"), "factor")
	r.Duration(get("max_interval"), "cap", time.Second)
	elapsed := get("max_elapsed_time")
	switch {
	case elapsed == nil:
		r.Assume("deadline", "15m", "Without max_elapsed_time it is 15 minutes.")
	case elapsed.Text == "None":
		r.Set(elapsed, "deadline", "0s", "")
	case elapsed.Calls("Some"):
		r.Duration(elapsed.Arg(0, ""), "deadline", time.Second)
		elapsed.Take()
	default:
		r.Duration(elapsed, "deadline", time.Second)
	}
	if t.Has("retry_after(") {
		r.Assume("honour", "honour", "An error of retry_after says how long to wait, in place of the backoff.")
	}
	at.Get("current_interval").Mark()
	if len(builders) > 0 {
		builders[0].rest(r)
		return
	}
	for _, kid := range kids(at) {
		if kid.Name != "" {
			r.Rest(kid)
		}
	}
}

func kids(n *tree.Node) []*tree.Node {
	if n == nil {
		return nil
	}
	return n.Kids
}

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
	r.Assume("retry-on", "rejected,unavailable,timed-out", "")
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
	r.Strategy(builder[0], strategy, says)
	if limit > 0 {
		first = min(first, limit)
	}
	r.Set(builder[0], "base", first.String(), "")
	r.Set(builder[0], "factor", form.Decimal(max(1, growth)), fmt.Sprintf("Each delay is %s times the one before: from_millis is the base of a power, not only the first delay.", form.Decimal(growth)))
	if limit > 0 {
		r.Set(builder.arg("max_delay"), "cap", limit.String(), "")
	} else {
		r.Assume("cap", longest, "No maximum: the longest that there is here is a day.")
	}
	builder[0].Mark()
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
	return "use tokio_retry::{strategy::{jitter, ExponentialBackoff, FixedInterval}, Retry};\nuse std::time::Duration;\n\nlet strategy = " + delays + jitter +
		fmt.Sprintf("    .take(%d); // %d attempts\nlet answer = Retry::spawn(strategy, call).await?;\n", p.Retries(), p.Attempts), []string{"call is yours: a function that returns a future of a Result."}
}
