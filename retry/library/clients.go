package library

import (
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
	RetryAfter string         // key of its rule for Retry-After, see retry.RetryAfterKinds
	Limit      time.Duration  // longest Retry-After that it obeys; 0: any
	GiveUp     bool           // what a longer one does: it ends the request; else it is ignored
	Deadline   time.Duration  // no retry starts later than this after the first attempt; 0: none
	Clamp      bool           // a longer Retry-After is obeyed as far as the limit, in place of GiveUp
	Share      float64        // honour-jitter, max-jitter: what is added at most; 0: the scenario's
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
)

// clients are those whose rules are known, by the key of the library that has their delays.
var clients = map[string]Client{
	"openai-python": {Attempts: 3, On: network, RetryAfter: "honour", Limit: 2 * time.Minute, GiveUp: true,
		Source: "openai/openai-python 3.3.1, src/openai/_base_client.py"},
	"anthropic-python": {Attempts: 3, On: network, RetryAfter: "honour", Limit: time.Minute,
		Source: "anthropics/anthropic-sdk-python 0.121.0, src/anthropic/_base_client.py"},
	"openai-node": {Attempts: 3, On: network, RetryAfter: "honour", Limit: time.Minute,
		Source: "openai/openai-node 7.57.0, src/client.ts"},
	"anthropic-typescript": {Attempts: 3, On: network, RetryAfter: "honour",
		Source: "anthropics/anthropic-sdk-typescript 1.12.0, src/client.ts"},
	"go-retryablehttp": {Attempts: 5, On: network, RetryAfter: "honour",
		Source: "hashicorp/go-retryablehttp 0.7.8, client.go"},
	"got": {Attempts: 3, On: network, RetryAfter: "honour",
		Source: "sindresorhus/got 16.1.0, source/core/calculate-retry-delay.ts"},
	"ky": {Attempts: 3, On: statuses, RetryAfter: "honour",
		Source: "sindresorhus/ky 2.1.0, source/core/Ky.ts: it does not retry its own timeouts"},
	"google-api-core": {Attempts: Unlimited, On: network, RetryAfter: "ignore", Deadline: 2 * time.Minute,
		Source: "googleapis/python-api-core 2.29.1, google/api_core/retry"},
	"cenkalti": {Attempts: Unlimited, On: network, RetryAfter: "ignore", Deadline: 15 * time.Minute,
		Source: "cenkalti/backoff 5.0.3, retry.go"},
	"undici": {Attempts: 6, On: statuses, RetryAfter: "honour", Limit: 30 * time.Second, Clamp: true,
		Source: "nodejs/undici 8.12.4, lib/handler/retry-handler.js: RetryAgent"},
	"axios-retry-exponential": {Attempts: 4, On: statuses, RetryAfter: "max-jitter", Share: 0.2,
		Source: "softonic/axios-retry 4.5.0, src/index.ts: with exponentialDelay; it never retries timeouts"},
	"stamina": {Attempts: 10, On: network, RetryAfter: "ignore", Deadline: 45 * time.Second,
		Source: "hynek/stamina 26.1.0, src/stamina/_core.py: on every error that its caller gives it"},
	"avast": {Attempts: 10, On: network, RetryAfter: "ignore",
		Source: "avast/retry-go 5.1.1, options.go: on every error that its caller returns"},
	"p-retry": {Attempts: 11, On: network, RetryAfter: "ignore",
		Source: "sindresorhus/p-retry 9.0.0, index.js: on every error that its caller throws"},
	"async-retry": {Attempts: 11, On: network, RetryAfter: "ignore",
		Source: "vercel/async-retry 1.3.3, lib/index.js: on every error that its caller throws"},
	"aws-sdk-go-v2-standard": {Attempts: 3, On: network, RetryAfter: "ignore", Guards: Guards{Budget: "aws"},
		Source: "aws/aws-sdk-go-v2 1.47.7, aws/retry/standard.go: before November 2026; it knows throttling by the error's code"},
	"aws-sdk-go-v2-2026": {Attempts: 3, On: network, RetryAfter: "ignore", Guards: Guards{Budget: "aws-2026"},
		Source: "aws/aws-sdk-go-v2 1.47.7, aws/retry/standard.go with AWS_NEW_RETRIES_2026: of headers it reads x-amz-retry-after alone"},
	"aws-sdk-js-v3-legacy": {Attempts: 3, On: network, RetryAfter: "max", Guards: Guards{Budget: "aws-js"},
		Source: "smithy-lang/smithy-typescript at 67ade41, packages/util-retry/src/StandardRetryStrategy.ts: before 2026"},
	"aws-sdk-js-v3": {Attempts: 3, On: network, RetryAfter: "max-5s", Guards: Guards{Budget: "aws-2026"},
		Source: "@smithy/core 3.41.0, dist-cjs/submodules/retry/index.js"},
	"botocore-standard": {Attempts: 3, On: network, RetryAfter: "ignore", Guards: Guards{Budget: "aws"},
		Source: "boto/botocore 1.43.11, botocore/retries/standard.py: standard mode, before November 2026"},
	"botocore-2026": {Attempts: 3, On: network, RetryAfter: "ignore", Guards: Guards{Budget: "aws-2026"},
		Source: "boto/botocore at 0e6e240, botocore/retries/standard.py with AWS_NEW_RETRIES_2026: of headers it reads x-amz-retry-after alone"},
	"botocore-legacy": {Attempts: 5, On: network, RetryAfter: "ignore",
		Source: "boto/botocore 1.43.11, botocore/data/_retry.json: legacy mode, its default"},
	"aws-sdk-java-v2": {Attempts: 3, On: network, RetryAfter: "max", Guards: Guards{Budget: "aws"},
		Source: "aws/aws-sdk-java-v2 at 25787b3, core/retries, DefaultRetryStrategy.java: a retry takes 5 after a timeout, too, where this budget takes 10"},
	"envoy": {Attempts: 2, On: retry.Outcomes(0).With(retry.Unavailable).With(retry.TimedOut), RetryAfter: "ignore", Guards: Guards{Budget: "concurrent", BudgetMin: 3},
		Source: "Envoy documentation 1.39: retry_on 5xx, num_retries 1, and the circuit breaker's max_retries 3"},
	"k8s-workqueue": {Attempts: Unlimited, On: network.With(retry.Failed), RetryAfter: "ignore", Guards: Guards{Throttle: "bucket", ThrottleRate: 10, ThrottleBurst: 100},
		Source: "kubernetes/client-go 0.37.2, util/workqueue/default_rate_limiters.go: DefaultTypedControllerRateLimiter; here the two delays add up"},
	"celery": {Attempts: 4, On: network, RetryAfter: "ignore",
		Source: "celery/celery 5.6.2, celery/app/autoretry.py: on the exceptions of autoretry_for"},
	"resilience4j": {Attempts: 3, On: network, RetryAfter: "ignore",
		Source: "resilience4j 2.4.0, RetryConfig.java: on every throwable"},
}

// ClientOf returns the client that a key names, "client:openai-python", and false where
// there is none.
func ClientOf(key string) (Client, bool) {
	name, whole := strings.CutPrefix(key, clientPrefix)
	c, ok := clients[name]
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
		own, _, _ := strings.Cut(kind.Name, ",")
		kind.Key, kind.Name, kind.Short = clientPrefix+name, own+", whole client", clientShorts[name]
		kind.Source = c.Source
		kinds = append(kinds, kind)
	}
	return kinds
}()

// clientShorts are names of at most 14 letters, unlike those of the delays alone.
var clientShorts = map[string]string{
	"anthropic-python":        "Anthropic SDK",
	"anthropic-typescript":    "Anthropic JS",
	"cenkalti":                "cenkalti all",
	"go-retryablehttp":        "retryable all",
	"google-api-core":         "google-api all",
	"got":                     "got all",
	"ky":                      "Ky all",
	"openai-node":             "OpenAI JS SDK",
	"openai-python":           "OpenAI Py SDK",
	"undici":                  "undici all",
	"axios-retry-exponential": "axios all",
	"stamina":                 "stamina all",
	"avast":                   "avast all",
	"p-retry":                 "p-retry all",
	"async-retry":             "async all",
	"celery":                  "Celery all",
	"aws-sdk-go-v2-standard":  "AWS Go 2025",
	"aws-sdk-go-v2-2026":      "AWS Go SDK 26",
	"aws-sdk-js-v3-legacy":    "AWS JS 2025",
	"aws-sdk-js-v3":           "AWS JS 2026",
	"botocore-standard":       "boto3 before",
	"botocore-2026":           "boto3 2026",
	"botocore-legacy":         "boto3 legacy",
	"aws-sdk-java-v2":         "AWS Java SDK",
	"envoy":                   "Envoy proxy",
	"k8s-workqueue":           "client-go",
	"resilience4j":            "resilience all",
}
