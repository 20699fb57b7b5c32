package javascript

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// axios is axios-retry. retries does not count the first attempt. Without retryDelay nothing is
// waited; exponentialDelay waits 2^n times its factor, and up to a fifth more. The timeout of
// axios is for all attempts together, unless shouldResetTimeout is true.
var axios = form.Format{
	Key: "axios-retry", Name: "axios-retry", Language: "JavaScript", File: "client.mjs",
	Version: "4.5.0", Source: "softonic/axios-retry src/index.ts",
	Sample: `axiosRetry(client, {
  retries: 4,
  shouldResetTimeout: true,
  retryDelay: (n) => Math.random() * Math.min(20_000, 200 * 2 ** n),
  retryCondition: (error) => axiosRetry.isNetworkError(error) || error.response?.status === 503,
});
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("axios-retry", "axiosRetry", "retryCondition", "isNetworkOrIdempotentRequestError")
	},
	Read:  readAxios,
	Write: writeAxios,
}

var axiosOptions = []string{"retries", "retryDelay", "retryCondition", "shouldResetTimeout", "onRetry", "validateResponse"}

// axiosMeans are the conditions of the library. Answers 5xx are of idempotent requests there.
var axiosMeans = map[string]string{
	"isNetworkOrIdempotentRequestError": "rejected unavailable", "isIdempotentRequestError": "rejected unavailable",
	"isSafeRequestError": "rejected unavailable", "isRetryableError": "rejected unavailable",
}

func readAxios(t *form.Text, r *form.Reading) {
	code := t.Code(source.JavaScript)
	call, object := options(r, code, []string{"axiosRetry", "attach", "default"}, axiosOptions...)
	if object == nil {
		object = loose(code, axiosOptions...)
	}
	if call == nil && object == nil {
		return
	}
	call.Take()
	readAxiosDelay(r, call, object)
	retries(r, object.Get("retries"), "retries", 3)
	if n := object.Get("retryCondition"); n != nil {
		condition(r, n, axiosMeans)
	} else {
		r.Assume("retry-on", "rejected,unavailable", "Without retryCondition failed connections are retried, and answers 429 and 5xx to requests that are idempotent.")
	}
	readAxiosTimeout(r, code, object)
	r.Beside(beside(object, "onRetry", "onMaxRetryTimesExceeded", "validateResponse")...)
	r.Rest(object)
}

// readAxiosDelay reads one of the library's delays, a closure around one, or a formula.
func readAxiosDelay(r *form.Reading, call, object *tree.Node) {
	n := object.Get("retryDelay")
	if n == nil {
		n := object
		if n == nil {
			n = call
		}
		r.Strategy(n, "immediate", "Without retryDelay axios-retry waits nothing.")
		r.Assume("honour", "max", "But for a Retry-After.")
		return
	}
	text := n.String()
	if inner := tree.FindCalls([]*tree.Node{n}, "exponentialDelay"); len(inner) > 0 || strings.Contains(text, "exponentialDelay") {
		r.Strategy(n, "client:axios-retry-exponential", "Exponential, and up to a fifth more: the first retry waits 2 × its factor.")
		if len(inner) > 0 {
			r.Duration(inner[0].Arg(2, ""), "base", time.Millisecond)
		}
		n.Mark()
		r.Lose(n, "Where an answer has a Retry-After, axios-retry adds its fifth once, to the longer of both; here its own delay has it before, too.")
		return
	}
	if inner := tree.FindCalls([]*tree.Node{n}, "linearDelay"); len(inner) > 0 || strings.Contains(text, "linearDelay") {
		r.Strategy(n, "linear", "Each delay is longer by the same time.")
		var step *tree.Node
		if len(inner) > 0 {
			step = inner[0].Arg(0, "")
		}
		delay(r, step, "base", "linearDelay", 100*time.Millisecond)
		delay(r, nil, "cap", "a cap", longest)
		r.Assume("honour", "max", "A Retry-After that is longer is waited in its place.")
		n.Mark()
		return
	}
	if !calculated(r, withoutRetryAfter(n)) {
		r.Strategy(n, "immediate", "This retryDelay is code that is not read: the delays are missing.")
		r.Lose(n, "Its delays are the code's own. Choose a strategy by hand.")
	}
	if strings.Contains(text, "retryAfter") {
		r.Set(n, "honour", "max", "A Retry-After that is longer is waited in its place.")
	}
	n.Mark()
}

// withoutRetryAfter is a closure in which retryAfter(error) is 0.
func withoutRetryAfter(n *tree.Node) *tree.Node {
	other := *n
	other.Text = retryAfterCall.ReplaceAllString(n.Text, "0")
	return &other
}

// readAxiosTimeout reads the timeout of the client.
func readAxiosTimeout(r *form.Reading, code []*tree.Node, object *tree.Node) {
	reset := object.Get("shouldResetTimeout")
	each, _ := reset.Yes()
	reset.Mark()
	for _, call := range tree.FindCalls(code, "create", "get", "post", "put", "request", "axios") {
		for _, kid := range call.Kids {
			n := kid.Get("timeout")
			if n == nil {
				continue
			}
			if each {
				r.Duration(n, "timeout", time.Millisecond)
			} else {
				r.Duration(n, "total-timeout", time.Millisecond)
				r.Tell(n, "Without shouldResetTimeout the timeout of axios is for all attempts and their delays together.")
			}
			return
		}
	}
}

func writeAxios(p form.Policy) (string, []string) {
	lines := []string{fmt.Sprintf("retries: %d", p.Retries())}
	switch text := formula(p, "n"); {
	case p.Is("lib:axios-retry-exponential") && p.RetryAfter == "max-jitter":
		lines = append(lines, fmt.Sprintf("retryDelay: (n, error) => axiosRetry.exponentialDelay(n, error, %s)", form.Milliseconds(p.Low/2)))
	default:
		lines = append(lines, "retryDelay: "+retryDelay(p, text))
	}
	retried := conditionOf(p, "error.response?.status", "axiosRetry.isNetworkError(error)", "error.code === 'ECONNABORTED'")
	if !strings.HasPrefix(retried, "() =>") {
		retried = "(error) => " + retried
	}
	lines = append(lines, "retryCondition: "+retried)
	create := "axios.create()"
	switch {
	case p.Timeout > 0:
		create = fmt.Sprintf("axios.create({ timeout: %s })", form.Milliseconds(p.Timeout))
		lines = append(lines, "shouldResetTimeout: true")
	case p.Total > 0:
		create = fmt.Sprintf("axios.create({ timeout: %s })", form.Milliseconds(p.Total))
	}
	imports := "axiosRetry"
	if strings.Contains(strings.Join(lines, " "), " Math.max(retryAfter(") {
		imports = "axiosRetry, { retryAfter }"
	}
	return fmt.Sprintf("import axios from 'axios';\nimport %s from 'axios-retry';\n\nexport const client = %s;\naxiosRetry(client, {\n  %s,\n});\n", imports, create, strings.Join(lines, ",\n  ")), nil
}

// retryDelay is a closure of axios-retry, with the rule for Retry-After that a policy has.
func retryDelay(p form.Policy, text string) string {
	if p.RetryAfter == "max" {
		return fmt.Sprintf("(n, error) => Math.max(retryAfter(error), %s)", text)
	}
	return "(n) => " + text
}
