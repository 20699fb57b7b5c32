package golang

import (
	"fmt"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// resty is github.com/go-resty/resty/v2, and resty.dev/v3. SetRetryCount counts retries.
var resty = form.Format{
	Key: "resty", Name: "Resty v2", Language: "Go", File: "client.go",
	Version: "2.17.2", Source: "go-resty/resty v2 retry.go, client.go; resty.dev/v3 retry.go",
	Sample: `client := resty.New().
	SetRetryCount(5).
	SetRetryWaitTime(200 * time.Millisecond).
	SetRetryMaxWaitTime(10 * time.Second).
	SetTimeout(5 * time.Second).
	AddRetryCondition(func(r *resty.Response, err error) bool {
		return err != nil || r.StatusCode() == http.StatusTooManyRequests || r.StatusCode() == http.StatusServiceUnavailable
	})
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("go-resty/resty", "resty.dev/v3", "resty.New(", "SetRetryWaitTime(", "SetRetryMaxWaitTime(")
	},
	Read:  readResty,
	Write: writeResty,
}

func readResty(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	call := func(name string) *tree.Node {
		found := tree.FindCalls(code, name)
		if len(found) == 0 {
			return nil
		}
		found[len(found)-1].Take()
		return found[len(found)-1].Arg(0, "")
	}
	made := tree.FindCalls(code, "New")
	var client *tree.Node
	if len(made) > 0 {
		client = made[0]
	}
	v3 := t.Has("resty.dev/v3", "AddRetryConditions(", "SetRetryDelayStrategy(")
	library := "lib:resty-v2-ref"
	if v3 {
		library = "lib:resty-v3-ref"
	}
	r.Strategy(client, library, "Equal jitter on delays that double, and never less than the first.")
	for _, f := range []struct{ name, field, standard string }{{"SetRetryWaitTime", "base", "100ms"}, {"SetRetryMaxWaitTime", "cap", "2s"}} {
		if n := call(f.name); n != nil {
			r.Duration(n, f.field, time.Nanosecond)
		} else {
			r.Assume(f.field, f.standard, "")
		}
	}
	if n := call("SetRetryCount"); n != nil {
		r.Retries(n, nil)
	} else {
		r.Assume("attempts", "1", "Without SetRetryCount there are no retries.")
	}
	r.Duration(call("SetTimeout"), "timeout", time.Nanosecond)
	readRestyConditions(r, code)
	if v3 {
		r.Assume("honour", "honour", "Resty v3 waits what a Retry-After says.")
	}
	for _, n := range tree.FindCalls(code, "SetRetryAfter", "SetRetryDelayStrategy", "AddRetryHook", "AddRetryAfterErrorCondition") {
		r.Lose(n, "What the function of "+n.Callee()+" does is not read.")
	}
	for _, of := range chains(code, "resty.New") {
		of.rest(r)
	}
}

// readRestyConditions reads which outcomes a condition names. Without one errors are retried alone.
func readRestyConditions(r *form.Reading, code []*tree.Node) {
	words, conditions := []string{"timed-out"}, tree.FindCalls(code, "AddRetryCondition", "AddRetryConditions")
	for _, n := range conditions {
		n.Take()
		for _, kid := range n.Kids {
			words = append(words, form.Outcomes(kid.Text)...)
			kid.Mark()
		}
	}
	if len(conditions) == 0 {
		r.Assume("retry-on", "timed-out", "Without a condition errors of the connection are retried alone, and no status.")
		return
	}
	r.RetryOn(conditions[0], "Retried is what the condition names: 429, 503, and errors.", words...)
}

func writeResty(p form.Policy) (string, []string) {
	base, limit := p.High, p.HighCap
	if p.Is("lib:resty-v2-ref") {
		base, limit = ownTime(p, "base", 100*time.Millisecond), ownTime(p, "cap", 10*time.Second)
	}
	if !p.Waits() {
		return "", []string{"Resty has no retries without a delay."}
	}
	conditions := []string{"err != nil"}
	if p.Retried("rejected") {
		conditions = append(conditions, "r.StatusCode() == http.StatusTooManyRequests")
	}
	if p.Retried("unavailable") {
		conditions = append(conditions, "r.StatusCode() == http.StatusServiceUnavailable")
	}
	timeout := ""
	if p.Timeout > 0 {
		timeout = fmt.Sprintf("SetTimeout(%s).\n", form.GoDuration(p.Timeout))
	}
	return tidy(fmt.Sprintf(`// import "github.com/go-resty/resty/v2"
client := resty.New().
SetRetryCount(%d). // the first attempt not included
SetRetryWaitTime(%s).
SetRetryMaxWaitTime(%s).
%sAddRetryCondition(func(r *resty.Response, err error) bool {
return %s
})
`, p.Retries(), form.GoDuration(base), form.GoDuration(limit), timeout, strings.Join(conditions, " || "))), doubles(p, "Resty")
}
