package export

import (
	"text/template"
	"time"
)

// jsDelays are the bodies of delay for each strategy, in milliseconds.
var jsDelays = map[string]string{
	"immediate":        "return 0;",
	"fixed":            "return baseDelay;",
	"linear":           "return Math.min(maxDelay, baseDelay * retry);",
	"exponential":      "return e;",
	"full":             "return Math.random() * e;",
	"equal":            "return e / 2 + Math.random() * e / 2;",
	"proportional":     "return e * (1 - jitter + 2 * jitter * Math.random());",
	"upward":           "return e * (1 + jitter * Math.random());",
	"polynomial":       "return Math.min(maxDelay, baseDelay * Math.pow(retry, power));",
	"list":             "return delays[Math.min(retry, delays.length) - 1];",
	"additive":         "return e + Math.random() * extra;",
	"decorrelated":     "const low = Math.min(baseDelay, maxDelay);\n  const high = Math.min(maxDelay, 3 * Math.max(low, previous));\n  return low + Math.random() * (high - low);",
	"decorrelated-aws": "const high = 3 * Math.max(baseDelay, previous);\n  return Math.min(maxDelay, baseDelay + Math.random() * (high - baseDelay));",
}

// jsText is a plain function: p-retry and node-retry take a factor but no function, and so
// have neither full nor decorrelated jitter.
var jsText = template.Must(template.New("javascript").Parse(`// {{.Included}}
const maxAttempts = {{.Attempts}};
{{- if .Takes.base}}
const baseDelay = {{.Base}}; // milliseconds, like all times here
{{- end}}
{{- if .Takes.cap}}
const maxDelay = {{.Cap}};
{{- end}}
{{- if .Takes.share}}
const jitter = {{.Share}};
{{- end}}
{{- if .Takes.power}}
const power = {{.Power}};
{{- end}}
{{- if .Takes.delays}}
const delays = [{{.Delays}}]; // milliseconds, the last from there on
{{- end}}
{{- if .Takes.extra}}
const extra = {{.Extra}};
{{- end}}
{{- if .Timeout}}
const timeout = {{.Timeout}};
{{- end}}
{{- if .Deadline}}
const deadline = {{.Deadline}};
{{- end}}

{{if .Takes.walks -}}
// The wait before a retry, from the one before, which is 0 at first.
// {{.Name}}: {{.Formula}}.
function delay(previous) {
{{- else -}}
// The wait before a retry, 1 for the first. {{.Name}}: {{.Formula}}.
function delay(retry) {
{{- end}}
{{- if .Takes.factor}}
  const e = Math.min(maxDelay, baseDelay * {{.Factor}} ** {{.Exponent}});
{{- end}}
  {{.Body}}
}

export async function withRetries(call, retryable = () => true) {
{{- if .Deadline}}
  const started = Date.now();
{{- end}}
  for (let attempt = 1, wait = 0; ; attempt++) {
    try {
      return await call({{if .Timeout}}AbortSignal.timeout(timeout){{end}});
    } catch (error) {
      if (attempt === maxAttempts || !retryable(error)) throw error;
    {{- if .Deadline}}
      wait = delay({{if .Takes.walks}}wait{{else}}attempt{{end}});
      if (Date.now() - started + wait > deadline) throw error;
    {{- else}}
      wait = delay({{if .Takes.walks}}wait{{else}}attempt{{end}});
    {{- end}}
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
`))

func writeJavaScript(p Policy) (string, []string) {
	if p.kind().Library {
		return callOf(p, "javascript")
	}
	f := fieldsOf(p, jsDelays[p.Strategy], inMilliseconds)
	f.Exponent = "(retry - 1)"
	if p.Params.Offset == 1 {
		f.Exponent = "retry"
	}
	without := []string{p.choosing()}
	if p.Timeout > 0 {
		without = append(without, "The timeout is a signal: pass it on, as in fetch(url, { signal }).")
	}
	return fill(jsText, f), append(without, p.shared()...)
}

func inMilliseconds(d time.Duration) string { return plain(float64(d) / float64(time.Millisecond)) }
