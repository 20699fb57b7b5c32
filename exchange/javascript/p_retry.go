package javascript

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// pRetry is p-retry. retries does not count the first attempt; times are milliseconds. With
// randomize a delay is one to two times the backoff, and maxTimeout cuts after that.
var pRetry = form.Format{
	Key: "p-retry", Name: "p-retry", Language: "JavaScript", File: "retry.mjs",
	Version: "9.0.0", Source: "sindresorhus/p-retry index.js",
	Sample: `const result = await pRetry(() => call(), {
  retries: 5, factor: 3, minTimeout: 200, maxTimeout: 20_000, randomize: true,
  shouldRetry: ({ error }) => error.status === 429 || error.status >= 500,
});
`,
	Recognise: func(t *form.Text) bool { return t.Has("'p-retry", `"p-retry`, "pRetry(") },
	Read:      readPRetry,
	Write:     writePRetry,
}

// nodeOptions are the options that p-retry has from node-retry.
var nodeOptions = []string{"retries", "factor", "minTimeout", "maxTimeout", "randomize", "maxRetryTime", "forever", "unref"}

func readPRetry(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"pRetry", "makeRetriable"}, nodeOptions...)
	if object == nil {
		object = loose(code, nodeOptions...)
	}
	if call == nil && object == nil {
		return
	}
	readNodeOptions(r, call, object, false)
	condition(r, object.Get("shouldRetry"), nil)
	if t.Has("AbortError") {
		r.Tell(nil, "An AbortError ends the retries: which outcomes raise one is the code's own.")
	}
	r.Beside(beside(object, "onFailedAttempt", "signal", "unref", "shouldConsumeRetry")...)
	signalTimeout(r, code)
	r.Rest(object)
	readSDKs(r, code)
}

// readNodeOptions reads the options of node-retry. random is whether randomize is on by itself.
func readNodeOptions(r *form.Reading, call, object *tree.Node, random bool) {
	randomize := object.Get("randomize")
	if yes, ok := randomize.Yes(); ok {
		random = yes
	}
	n := object
	if n == nil {
		n = call
	}
	least := object.Get("minTimeout")
	switch d, ok := least.Duration(time.Millisecond); {
	case ok && d == 0 && !random:
		r.Strategy(n, "immediate", "With a minTimeout of 0 nothing is waited.")
		r.Tell(least, "No delay.")
		object.Get("factor").Mark()
		object.Get("maxTimeout").Mark()
	case random:
		r.Strategy(n, "lib:p-retry-ref", "Once to twice an exponential time; maxTimeout cuts after that.")
		readGrowth(r, object)
		delay(r, object.Get("maxTimeout"), "cap", "maxTimeout", longest)
	default:
		r.Strategy(n, "client:p-retry", "Exponential, without jitter.")
		readGrowth(r, object)
		uncapped(r, object.Get("maxTimeout"), "maxTimeout")
	}
	if random {
		r.Assume("retry-on", "rejected,unavailable,timed-out", "Every error is retried: which outcomes raise one, the call decides.")
	}
	randomize.Mark()
	if forever := object.Get("forever"); isWord(forever, "true") {
		r.Set(forever, "attempts", "1000", "Without a limit of attempts: 1 000 here.")
		object.Get("retries").Mark()
	} else {
		retries(r, object.Get("retries"), "retries", 10)
		forever.Mark()
	}
	if most := object.Get("maxRetryTime"); most != nil && !isWord(most, "Infinity") {
		r.Duration(most, "deadline", time.Millisecond)
		r.Lose(most, "The last delay is shortened to end at maxRetryTime, and one attempt more is made then; here there is none.")
	} else {
		most.Mark()
	}
}

func readGrowth(r *form.Reading, object *tree.Node) {
	delay(r, object.Get("minTimeout"), "base", "minTimeout", time.Second)
	factor(r, object.Get("factor"), "factor")
}

func writePRetry(p form.Policy) (string, []string) {
	lines, notes := nodeRetryOptions(p, false)
	lines = append(lines, "shouldRetry: "+shouldRetry(p, "({ error })"))
	return fmt.Sprintf("import pRetry from 'p-retry';\n\nexport const result = await pRetry(%s, {\n  %s,\n});\n", call(p), strings.Join(lines, ",\n  ")), append(notes, throwing(p)...)
}

// shouldRetry is what a policy retries as a function of some parameters.
func shouldRetry(p form.Policy, parameters string) string {
	text := conditionOf(p, "error.status", refused, "error.name === 'TimeoutError'")
	if strings.HasPrefix(text, "() =>") {
		return text
	}
	return parameters + " => " + text
}

// nodeRetryOptions are the options of node-retry for the nearest delays.
func nodeRetryOptions(p form.Policy, random bool) (lines, notes []string) {
	first, limit, randomize := p.Low, p.HighCap, p.Jittered()
	if _, _, share, ok := p.Upward(); randomize && (!ok || share != 1) { // the mean of once to twice
		first = time.Duration(float64(p.Low+p.High) / 3)
	}
	lines = []string{fmt.Sprintf("retries: %d", p.Retries()), "factor: " + form.Decimal(p.Factor), "minTimeout: " + wholeMilliseconds(first)}
	if limit <= longest {
		lines = append(lines, "maxTimeout: "+wholeMilliseconds(limit))
	}
	if randomize != random {
		lines = append(lines, fmt.Sprintf("randomize: %v", randomize))
	}
	if p.Deadline > 0 {
		lines = append(lines, "maxRetryTime: "+form.Milliseconds(p.Deadline))
		notes = append(notes, "The last delay is shortened to end at maxRetryTime, and one attempt more is made then.")
	}
	return lines, notes
}
