package explain

import (
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

func TestDescribe(t *testing.T) {
	const (
		base  = "clients=200&spread=1s&rate=20&burst=20&strategies=fixed,linear,exponential,full,equal,decorrelated&"
		who   = "200 clients call within 1 s. "
		limit = "The service allows 20 requests a second, with a burst of 20, and answers 429 to the rest"
		six   = "Compared: six retry strategies."
	)
	for _, tt := range []struct{ query, title, lead string }{
		{"", "200 clients hit a rate limit", who + limit + ". " + six},
		{"clients=1&spread=0s&strategies=list&delays=5s,5m,2h&delays-then=end&first-retry=at-once", "1 client with delay list calls a service with a rate limit", "1 client calls once. " + limit + ". A delay list waits 5 s, 5 min, 2 h and gives up after that. The first retry goes out at once. Retry strategy: delay list."},
		{"clients=1&spread=0s&strategies=list&delays=5s", "1 client with delay list calls a service with a rate limit", "1 client calls once. " + limit + ". A delay list waits 5 s, again and again. Retry strategy: delay list."},
		{"clients=1&spread=0s&strategies=full&floor=200ms", "1 client with full jitter calls a service with a rate limit", "1 client calls once. " + limit + ". Full jitter draws no less than 200 ms. Retry strategy: full jitter."},
		{"clients=1&spread=0s&strategies=list(delays=1s)&delays=5s&first-retry=at-once", "1 client with “Delay list (delays 1s)” calls a service with a rate limit", "1 client calls once. " + limit + ". A delay list waits 1 s, again and again. The first retry goes out at once. Retry strategy: “Delay list (delays 1s)”."},
		{"clients=1&spread=0s&strategies=polynomial", "1 client with polynomial backoff calls a service with a rate limit", "1 client calls once. " + limit + ". Retry strategy: polynomial backoff."},
		{"clients=1&spread=0s&strategies=full", "1 client with full jitter calls a service with a rate limit", "1 client calls once. " + limit + ". Retry strategy: full jitter."},
		{"clients=1000&spread=0s&rate=50&burst=100", "1 000 clients hit a rate limit", "1 000 clients call at the same moment. The service allows 50 requests a second, with a burst of 100, and answers 429 to the rest. " + six},
		{"rate=1500", "200 clients call a service with a rate limit", who + "The service allows 1 500 requests a second, with a burst of 20, and answers 429 to the rest. " + six},
		{"rate=0.01&burst=1", "200 clients hit a rate limit", who + "The service allows 36 requests an hour, with a burst of 1, and answers 429 to the rest. " + six},
		{"limiter=fixed-window&rate=10&window=1m30s&fail=0.3&permanent=0.05", "200 clients call a service that fails",
			who + "The service allows 900 requests in each window of 90 s and answers 429 to the rest; 30 % of the attempts fail with 503; about 5 % of the requests fail for good. " + six},
		{"limiter=fixed-window&rate=1.9", "200 clients hit a rate limit", who + "The service allows 1 request in each window of 1 s and answers 429 to the rest. " + six},
		{"limiter=optimistic-lock", "200 clients write to one row",
			who + "The service has one row with a version: of those that read the same version the first write succeeds, the others get a 429. " + six},
		// Points, two limits, and one that moves.
		{"limiter=fixed-window&rate=15&window=1m&cost=5&inside=100&service=1s", "200 clients hit a rate limit",
			who + "The service allows 900 points in each window of 60 s, 5 for each attempt, has at most 100 requests inside at a time, and answers 429 to the rest. Serving takes 1 s. " + six},
		{"limiter=sliding-log&rate=1&window=10s&inside=3", "200 clients hit a rate limit",
			who + "The service allows 10 requests in any 10 s, has at most 3 requests inside at a time, and answers 429 to the rest. " + six},
		{"limiter=leaky-bucket&cost=2&inside=1", "200 clients hit a rate limit",
			who + "The service passes on 20 points a second, 2 for each attempt, holds up to 20, has at most 1 request inside at a time, and answers 429 to the rest. " + six},
		{"cost=2", "200 clients hit a rate limit", who + "The service allows 20 points a second, 2 for each attempt, with a burst of 20, and answers 429 to the rest. " + six},
		{"limiter=aimd&aimd-target=1s&service=100ms", "200 clients hit a concurrency limit",
			who + "The service lets in 20 requests at a time at first; after each that goes well while half the places are taken it is one more, up to 200, and after each that takes longer than 1 s or is dropped 90 % of them, down to 1; it answers 429 to the rest. Serving takes 100 ms. " + six},
		// Tokens.
		{"limiter=llm&rate=1&burst=10&tokens=900&output-per-minute=8000&output-tokens=400&inside=5", "200 clients hit an LLM's rate limit",
			who + "The service allows 60 requests, 10 of them at once, and 60 000 tokens a minute; each request uses 900 tokens; answers may use 8 000 tokens a minute, each 400 tokens; it has at most 5 requests inside at a time; everything beyond gets a 429. " + six},
		{"limiter=llm&rate=1&burst=10&tokens=900", "200 clients hit an LLM's rate limit",
			who + "The service allows 60 requests, 10 of them at once, and 60 000 tokens a minute; each request uses 900 tokens; everything beyond gets a 429. " + six},
		{"limiter=llm&rate=1&burst=10&tokens-per-minute=20000&tokens=15000&tokens-dist=exponential", "200 clients hit an LLM's rate limit",
			who + "The service allows 60 requests, 10 of them at once, and 20 000 tokens a minute; each request uses 11 046 tokens on average (15 000 drawn, cut at the limit of 20 000); everything beyond gets a 429. " + six},
		// Populations.
		{"population=open&offered=2000&ramp=0", "200 clients hit a rate limit", "200 clients together send 2 000 requests a second for 60 s, falling to none. " + limit + ". " + six},
		{"population=open&offered=0.5&ramp=2&spike=0&spike-from=1s&spike-to=5s", "200 clients call a service with a rate limit",
			"200 clients together send 30 requests a minute for 60 s, rising to 1 a second, none from 1 s to 5 s. " + limit + ". " + six},
		{"population=open&spike=5&spike-from=10s&spike-to=12s", "200 clients send a spike of requests",
			"200 clients together send 20 requests a second for 60 s, 5 times as many from 10 s to 12 s. " + limit + ". " + six},
		{"population=closed&think=5m&clients=10&fail=0.1", "10 clients call a service that fails",
			"10 clients call again and again for 60 s, pausing 5 min on average after each request. " + limit + "; 10 % of the attempts fail with 503. " + six},
		{"population=closed&think=0s", "200 clients hit a rate limit", "200 clients call again and again for 60 s, without a pause. " + limit + ". " + six},
		{"population=closed&think=2s", "200 clients hit a rate limit", "200 clients call again and again for 60 s, pausing 2 s on average after each request. " + limit + ". " + six},
		{"population=closed&think=2s&think-dist=constant", "200 clients hit a rate limit", "200 clients call again and again for 60 s, pausing 2 s after each request. " + limit + ". " + six},
		// Servers.
		{"limiter=none&servers=8&service=50ms&service-dist=exponential", "200 clients call a service with 8 servers",
			who + "The service has no rate limit. Serving takes 50 ms on average; 8 are served at a time. " + six},
		{"limiter=none&service=1s&slope=10ms", "200 clients call a service without a limit", who + "The service has no rate limit. Serving takes 1 s and 10 ms for each request in the service. " + six},
		// What goes wrong.
		{"service=1s&servers=4&refusal-cost=20ms", "200 clients hit a rate limit", who + limit + ". Serving takes 1 s; 4 are served at a time; each rejection takes a server for 20 ms. " + six},
		{"outage=hang&outage-from=20s&outage-to=30s&timeout=1s", "200 clients meet an outage", who + limit + ". It hangs from 20 s to 30 s. A client waits 1 s for an answer. " + six},
		{"fail=0.3&fail-from=30s&fail-to=38s", "200 clients meet a service that fails for a time", who + limit + "; 30 % of the attempts fail with 503 from 30 s to 38 s. " + six},
		{"fail=0.3&fail-from=20m&fail-to=30m&horizon=1m", "200 clients hit a rate limit", who + limit + ". " + six},
		{"outage=refuse&outage-from=20m&outage-to=30m&horizon=1m", "200 clients hit a rate limit", who + limit + ". " + six},
		{"service=1s&brownout=0.5&brownout-to=30s", "200 clients meet a service that slows down", who + limit + ". Serving takes 1 s. It runs at 50 % speed for the first 30 s. " + six},
		{"crash=10s", "200 clients crash and restart", who + limit + ". All clients crash at 10 s and restart 5 s later, their backoff state kept. " + six},
		{"crash=10s&crash-share=0", "200 clients hit a rate limit", who + limit + ". " + six},
		{"crash=10s&crash-share=0.25&crash-state=lost", "200 clients crash and restart", who + limit + ". About 25 % of the clients crash at 10 s and restart 5 s later, their backoff state lost. " + six},
		// Retry-After.
		{"honour=honour", "200 clients hit a rate limit", who + limit + ". A client would obey Retry-After, which nobody sends. " + six},
		{"retry-after=constant&retry-after-jitter=0.2&honour=honour&honour-limit=5500ms", "200 clients hit a rate limit",
			who + limit + ". Each Retry-After is lengthened at random by up to 20 % of it. A client obeys the Retry-After of 5 s, ignoring more than 5.5 s. " + six},
		{"retry-after=seconds", "200 clients hit a rate limit", who + limit + ". A client ignores Retry-After. " + six},
		{"retry-after=exact&honour=honour-jitter", "200 clients hit a rate limit", who + limit + ". A client obeys Retry-After and adds up to 20 % of it. " + six},
		{"retry-after=exact&honour=max&honour-limit=2m&honour-over=give-up", "200 clients hit a rate limit",
			who + limit + ". A client waits for the longer of Retry-After and its own delay, giving up at more than 2 min. " + six},
		{"retry-after=constant&retry-after-time=1h&honour=honour&honour-limit=10m", "200 clients hit a rate limit",
			who + limit + ". A client ignores the Retry-After of 1 h, which is above its limit of 10 min. " + six},
		{"retry-after=exact&honour=honour-jitter&honour-limit=2m&honour-over=clamp", "200 clients hit a rate limit",
			who + limit + ". A client obeys Retry-After and adds up to 20 % of it, taking a Retry-After for no more than 2 min. " + six},
		{"retry-after=constant&retry-after-time=1h&honour=honour&honour-limit=10m&honour-over=clamp", "200 clients hit a rate limit",
			who + limit + ". A client obeys 10 min of the Retry-After of 1 h. " + six},
		{"retry-after=constant&retry-after-time=10m&honour=honour&honour-limit=10m&honour-over=clamp", "200 clients hit a rate limit",
			who + limit + ". A client obeys the Retry-After of 10 min. " + six},
		{"retry-after=exact&honour=max-jitter&honour-jitter=0.3", "200 clients hit a rate limit",
			who + limit + ". A client waits for the longer of Retry-After and its own delay and adds up to 30 % of that. " + six},
		{"retry-after=exact&honour=max-5s", "200 clients hit a rate limit", who + limit + ". A client waits for the longer of Retry-After and its own delay, but at most 5 s more than that delay. " + six},
		{"retry-after=exact&honour=full-within", "200 clients hit a rate limit", who + limit + ". A client waits a random time up to Retry-After. " + six},
		{"limiter=none&retry-after=constant&honour=honour", "200 clients call a service without a limit",
			who + "The service has no rate limit. A client would obey Retry-After, which nobody sends. " + six},
		{"limiter=none&retry-after=constant&honour=honour&outage=refuse&outage-to=1m", "200 clients meet an outage",
			who + "The service has no rate limit. It is down for the first 60 s. A client obeys the Retry-After of 5 s. " + six},
		{"budget=aws&breaker=ratio&process=100&timeout=1s", "200 clients hit a rate limit",
			who + limit + ". A client waits 1 s for an answer and shares a retry budget (aws) and a circuit breaker (ratio) with 99 others. " + six},
		{"budget=concurrent&budget-ratio=0.2", "200 clients hit a rate limit",
			who + limit + ". A client has a retry budget (concurrent: 20 % of the attempts under way, at least 3). " + six},
		{"breaker=consecutive&breaker-failures=1", "200 clients hit a rate limit",
			who + limit + ". A client has a circuit breaker (consecutive: 1 failure in a row). " + six},
		{"breaker=count&process=3", "200 clients hit a rate limit",
			who + limit + ". A client shares a circuit breaker (count: 50 % of the last 100 calls) with 2 others. " + six},
		{"throttle=bucket&throttle-rate=0.5&throttle-burst=1", "200 clients hit a rate limit",
			who + limit + ". A client has a throttle (bucket: 30 a minute, 1 at once). " + six},
	} {
		title, lead := Scenario(scenariotest.Parse(t, scenariotest.LastWins(strings.TrimSuffix(base+tt.query, "&"))))
		if want := "What happens when " + tt.title + "?"; plain(title) != want {
			t.Errorf("%q:\n got %q\nwant %q", tt.query, plain(title), want)
		}
		if plain(lead) != tt.lead {
			t.Errorf("%q:\n got %q\nwant %q", tt.query, plain(lead), tt.lead)
		}
	}
}

// Where the cap is below the base it takes its place, for whoever uses it.
func TestDescribeCapBelowBase(t *testing.T) {
	for strategies, said := range map[string]bool{"full": true, "fixed": false, "immediate": false, "lib:envoy": false, "fixed@20/full@80": true} {
		s := scenario.Default()
		s.Base, s.Cap, s.Strategies = time.Hour, 10*time.Minute, []string{strategies}
		_, lead := Scenario(s)
		_, without := Scenario(func() scenario.Scenario { s.Cap = time.Hour; return s }())
		if (lead != without) != said {
			t.Errorf("%s: %q", strategies, lead)
		}
	}
}
