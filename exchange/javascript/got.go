package javascript

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// got is the option retry of got. limit does not count the first attempt; without calculateDelay
// the first delay is 1 s, and up to 100 ms of noise are added. timeout.request is of one attempt.
var got = form.Format{
	Key: "got", Name: "got", Language: "JavaScript", File: "client.mjs",
	Version: "16.1.0", Source: "sindresorhus/got source/core/calculate-retry-delay.ts, options.ts",
	Sample: `const client = got.extend({
  retry: { limit: 5, backoffLimit: 20_000, statusCodes: [429, 503], maxRetryAfter: 30_000 },
  timeout: { request: 8000 },
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("from 'got'", `from "got"`, "require('got')", "got.extend(", "got(", "got.get(", "got.post(", "calculateDelay") && !t.Has("ky.", "from 'ky'", `from "ky"`, "ky(")
	},
	Read:  readGot,
	Write: writeGot,
}

func readGot(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"extend", "got", "get", "post", "put", "delete", "create"}, "retry", "timeout")
	if object == nil {
		object = loose(code, "retry")
	}
	retry := object.Get("retry")
	if object == nil {
		retry = loose(code, "limit", "backoffLimit", "calculateDelay")
	}
	if call == nil && retry == nil {
		return
	}
	readGotDelay(r, call, retry)
	if retry != nil && retry.Kind == tree.Scalar {
		retries(r, retry, "limit", 2)
	} else {
		retries(r, retry.Get("limit"), "limit", 2)
	}
	readStatuses(r, retry, true)
	timeout := object.Get("timeout").Get("request")
	if n := object.Get("timeout"); n != nil && n.Kind != tree.Map { // a number, of got before 12
		timeout = n
	}
	r.Duration(timeout, "timeout", time.Millisecond)
	readGotRetryAfter(r, retry, timeout)
	r.Beside(beside(retry, "methods", "enforceRetryRules")...)
	retry.Take()
	r.Rest(retry)
	var others []*tree.Node
	if object != nil {
		for _, kid := range object.Kids {
			if kid != retry && kid.Name != "timeout" {
				others = append(others, kid)
			}
		}
	}
	r.Beside(others...)
	if n := object.Get("timeout"); n != nil {
		n.Take()
		r.Rest(n)
	}
}

func readGotDelay(r *form.Reading, call, retry *tree.Node) {
	n := retry.Get("calculateDelay")
	own := withoutRules(n)
	if n != nil && calculated(r, own, "attemptCount") {
		if strings.Contains(n.Text, "retryAfter") {
			r.Set(n, "honour", "honour", "")
		}
		n.Mark()
		return
	}
	of := retry
	if of == nil || of.Kind == tree.Scalar {
		of = call
	}
	r.Strategy(of, "client:got", "1 s, 2 s, 4 s and so on, and up to 100 ms more.")
	if n != nil {
		r.Lose(n, "What calculateDelay calculates is the code's own: the delays are those of got.")
	}
	uncapped(r, retry.Get("backoffLimit"), "backoffLimit")
	if noise := retry.Get("noise"); noise != nil {
		if d, ok := noise.Duration(time.Millisecond); ok && d != 100*time.Millisecond {
			r.Lose(noise, "Up to 100 ms are added here, whatever noise says.")
		}
		noise.Mark()
	}
}

// what a closure of got or axios-retry has of rules beside its calculation.
var (
	retryAfterOr   = regexp.MustCompile(`(?s)\b(?:retryAfter|computedValue)\s*(?:\?\?|&&)\s*`)
	retryAfterCall = regexp.MustCompile(`(?:\w+\.)?retryAfter\(\w*\)`)
	atLeast        = regexp.MustCompile(`(?s)^(.*=>\s*)Math\.max\(1,\s*(.*)\)$`)
)

// withoutRules is a closure without what it says of Retry-After, and of the least delay.
func withoutRules(n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	other := *n
	other.Text = retryAfterOr.ReplaceAllString(n.Text, "")
	other.Text = atLeast.ReplaceAllString(other.Text, "$1$2")
	return &other
}

// readStatuses reads which statuses and errors are retried; timeouts is whether timeouts are
// where no list of errors says so.
func readStatuses(r *form.Reading, retry *tree.Node, timeouts bool) {
	n, errors := retry.Get("statusCodes"), retry.Get("errorCodes")
	words := []string{"rejected", "unavailable"}
	if n != nil {
		words = slices.DeleteFunc(form.Outcomes(n.String()), func(word string) bool { return word == "failed" })
	}
	failing := true
	if errors != nil {
		named := form.Outcomes(errors.String())
		timeouts, failing = slices.Contains(named, "timed-out"), slices.Contains(named, "unavailable")
		errors.Mark()
	}
	if timeouts {
		words = append(words, "timed-out")
	}
	if n == nil && errors == nil {
		r.Assume("retry-on", strings.Join(words, ","), "Without statusCodes 429, 500, 502, 503 and 504 are retried, of requests that are idempotent.")
		return
	}
	if !slices.Contains(words, "unavailable") && failing {
		r.Lose(n, "Connections that fail are retried there, and statuses 5xx are not; here both are unavailable, and neither is retried.")
	}
	n.Mark()
	r.RetryOn(cmp.Or(n, errors), "Retried: "+strings.Join(inOrder(words), ", ")+".", words...)
}

func readGotRetryAfter(r *form.Reading, retry, timeout *tree.Node) {
	most, hook := retry.Get("maxRetryAfter"), retry.Get("calculateDelay")
	if hook != nil && !strings.Contains(hook.Text, "retryAfter") {
		most.Mark()
		return // the closure decides, and does not look at it
	}
	switch d, ok := timeout.Duration(time.Millisecond); {
	case most != nil && !isWord(most, "Infinity", "undefined"):
		r.Duration(most, "honour-limit", time.Millisecond)
		r.Set(most, "honour-over", "give-up", "A longer Retry-After ends the retries.")
	case ok && most == nil:
		r.Assume("honour-limit", inLink(d), "Without maxRetryAfter a Retry-After may be as long as timeout.request.")
		r.Assume("honour-over", "give-up", "A longer one ends the retries.")
	default:
		most.Mark()
	}
}

func writeGot(p form.Policy) (string, []string) {
	lines := []string{fmt.Sprintf("limit: %d", p.Retries()), "methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']", "statusCodes: " + statuses(p)}
	if !p.Retried("timed-out") || !p.Retried("unavailable") {
		lines = append(lines, "errorCodes: "+errorCodes(p))
	}
	honours := p.RetryAfter == "honour"
	switch text := formula(p, "attemptCount"); {
	case honours && p.Is("lib:got", "lib:got-capped"):
		if p.LowCap <= longest {
			lines = append(lines, "backoffLimit: "+form.Milliseconds(p.LowCap))
		}
	case honours:
		lines = append(lines, "enforceRetryRules: true", fmt.Sprintf("calculateDelay: ({ attemptCount, retryAfter }) => retryAfter ?? Math.max(1, %s)", text))
	default:
		lines = append(lines, "enforceRetryRules: true", fmt.Sprintf("calculateDelay: ({ attemptCount }) => Math.max(1, %s)", text))
	}
	if honours && p.Scenario.HonourLimit > 0 {
		lines = append(lines, "maxRetryAfter: "+form.Milliseconds(p.Scenario.HonourLimit))
	} else if honours {
		lines = append(lines, "maxRetryAfter: Infinity")
	}
	timeout := ""
	if p.Timeout > 0 {
		timeout = fmt.Sprintf("  timeout: { request: %s },\n", form.Milliseconds(p.Timeout))
	}
	return fmt.Sprintf("import got from 'got';\n\nexport const client = got.extend({\n  retry: {\n    %s,\n  },\n%s});\n", strings.Join(lines, ",\n    "), timeout),
		[]string{"methods has POST and PATCH, which got does not retry by itself: leave them out where a call must not be made twice."}
}

// errorCodes are those of the outcomes that a policy retries.
func errorCodes(p form.Policy) string {
	var list []string
	if p.Retried("unavailable") {
		list = append(list, "'ECONNREFUSED'", "'ECONNRESET'", "'ENOTFOUND'", "'EAI_AGAIN'", "'EPIPE'")
	}
	if p.Retried("timed-out") {
		list = append(list, "'ETIMEDOUT'")
	}
	return "[" + strings.Join(list, ", ") + "]"
}
