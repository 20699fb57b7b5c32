package library

import (
	"slices"
	"strings"
	"time"

	"backofflab/retry"
)

// Client is all that a published library decides about retries, with its defaults: not only
// its delays. A library that shares a budget between its requests by default, as the AWS SDKs
// do, is none of them: the scenario says which budget there is.
type Client struct {
	Attempts   int            // in all, the first included
	On         retry.Outcomes // what is retried
	RetryAfter string         // key of its rule for Retry-After, see retry.RetryAfterKinds
	Limit      time.Duration  // longest Retry-After that it obeys; 0: any
	GiveUp     bool           // what a longer one does: it ends the request; else it is ignored
	Deadline   time.Duration  // no retry starts later than this after the first attempt; 0: none
	Source     string         // where that is read
	Clamp      bool           // a longer Retry-After is obeyed as far as the limit, in place of GiveUp
	Share      float64        // honour-jitter, max-jitter: what is added at most; 0: the scenario's
}

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
	"openai-python":           {3, network, "honour", 2 * time.Minute, true, 0, "openai/openai-python 3.3.1, src/openai/_base_client.py", false, 0},
	"anthropic-python":        {3, network, "honour", time.Minute, false, 0, "anthropics/anthropic-sdk-python 0.121.0, src/anthropic/_base_client.py", false, 0},
	"openai-node":             {3, network, "honour", time.Minute, false, 0, "openai/openai-node 7.57.0, src/client.ts", false, 0},
	"anthropic-typescript":    {3, network, "honour", 0, false, 0, "anthropics/anthropic-sdk-typescript 1.12.0, src/client.ts", false, 0},
	"go-retryablehttp":        {5, network, "honour", 0, false, 0, "hashicorp/go-retryablehttp 0.7.8, client.go", false, 0},
	"got":                     {3, network, "honour", 0, false, 0, "sindresorhus/got 16.1.0, source/core/calculate-retry-delay.ts", false, 0},
	"ky":                      {3, statuses, "honour", 0, false, 0, "sindresorhus/ky 2.1.0, source/core/Ky.ts: it does not retry its own timeouts", false, 0},
	"google-api-core":         {Unlimited, network, "ignore", 0, false, 2 * time.Minute, "googleapis/python-api-core 2.29.1, google/api_core/retry", false, 0},
	"cenkalti":                {Unlimited, network, "ignore", 0, false, 15 * time.Minute, "cenkalti/backoff 5.0.3, retry.go", false, 0},
	"undici":                  {6, statuses, "honour", 30 * time.Second, false, 0, "nodejs/undici 8.12.4, lib/handler/retry-handler.js: RetryAgent", true, 0},
	"axios-retry-exponential": {4, statuses, "max-jitter", 0, false, 0, "softonic/axios-retry 4.5.0, src/index.ts: with exponentialDelay; it never retries timeouts", false, 0.2},
	"stamina":                 {10, network, "ignore", 0, false, 45 * time.Second, "hynek/stamina 26.1.0, src/stamina/_core.py: on every error that its caller gives it", false, 0},
	"avast":                   {10, network, "ignore", 0, false, 0, "avast/retry-go 5.1.1, options.go: on every error that its caller returns", false, 0},
	"p-retry":                 {11, network, "ignore", 0, false, 0, "sindresorhus/p-retry 9.0.0, index.js: on every error that its caller throws", false, 0},
	"async-retry":             {11, network, "ignore", 0, false, 0, "vercel/async-retry 1.3.3, lib/index.js: on every error that its caller throws", false, 0},
	"celery":                  {4, network, "ignore", 0, false, 0, "celery/celery 5.6.2, celery/app/autoretry.py: on the exceptions of autoretry_for", false, 0},
	"resilience4j":            {3, network, "ignore", 0, false, 0, "resilience4j 2.4.0, RetryConfig.java: on every throwable", false, 0},
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
	"resilience4j":            "resilience all",
}
