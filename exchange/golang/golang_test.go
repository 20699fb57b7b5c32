package golang_test

import (
	"strings"
	"testing"

	"backofflab/exchange/form"
	"backofflab/exchange/golang"
	"backofflab/scenario"
)

// read reads a text as the first format that recognises it.
func read(text string) (*form.Reading, string, error) {
	t, err := form.NewText(text)
	if err != nil {
		return nil, "", err
	}
	for _, f := range golang.Formats() {
		if f.Read != nil && f.Recognise(t) {
			r := &form.Reading{Format: f.Key}
			f.Read(t, r)
			err := r.Finish()
			return r, f.Key, err
		}
	}
	return nil, "", nil
}

// lost are the sentences of a reading that tell of losses.
func lost(r *form.Reading) (says []string) {
	for _, n := range r.Notes {
		if n.Kind == form.Lost {
			says = append(says, n.Says)
		}
	}
	return says
}

const network = " retry-on=rejected|unavailable|timed-out"

// What people paste, and mistakes in it. Of each loss the beginning is compared, and all are.
func TestRead(t *testing.T) {
	for _, tt := range []struct{ shows, text, format, key, losses string }{
		{"v4 counts retries", "b := backoff.NewExponentialBackOff()\nb.InitialInterval = 250 * time.Millisecond\nb.MaxElapsedTime = 5 * time.Minute\nerr := backoff.Retry(op, backoff.WithContext(backoff.WithMaxRetries(b, 3), ctx))", "cenkalti", "client:cenkalti(base=250ms attempts=4 deadline=5m)", ""},
		{"v4 by options", "import \"github.com/cenkalti/backoff/v4\"\nb := backoff.NewExponentialBackOff(backoff.WithInitialInterval(time.Second), backoff.WithMultiplier(3), backoff.WithMaxElapsedTime(0))", "cenkalti", "client:cenkalti(base=1s factor=3 deadline=0s)", ""},
		{"v4 of a literal", "backoff.Retry(op, &backoff.ExponentialBackOff{InitialInterval: time.Second, Multiplier: 2, MaxInterval: time.Minute, MaxElapsedTime: time.Hour, Stop: backoff.Stop, Clock: backoff.SystemClock})", "cenkalti", "client:cenkalti(base=1s factor=2 jitter=0 deadline=1h)", ""},
		{"a literal without a factor", "backoff.Retry(ctx, op, backoff.WithBackOff(&backoff.ExponentialBackOff{InitialInterval: time.Second, MaxInterval: time.Minute}))", "cenkalti", "client:cenkalti(base=1s jitter=0)", "A literal without Multiplier has 0"},
		{"what is not permanent", "backoff.Retry(ctx, func() (int, error) {\n\tn, err := call()\n\tif !(errors.Is(err, ErrBusy) || isTimeout(err)) {\n\t\treturn n, backoff.Permanent(err)\n\t}\n\treturn n, err\n}, backoff.WithMaxTries(3))", "cenkalti", "client:cenkalti(attempts=3 retry-on=rejected|timed-out)", ""},
		{"v5 by default", "r, err := backoff.Retry(ctx, op)\n// github.com/cenkalti/backoff/v5", "cenkalti", "client:cenkalti", ""},
		{"a constant, and Retry-After", "backoff.Retry(ctx, func() (int, error) { return 0, backoff.RetryAfter(3) }, backoff.WithBackOff(backoff.NewConstantBackOff(2*time.Second)), backoff.WithMaxTries(0))", "cenkalti", "fixed(base=2s attempts=1000 deadline=15m … honour=honour)", "Attempts without a limit are 1\u202f000"},
		{"names for numbers", "const tries = 4\nwait := 3 * time.Second\nb := backoff.NewConstantBackOff(wait)\nbackoff.Retry(ctx, op, backoff.WithBackOff(b), backoff.WithMaxTries(tries))", "cenkalti", "fixed(base=3s attempts=4 deadline=15m …)", ""},
		{"timeouts by contexts", "ctx, cancel := context.WithTimeout(ctx, time.Minute)\nbackoff.Retry(ctx, func() (int, error) {\n\tctx, cancel := context.WithTimeout(ctx, 2*time.Second)\n\tdefer cancel()\n\treturn call(ctx)\n}, backoff.WithBackOff(&backoff.ZeroBackOff{}), backoff.WithMaxTries(3))", "cenkalti", "immediate(attempts=3 timeout=2s deadline=15m total-timeout=1m …)", ""},
		{"an option that there is not", "backoff.Retry(ctx, op, backoff.WithMaxTries(3), backoff.WithMaxElapsedTme(time.Minute))", "cenkalti", "client:cenkalti(attempts=3)", "backoff.WithMaxElapsedTme(time.Minute) has no counterpart here."},
		{"words for numbers", "b := backoff.NewExponentialBackOff()\nb.InitialInterval = cfg.Initial\nb.Multiplier = \"two\"\nbackoff.Retry(ctx, op, backoff.WithBackOff(b), backoff.WithMaxTries(uint(cfg.Tries)))", "cenkalti", "client:cenkalti", "InitialInterval: cfg.Initial is no duration that|Multiplier: two is no number that|uint(cfg.Tries) is no number that stands"},
		{"a missing bracket", "backoff.Retry(ctx, op, backoff.WithMaxTries(3),\nb := backoff.NewConstantBackOff(time.Second)", "cenkalti", "fixed(base=1s attempts=3 deadline=15m …)", ""},
		{"two backoffs", "a := &backoff.ExponentialBackOff{InitialInterval: time.Second, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: time.Minute}\nb := backoff.NewExponentialBackOff()", "cenkalti", "client:cenkalti(base=1s factor=2)", "A second backoff is not read:"},
		{"imports of another name", "import again \"github.com/avast/retry-go/v4\"\nopts := []again.Option{again.Attempts(5), again.Delay(200 * time.Millisecond), again.DelayType(again.FixedDelay)}\nerr := again.Do(f, opts...)", "avast", "fixed(base=200ms attempts=5 …)", ""},
		{"two at once", "func New() *retryablehttp.Client {\n\tc := retryablehttp.NewClient()\n\tc.RetryWaitMin, c.RetryWaitMax = 500*time.Millisecond, 5*time.Second\n\tc.HTTPClient.Timeout = 3 * time.Second\n\treturn c\n}\nvar standard = Config{Timeout: time.Minute}", "go-retryablehttp", "client:go-retryablehttp(base=500ms cap=5s timeout=3s)", ""},
		{"Cloud Storage", "o.Retryer(storage.WithBackoff(gax.Backoff{Initial: 2 * time.Second, Multiplier: 3}), storage.WithMaxAttempts(5))", "gax-go", "client:gax-go(base=2s factor=3 attempts=5)", ""},
		{"defaults by their names", "backoff.Retry(op, &backoff.ExponentialBackOff{InitialInterval: time.Second, RandomizationFactor: backoff.DefaultRandomizationFactor, Multiplier: backoff.DefaultMultiplier, MaxInterval: backoff.DefaultMaxInterval, MaxElapsedTime: time.Hour})", "cenkalti", "client:cenkalti(base=1s deadline=1h)", ""},
		{"failsafe by default", "policy := retrypolicy.NewWithDefaults[any]()", "failsafe-go", "immediate(attempts=3 …|not-sent)", ""},
		{"retries and attempts", "retrypolicy.NewBuilder[any]().WithDelay(time.Second).WithJitterFactor(.1).WithMaxAttempts(-1).Build()", "failsafe-go", "proportional(base=1s factor=1 cap=1s jitter=0.1 attempts=1000 …|not-sent)", "Attempts without a limit are 1\u202f000"},
		{"a random delay", "retrypolicy.NewBuilder[any]().WithRandomDelay(time.Second, 3*time.Second).HandleErrors(ErrUnavailable).Build()", "failsafe-go", "proportional(base=2s factor=1 cap=2s jitter=0.5 attempts=3 retry-on=unavailable)", ""},
		{"HTTP", "p := failsafehttp.NewRetryPolicyBuilder().WithBackoff(time.Second, 30*time.Second).WithJitter(100 * time.Millisecond).Build()", "failsafe-go", "lib:failsafe-go-additive(base=1s factor=2 cap=30s extra=100ms attempts=3 … honour=honour)", "failsafe-go draws its jitter about a"},
		{"policies around and within", "retry := retrypolicy.NewBuilder[any]().WithMaxRetries(4).WithMaxDuration(time.Minute).Build()\nouter := timeout.New[any](30*time.Second)\nbreaker := circuitbreaker.NewBuilder[any]().WithFailureThresholdRatio(3, 10).Build()\nfailsafe.With(fallback.NewWithResult[any](x), outer, breaker, retry, timeout.New[any](time.Second))", "failsafe-go", "immediate(attempts=5 timeout=1s deadline=1m total-timeout=30s …|not-sent breaker=count breaker-ratio=0.3 breaker-calls=10 breaker-min=10 breaker-open=1m breaker-probes=10)", "failsafe-go shortens the wait that would|This breaker is around the retries,|A fallback is not simulated: the"},
		{"a breaker in a row, a hedge, a limiter", "retry := retrypolicy.NewBuilder[any]().WithMaxRetries(4).Build()\nbreaker := circuitbreaker.NewBuilder[any]().WithFailureThreshold(5).WithDelay(time.Second).Build()\nhedge := hedgepolicy.NewWithDelay[any](50*time.Millisecond)\nlimiter := ratelimiter.NewSmooth[any](10, time.Second)\nfailsafe.With(retry, breaker, hedge, limiter).Run(f)", "failsafe-go", "immediate(attempts=5 …|not-sent breaker=consecutive breaker-failures=5 breaker-open=1s breaker-probes=5)", "A hedge beside a breaker or|A rate limiter fails what is"},
		{"a budget, and what is not known", "retrypolicy.NewBuilder[any]().WithBudget(budget.NewBuilder().WithMaxRate(0.3).Build()).WithTypo(3).AbortOnErrors(ErrFatal).OnRetry(f).Build()", "failsafe-go", "immediate(attempts=3 …|not-sent budget=concurrent budget-ratio=0.3 budget-min=3)", "AbortOnErrors(ErrFatal) has no counterpart here.|WithTypo(3) has no counterpart here."},
		{"retryablehttp by default", "client := retryablehttp.NewClient()\nclient.Logger = nil", "go-retryablehttp", "client:go-retryablehttp", ""},
		{"a literal makes no retries", "client := &retryablehttp.Client{HTTPClient: http.DefaultClient, RetryWaitMin: time.Second}", "go-retryablehttp", "client:go-retryablehttp(attempts=1)", ""},
		{"linear", "c := retryablehttp.NewClient()\nc.RetryWaitMin = 800 * time.Millisecond\nc.RetryWaitMax = 1200 * time.Millisecond\nc.Backoff = retryablehttp.RateLimitLinearJitterBackoff", "go-retryablehttp", "lib:go-retryablehttp-linear(base=1s jitter=0.2 attempts=5 … honour=honour)", ""},
		{"code of its own", "c := retryablehttp.NewClient()\nc.RetryMax = retries\nc.Backoff = backoff\nc.CheckRetry = func(ctx context.Context, resp *http.Response, err error) (bool, error) { return resp.StatusCode == 429, nil }", "go-retryablehttp", "client:go-retryablehttp", "RetryMax: retries is no number that|What the function of Backoff waits|What CheckRetry retries is not read:"},
		{"a function of its own that is a law", "c := retryablehttp.NewClient()\nc.RetryWaitMin = time.Second\nc.RetryWaitMax = time.Minute\nc.Backoff = func(min_, max_ time.Duration, n int, r *http.Response) time.Duration {\n\treturn time.Duration((0.5 + 0.5*rand.Float64()) * min(float64(max_), float64(min_)*math.Pow(3, float64(n))))\n}", "go-retryablehttp", "equal(base=1s factor=3 cap=1m attempts=5 … honour=ignore)", ""},
		{"and one that is none", "c := retryablehttp.NewClient()\nc.Backoff = func(a, b time.Duration, n int, r *http.Response) time.Duration {\n\tif n > 3 {\n\t\treturn b\n\t}\n\treturn a * table[n]\n}", "go-retryablehttp", "client:go-retryablehttp", "What the function of Backoff waits"},
		{"no wait", "c := retryablehttp.NewClient()\nc.RetryWaitMin = 0", "go-retryablehttp", "immediate(attempts=5 … honour=honour)", ""},
		{"what is retryable", "retry.Fibonacci(ctx, time.Second, func(ctx context.Context) error {\n\terr := call(ctx)\n\tif errors.Is(err, ErrServiceUnavailable) {\n\t\treturn retry.RetryableError(err)\n\t}\n\treturn err\n})", "go-retry", "lib:go-retry-fibonacci(base=1s cap=24h attempts=1000 retry-on=unavailable)", ""},
		{"go-retry nested", "retry.Do(ctx, retry.WithMaxRetries(4, retry.WithJitterPercent(10, retry.NewConstant(time.Second))), f)", "go-retry", "proportional(base=1s factor=1 cap=1s jitter=0.1 attempts=5 …)", ""},
		{"the cap around the jitter", "b := retry.NewExponential(time.Second)\nb = retry.WithFullJitter(b)\nb = retry.WithCappedDuration(time.Minute, b)", "go-retry", "lib:go-retry-full-then-cap(base=1s cap=1m attempts=1000 …)", ""},
		{"go-retry in one call", "if err := retry.Fibonacci(ctx, 1*time.Second, func(ctx context.Context) error { return retry.RetryableError(f()) }); err != nil {}", "go-retry", "lib:go-retry-fibonacci(base=1s cap=24h attempts=1000 …)", ""},
		{"go-retry with an end", "b := retry.WithMaxDuration(time.Minute, retry.WithJitter(50*time.Millisecond, retry.NewExponential(time.Second)))", "go-retry", "lib:go-retry-additive(base=1s cap=24h extra=50ms attempts=1000 deadline=1m …)", "go-retry shortens the wait that would"},
		{"avast v4", "err := retry.Do(f, retry.Attempts(3), retry.Delay(time.Second), retry.DelayType(retry.BackOffDelay), retry.LastErrorOnly(true))\n// github.com/avast/retry-go/v4", "avast", "exponential(base=1s cap=24h attempts=3 …)", ""},
		{"avast for ever", "retry.New(retry.UntilSucceeded(), retry.MaxDelay(time.Minute)).Do(f)", "avast", "client:avast(cap=1m attempts=1000)", ""},
		{"avast, random", "retry.Do(f, retry.Attempts(0), retry.DelayType(retry.RandomDelay), retry.MaxJitter(time.Second))", "avast", "full(base=1s factor=1 cap=1s attempts=1000 …)", "Attempts without a limit are 1\u202f000"},
		{"avast, combined", "retry.Do(f, retry.Attempts(4), retry.DelayType(retry.CombineDelay(retry.FixedDelay, retry.RandomDelay)), retry.RetryIf(func(err error) bool { return errors.Is(err, ErrRateLimited) }))", "avast", "additive(base=100ms factor=1 cap=24h extra=100ms attempts=4 retry-on=rejected)", ""},
		{"avast, code of its own", "retry.Do(f, retry.Attempts(4), retry.DelayType(func(n uint, err error, c *retry.Config) time.Duration { return time.Second }), retry.RetryIf(is))", "avast", "client:avast(attempts=4)", "What this function waits is not|What RetryIf retries is not read:"},
		{"avast, full", "retry.Do(f, retry.Attempts(4), retry.DelayType(retry.FullJitterBackoffDelay), retry.MaxDelay(time.Minute), retry.AttemptsForError(2, ErrX))", "avast", "lib:avast-full(base=100ms cap=1m attempts=4 …)", "retry.AttemptsForError(2, ErrX) has no counterpart here."},
		{"client-go, of the notes", "wait.Backoff{Duration: 10 * time.Millisecond, Factor: 5, Jitter: 0.1, Steps: 4, Cap: 2 * time.Second}", "client-go", "upward(base=10ms factor=5 cap=2s jitter=0.1 attempts=4 …)", ""},
		{"Cap ends the steps", "wait.ExponentialBackoff(wait.Backoff{Duration: time.Second, Factor: 2, Steps: 10, Cap: 5 * time.Second}, f)", "client-go", "upward(base=1s factor=2 cap=5s jitter=0 attempts=3 …)", ""},
		{"but not those of Step", "const attempts = 10\nb := wait.Backoff{Duration: time.Second, Factor: 2, Steps: math.MaxInt32, Cap: 5 * time.Second}\nfor i := 0; i < attempts; i++ { time.Sleep(b.Step()) }", "client-go", "upward(base=1s factor=2 cap=5s jitter=0 attempts=10 …)", ""},
		{"a jitter above 1", "retry.OnError(wait.Backoff{Duration: time.Second, Jitter: 3, Steps: 5}, apierrors.IsTooManyRequests, f)", "client-go", "proportional(base=2.5s factor=1 cap=24h jitter=0.6 attempts=5 retry-on=rejected)", ""},
		{"the default", "err := retry.RetryOnConflict(retry.DefaultRetry, f)", "client-go", "upward(base=10ms factor=1 cap=24h jitter=0.1 attempts=5 retry-on=rejected)", ""},
		{"the default with other steps", "b := retry.DefaultBackoff\nb.Steps = 7\nerr := retry.RetryOnConflict(b, f)", "client-go", "upward(base=10ms factor=5 cap=24h jitter=0.1 attempts=7 retry-on=rejected)", ""},
		{"no steps", "retry.OnError(wait.Backoff{Duration: time.Second}, retriable, f)", "client-go", "upward(base=1s factor=1 cap=24h jitter=0 attempts=1 …)", "Without Steps a wait.Backoff allows no"},
		{"a work queue", "queue := workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]())\nif queue.NumRequeues(key) < maxRetries { queue.AddRateLimited(key) }\nconst maxRetries = 15", "client-go", "client:k8s-workqueue(attempts=16)", "client-go waits the longer of this"},
		{"items alone", "workqueue.NewTypedItemExponentialFailureRateLimiter[string](time.Second, time.Minute)", "client-go", "client:k8s-workqueue(base=1s cap=1m throttle=none)", ""},
		{"items and a bucket", "workqueue.NewMaxOfRateLimiter(workqueue.NewItemExponentialFailureRateLimiter(time.Second, time.Minute), &workqueue.BucketRateLimiter{Limiter: rate.NewLimiter(rate.Limit(5), 20)})", "client-go", "client:k8s-workqueue(base=1s cap=1m throttle-rate=5 throttle-burst=20)", "client-go waits the longer of this"},
		{"AWS by config", "cfg, err := config.LoadDefaultConfig(ctx, config.WithRetryMaxAttempts(7), config.WithRetryMode(aws.RetryModeAdaptive))", "aws-sdk-go-v2", "client:aws-sdk-go-v2-2026(attempts=7 throttle=aws-adaptive)", ""},
		{"0 attempts are the default", "retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = 0; o.RateLimiter = ratelimit.None })", "aws-sdk-go-v2", "client:aws-sdk-go-v2-2026(budget=none)", ""},
		{"or no limit", "r := retry.AddWithMaxAttempts(retry.NewStandard(), 0)", "aws-sdk-go-v2", "client:aws-sdk-go-v2-2026(attempts=1000)", "Attempts without a limit are 1\u202f000"},
		{"delays of before 2026", "r := retry.AddWithMaxBackoffDelay(retry.NewStandard(), 5*time.Second)", "aws-sdk-go-v2", "lib:aws-sdk-go-v2-standard(cap=5s attempts=3 … budget=aws-2026)", ""},
		{"a function that is a law", "retry.NewStandard(func(o *retry.StandardOptions) {\n\to.Backoff = retry.BackoffDelayerFunc(func(attempt int, err error) (time.Duration, error) {\n\t\treturn time.Duration(rand.Float64() * float64(time.Second) * math.Pow(2, float64(attempt-1))), nil\n\t})\n})", "aws-sdk-go-v2", "full(base=1s factor=2 cap=24h attempts=3 … budget=aws-2026)", ""},
		{"none", "o.Retryer = aws.NopRetryer{}", "aws-sdk-go-v2", "immediate(attempts=1)", ""},
		{"codes, and code", "retry.AddWithErrorCodes(retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = mine }), \"X\")", "aws-sdk-go-v2", "client:aws-sdk-go-v2-2026", "What the function of Backoff waits|AddWithErrorCodes has no counterpart here."},
		{"gax by default", "gax.OnHTTPCodes(gax.Backoff{Multiplier: 0.5}, 429, http.StatusServiceUnavailable, 418)", "gax-go", "client:gax-go(retry-on=rejected|unavailable)", "The code 418 does not happen"},
		{"Resty by default", "client := resty.New()", "resty", "lib:resty-v2-ref(base=100ms cap=2s attempts=1 retry-on=timed-out)", ""},
		{"Resty v3", "client := resty.New().SetRetryCount(3).AddRetryConditions(resty.RetryConditionStatus5XX, resty.RetryConditionStatusTooManyRequests).SetRetryDelayStrategy(f)", "resty", "lib:resty-v3-ref(base=100ms cap=2s attempts=4 … honour=honour)", "What the function of SetRetryDelayStrategy does"},
		{"package retry", "client := &retry.Client{Policy: retry.Policy{\n\tStrategy: retry.Equal{Params: retry.Params{Base: 200*time.Millisecond, Factor: 2, Cap: time.Minute}},\n\tMaxAttempts: 7, Timeout: time.Second,\n\tOn: retry.Outcomes(0).With(retry.Rejected).With(retry.TimedOut),\n\tRetryAfter: retry.RetryAfter{Rule: retry.Honour{}, Limit: time.Minute, Clamp: true},\n}, Budget: retry.NoBudget}", "backofflab-go", "equal(base=200ms factor=2 cap=1m attempts=7 timeout=1s retry-on=rejected|timed-out honour=honour honour-limit=1m honour-over=clamp)", ""},
		{"its defaults", "order, err := retry.Do(ctx, retry.Policy{}, call)", "backofflab-go", "full(base=100ms cap=20s attempts=3 honour=honour-jitter honour-jitter=0.1 honour-limit=2m honour-over=give-up)", ""},
		{"a link", "settings, err := config.Parse(\"https://lab.test/?strategies=full&base=1s&hedge=50ms\")", "backofflab-go", "full(base=1s hedge=50ms)", "Package retry makes no hedges."},
		{"a link that is none", "settings, err := config.Parse(\"strategies=nonsense\")", "backofflab-go", "error", ""},
	} {
		r, format, err := read(tt.text)
		if r == nil {
			t.Errorf("%s: no format recognises it", tt.shows)
			continue
		}
		if err != nil { // which has a word, besides what was lost
			if tt.key != "error" {
				t.Errorf("%s: %v", tt.shows, err)
			}
			continue
		}
		says := lost(r)
		var want []string
		if tt.losses != "" {
			want = strings.Split(tt.losses, "|")
		}
		same := len(says) == len(want)
		for i := 0; same && i < len(want); i++ {
			same = strings.HasPrefix(says[i], want[i])
		}
		if key := strings.ReplaceAll(r.Key(), network, " …"); key != tt.key || format != tt.format || !same {
			t.Errorf("%s: %s %s %q\nwant %s %s %q", tt.shows, format, key, says, tt.format, tt.key, want)
		}
	}
}

// Whatever is pasted makes a valid scenario or an error, and notes stand on lines of the text.
func FuzzRead(f *testing.F) {
	for _, format := range golang.Formats() {
		f.Add(format.Sample)
		f.Add(strings.ReplaceAll(format.Sample, ")", ""))
		f.Add(strings.ReplaceAll(strings.ReplaceAll(format.Sample, "0", "-9"), "time.", "x."))
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text, err := form.NewText(raw)
		if err != nil {
			return
		}
		lines := 1 + strings.Count(text.Raw, "\n")
		for _, format := range golang.Formats() {
			if format.Read == nil {
				continue
			}
			format.Recognise(text)
			r := form.Reading{Format: format.Key}
			format.Read(text, &r)
			if err := r.Finish(); err != nil {
				continue
			}
			if _, err := scenario.ParseQuery(r.Query()); err != nil {
				t.Fatalf("%s: %s: %v", format.Key, r.Key(), err)
			}
			for _, n := range r.Notes {
				if n.Line < 0 || n.Line > lines || n.Says == "" {
					t.Fatalf("%s: line %d of %d: %q", format.Key, n.Line, lines, n.Says)
				}
			}
		}
	})
}
