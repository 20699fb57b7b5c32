package export

import (
	"strconv"
	"strings"
	"text/template"
	"time"
)

// goDelays are the bodies of delay for each strategy; e is the capped exponential of the retry.
var goDelays = map[string]string{
	"immediate":        "return 0",
	"fixed":            "return baseDelay",
	"linear":           "return time.Duration(min(float64(maxDelay), float64(baseDelay)*float64(retry)))",
	"exponential":      "return time.Duration(e)",
	"full":             "return time.Duration(rand.Float64() * e)",
	"equal":            "return time.Duration(e/2 + rand.Float64()*e/2)",
	"proportional":     "return time.Duration(e * (1 - jitter + 2*jitter*rand.Float64()))",
	"upward":           "return time.Duration(e * (1 + jitter*rand.Float64()))",
	"polynomial":       "return time.Duration(min(float64(maxDelay), float64(baseDelay)*math.Pow(float64(retry), power)))",
	"list":             "return delays[min(retry, len(delays))-1]",
	"additive":         "return time.Duration(e + rand.Float64()*float64(extra))",
	"decorrelated":     "low := min(baseDelay, maxDelay)\n\thigh := min(maxDelay, 3*max(low, previous))\n\treturn low + time.Duration(rand.Float64()*float64(high-low))",
	"decorrelated-aws": "high := 3 * max(baseDelay, previous)\n\treturn min(maxDelay, baseDelay+time.Duration(rand.Float64()*float64(high-baseDelay)))",
}

// goText needs nothing but the standard library: no library for Go has all of the strategies.
var goText = template.Must(template.New("go").Parse(`package retry

import (
	"context"
{{- if or .Takes.factor .Takes.power}}
	"math"
{{- end}}
{{- if .Random}}
	"math/rand/v2"
{{- end}}
	"time"
)

const (
	// {{.Included}}
	maxAttempts = {{.Attempts}}
{{- if .Takes.base}}
	baseDelay   = {{.Base}}
{{- end}}
{{- if .Takes.cap}}
	maxDelay    = {{.Cap}}
{{- end}}
{{- if .Takes.share}}
	jitter      = {{.Share}}
{{- end}}
{{- if .Takes.power}}
	power       = {{.Power}}
{{- end}}
{{- if .Takes.extra}}
	extra       = {{.Extra}}
{{- end}}
{{- if .Timeout}}
	timeout     = {{.Timeout}}
{{- end}}
{{- if .Deadline}}
	deadline    = {{.Deadline}}
{{- end}}
)
{{- if .Takes.delays}}

var delays = []time.Duration{ {{- .Delays -}} } // the last from there on
{{- end}}

{{if .Takes.walks -}}
// delay is the wait before a retry, from the one before, which is 0 at first.
// {{.Name}}: {{.Formula}}.
func delay(previous time.Duration) time.Duration {
{{- else -}}
// delay is the wait before a retry, 1 for the first.
// {{.Name}}: {{.Formula}}.
func delay(retry int) time.Duration {
{{- end}}
{{- if .Takes.factor}}
	e := min(float64(maxDelay), float64(baseDelay)*math.Pow({{.Factor}}, float64({{.Exponent}})))
{{- end}}
	{{.Body}}
}

// Retry calls until that succeeds or fails for good, at most maxAttempts times.
func Retry(ctx context.Context, call func(context.Context) error, retryable func(error) bool) error {
{{- if .Deadline}}
	started := time.Now()
{{- end}}
	var wait time.Duration
	for attempt := 1; ; attempt++ {
{{- if .Timeout}}
		try, cancel := context.WithTimeout(ctx, timeout)
		err := call(try)
		cancel()
{{- else}}
		err := call(ctx)
{{- end}}
		if err == nil || attempt == maxAttempts || !retryable(err) {
			return err
		}
		wait = delay({{if .Takes.walks}}wait{{else}}attempt{{end}})
{{- if .Deadline}}
		if time.Since(started)+wait > deadline {
			return err
		}
{{- end}}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}
`))

// fields are what the templates of code have.
type fields struct {
	Takes                                              map[string]bool
	Attempts                                           int
	Name, Formula, Included                            string
	Power, Delays                                      string
	Base, Cap, Factor, Share, Extra, Timeout, Deadline string // "" where there is none
	Exponent, Body                                     string
	Random                                             bool // Body draws
}

// fieldsOf are those of a policy, with durations as a language writes them.
func fieldsOf(p Policy, body string, write func(time.Duration) string) fields {
	takes := laws[p.Strategy]
	kind := p.kind()
	f := fields{
		Takes:    map[string]bool{"base": takes.base, "cap": takes.cap, "factor": takes.factor, "share": takes.share, "extra": takes.extra, "power": takes.power, "delays": takes.delays, "walks": takes.walks},
		Attempts: p.Attempts, Included: p.attempts(), Name: kind.Name, Formula: kind.Formula,
		Base: write(p.Params.Base), Cap: write(p.Params.Cap), Factor: plain(p.Params.Factor), Share: plain(p.Params.Share), Extra: write(p.Params.Extra),
		Power: plain(p.Params.Power), Delays: listed(p.Params.Delays, write),
		Exponent: "retry-1", Body: body, Random: strings.Contains(body, "rand"),
	}
	if p.Params.Offset == 1 {
		f.Exponent = "retry"
	}
	if p.Timeout > 0 {
		f.Timeout = write(p.Timeout)
	}
	if p.Deadline > 0 {
		f.Deadline = write(p.Deadline)
	}
	return f
}

// listed writes durations with commas between.
func listed(delays []time.Duration, write func(time.Duration) string) string {
	all := make([]string, len(delays))
	for i, d := range delays {
		all[i] = write(d)
	}
	return strings.Join(all, ", ")
}

func writeGo(p Policy) (string, []string) {
	if p.kind().Library {
		return callOf(p, "go")
	}
	return fill(goText, fieldsOf(p, goDelays[p.Strategy], GoDuration)), append([]string{p.choosing()}, p.shared()...)
}

// fill executes a template that knows its fields.
func fill(t *template.Template, data any) string {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		panic(err) // the template is ours; every one is filled by a test
	}
	return b.String()
}

// GoDuration writes a duration in the largest unit in which it is whole.
func GoDuration(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{time.Second, "time.Second"}, {time.Millisecond, "time.Millisecond"}, {time.Microsecond, "time.Microsecond"}} {
		if d%unit.of == 0 {
			return strconv.FormatInt(int64(d/unit.of), 10) + " * " + unit.name
		}
	}
	return strconv.FormatInt(int64(d), 10) + " * time.Nanosecond"
}

// plain writes a number as programs read it, without the noise of binary fractions.
func plain(x float64) string {
	text := strconv.FormatFloat(x, 'f', 9, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
