package python

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// google is the Retry of google-api-core, which all clients of Google Cloud for Python take. It
// has no limit of attempts; its timeout is that of the whole call.
var google = form.Format{
	Key: "google-api-core", Name: "google-api-core Retry", Language: "Python", File: "client.py",
	Version: "2.29.1", Source: "googleapis/python-api-core google/api_core/retry/retry_base.py, retry_unary.py",
	Sample: `policy = retry.Retry(initial=0.25, maximum=20.0, multiplier=1.5, timeout=90.0)
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("api_core", "if_transient_error") || googleRetry.MatchString(t.Raw)
	},
	Read:  readGoogle,
	Write: writeGoogle,
}

var googleRetry = regexp.MustCompile(`\bRetry\(\s*(?:initial|maximum|multiplier|predicate|deadline)=`)

func readGoogle(t *form.Text, r *form.Reading) {
	code := t.Code(source.Python)
	call := first(r, tree.FindCalls(code, "Retry", "AsyncRetry", "StreamingRetry", "AsyncStreamingRetry"), "initial", "maximum", "multiplier", "timeout", "deadline", "predicate")
	if call == nil {
		return
	}
	r.Strategy(call, "client:google-api-core", "Full jitter, without a limit of attempts.")
	readDefaults(r, call, []defaulted{{"initial", "base", "1s"}, {"multiplier", "factor", "2"}, {"maximum", "cap", "1m"}})
	switch n := call.Any("timeout", "deadline"); {
	case isNone(n):
		r.Set(n, "deadline", "0s", "No limit of time.")
	case n == nil:
		r.Assume("deadline", "2m", "The default of timeout is 120 s.")
	default:
		r.Duration(n, "deadline", time.Second)
	}
	if n := call.Arg(0, "predicate"); n != nil && last(n) != "if_transient_error" {
		exceptions(r, n)
	} else {
		n.Mark()
		r.Tell(nil, "Its default is to retry 429, 500, 503 and failed connections.")
	}
	for _, n := range code {
		n.Walk(func(n *tree.Node) bool {
			if n.Kind == tree.Call && n != call && n.Get("retry") != nil && n.Get("timeout") != nil {
				r.Duration(n.Get("timeout"), "timeout", time.Second)
			}
			return true
		})
	}
	r.Beside(beside(call, "on_error")...)
	r.Rest(call)
}

func writeGoogle(p form.Policy) (string, []string) {
	first, limit := p.Most()
	deadline := "None"
	if p.Deadline > 0 {
		deadline = form.Seconds(p.Deadline)
	}
	imports, predicate := "retry", ""
	if names := googleErrors(p); names != "" {
		imports, predicate = "exceptions, retry", "    predicate=retry.if_exception_type("+names+"),\n"
	}
	return fmt.Sprintf(`from google.api_core import %s

policy = retry.Retry(
%s    initial=%s,
    maximum=%s,
    multiplier=%s,
    timeout=%s,
)
`, imports, predicate, form.Seconds(first), form.Seconds(min(limit, longest)), form.Decimal(p.Factor), deadline),
		[]string{"Pass it to a call: client.method(request, retry=policy). It has no limit of attempts: only its timeout ends it."}
}

// googleErrors are the exceptions of what a policy retries, where that is not the default.
func googleErrors(p form.Policy) string {
	if p.Retried("failed") {
		return "Exception"
	}
	if p.Retried("rejected") && p.Retried("unavailable") && p.Retried("timed-out") {
		return ""
	}
	var names []string
	for _, e := range []struct{ word, name string }{{"rejected", "TooManyRequests"}, {"unavailable", "ServiceUnavailable"}, {"timed-out", "DeadlineExceeded"}} {
		if p.Retried(e.word) {
			names = append(names, "exceptions."+e.name)
		}
	}
	return strings.Join(names, ", ")
}
