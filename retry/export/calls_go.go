package export

var goCalls = map[string]call{
	"lib:cenkalti": `
// import "github.com/cenkalti/backoff/v5"
_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, call(ctx) },
	backoff.WithMaxTries({{.Attempts}}), backoff.WithMaxElapsedTime(0))
`,
	"lib:cenkalti-ref": `
// import "github.com/cenkalti/backoff/v5"
b := backoff.NewExponentialBackOff()
b.InitialInterval, b.Multiplier, b.MaxInterval = 100*time.Millisecond, 2, 10*time.Second
_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, call(ctx) },
	backoff.WithBackOff(b), backoff.WithMaxTries({{.Attempts}}), backoff.WithMaxElapsedTime(0))
`,
	"lib:go-retryablehttp": `
// import "github.com/hashicorp/go-retryablehttp"
client := retryablehttp.NewClient()
client.RetryMax = {{.Retries}}
`,
	"lib:go-retryablehttp-linear": `
// import "github.com/hashicorp/go-retryablehttp"
client := retryablehttp.NewClient()
client.RetryMax = {{.Retries}}
client.Backoff = retryablehttp.LinearJitterBackoff
client.RetryWaitMin, client.RetryWaitMax = 800*time.Millisecond, 1200*time.Millisecond
`,
	"lib:aws-sdk-go-v2-standard": `
// import "github.com/aws/aws-sdk-go-v2/aws"
// import "github.com/aws/aws-sdk-go-v2/config"
cfg, err := config.LoadDefaultConfig(ctx,
	config.WithRetryMode(aws.RetryModeStandard), config.WithRetryMaxAttempts({{.Attempts}}))
`,
	"lib:aws-sdk-go-v2-2026": `
// import "github.com/aws/aws-sdk-go-v2/aws"
// import "github.com/aws/aws-sdk-go-v2/config"
cfg, err := config.LoadDefaultConfig(ctx,
	config.WithRetryMode(aws.RetryModeStandard), config.WithRetryMaxAttempts({{.Attempts}}))
`,
	"lib:gax-go": `
// import "github.com/googleapis/gax-go/v2"
// import "google.golang.org/grpc/codes"
err := gax.Invoke(ctx, func(ctx context.Context, _ gax.CallSettings) error { return call(ctx) },
	gax.WithRetry(func() gax.Retryer {
		return gax.OnCodes([]codes.Code{codes.Unavailable, codes.ResourceExhausted}, gax.Backoff{})
	}))
`,
	"lib:go-retry-full": goRetry("NewExponential(100 * time.Millisecond)",
		"retry.WithCappedDuration(10*time.Second, b) // the cap first", "retry.WithFullJitter(b)"),
	"lib:go-retry-full-then-cap": goRetry("NewExponential(100 * time.Millisecond)",
		"retry.WithFullJitter(b)", "retry.WithCappedDuration(10*time.Second, b) // cuts the jitter off"),
	"lib:go-retry-percent": goRetry("NewExponential(100 * time.Millisecond)",
		"retry.WithCappedDuration(10*time.Second, b)", "retry.WithJitterPercent(5, b)"),
	"lib:go-retry-additive": goRetry("NewExponential(100 * time.Millisecond)",
		"retry.WithCappedDuration(10*time.Second, b)", "retry.WithJitter(500*time.Millisecond, b)"),
	"lib:go-retry-fibonacci": goRetry("NewFibonacci(100 * time.Millisecond)"),
	"lib:avast": `
// import "github.com/avast/retry-go/v5"
err := retry.New(retry.Context(ctx), retry.Attempts({{.Attempts}})).
	Do(func() error { return call(ctx) })
`,
	"lib:avast-ref": `
// import "github.com/avast/retry-go/v5"
err := retry.New(retry.Context(ctx), retry.Attempts({{.Attempts}}), retry.MaxDelay(10*time.Second)).
	Do(func() error { return call(ctx) })
`,
	"lib:avast-full": `
// import "github.com/avast/retry-go/v5"
err := retry.New(retry.Context(ctx), retry.Attempts({{.Attempts}}), retry.MaxDelay(10*time.Second),
	retry.DelayType(retry.FullJitterBackoffDelay)).
	Do(func() error { return call(ctx) })
`,
	"lib:grpc-go-connection": `
// import "google.golang.org/grpc"
// A connection that is lost comes back so by itself.
conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(creds))
`,
	"lib:grpc-go-ref": `
// import "google.golang.org/grpc"
conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(creds),
	grpc.WithMaxCallAttempts({{.Attempts}}), // without it at most 5
	grpc.WithDefaultServiceConfig(` + "`" + `{"methodConfig": [{"name": [{}], "retryPolicy": {
		"maxAttempts": {{.Attempts}}, "initialBackoff": "0.1s", "maxBackoff": "10s", "backoffMultiplier": 2,
		"retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"]}}]}` + "`" + `))
`,
	"lib:k8s-wait-ref": `
// import "k8s.io/apimachinery/pkg/util/wait"
b := wait.Backoff{Duration: 100 * time.Millisecond, Factor: 2, Jitter: 0.5, Cap: 10 * time.Second,
	Steps: math.MaxInt32} // it stops growing when they are used up
err := call(ctx)
for retries := 0; err != nil && retries < {{.Retries}}; retries++ {
	time.Sleep(b.Step())
	err = call(ctx)
}
`,
	"lib:k8s-retry": `
// import "k8s.io/client-go/util/retry"
backoff := retry.DefaultBackoff
backoff.Steps = {{.Attempts}}
err := retry.RetryOnConflict(backoff, func() error { return call(ctx) })
`,
	"lib:azure-go": `
// import "github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
options := policy.ClientOptions{Retry: policy.RetryOptions{MaxRetries: {{.Retries}}}} // of any client
`,
	"lib:temporal": `
// import "go.temporal.io/sdk/temporal"
// import "go.temporal.io/sdk/workflow"
ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
	StartToCloseTimeout: time.Minute, // one of two timeouts must be set
	RetryPolicy:         &temporal.RetryPolicy{MaximumAttempts: {{.Attempts}}},
})
`,
	"lib:failsafe-go": `
// import "github.com/failsafe-go/failsafe-go"
// import "github.com/failsafe-go/failsafe-go/retrypolicy"
policy := retrypolicy.NewBuilder[any]().WithMaxRetries({{.Retries}}).Build()
err := failsafe.With(policy).Run(func() error { return call(ctx) })
`,
	"lib:k8s-reflector": `
// import "k8s.io/client-go/informers"
// Its reflectors come back so by themselves.
factory := informers.NewSharedInformerFactory(client, 0)
`,
	"lib:k8s-workqueue": `
// import "k8s.io/client-go/util/workqueue"
limiter := workqueue.NewTypedItemExponentialFailureRateLimiter[string](5*time.Millisecond, 1000*time.Second)
queue := workqueue.NewTypedRateLimitingQueue[string](limiter)
// where an item has failed:
if queue.NumRequeues(item) < {{.Retries}} {
	queue.AddRateLimited(item)
}
`,
	"lib:k8s-flowcontrol-ref": `
// import "k8s.io/client-go/util/flowcontrol"
b := flowcontrol.NewBackOffWithJitter(100*time.Millisecond, 10*time.Second, 1)
err := call(ctx)
for retries := 0; err != nil && retries < {{.Retries}}; retries++ {
	b.Next("call", time.Now())
	time.Sleep(b.Get("call"))
	err = call(ctx)
}
`,
	"lib:jpillora-ref": `
// import "github.com/jpillora/backoff"
b := &backoff.Backoff{Min: 100 * time.Millisecond, Max: 10 * time.Second, Factor: 2, Jitter: true}
err := call(ctx)
for retries := 0; err != nil && retries < {{.Retries}}; retries++ {
	time.Sleep(b.Duration())
	err = call(ctx)
}
`,
	"lib:failsafe-go-ref":      failsafe("WithJitterFactor(0.5)"),
	"lib:failsafe-go-additive": failsafe("WithJitter(500 * time.Millisecond)"),
	"lib:resty-v2-ref": `
// import "github.com/go-resty/resty/v2"
client := resty.New().
	SetRetryCount({{.Retries}}).
	SetRetryWaitTime(100 * time.Millisecond).
	SetRetryMaxWaitTime(10 * time.Second).
	AddRetryCondition(func(r *resty.Response, err error) bool { return r.StatusCode() == 429 || r.StatusCode() >= 500 })
`,
	"lib:resty-v3-ref": `
// import "resty.dev/v3"
client := resty.New().
	SetRetryCount({{.Retries}}).
	SetRetryWaitTime(100 * time.Millisecond).
	SetRetryMaxWaitTime(10 * time.Second)
`,
}

// goRetry is a call of sethvargo/go-retry, whose backoffs are wrapped one in the other.
func goRetry(first string, wraps ...string) call {
	text := "\n// import \"github.com/sethvargo/go-retry\"\nb := retry." + first + "\n"
	for _, wrap := range append(wraps, "retry.WithMaxRetries({{.Retries}}, b)") {
		text += "b = " + wrap + "\n"
	}
	return call(text + `err := retry.Do(ctx, b, func(ctx context.Context) error { return retry.RetryableError(call(ctx)) })
`)
}

// failsafe is a call of failsafe-go with one of its jitters.
func failsafe(jitter string) call {
	return call(`
// import "github.com/failsafe-go/failsafe-go"
// import "github.com/failsafe-go/failsafe-go/retrypolicy"
policy := retrypolicy.NewBuilder[any]().
	WithBackoffFactor(100*time.Millisecond, 10*time.Second, 2).
	` + jitter + `.
	WithMaxAttempts({{.Attempts}}).
	Build()
err := failsafe.With(policy).Run(func() error { return call(ctx) })
`)
}
