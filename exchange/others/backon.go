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
	} else {
		return
	}
	readBackonTimes(r, builder)
	for _, call := range tree.FindCalls(code, "adjust") {
		call = alone(call)
		if strings.Contains(strings.ToLower(call.String()), "retry_after") || strings.Contains(strings.ToLower(call.String()), "retry-after") {
			r.Set(call, "honour", "honour", "It waits what an answer asks for.")
		} else {
			r.Lose(call, "The delay is adjusted in code that is not run here.")
		}
		call.Mark()
	}
	var on []*tree.Node
	for _, call := range tree.FindCalls(code, "when") {
		on = append(on, alone(call))
	}
	retried(r, on...)
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
	delay := time.Second
	if d, ok := literal(r, builder.arg("with_delay"), time.Second); ok {
		delay = d
	}
	if delay == 0 {
		r.Strategy(builder[0], "immediate", "A delay of 0: every retry goes out at once.")
		return
	}
	r.Strategy(builder[0], "client:backon", "A constant delay of backon.")
	set(r, builder.call("with_delay"), "base", delay.String(), "")
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
		base, limit, jitter = (base / 3).Round(time.Microsecond), (limit / 3).Round(time.Microsecond), true
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
	lines = append(lines, fmt.Sprintf("    .with_max_times(%d)", p.Retries()))
	if jitter && p.Waits() {
		lines = append(lines, "    .with_jitter()")
	}
	builder, _, _ := strings.Cut(lines[0], "::")
	code := "use backon::{" + builder + ", Retryable};\nuse std::time::Duration;\n\nlet policy = " + strings.Join(lines, "\n") + fmt.Sprintf("; // %d attempts\nlet answer = call.retry(policy)", p.Attempts) + backonWhen(p) + ".await?;\n"
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
	if tests := rustTests(p); tests != "" {
		code = "\n    .when(|e| " + tests + ")"
	}
	if p.RetryAfter == "honour" {
		code += "\n    .adjust(|e, delay| e.retry_after().or(delay))"
	}
	return code
}

// rustTests is a condition on an error of HTTP, "" where every error is retried.
func rustTests(p form.Policy) string {
	var on []string
	for _, of := range []struct{ outcome, test string }{{"rejected", "e.status() == 429"}, {"unavailable", "e.status() >= 500"}, {"timed-out", "e.is_timeout()"}} {
		if p.Retried(of.outcome) {
			on = append(on, of.test)
		}
	}
	if common(p) {
		return ""
	}
	return strings.Join(on, " || ")
}
