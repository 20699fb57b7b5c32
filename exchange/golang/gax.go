package golang

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// gaxGo is github.com/googleapis/gax-go/v2: full jitter, and no limit of attempts.
var gaxGo = form.Format{
	Key: "gax-go", Name: "gax-go", Language: "Go", File: "retry.go",
	Version: "2.27.0", Source: "googleapis/gax-go v2/call_option.go, v2/invoke.go",
	Sample: `err := gax.Invoke(ctx, func(ctx context.Context, _ gax.CallSettings) error { return call(ctx) },
	gax.WithTimeout(30*time.Second),
	gax.WithRetry(func() gax.Retryer {
		return gax.OnCodes([]codes.Code{codes.Unavailable, codes.ResourceExhausted}, gax.Backoff{
			Initial:    200 * time.Millisecond,
			Max:        10 * time.Second,
			Multiplier: 1.5,
		})
	}))
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("googleapis/gax-go", "gax.Backoff", "gax.OnCodes(", "gax.OnHTTPCodes(")
	},
	Read:  readGax,
	Write: writeGax,
}

// gaxCodes are codes by what they mean to a simulated client.
var gaxCodes = map[string]string{
	"Unavailable": "unavailable", "ResourceExhausted": "rejected", "DeadlineExceeded": "timed-out",
	"429": "rejected", "StatusTooManyRequests": "rejected", "503": "unavailable", "StatusServiceUnavailable": "unavailable", "504": "timed-out", "StatusGatewayTimeout": "timed-out",
}

func readGax(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	var backoff *tree.Node
	for _, n := range tree.FindCalls(code, "Backoff") {
		if backoff == nil {
			backoff = n
		} else {
			r.Lose(n, "A second backoff is not read: paste it by itself.")
		}
	}
	r.Strategy(backoff, "client:gax-go", "Full jitter on delays that grow.")
	for _, f := range []struct{ name, field, standard string }{{"Initial", "base", "1s"}, {"Max", "cap", "30s"}} {
		if n := backoff.Get(f.name); n != nil {
			r.Duration(n, f.field, time.Nanosecond)
		} else {
			r.Assume(f.field, f.standard, "")
		}
	}
	if n := backoff.Get("Multiplier"); n == nil {
		r.Assume("factor", "2", "")
	} else if x, ok := r.LiteralNumber(n); ok && x < 1 {
		r.Set(n, "factor", "2", "A Multiplier below 1 becomes 2.")
	} else {
		r.Number(n, "factor")
	}
	if most := tree.FindCalls(code, "WithMaxAttempts"); len(most) > 0 { // of Cloud Storage
		most[0].Take()
		r.Attempts(most[0].Arg(0, ""), nil)
	} else {
		r.Assume("attempts", "1000", "gax-go has no limit of attempts: 1 000 here.")
	}
	for _, n := range tree.FindCalls(code, "WithPolicy", "WithErrorFunc") {
		r.Lose(n, n.String()+" says which calls and errors are retried: set it by hand.")
	}
	readGaxCodes(r, code)
	for _, n := range tree.FindCalls(code, "WithTimeout") {
		if strings.HasPrefix(n.Text, "gax.") {
			r.Duration(n.Arg(0, ""), "total-timeout", time.Nanosecond)
			n.Take()
		}
	}
	readContexts(r, code)
	for _, call := range tree.FindCalls(code, "Invoke") {
		for _, kid := range call.Kids {
			if strings.HasPrefix(kid.Text, "gax.") && !kid.Calls("WithRetry", "WithTimeout") {
				r.Rest(kid)
			}
		}
	}
	if backoff != nil {
		for _, kid := range backoff.Kids {
			r.Rest(kid)
		}
	}
}

func readGaxCodes(r *form.Reading, code []*tree.Node) {
	on := tree.FindCalls(code, "OnCodes", "OnHTTPCodes")
	if len(on) == 0 {
		r.Assume("retry-on", "rejected,unavailable,timed-out", "Which codes are retried, the text does not say.")
		return
	}
	var words []string
	for _, call := range on {
		call.Take()
		list := call.Kids
		if call.Calls("OnCodes") && len(call.Kids) > 0 {
			list = nil
			for _, literal := range tree.FindCalls(call.Kids[:1], "Code") {
				list = append(list, literal.Kids...)
			}
		} else if len(list) > 0 {
			list = list[1:]
		}
		for _, n := range list {
			word, ok := gaxCodes[last(n)]
			if !ok && n.Text != "" {
				r.Lose(n, "The code "+last(n)+" does not happen here: an attempt succeeds, or is rejected, unavailable, or times out.")
			}
			words = append(words, word)
			n.Mark()
		}
	}
	r.RetryOn(on[0], "", words...)
}

func writeGax(p form.Policy) (string, []string) {
	base, limit := p.Most()
	if p.Full() {
		base, limit = p.High, p.HighCap
	}
	if !p.Waits() {
		return "", []string{"gax-go has no retries without a delay: an Initial of 0 is 1 s."}
	}
	var codes []string
	for _, c := range []struct{ name, word string }{{"Unavailable", "unavailable"}, {"ResourceExhausted", "rejected"}, {"DeadlineExceeded", "timed-out"}} {
		if p.Retried(c.word) {
			codes = append(codes, "codes."+c.name)
		}
	}
	timeout := ""
	if p.Total > 0 {
		timeout = fmt.Sprintf("gax.WithTimeout(%s),\n", form.GoDuration(p.Total))
	}
	code := fmt.Sprintf(`// import "github.com/googleapis/gax-go/v2"
// import "google.golang.org/grpc/codes"
err := gax.Invoke(ctx, %s,
%sgax.WithRetry(func() gax.Retryer {
return gax.OnCodes([]codes.Code{%s}, gax.Backoff{
Initial: %s,
Max: %s,
Multiplier: %s,
})
}))
`, attempt(p, "func(ctx context.Context, _ gax.CallSettings) error", "return call(ctx)"), timeout, strings.Join(codes, ", "), form.GoDuration(base), form.GoDuration(limit), form.Decimal(p.Factor))
	return tidy(code), []string{"gax-go does not count attempts: call must, or the time must end them."}
}
