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

// awsGo is the retryer of the AWS SDK for Go v2. MaxAttempts counts the first.
var awsGo = form.Format{
	Key: "aws-sdk-go-v2", Name: "AWS SDK for Go v2", Language: "Go", File: "aws.go",
	Version: "1.48.0", Source: "aws/aws-sdk-go-v2 aws/retry/standard.go, jitter_backoff.go, retry.go",
	Sample: `cfg, err := config.LoadDefaultConfig(ctx, config.WithRetryer(func() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = 5
		o.MaxBackoff = 10 * time.Second
		o.BaseDelay = 100 * time.Millisecond
	})
}))
`,
	Recognise: func(t *form.Text) bool {
		return t.Has("aws-sdk-go-v2", "retry.NewStandard(", "retry.NewAdaptiveMode(", "retry.StandardOptions", "config.WithRetryMaxAttempts(", "config.WithRetryMode(", "aws.RetryMode", "retry.AddWithMaxAttempts(", "retry.AddWithMaxBackoffDelay(", "aws.NopRetryer")
	},
	Read:  readAWS,
	Write: writeAWS,
}

func readAWS(t *form.Text, r *form.Reading) {
	code := t.Code(source.Go)
	if none := tree.FindCalls(code, "NopRetryer"); len(none) > 0 {
		r.Strategy(none[0], "immediate", "aws.NopRetryer makes no retries.")
		r.Assume("attempts", "1", "")
		return
	}
	readAWSDelays(t, r, code)
	readAWSAttempts(r, code)
	r.Assume("retry-on", "rejected,unavailable,timed-out", "Errors of throttling, 500, 502, 503, 504 and of connections are retried.")
	if adaptive := tree.FindCalls(code, "NewAdaptiveMode"); len(adaptive) > 0 || t.Has("RetryModeAdaptive") {
		var n *tree.Node
		if len(adaptive) > 0 {
			n = adaptive[0]
			n.Take()
		}
		r.Set(n, "throttle", "aws-adaptive", "Adaptive mode slows down its sending once it is throttled.")
	}
	readAWSBudget(r, code)
	for _, n := range tree.FindCalls(code, "WithTimeout") {
		if n.Of.Calls("NewBuildableClient") {
			r.Duration(n.Arg(0, ""), "timeout", time.Nanosecond)
			n.Take()
		}
	}
	readContexts(r, code)
	for _, name := range []string{"Retryables", "Throttles", "Timeouts", "RetryCost", "ThrottlingRetryCost", "NoRetryIncrement", "RetryTimeoutCost"} {
		if n := lastOf(code, name); n != nil {
			r.Lose(n, name+" is not read: what is retried, and what a retry costs, is the SDK's default here.")
		}
	}
	for _, n := range tree.FindCalls(code, "AddWithErrorCodes", "AddWithLongPolling") {
		r.Lose(n, n.Callee()+" has no counterpart here.")
	}
	made := tree.FindCalls(code, "NewStandard", "NewAdaptiveMode", "AddWithMaxAttempts", "AddWithMaxBackoffDelay", "NewExponentialJitterBackoff")
	for _, call := range made {
		call.Take()
	}
	rest(r, made, "retry", "config")
}

// readAWSDelays reads the delays. AddWithMaxBackoffDelay and NewExponentialJitterBackoff still
// have those of before November 2026: a base of 1 s, and no jitter at the cap.
func readAWSDelays(t *form.Text, r *form.Reading, code []*tree.Node) {
	if old := tree.FindCalls(code, "AddWithMaxBackoffDelay", "NewExponentialJitterBackoff"); len(old) > 0 {
		n := old[len(old)-1]
		r.Strategy(n, "lib:aws-sdk-go-v2-standard", "The delays of before November 2026: up to 2 s at first, and exactly the longest once they would pass it.")
		r.Duration(n.Kids[len(n.Kids)-1], "cap", time.Nanosecond)
		n.Take()
		r.Assume("budget", "aws-2026", "500 tokens for all retries of a client.")
		if own := lastOf(code, "Backoff"); own != nil {
			own.Mark()
		}
		return
	}
	if own := lastOf(code, "Backoff"); own.Calls("BackoffDelayerFunc") {
		if h, ok := readHook(t, delayer); ok && h.calculated(r, own, func(_, retry int) *tree.Node { return &tree.Node{Text: strconv.Itoa(retry)} }) {
			r.Assume("budget", "aws-2026", "500 tokens for all retries of a client.")
			return
		}
	}
	made := tree.FindCalls(code, "NewStandard", "NewAdaptiveMode", "WithRetryMaxAttempts", "WithRetryMode", "AddWithMaxAttempts", "LoadDefaultConfig")
	var n *tree.Node
	if len(made) > 0 {
		n = made[0]
	}
	r.Strategy(n, "client:aws-sdk-go-v2-2026", "Full jitter, with a budget of 500 tokens for all retries of a client.")
	for _, f := range []struct{ name, field, standard string }{{"BaseDelay", "base", "50ms"}, {"MaxBackoff", "cap", "20s"}} {
		if n := lastOf(code, f.name); n != nil {
			r.Duration(n, f.field, time.Nanosecond)
		} else {
			r.Assume(f.field, f.standard, "")
		}
	}
	if own := lastOf(code, "Backoff"); own != nil {
		r.Lose(own, "What the function of Backoff waits is not read: the SDK's default is taken.")
	}
}

var delayer = regexp.MustCompile(`BackoffDelayerFunc\(func\(([^)]*)\) \(time\.Duration, error\) \{`)

func readAWSAttempts(r *form.Reading, code []*tree.Node) {
	read := false
	for _, name := range []string{"MaxAttempts", "RetryMaxAttempts"} {
		if n := lastOf(code, name); n != nil && !n.Calls("WithRetryMaxAttempts") {
			readAWSNumber(r, n, false)
			read = true
		}
	}
	for _, call := range tree.FindCalls(code, "WithRetryMaxAttempts", "AddWithMaxAttempts") {
		unlimited := call.Calls("AddWithMaxAttempts")
		place := 0
		if unlimited {
			place = 1
		}
		readAWSNumber(r, call.Arg(place, ""), unlimited)
		call.Take()
		read = true
	}
	if !read {
		r.Assume("attempts", "3", "The default is 3 attempts.")
	}
}

// readAWSNumber reads a number of attempts: 0 is no limit to AddWithMaxAttempts, and the
// default to all others.
func readAWSNumber(r *form.Reading, n *tree.Node, unlimited bool) {
	if x, ok := n.Whole(); ok && x <= 0 && !unlimited {
		r.Set(n, "attempts", "3", "0 is the default of 3 attempts.")
		return
	}
	r.Attempts(n, func(n int) bool { return n == 0 })
}

func readAWSBudget(r *form.Reading, code []*tree.Node) {
	limiter := lastOf(code, "RateLimiter")
	switch {
	case limiter == nil:
	case limiter.Text == "ratelimit.None":
		r.Set(limiter, "budget", "none", "Retries have no budget.")
	default:
		size := limiter.Arg(0, "")
		if x, ok := size.Whole(); !limiter.Calls("NewTokenRateLimit") || !ok || x != 500 {
			r.Lose(limiter, "Its bucket has 500 tokens here.")
		}
	}
}

func writeAWS(p form.Policy) (string, []string) {
	var notes []string
	options := []string{fmt.Sprintf("o.MaxAttempts = %d", p.Attempts)}
	switch {
	case !p.Waits():
		return "", []string{"The SDK has no retries without a delay."}
	case p.Is("lib:aws-sdk-go-v2-standard"):
		options = append(options, fmt.Sprintf("o.Backoff = retry.NewExponentialJitterBackoff(%s)", form.GoDuration(ownTime(p, "cap", 20*time.Second))))
	case p.Is("lib:aws-sdk-go-v2-2026"):
		options = append(options, "o.BaseDelay = "+form.GoDuration(p.High), "o.MaxBackoff = "+form.GoDuration(p.HighCap))
		notes = []string{"After an error of throttling the SDK draws its first delay up to 1 s, whatever BaseDelay is."}
	default:
		options = append(options, fmt.Sprintf("o.Backoff = retry.BackoffDelayerFunc(func(retry int, _ error) (time.Duration, error) {\n// retry is 1 for the first\nreturn time.Duration(%smin(float64(%s), float64(%s)*math.Pow(%s, float64(retry-1)))), nil\n})",
			drawn(p), form.GoDuration(p.HighCap), form.GoDuration(p.High), form.Decimal(p.Factor)))
	}
	if p.Budget == "" || p.Budget == "none" {
		options = append(options, "o.RateLimiter = ratelimit.None // or 500 tokens are all that retries have")
	}
	maker := "retry.NewStandard(func(o *retry.StandardOptions) {\n" + strings.Join(options, "\n") + "\n})"
	if p.Throttle == "aws-adaptive" {
		maker = "retry.NewAdaptiveMode(func(a *retry.AdaptiveModeOptions) {\na.StandardOptions = append(a.StandardOptions, func(o *retry.StandardOptions) {\n" + strings.Join(options, "\n") + "\n})\n})"
	}
	configs := fmt.Sprintf("config.WithRetryer(func() aws.Retryer {\nreturn %s\n})", maker)
	if p.Timeout > 0 {
		configs += fmt.Sprintf(",\nconfig.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(%s))", form.GoDuration(p.Timeout))
	}
	text := total(p) + "cfg, err := config.LoadDefaultConfig(ctx, " + configs + ")\n"
	return tidy(awsImports(text) + text), notes
}

// awsImports are the packages of the SDK that a text needs.
func awsImports(text string) (imports string) {
	for _, p := range []struct{ name, path string }{
		{"aws", "aws"}, {"awshttp", "aws/transport/http"}, {"ratelimit", "aws/ratelimit"}, {"retry", "aws/retry"}, {"config", "config"},
	} {
		if strings.Contains(text, p.name+".") {
			alias := ""
			if !strings.HasSuffix(p.path, p.name) || p.name == "awshttp" {
				alias = p.name + " "
			}
			imports += "// import " + alias + "\"github.com/aws/aws-sdk-go-v2/" + p.path + "\"\n"
		}
	}
	if strings.Contains(text, "rand.") {
		imports += "// import \"math/rand/v2\"\n"
	}
	return imports
}
