package library

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
)

// Client is all that a published library decides about retries, with its defaults: not only
// its delays.
type Client struct {
	Attempts   int            // in all, the first included
	On         retry.Outcomes // what is retried
	RetryAfter string         // key of its rule for Retry-After, see retry.RetryAfterKinds; "": it ignores it
	Limit      time.Duration  // longest Retry-After that it obeys; 0: any
	GiveUp     bool           // what a longer one does: it ends the request; else it is ignored
	Clamp      bool           // a longer Retry-After is obeyed as far as the limit, in place of GiveUp
	Share      float64        // honour-jitter, max-jitter: what is added at most; 0: the scenario's
	Deadline   time.Duration  // no retry starts later than this after the first attempt; 0: none
	Timeout    time.Duration  // how long it waits for an answer to one attempt; 0: it has none, and the scenario's holds
	Total      time.Duration  // and for the whole request; 0: it has none, and the scenario's holds
	CapEnds    bool           // the first backoff that its cap cuts is the last: there are no more attempts
	Guards
	Source string // where that is read
}

// Guards is what the requests of a client share by default. A client without any of them has
// those of the scenario.
type Guards struct {
	Budget        string  // key of a guard.Kind; "": none
	BudgetTokens  float64 // grpc: size of its bucket
	BudgetRatio   float64 // grpc: tokens for a success; concurrent: retries for each attempt under way
	BudgetMin     int     // concurrent: retries that may be under way in any case
	Throttle      string  // key of a guard.Kind; "": none
	ThrottleRate  float64 // bucket: tokens per second
	ThrottleBurst int     // bucket: its size
}

// Guarded reports whether the client has a budget or a throttle.
func (g Guards) Guarded() bool { return g.Budget != "" || g.Throttle != "" }

// Unlimited is how many attempts a client makes that has no limit: the most a policy may have.
const Unlimited = 1000

// clientPrefix is before the key of a library in the key of its whole client.
const clientPrefix = "client:"

var (
	statuses = retry.Outcomes(0).With(retry.Rejected).With(retry.Unavailable)
	network  = statuses.With(retry.TimedOut)
	anything = network.With(retry.Failed)
)

// clients are those whose rules are known, by the key of the library that has their delays.
var clients = map[string]Client{
	"openai-python": {
		Attempts: 3, On: network, RetryAfter: "honour", Limit: 2 * time.Minute, GiveUp: true, Timeout: 10 * time.Minute,
		Source: "openai/openai-python 3.3.1, src/openai/_base_client.py",
	},
	"anthropic-python": {
		Attempts: 3, On: network, RetryAfter: "honour", Limit: time.Minute, Timeout: 10 * time.Minute,
		Source: "anthropics/anthropic-sdk-python 0.121.0, src/anthropic/_base_client.py",
	},
	"openai-node": {
		Attempts: 3, On: network, RetryAfter: "honour", Limit: time.Minute, Timeout: 10 * time.Minute,
		Source: "openai/openai-node 7.57.0, src/client.ts",
	},
	"anthropic-typescript": {
		Attempts: 3, On: network, RetryAfter: "honour", Timeout: 10 * time.Minute,
		Source: "anthropics/anthropic-sdk-typescript 1.12.0, src/client.ts",
	},
	"go-retryablehttp": {
		Attempts: 5, On: network, RetryAfter: "honour",
		Source: "hashicorp/go-retryablehttp 0.7.8, client.go",
	},
	"got": {
		Attempts: 3, On: network, RetryAfter: "honour",
		Source: "sindresorhus/got 16.1.0, source/core/calculate-retry-delay.ts",
	},
	"ky": {
		Attempts: 3, On: statuses, RetryAfter: "honour", Timeout: 10 * time.Second,
		Source: "sindresorhus/ky 2.1.0, source/core/Ky.ts: it does not retry its own timeouts",
	},
	"google-api-core": {
		Attempts: Unlimited, On: network, Deadline: 2 * time.Minute,
		Source: "googleapis/python-api-core 2.29.1, google/api_core/retry",
	},
	"cenkalti": {
		Attempts: Unlimited, On: network, Deadline: 15 * time.Minute,
		Source: "cenkalti/backoff 5.0.3, retry.go",
	},
	"undici": {
		Attempts: 6, On: statuses, RetryAfter: "honour", Limit: 30 * time.Second, Clamp: true, Timeout: 5 * time.Minute,
		Source: "nodejs/undici 8.12.4, lib/handler/retry-handler.js: RetryAgent",
	},
	"axios-retry-exponential": {
		Attempts: 4, On: statuses, RetryAfter: "max-jitter", Share: 0.2,
		Source: "softonic/axios-retry 4.5.0, src/index.ts: with exponentialDelay; it never retries timeouts",
	},
	"stamina": {
		Attempts: 10, On: network, Deadline: 45 * time.Second,
		Source: "hynek/stamina 26.1.0, src/stamina/_core.py: on every error that its caller gives it",
	},
	"avast": {
		Attempts: 10, On: network,
		Source: "avast/retry-go 5.1.1, options.go: on every error that its caller returns",
	},
	"p-retry": {
		Attempts: 11, On: network,
		Source: "sindresorhus/p-retry 9.0.0, index.js: on every error that its caller throws",
	},
	"async-retry": {
		Attempts: 11, On: network,
		Source: "vercel/async-retry 1.3.3, lib/index.js: on every error that its caller throws",
	},
	"celery": {
		Attempts: 4, On: network,
		Source: "celery/celery 5.6.2, celery/app/autoretry.py: on the exceptions of autoretry_for",
	},
	"resilience4j": {
		Attempts: 3, On: network,
		Source: "resilience4j 2.4.0, RetryConfig.java: on every throwable",
	},
	"azure-go": {
		Attempts: 4, On: network, RetryAfter: "honour", Limit: time.Minute, GiveUp: true,
		Source: "Azure/azure-sdk-for-go, sdk/azcore 1.24.0, runtime/policy_retry.go",
	},
	"gax-go": {
		Attempts: Unlimited, On: network,
		Source: "googleapis/gax-go 2.27.0, v2/invoke.go: on the codes that its caller names, until its context ends",
	},
	"polly-v8": {
		Attempts: 4, On: network, RetryAfter: "honour",
		Source: "dotnet/extensions at 02ba73e, HttpRetryStrategyOptions.cs, and Polly 8.7.0: the retry alone, without the breaker and the timeouts of the standard handler",
	},
	"spring-retry": {
		Attempts: 3, On: network,
		Source: "spring-projects/spring-retry 2.0.13-SNAPSHOT, annotation/Retryable.java: on every exception",
	},
	"tenacity-documented": {
		Attempts: Unlimited, On: network,
		Source: "jd/tenacity 9.1.4, doc/source/index.rst: @retry(wait=wait_random_exponential(multiplier=1, max=60)); by default it has no wait and no jitter, and never stops",
	},
	"urllib3": {
		Attempts: 4, On: network, RetryAfter: "honour", Limit: 6 * time.Hour, Clamp: true,
		Source: "urllib3 2.7.0, src/urllib3/util/retry.py, Retry.DEFAULT: 429 and 503 if status_forcelist has them, else only with a Retry-After",
	},
	"sidekiq": {
		Attempts: 26, On: anything,
		Source: "sidekiq/sidekiq 8.1.7, lib/sidekiq/job_retry.rb: on every exception of the job",
	},
	"temporal": {
		Attempts: Unlimited, On: anything,
		Source: "temporalio/temporal at 6805cae, common/retrypolicy/retry_policy.go: on every error that is not named as final",
	},
	"failsafe-go": {
		Attempts: 3, On: network, RetryAfter: "honour",
		Source: "failsafe-go/failsafe-go 0.9.8, failsafehttp/policy.go: 429, 500 and above but 501, and errors",
	},
	"stripe-node": {
		Attempts: 3, On: retry.Outcomes(0).With(retry.Unavailable).With(retry.TimedOut), Timeout: 80 * time.Second,
		Source: "stripe/stripe-node 23.1.0, src/RequestSender.ts: not 429, unless the answer says so",
	},
	"k8s-crash-loop": {
		Attempts: Unlimited, On: anything,
		Source: "kubernetes/kubernetes at 000d954, pkg/kubelet/kubelet.go: a container that ends is started again",
	},
	"k8s-retry": {
		Attempts: 4, On: retry.Outcomes(0).With(retry.Rejected), CapEnds: true,
		Source: "kubernetes/client-go 0.37.2, util/retry/util.go, RetryOnConflict; apimachinery, wait/backoff.go: a backoff that reaches its cap has no more steps",
	},
	"fetch-proposed": {
		Attempts: 4, On: retry.Outcomes(0).With(retry.Unavailable).With(retry.TimedOut), Deadline: time.Minute,
		Source: "explainers-by-googlers/fetch-retry at 194f0b0, README.md, its example; whatwg/fetch PR 1923 of 2026-04-20: on network errors alone, which unavailable stands for here",
	},
	"cockatiel": {
		Attempts: 4, On: network,
		Source: "connor4312/cockatiel 4.0.0, readme.md: retry(handleAll, {maxAttempts: 3, backoff: new ExponentialBackoff()}); by default it waits nothing and never stops",
	},
	"backon": {
		Attempts: 4, On: network,
		Source: "Xuanwo/backon 1.5.2, backon/src/backoff/exponential.rs: on every error",
	},
	"botocore-legacy": {
		Attempts: 5, On: network, Timeout: time.Minute,
		Source: "boto/botocore 1.43.11, botocore/data/_retry.json; it has no quota",
	},
	"botocore-dynamodb": {
		Attempts: 10, On: network, Timeout: time.Minute,
		Source: "boto/botocore 1.43.11, botocore/data/_retry.json; it has no quota",
	},
	"aws-sdk-go-v2-standard": {
		Attempts: 3, On: network, Guards: Guards{Budget: "aws"},
		Source: "aws/aws-sdk-go-v2 1.47.7, aws/retry/standard.go: the default until 2026-11-10; it knows throttling by the error's code",
	},
	"aws-sdk-go-v2-2026": {
		Attempts: 3, On: network, Guards: Guards{Budget: "aws-2026"},
		Source: "aws/aws-sdk-go-v2 1.48.0 of 2026-11-10, aws/retry/standard.go and CHANGELOG.md: the default since then; of headers it reads x-amz-retry-after alone",
	},
	"aws-sdk-js-v3-legacy": {
		Attempts: 3, On: network, RetryAfter: "max", Guards: Guards{Budget: "aws-js"},
		Source: "smithy-lang/smithy-typescript at 67ade41, packages/util-retry/src/StandardRetryStrategy.ts: before 2026",
	},
	"aws-sdk-js-v3": {
		Attempts: 3, On: network, RetryAfter: "max-5s", Guards: Guards{Budget: "aws-2026"},
		Source: "@smithy/core 3.41.0, dist-cjs/submodules/retry/index.js",
	},
	"botocore-standard": {
		Attempts: 3, On: network, Guards: Guards{Budget: "aws"}, Timeout: time.Minute,
		Source: "boto/botocore 1.43.11, botocore/retries/standard.py: standard mode, before November 2026",
	},
	"botocore-2026": {
		Attempts: 3, On: network, Guards: Guards{Budget: "aws-2026"}, Timeout: time.Minute,
		Source: "boto/botocore at 0e6e240, botocore/retries/standard.py with AWS_NEW_RETRIES_2026: of headers it reads x-amz-retry-after alone",
	},
	"aws-sdk-java-v2": {
		Attempts: 3, On: network, RetryAfter: "max", Guards: Guards{Budget: "aws"},
		Source: "aws/aws-sdk-java-v2 at 25787b3, core/retries, DefaultRetryStrategy.java: a retry takes 5 after a timeout, too, where this budget takes 10",
	},
	"envoy": {
		Attempts: 2, On: retry.Outcomes(0).With(retry.Unavailable).With(retry.TimedOut), Guards: Guards{Budget: "concurrent", BudgetMin: 3},
		Source: "Envoy documentation 1.39: retry_on 5xx, num_retries 1, and the circuit breaker's max_retries 3",
	},
	"k8s-workqueue": {
		Attempts: Unlimited, On: anything, Guards: Guards{Throttle: "bucket", ThrottleRate: 10, ThrottleBurst: 100},
		Source: "kubernetes/client-go 0.37.2, util/workqueue/default_rate_limiters.go: DefaultTypedControllerRateLimiter; here the two delays add up",
	},
	"istio": {
		Attempts: 3, On: retry.Outcomes(0).With(retry.Unavailable),
		Source: "istio/istio at 86c9f01 (1.31), pilot/pkg/networking/core/route/retry/retry.go: not 429; its clusters have no limit of parallel retries, as Envoy's own have (cluster_builder.go)",
	},
}

// ClientOf returns the client that a key names, "client:openai-python", and false where
// there is none.
func ClientOf(key string) (Client, bool) {
	name, whole := strings.CutPrefix(key, clientPrefix)
	c, ok := clients[name]
	c.RetryAfter = cmp.Or(c.RetryAfter, "ignore")
	return c, whole && ok
}

// DelaysOf is the key of the strategy that has the delays of a client; of any other key it
// is that key.
func DelaysOf(key string) string {
	if _, ok := ClientOf(key); ok {
		return "lib:" + strings.TrimPrefix(key, clientPrefix)
	}
	return key
}

// Clients lists the whole clients of libraries, sorted by key: each has the delays of a
// library of Kinds. The caller owns the slice.
func Clients() []retry.Kind { return slices.Clone(wholeClients) }

var wholeClients = func() []retry.Kind {
	var kinds []retry.Kind
	for _, kind := range libraries { // which are sorted
		name := strings.TrimPrefix(kind.Key, "lib:")
		c, ok := clients[name]
		if !ok {
			continue
		}
		kind.Key, kind.Name, kind.Short = clientPrefix+name, clientName(kind)+", whole client", clientShorts[name]
		kind.Source = c.Source
		kinds = append(kinds, kind)
	}
	return kinds
}()

// clientName is the name of a library without that of a form of it, but where several forms
// have a whole client: "botocore legacy".
func clientName(kind retry.Kind) string {
	own, form, _ := strings.Cut(kind.Name, ", ")
	for _, other := range libraries {
		_, whole := clients[strings.TrimPrefix(other.Key, "lib:")]
		if name, _, _ := strings.Cut(other.Name, ", "); whole && other.Key != kind.Key && name == own {
			form, _, _ = strings.Cut(form, " (")
			return own + " " + form
		}
	}
	return own
}

// clientShorts are names of at most 14 letters, unlike those of the delays alone.
var clientShorts = map[string]string{
	"anthropic-python":        "Anthropic SDK",
	"anthropic-typescript":    "Anthropic JS",
	"async-retry":             "async client",
	"avast":                   "avast client",
	"aws-sdk-go-v2-2026":      "AWS Go SDK 26",
	"aws-sdk-go-v2-standard":  "AWS Go 2025",
	"aws-sdk-java-v2":         "AWS Java SDK",
	"aws-sdk-js-v3":           "AWS JS 2026",
	"aws-sdk-js-v3-legacy":    "AWS JS 2025",
	"axios-retry-exponential": "axios client",
	"azure-go":                "Azure Go SDK",
	"backon":                  "backon client",
	"botocore-2026":           "boto3 2026",
	"botocore-dynamodb":       "boto3 DynamoDB",
	"botocore-legacy":         "boto3 legacy",
	"botocore-standard":       "boto3 before",
	"celery":                  "Celery task",
	"cenkalti":                "cenkalti call",
	"cockatiel":               "cockatiel app",
	"envoy":                   "Envoy proxy",
	"failsafe-go":             "failsafe call",
	"fetch-proposed":          "browser fetch",
	"gax-go":                  "Google Go SDK",
	"go-retryablehttp":        "retryable HTTP",
	"google-api-core":         "Google Python",
	"got":                     "got client",
	"istio":                   "Istio proxy",
	"k8s-crash-loop":          "Crash loop pod",
	"k8s-retry":               "client-go call",
	"k8s-workqueue":           "client-go loop",
	"ky":                      "Ky client",
	"openai-node":             "OpenAI JS SDK",
	"openai-python":           "OpenAI Py SDK",
	"p-retry":                 "p-retry client",
	"polly-v8":                "Polly client",
	"resilience4j":            "resilience app",
	"sidekiq":                 "Sidekiq job",
	"spring-retry":            "Spring client",
	"stamina":                 "stamina client",
	"stripe-node":             "Stripe SDK JS",
	"temporal":                "Temporal task",
	"tenacity-documented":     "tenacity call",
	"undici":                  "undici client",
	"urllib3":                 "urllib3 pool",
}
