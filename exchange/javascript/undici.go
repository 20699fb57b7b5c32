package javascript

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// undici is the RetryAgent of undici, or its interceptor. maxRetries does not count the first
// attempt; a Retry-After is obeyed up to maxTimeout.
var undici = form.Format{
	Key: "undici", Name: "undici RetryAgent", Language: "JavaScript", File: "agent.mjs",
	Version: "8.12.4", Source: "nodejs/undici lib/handler/retry-handler.js",
	Sample: `const agent = new RetryAgent(new Agent({ headersTimeout: 8000 }), {
  maxRetries: 4, minTimeout: 250, maxTimeout: 20_000, timeoutFactor: 3, statusCodes: [429, 503],
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("undici", "RetryAgent", "RetryHandler", "interceptors.retry", "timeoutFactor")
	},
	Read:  readUndici,
	Write: writeUndici,
}

var undiciOptions = []string{"maxRetries", "minTimeout", "maxTimeout", "timeoutFactor", "statusCodes", "retryAfter", "retry", "errorCodes"}

func readUndici(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"RetryAgent", "RetryHandler", "retry"}, undiciOptions...)
	if object == nil {
		object = loose(code, undiciOptions...)
	}
	if call == nil && object == nil {
		return
	}
	n := object
	if n == nil {
		n = call
	}
	r.Strategy(n, "client:undici", "Exponential, without jitter.")
	delay(r, object.Get("minTimeout"), "base", "minTimeout", 500*time.Millisecond)
	factor(r, object.Get("timeoutFactor"), "timeoutFactor")
	most := object.Get("maxTimeout")
	delay(r, most, "cap", "maxTimeout", 30*time.Second)
	retries(r, object.Get("maxRetries"), "maxRetries", 5)
	if after := object.Get("retryAfter"); isWord(after, "false") {
		r.Set(after, "honour", "ignore", "A Retry-After is ignored.")
	} else {
		after.Mark()
		if d, ok := most.Duration(time.Millisecond); ok {
			r.Set(most, "honour-limit", inLink(d), "A Retry-After is obeyed up to maxTimeout.")
		}
	}
	readStatuses(r, object, false)
	if hook := object.Get("retry"); hook != nil {
		r.Lose(hook, "The function retry is the code's own: it decides in place of the options.")
	}
	for _, name := range []string{"headersTimeout", "bodyTimeout"} {
		if found := tree.Find(code, name); len(found) > 0 {
			if name == "headersTimeout" {
				r.Duration(found[0], "timeout", time.Millisecond)
			}
		}
	}
	r.Beside(beside(object, "methods", "throwOnError")...)
	r.Rest(object)
}

func writeUndici(p form.Policy) (string, []string) {
	first, limit := p.Mean()
	lines := []string{fmt.Sprintf("maxRetries: %d", p.Retries()), "minTimeout: " + form.Milliseconds(first), "timeoutFactor: " + form.Decimal(p.Factor), "maxTimeout: " + form.Milliseconds(min(limit, longest)),
		"methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'POST', 'PATCH']", "statusCodes: " + statuses(p), "errorCodes: " + errorCodes(p)}
	if p.RetryAfter == "" {
		lines = append(lines, "retryAfter: false")
	}
	agent := "new Agent({ headersTimeout: 0 })"
	if p.Timeout > 0 {
		agent = fmt.Sprintf("new Agent({ headersTimeout: %s })", form.Milliseconds(p.Timeout))
	}
	return fmt.Sprintf("import { Agent, RetryAgent } from 'undici';\n\nexport const agent = new RetryAgent(%s, {\n  %s,\n});\n", agent, strings.Join(lines, ",\n  ")),
		[]string{"methods has POST and PATCH, which undici does not retry by itself: leave them out where a call must not be made twice."}
}
