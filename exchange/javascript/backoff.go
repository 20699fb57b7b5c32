package javascript

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
)

// exponentialBackoff is exponential-backoff. numOfAttempts counts the first attempt.
var exponentialBackoff = form.Format{
	Key: "exponential-backoff", Name: "exponential-backoff", Language: "JavaScript", File: "retry.mjs",
	Version: "3.1.3", Source: "coveooss/exponential-backoff src/options.ts, src/jitter, src/delay",
	Sample: `const result = await backOff(() => call(), {
  numOfAttempts: 6, startingDelay: 200, timeMultiple: 3, maxDelay: 20_000, jitter: 'full',
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("'exponential-backoff'", `"exponential-backoff"`, "backOff(", "numOfAttempts", "startingDelay")
	},
	Read:  readExponentialBackoff,
	Write: writeExponentialBackoff,
}

func readExponentialBackoff(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	names := []string{"numOfAttempts", "startingDelay", "timeMultiple", "maxDelay", "jitter", "delayFirstAttempt", "retry"}
	call, object := options(r, code, []string{"backOff"}, names...)
	if object == nil {
		object = loose(code, names...)
	}
	n := object
	if n == nil {
		n = call
	}
	if n == nil {
		return
	}
	jitter := object.Get("jitter")
	if jitter != nil && strings.EqualFold(jitter.Text, "full") {
		r.Strategy(n, "full", "Full jitter, in whole milliseconds.")
	} else {
		r.Strategy(n, "exponential", "Exponential, without jitter.")
	}
	jitter.Mark()
	delay(r, object.Get("startingDelay"), "base", "startingDelay", 100*time.Millisecond)
	factor(r, object.Get("timeMultiple"), "timeMultiple")
	delay(r, object.Get("maxDelay"), "cap", "maxDelay", longest)
	if attempts := object.Get("numOfAttempts"); attempts != nil {
		r.Attempts(attempts, nil)
	} else {
		r.Assume("attempts", "10", "The default of numOfAttempts is 10.")
	}
	r.Assume("retry-on", "rejected,unavailable,timed-out", "Every error is retried: which outcomes raise one, the call decides.")
	condition(r, object.Get("retry"), nil)
	if first := object.Get("delayFirstAttempt"); isWord(first, "true") {
		r.Lose(first, "A delay before the first attempt has no counterpart.")
	} else {
		first.Mark()
	}
	signalTimeout(r, code)
	r.Rest(object)
	readSDKs(r, code)
}

func writeExponentialBackoff(p form.Policy) (string, []string) {
	first, limit, jitter := p.Low, p.HighCap, "none"
	if p.Jittered() {
		first, limit = p.Most()
		jitter = "full"
	}
	lines := []string{fmt.Sprintf("numOfAttempts: %d", p.Attempts), "startingDelay: " + form.Milliseconds(first), "timeMultiple: " + form.Decimal(p.Factor)}
	if limit <= longest {
		lines = append(lines, "maxDelay: "+form.Milliseconds(limit))
	}
	lines = append(lines, fmt.Sprintf("jitter: '%s'", jitter), "retry: "+shouldRetry(p, "(error)"))
	return fmt.Sprintf("import { backOff } from 'exponential-backoff';\n\nexport const result = await backOff(%s, {\n  %s,\n});\n", call(p), strings.Join(lines, ",\n  ")), throwing(p)
}
