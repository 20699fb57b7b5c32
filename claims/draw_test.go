package claims

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
)

// choice is a field of a scenario, and what it may be.
type choice struct {
	chance float64 // that the field is set at all
	field  string
	values string
}

// choices are values of every field of a scenario from which random links are drawn; a
// field that is not drawn has its default. Runs are small, so that hundreds take seconds.
var choices = []choice{
	{1, "clients", "1 2 5 12 20 40 60 100"},
	{0.5, "population", "open closed once periodic"},
	{0.6, "spread", "0s 0s 200ms 2s 10s"},
	{0.1, "start", "500ms 2s"},
	{1, "offered", "1 3 10 30"},
	{1, "duration", "5s 10s 20s 1m"},
	{0.1, "ramp", "0 0.5 2"},
	{0.15, "spike", "0 0.5 3 10"},
	{1, "spike-from", "0s 1s 3s"},
	{1, "spike-to", "4s 6s 15s"},
	{0.7, "think", "0s 100ms 1s 5s"},
	{0.5, "think-dist", "constant exponential"},
	{0.7, "every", "2s 5s 10s"},
	{0.5, "process", "1 5 20 100"},
	{0.7, "limiter", "none token-bucket leaky-bucket gcra fixed-window sliding-log sliding-counter concurrency aimd llm optimistic-lock"},
	{0.8, "rate", "0.1 0.5 1 1.9 5 10 20 100"},
	{0.8, "burst", "1 2 5 10 20"},
	{0.2, "cost", "1 2 5"},
	{0.2, "inside", "1 2 5"},
	{0.3, "aimd-least", "1 2"},
	{0.5, "aimd-most", "5 20 100"},
	{0.6, "aimd-target", "100ms 500ms 2s"},
	{0.5, "aimd-factor", "0.5 0.75"},
	{0.8, "window", "1s 2s 10s 1m"},
	{0.8, "concurrency", "1 2 5"},
	{0.8, "tokens-per-minute", "1000 20000 60000"},
	{0.8, "tokens", "1 100 900 15000"},
	{0.4, "output-per-minute", "0 2000 8000"},
	{0.5, "output-tokens", "1 400 1500"},
	{0.4, "tokens-dist", "constant exponential"},
	{0.4, "rejected-count", "yes no"},
	{0.4, "retry-after", "none exact seconds window constant"},
	{0.5, "retry-after-time", "1s 5s 30s 10m"},
	{0.2, "refusal-cost", "1ms 20ms 200ms"},
	{0.3, "retry-after-jitter", "0.1 0.5 1"},
	{0.6, "base", "100ms 500ms 1s 2s"},
	{0.2, "factor", "1 1.5 3"},
	{0.6, "cap", "2s 5s 8s 1m"},
	{0.1, "offset", "0 1"},
	{0.2, "jitter", "0.1 0.5 1"},
	{0.2, "extra", "0s 200ms 2s"},
	{0.1, "floor", "50ms 1s"},
	{0.5, "power", "0.5 2 3"},
	{0.5, "delays", "1s 200ms,1s,5s 5s,2s"},
	{0.3, "delays-then", "last end"},
	{0.1, "first-retry", "backoff at-once"},
	{0.9, "attempts", "1 2 3 5 8 12 30 100"},
	{0.3, "timeout", "100ms 500ms 2s"},
	{0.2, "deadline", "1s 5s 20s"},
	{0.1, "total-timeout", "1s 5s 20s"},
	{0.12, "hedge", "50ms 200ms 1s p50 p95"},
	{0.4, "hedges", "1 2 5"},
	{0.4, "hedge-losers", "cancelled left"},
	{0.1, "propagate-deadline", "no yes"},
	{0.15, "retry-on", "rejected rejected,unavailable timed-out unavailable rejected,unavailable,timed-out,not-sent,failed"},
	{0.4, "honour", "ignore honour honour-jitter max honour-full"},
	{0.2, "honour-jitter", "0 0.1 0.5"},
	{0.15, "honour-limit", "1s 10s 2m"},
	{0.3, "honour-over", "ignore give-up"},
	{0.1, "in-flight", "0 1 3 20"},
	{0.15, "budget", "none ratio grpc aws aws-js aws-2026 concurrent"},
	{0.3, "budget-tokens", "1 3 10 50"},
	{0.3, "budget-ratio", "0 0.1 0.5"},
	{0.2, "budget-floor", "0 0.5"},
	{0.4, "budget-min", "0 1 5"},
	{0.15, "breaker", "off ratio consecutive count retries"},
	{0.3, "breaker-ratio", "0.1 0.5"},
	{0.3, "breaker-window", "0s 2s 10s"},
	{0.3, "breaker-min", "1 5"},
	{0.5, "breaker-failures", "1 2 3"},
	{0.5, "breaker-calls", "3 10 50"},
	{0.3, "breaker-open", "500ms 2s 5s"},
	{0.2, "breaker-open-jitter", "0 0.5"},
	{0.2, "breaker-probes", "1 3"},
	{0.15, "throttle", "none sre aws-adaptive bucket"},
	{0.3, "throttle-k", "1 1.5 2"},
	{0.3, "throttle-window", "5s 2m"},
	{0.5, "throttle-rate", "0.5 5 20 100"},
	{0.5, "throttle-burst", "1 10"},
	{0.3, "servers", "0 1 2 8"},
	{0.5, "queue", "0 2 10 100 1000"},
	{0.3, "discipline", "fifo lifo priority"},
	{0.2, "priority", "0 1"},
	{0.15, "queue-timeout", "200ms 2s"},
	{0.4, "service", "1ms 50ms 200ms 1s 3s"},
	{0.3, "service-dist", "constant exponential lognormal bimodal"},
	{0.3, "service-sd", "20ms 200ms"},
	{0.3, "slow", "1s 5s"},
	{0.3, "slow-share", "0.05 0.5"},
	{0.05, "slope", "1ms 10ms"},
	{0.3, "abandoned", "served noticed"},
	{0.2, "fail", "0.05 0.3 0.9 1"},
	{0.2, "fail-run", "200ms 2s"},
	{0.15, "fail-from", "1s 2s"},
	{0.15, "fail-to", "4s 8s"},
	{0.1, "permanent", "0.02 0.3"},
	{0.25, "outage", "none refuse hang"},
	{0.5, "outage-from", "0s 1s 3s"},
	{1, "outage-to", "4s 6s 10s 10m"},
	{0.12, "brownout", "0.1 0.5"},
	{0.5, "brownout-from", "0s 1s 2s"},
	{1, "brownout-to", "3s 8s"},
	{0.4, "network", "constant normal exponential"},
	{0.5, "latency", "0s 10ms 40ms 200ms"},
	{0.3, "latency-sd", "0s 2ms 20ms"},
	{0.12, "crash", "500ms 1s 3s 10s"},
	{0.5, "restart", "500ms 2s 5s"},
	{0.4, "crash-share", "0 0.05 0.5 1"},
	{0.5, "crash-state", "kept lost"},
	{0.12, "runs", "2 5"},
	{0.5, "bin", "50ms 250ms 1s 10s"},
	{0.12, "horizon", "3s 10s 30s"},
}

// fleetsDrawn are the strategies of random links.
var fleetsDrawn = strings.Fields("immediate fixed linear exponential full equal decorrelated decorrelated-aws proportional additive polynomial list upward " +
	"lib:cenkalti lib:p-retry lib:stripe-node lib:envoy lib:envoy(base=100ms) client:resilience4j(base=200ms+cap=2s) immediate@50/fixed@50 exponential@20/full@80 full(attempts=3) exponential(attempts=3)>full(attempts=2) fixed(attempts=2+timeout=2s)>client:openai-python exponential(attempts=2)>full(attempts=4)@50/fixed@50 full(hedge=200ms) full(attempts=4+hedge=p90+hedges=2) full(attempts=3+hedge=1s)@50/fixed@50 " +
	"full(attempts=2)@50/fixed(base=200ms+attempts=60)@50 full@50/fixed(priority=1)@50 full@70/fixed(cost=2+attempts=9+priority=2)@30 full(priority=1)@50/fixed@50 full(start=3s)@50/fixed(offered=5+attempts=4)@50 " +
	"full(budget=grpc+budget-tokens=4) fixed(in-flight=2)@50/full(breaker=consecutive)@50 exponential(attempts=3+breaker=count)>client:botocore-standard client:aws-sdk-js-v3 client:envoy client:k8s-workqueue(attempts=9) client:stripe-node client:sidekiq client:azure-go client:fetch-proposed")

// draw is the query of a random scenario, which may not be valid.
func draw(r *rand.Rand) string {
	query := url.Values{}
	for _, c := range choices {
		if r.Float64() < c.chance {
			values := strings.Fields(c.values)
			query.Set(c.field, values[r.IntN(len(values))])
		}
	}
	fleets := slices.Clone(fleetsDrawn)
	r.Shuffle(len(fleets), func(i, j int) { fleets[i], fleets[j] = fleets[j], fleets[i] })
	query.Set("strategies", strings.ReplaceAll(strings.Join(fleets[:1+r.IntN(5)], ","), "+", " "))
	if with := query.Encode(); r.Float64() < 0.1 {
		changed := choices[r.IntN(len(choices))]
		query.Set(changed.field, strings.Fields(changed.values)[0])
		query.Set("with", with)
	}
	return query.Encode()
}
