package golang

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"backofflab/exchange/form"
	"backofflab/exchange/source"
	"backofflab/exchange/tree"
)

// retryablehttp is github.com/hashicorp/go-retryablehttp, whose RetryMax counts retries. It
// doubles its delays without jitter, or draws with a growing delay, and obeys Retry-After.
var retryablehttp = form.Format{
	Key: "go-retryablehttp", Name: "go-retryablehttp", Language: "Go", File: "client.go",
	Version: "0.7.8", Source: "hashicorp/go-retryablehttp client.go",
	Sample: `client := retryablehttp.NewClient()
client.RetryMax = 6
client.RetryWaitMin = 200 * time.Millisecond
client.RetryWaitMax = 10 * time.Second
client.HTTPClient.Timeout = 5 * time.Second
`,
	Recognise: func(t *form.Text) bool { return t.Has("go-retryablehttp", "retryablehttp.") },
	Read:      readRetryableHTTP,
	Write:     writeRetryableHTTP,
}

func readRetryableHTTP(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	made := tree.FindCalls(code, "NewClient", "Client")
	var client *tree.Node
	if len(made) > 0 {
		client = made[0]
	}
	readRetryableHTTPDelays(t, r, code, client)
	if n := lastOf(code, "RetryMax"); n != nil {
		r.Retries(n, nil)
	} else if client.Calls("Client") {
		r.Assume("attempts", "1", "A literal of retryablehttp.Client without RetryMax makes no retries; NewClient has 4.")
	} else {
		r.Assume("attempts", "5", "The default is 4 retries: 5 attempts.")
	}
	r.Duration(ofClient(code), "timeout", time.Nanosecond)
	r.Assume("retry-on", "rejected,unavailable,timed-out", "By default 429, 500 and above but 501, and errors of the connection are retried.")
	if check := lastOf(code, "CheckRetry"); check != nil && last(check) != "DefaultRetryPolicy" && last(check) != "ErrorPropagatedRetryPolicy" && !readOutcomes(r, check) {
		r.Lose(check, "What CheckRetry retries is not read: set it by hand.")
	}
	if hook := lastOf(code, "PrepareRetry"); hook != nil {
		r.Lose(hook, "What PrepareRetry does is not read.")
	}
	for _, name := range []string{"Logger", "RequestLogHook", "ResponseLogHook", "ErrorHandler"} {
		r.Beside(tree.Find(code, name)...)
	}
	readContexts(r, code)
	for _, literal := range made {
		literal.Take()
		literal.Get("HTTPClient").Take()
		for _, kid := range literal.Kids {
			r.Rest(kid)
		}
	}
}

// ofClient is the Timeout of the client for HTTP, where another thing has one, too.
func ofClient(code []*tree.Node) *tree.Node {
	n := lastOf(code, "Timeout")
	for _, found := range tree.Find(code, "Timeout") {
		if strings.HasSuffix(found.Path, "HTTPClient") {
			n = found
		}
	}
	return n
}

func readRetryableHTTPDelays(t *form.Text, r *form.Reading, code []*tree.Node, client *tree.Node) {
	least, most, backoff := lastOf(code, "RetryWaitMin"), lastOf(code, "RetryWaitMax"), lastOf(code, "Backoff")
	switch last(backoff) {
	case "func":
		if readRetryableHTTPHook(t, r, backoff, least, most) {
			return
		}
	case "LinearJitterBackoff", "RateLimitLinearJitterBackoff":
		r.Strategy(backoff, "lib:go-retryablehttp-linear", "A random time between RetryWaitMin and RetryWaitMax, times the number of the retry: RetryWaitMax is no cap.")
		if last(backoff) == "RateLimitLinearJitterBackoff" {
			r.Assume("honour", "honour", "A Retry-After of 429 and 503 is waited in place of it.")
		}
		readRetryableHTTPRange(r, least, most)
		return
	}
	if d, ok := least.Duration(time.Nanosecond); ok && d == 0 {
		r.Strategy(least, "immediate", "A RetryWaitMin of 0 stays 0, however often it is doubled.")
		r.Assume("honour", "honour", "A Retry-After of 429 and 503 is waited.")
		most.Mark()
		return
	}
	r.Strategy(client, "client:go-retryablehttp", "Delays that double, without jitter; a Retry-After of 429 and 503 is waited in place of them.")
	if backoff != nil && last(backoff) != "DefaultBackoff" {
		r.Lose(backoff, "What the function of Backoff waits is not read: the default is taken.")
	}
	for _, f := range []struct {
		n               *tree.Node
		field, standard string
	}{{least, "base", "1s"}, {most, "cap", "30s"}} {
		if f.n != nil {
			r.Duration(f.n, f.field, time.Nanosecond)
		} else {
			r.Assume(f.field, f.standard, "")
		}
	}
}

var hook = regexp.MustCompile(`\.Backoff = func\(([^)]*)\) time\.Duration \{`)

// readRetryableHTTPHook reads a function of Backoff that returns a calculation, if it is the
// law of a strategy of the lab. A call of DefaultBackoff before it is for a Retry-After.
func readRetryableHTTPHook(t *form.Text, r *form.Reading, backoff, least, most *tree.Node) bool {
	h, ok := readHook(t, hook)
	if !ok || !h.calculated(r, backoff, func(place, retry int) *tree.Node {
		return []*tree.Node{least, most, {Text: strconv.Itoa(retry - 1)}, nil}[min(place, 3)]
	}) {
		return false
	}
	least.Mark()
	most.Mark()
	if strings.Contains(h.body, "DefaultBackoff(") {
		r.Assume("honour", "honour", "A Retry-After is left to DefaultBackoff, which waits it.")
	} else {
		r.Assume("honour", "ignore", "A function of Backoff that does not ask for it ignores Retry-After.")
	}
	return true
}

// readRetryableHTTPRange reads the ends of the first delay of LinearJitterBackoff.
func readRetryableHTTPRange(r *form.Reading, least, most *tree.Node) {
	low, high := time.Second, 30*time.Second
	if least != nil {
		low, _ = r.LiteralDuration(least, time.Nanosecond)
	}
	if most != nil {
		high, _ = r.LiteralDuration(most, time.Nanosecond)
	}
	high = max(high, low)
	if low+high == 0 {
		return
	}
	r.Set(least, "base", ((low + high) / 2).String(), "")
	r.Set(most, "jitter", share(float64(high-low)/float64(high+low)), "")
}

func writeRetryableHTTP(p form.Policy) (string, []string) {
	least, most := p.Mean()
	backoff := ""
	switch {
	case p.Is("linear"):
		least, most, backoff = p.Low, p.Low, "retryablehttp.LinearJitterBackoff"
	case p.Is("lib:go-retryablehttp-linear"):
		least, most, backoff = p.Low, p.High, "retryablehttp.LinearJitterBackoff"
	}
	if backoff != "" && p.RetryAfter == "honour" {
		backoff = "retryablehttp.RateLimitLinearJitterBackoff"
	}
	imports := "// import \"github.com/hashicorp/go-retryablehttp\"\n"
	if backoff == "" && (p.Jittered() || p.Factor != 1 && p.Factor != 2) {
		least, most, backoff = p.High, p.HighCap, retryableHTTPHook(p)
		imports += "// import \"math/rand/v2\"\n"
		if !p.Jittered() {
			imports = "// import \"github.com/hashicorp/go-retryablehttp\"\n"
		}
	}
	timeout := ""
	if p.Timeout > 0 {
		timeout = form.GoDuration(p.Timeout)
	}
	code := imports + total(p) + "client := retryablehttp.NewClient()\n" + setFields("client",
		"RetryMax", strconv.Itoa(p.Retries()), "RetryWaitMin", form.GoDuration(least), "RetryWaitMax", form.GoDuration(most), "Backoff", backoff, "HTTPClient.Timeout", timeout)
	if p.Total > 0 {
		code += "request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, url, nil)\n"
	}
	return tidy(code), nil
}

// retryableHTTPHook is a function of Backoff for what go-retryablehttp cannot do by itself.
func retryableHTTPHook(p form.Policy) string {
	after := ""
	if p.RetryAfter == "honour" {
		after = "if response != nil && response.Header.Get(\"Retry-After\") != \"\" {\nreturn retryablehttp.DefaultBackoff(least, most, retry, response)\n}\n"
	}
	return fmt.Sprintf("func(least, most time.Duration, retry int, response *http.Response) time.Duration {\n%sreturn time.Duration(%smin(float64(most), float64(least)*math.Pow(%s, float64(retry))))\n}", after, drawn(p), form.Decimal(p.Factor))
}
