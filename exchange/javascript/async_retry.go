package javascript

import (
	"fmt"
	"strings"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// asyncRetry is async-retry, and node-retry below it, which makes a list of all delays and sorts
// it. randomize is on in async-retry, and off in node-retry.
var asyncRetry = form.Format{
	Key: "async-retry", Name: "async-retry, node-retry", Language: "JavaScript", File: "retry.mjs",
	Version: "1.3.3", Source: "vercel/async-retry lib/index.js; tim-kos/node-retry lib/retry.js 0.13.1",
	Sample: `const result = await retry(async (bail) => call(), {
  retries: 5, factor: 3, minTimeout: 200, maxTimeout: 20_000,
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("async-retry", "retry.operation(", "retry.timeouts(", "from 'retry'", `from "retry"`, "require('retry')", `require("retry")`) || t.Has("bail") && t.Has("retry(") || t.Has("minTimeout") && t.Has("retry(")
	},
	Read:  readAsyncRetry,
	Write: writeAsyncRetry,
}

func readAsyncRetry(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"operation", "retry", "timeouts", "asyncRetry"}, nodeOptions...)
	if call == nil {
		return
	}
	if len(call.Kids) > 0 && call.Kids[0].Kind == tree.List {
		readList(r, call)
		return
	}
	random := !call.Calls("operation", "timeouts")
	readNodeOptions(r, call, object, random)
	if x, ok := object.Get("factor").Number(); ok && x < 2 {
		r.Lose(object.Get("factor"), "node-retry sorts the delays that it draws: with a growth below 2 the first are shorter, and the last longer, than here.")
	}
	if t.Has("bail(") {
		r.Tell(nil, "bail ends the retries: for which outcomes is the code's own.")
	}
	r.Beside(beside(object, "onRetry", "unref")...)
	signalTimeout(r, code)
	r.Rest(object)
	readSDKs(r, code)
}

// readList reads an operation with its delays one by one.
func readList(r *form.Reading, call *tree.Node) {
	var texts []string
	for _, kid := range call.Kids[0].Kids {
		if d, ok := r.LiteralDuration(kid, 1e6); ok {
			texts = append(texts, inLink(max(d, 1e6)))
		}
	}
	call.Mark()
	if len(texts) > 20 {
		r.Lose(call, "Of more than 20 delays the first 20 are read.")
		texts = texts[:20]
	}
	if len(texts) == 0 {
		r.Strategy(call, "immediate", "No delays, and no retries.")
		r.Assume("attempts", "1", "")
		return
	}
	r.Strategy(call, "list", "A list of delays: after the last there are no more attempts.")
	r.Set(call, "delays", strings.Join(texts, ","), "")
	r.Set(call, "attempts", fmt.Sprint(len(texts)+1), "As many retries as delays.")
}

func writeAsyncRetry(p form.Policy) (string, []string) {
	lines, notes := nodeRetryOptions(p, true)
	retried := conditionOf(p, "error.status", refused, "error.name === 'TimeoutError'")
	attempt := "async () => call()"
	if p.Timeout > 0 {
		attempt = call(p)
	}
	notes = append(notes, throwing(p)...)
	if !strings.HasPrefix(retried, "() =>") {
		notes = append(notes, "Call bail for an error that is not to be retried: all others are.")
	}
	return fmt.Sprintf("import retry from 'async-retry';\n\nexport const result = await retry(%s, {\n  %s,\n});\n", attempt, strings.Join(lines, ",\n  ")), notes
}
